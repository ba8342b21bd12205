"""What NetworkExplorer asks before a step is taken, of the cells in focus; most steps give nothing to ask."""

import numpy as np

from cnnlib.draw import symbol
from cnnlib.draw.ink.names import is_gradient
from cnnlib.draw.ink.number import tidied
from cnnlib.layers import Conv, Dense, MaxPool, ReLU, Softmax
from cnnlib.ops.windows import pair

from ..stage.asks import Question

SENT = "windows send gradient times weight; where that is 0, or adds up to 0, nothing arrives."


def question(run, name, views):
    """The Question about the step that makes a tensor; None where there is nothing to find.

    views: {name: View} as they are in focus
    """
    ask = backward if is_gradient(name) else forward
    found = None if name == "L" else ask(run, name)
    if found is None:
        return None
    matrix, words, mask, why = found
    view = views[matrix]
    shown = [view.index(*map(int, at)) for at in np.argwhere(view.values(mask))]
    return Question(matrix, words, frozenset(shown), why)


def forward(run, name):
    """(matrix, words, mask of the right cells, why) of the step that makes a value."""
    step = run.net.maker[name]
    a = symbol(name)
    if isinstance(step.layer, ReLU) and not step.layer.leak:
        return (name, f"Which cells of {a} will be 0?", zeros(run.trace[name]),
                "what is not above 0 becomes 0.")
    if isinstance(step.layer, MaxPool):
        rows, columns = pair(step.layer.size, "size")
        return (step.input, f"Which cells of {symbol(step.input)} win their {rows}×{columns} windows?",
                step.layer.winners(run.trace[step.input]),
                "the largest wins, in a tie the first.")
    if isinstance(step.layer, Softmax):
        shares = run.trace[name]
        return (name, f"Which class gets most in {a}?", shares == shares.max(axis=1, keepdims=True),
                "the largest score gets most.")
    return None


def backward(run, name):
    """(matrix, words, mask of the right cells, why) of the step that makes a gradient."""
    of = name.removeprefix("dL_d")
    step, none = run.net.user.get(of), zeros(run.grads[name])
    if step is None:
        return None
    to, layer = symbol(name), step.layer
    if isinstance(layer, MaxPool):
        all_get = (layer.winners(run.trace[of]) == ~none).all()
        return (name, f"Where in {to} does a gradient land?", ~none,
                f"only winners get one{'' if all_get else ', and only where one comes back'}.")
    if isinstance(layer, ReLU) and not layer.leak:
        return (name, f"Which cells of {to} get a gradient?", ~none,
                "where one arrives and the gate is open.")
    if isinstance(layer, Dense) and of == step.weights[0] and none.any():
        return name, f"Which weights get no gradient in {to}?", none, unmet(run, step, none)
    if isinstance(layer, Conv) and of == step.input and none.any():
        crisp = (reached(run, step) == ~none).all()
        if none.sum() < none.size / 2:
            return (name, f"Which cells of {to} get no gradient?", none,
                    "no window with a gradient reaches them." if crisp else SENT)
        return (name, f"Which cells of {to} get a gradient?", ~none,
                "windows with a gradient reach them." if crisp else SENT)
    return None


def reached(run, step):
    """Which cells of what a convolution reads lie in a window that sends a gradient back."""
    sends, w = run.grads[f"dL_d{step.output}"] != 0, run.params[step.weights[0]]
    return step.layer.backward(sends.astype(float), run.trace[step.input], np.ones_like(w))[0] > 0


def unmet(run, step, none):
    """Why weights of a dense layer get no gradient."""
    met = run.trace[step.input].reshape(len(run.y), -1).any(axis=0)
    if (~met[:, None] == none).all():
        return "a weight that met a 0 gets 0."
    return "input times what comes back: one of them is 0, or the examples add up to 0."


def zeros(array):
    """Which numbers print as 0."""
    return np.reshape([value == 0 for value in tidied(array.ravel().tolist())], array.shape)
