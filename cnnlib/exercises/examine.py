"""Check a backward function of one's own, as one has it: its layout, its order of arguments, its kind of arrays."""

import inspect
import sys

import numpy as np

from .layouts import layout as layout_of
from .of_ops import OPS, question
from .said import is_stub
from .verdict import refused

BIAS = "b"


def examine(op, function, layout=None, kernel=None, order=None, gives=None, wrap=None):
    """Say of a backward function whether it is right, or which mistake it makes.

    op: such as "conv.backward" (list(exercises.OPS) has them all)
    function: NumPy's or a library's, or a subclass of torch.autograd.Function
    layout: of images, such as "NHWC", "NCHW", "CHW", "HW"; NHWC, for a torch.autograd.Function NCHW
    kernel: of kernels, such as "HWIO" (rows, columns, channels, filters) or "OIHW"; as images by default
    order: names of the arguments in the function's order, such as ("x", "w", "dL_dz")
    gives: names of what it returns in its order, such as ("dL_dw", "dL_db"); all of them by default
    wrap: what makes an array into what the function takes, such as torch.tensor
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
    takes = known(order or taken(function, parameters, is_torch), (*parameters, BIAS), "order")
    takes = (*(name for name in takes if name != parameters[0]), parameters[0]) if is_torch else takes
    asked = question(op, gives, not how.has_examples, not how.has_channels,
                     op.startswith("conv") and not {"stride", "padding"} <= set(takes))
    call = torch_call(function, takes, gives) if is_torch else function
    return asked.check(function if is_stub(function) else adapted(call, asked, how, takes, wrap))


def known(names, every, argument):
    """Return names as a tuple; raise ValueError for one that there is not."""
    names = (names,) if isinstance(names, str) else tuple(names)
    wrong = [name for name in names if name not in every]
    if wrong:
        raise ValueError(f"{argument}: got {wrong[0]!r}; needs names among {', '.join(every)}")
    return names


def taken(function, parameters, is_torch):
    """The arguments that a function takes, in our order: as many as it has places for."""
    if is_torch:
        inputs = (*parameters[1:3], BIAS, *parameters[3:]) if "w" in parameters else parameters[1:]
        return inputs[:len(inspect.signature(function.forward).parameters) - 1]
    try:
        places = [one for one in inspect.signature(function).parameters.values()
                  if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    except ValueError:
        return parameters
    return parameters[:len(places)] if len(places) >= 2 else parameters


def adapted(function, asked, how, takes, wrap):
    """The function as one that takes and returns what the question does."""
    names = asked.parameters

    def call(*given):
        ours = dict(zip(names, given, strict=True))
        if BIAS in takes:
            ours[BIAS] = np.zeros(ours["w"].shape[-1])
        theirs = [how.theirs(name, ours[name]) for name in takes]
        found = function(*[wrap(one) if wrap and isinstance(one, np.ndarray) else one for one in theirs])
        several = found if isinstance(found, tuple | list) and len(asked.gives) > 1 else (found,)
        if len(several) != len(asked.gives):
            return found
        back = tuple(returned(how, name, plain(one), ours) for name, one in zip(asked.gives, several, strict=True))
        return back if len(back) > 1 else back[0]

    call.__signature__ = inspect.signature(asked.answer)
    return call


def returned(how, name, values, ours):
    """An output in our layout; it has as many axes as what it belongs to."""
    belongs = name.removeprefix("dL_d")
    like = ours.get(belongs, ours.get("z", values))
    return how.ours(name, values, np.ndim(like)) if isinstance(values, np.ndarray) else values


def plain(values):
    """A tensor as an array; what is none stays."""
    if hasattr(values, "detach"):
        return values.detach().cpu().numpy()
    return values


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
