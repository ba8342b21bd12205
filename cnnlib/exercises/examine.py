"""Check a backward function of one's own, as one has it: its layout, its order of arguments, its kind of arrays."""

import copy
import inspect
import sys

import numpy as np

from .layouts import layout as layout_of
from .of_ops import ALSO, CONVENTIONS, OPS, question
from .said import is_stub
from .verdict import NOT_YET, REFUSED, RIGHT, Verdict, refused

MEANT = {"dout": 0, "grad": 0, "grad_output": 0, "upstream": 0, "bias": "b", "pad": "padding", "s": "stride",
         "kernel": "w", "weight": "w", "weights": "w", "W": "w", "pool_size": "size"}     # what people call them


def examine(op, function, layout=None, kernel=None, order=None, gives=None, wrap=None):
    """Say of a backward function whether it is right, or which mistake it makes; the verdict is true where it is right.

    op: such as "conv.backward"; list(exercises.OPS) has them all
    function: NumPy's or a library's, or a subclass of torch.autograd.Function
    layout: of images, such as "NHWC", "NCHW", "CHW", "HW"; NHWC, for a torch.autograd.Function NCHW
    kernel: of kernels, such as "HWIO" (rows, columns, channels, filters) or "OIHW", or of a dense layer's weights, "IO"
        or "OI"; as images by default
    order: names of the arguments in the function's order, such as ("x", "w", "dL_dz"); "b" is a bias, "a" the
        activation of z, "labels" the classes as whole numbers; without size, stride, padding the usual ones are tried
    gives: names of what it returns in its order, such as ("dL_dw", "dL_db"); all of them by default
    wrap: what makes an array into what the function takes, such as torch.tensor
    A function with a cache needs an adapter: lambda dL_dz, x, w, b: mine(dL_dz, (x, w, b, {"stride": 1, "pad": 0})).
    Raises ValueError where op, layout, kernel or a name is not known.
    """
    if op not in OPS:
        raise ValueError(f"op: got {op!r}; needs one of {', '.join(OPS)}")
    if not callable(function):
        return refused(f"Not yet. Hand over the function itself, without calling it; this is {function!r:.40}.")
    right, outputs = OPS[op][:2]
    parameters = tuple(inspect.signature(right).parameters)
    is_torch = inspect.isclass(function) and hasattr(function, "apply")
    how = layout_of(layout or ("NCHW" if is_torch else "NHWC"), kernel)
    gives = known(gives or outputs, outputs, "gives")
    takes = known(order or taken(function, parameters, is_torch), (*parameters, *ALSO.get(op, {})), "order")
    takes = (*(name for name in takes if name != parameters[0]), parameters[0]) if is_torch else takes
    asked = copy.copy(question(op, gives, not how.has_examples, not how.has_channels,
                               tuple(name for name in parameters if name not in takes)))
    asked.show = how.theirs
    if is_stub(function):
        return Verdict(NOT_YET, "Not yet: it has no code that returns anything. Is the return missing?")
    call = torch_call(function, takes, gives) if is_torch else function
    return explained(asked.check(adapted(call, asked, how, takes, wrap, ALSO.get(op, {}))), asked, how, takes)


def known(names, every, argument):
    """Return names as a tuple; raise ValueError for one that there is not."""
    names = (names,) if isinstance(names, str) else tuple(names)
    wrong = [name for name in names if name not in every]
    if wrong:
        raise ValueError(f"{argument}: got {wrong[0]!r}; needs names among {', '.join(every)}")
    return names


def taken(function, parameters, is_torch):
    """The arguments that a function takes: by their names where all are known, else in our order, as many as fit."""
    if is_torch:
        inputs = (*parameters[1:3], "b", *parameters[3:]) if "w" in parameters else parameters[1:]
        return inputs[:len(inspect.signature(function.forward).parameters) - 1]
    try:
        every = [one for one in inspect.signature(function).parameters.values()
                 if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    except ValueError:
        return parameters
    meant = [MEANT.get(one.name, one.name) for one in every]
    meant = [parameters[0] if name == 0 else name for name in meant]
    if every and set(meant) <= {*parameters, "b"} and len(set(meant)) == len(meant):
        return tuple(meant)
    return parameters[:len(every)] if len(every) >= 2 else parameters


def adapted(function, asked, how, takes, wrap, also):
    """The function as one that takes and returns what the question does."""
    names, by_name = asked.parameters, keyword_only(function)

    def call(*given):
        ours = dict(zip(names, given, strict=True))
        ours |= {name: make(ours) for name, make in also.items() if name in takes}
        theirs = {name: how.theirs(name, ours[name]) for name in takes}
        if wrap:
            theirs = {name: wrap(one) if isinstance(one, np.ndarray) else one for name, one in theirs.items()}
        found = function(*[theirs[name] for name in takes if name not in by_name],
                         **{by_name[name]: theirs[name] for name in takes if name in by_name})
        several = found if isinstance(found, tuple | list) and len(asked.gives) > 1 else (found,)
        if len(several) != len(asked.gives):
            return found
        back = tuple(returned(how, name, plain(one), ours) for name, one in zip(asked.gives, several, strict=True))
        return back if len(back) > 1 else back[0]

    call.__signature__ = inspect.signature(asked.answer)
    return call


def keyword_only(function):
    """{our name: theirs} of the arguments that must be given by name."""
    try:
        every = inspect.signature(function).parameters.values()
    except ValueError:
        return {}
    return {MEANT.get(one.name, one.name): one.name for one in every if one.kind is one.KEYWORD_ONLY}


def returned(how, name, values, ours):
    """An output in our layout, with as many axes as what it belongs to; axes of length 1 are no matter."""
    if not isinstance(values, np.ndarray | np.generic | float | int):
        return values
    belongs = name.removeprefix("dL_d")
    like = ours.get(belongs, ours.get("z", values))
    ndim = 1 if belongs == "b" else np.ndim(like)
    if belongs == "b" and np.size(values) == max(np.shape(values), default=1):
        return np.reshape(values, -1)
    return how.ours(name, np.asarray(values), ndim)


def plain(values):
    """A tensor as an array; what is none stays."""
    if hasattr(values, "detach"):
        return values.detach().cpu().numpy()
    return values


def explained(verdict, asked, how, takes):
    """The verdict, with what the call looked like where that went wrong, and a convention called one."""
    if verdict.names and set(verdict.names) <= CONVENTIONS:
        return Verdict(RIGHT, "Right, with another convention than ours. " + verdict.text.removeprefix("Not yet. "),
                       verdict.names, verdict.picture)
    if verdict.names == ("slope of the score",):
        return verdict._replace(text=f'{verdict.text} If yours takes the activation, say order=("dL_da", "a").')
    if verdict.kind != REFUSED or "It raises" not in verdict.text:
        return verdict
    ours = dict(zip(asked.parameters, asked.cases[0], strict=True))
    shapes = [f"{name} {np.shape(how.theirs(name, ours[name]))}" if isinstance(ours.get(name), np.ndarray)
              else name if name not in ours else f"{name} {ours[name]}" for name in takes]
    return refused(f"{verdict.text} The first case had {', '.join(shapes)}, in this order: is yours another one "
                   "(order=…), or another layout (layout=…)?")


def torch_call(function, takes, gives):
    """A torch.autograd.Function as a function of its inputs, then the upstream: forward, and back."""
    def call(*given):
        torch = sys.modules["torch"]
        *leaves, upstream = [torch.tensor(one) if isinstance(one, np.ndarray) else one for one in given]
        grown = {name: one.requires_grad_() for name, one in zip(takes, leaves, strict=False)
                 if isinstance(one, torch.Tensor)}
        function.apply(*leaves).backward(upstream)
        found = tuple(grown[name.removeprefix("dL_d")].grad for name in gives)
        return found if len(found) > 1 else found[0]
    return call
