r"""One update of the network of `by_hand`: each of its four parameters moves against its gradient, `lr` times as
far; all gradients are taken before anything moves. Return the new parameters, and the loss, the mean
binary cross-entropy, before and after. `my_by_hand` has the gradients; if you have none, begin with
`my_by_hand = exercises.by_hand.answer`."""

import numpy as np

from ..edits import Edit, instead, mistaken
from ..function import function
from ..numbers import sizes
from .by_hand import arguments as of_network
from .by_hand import by_hand

my_by_hand = by_hand.answer


def arguments(draw, *given):
    *network, lr = given
    found = of_network(draw, *network)
    return found and (*found, lr)


def changed(change):
    """A mistake in the four new parameters: old, new, rate -> another one."""
    def run(x, y, w1, b1, w3, b3, lr):
        *new, before, _ = one_update.answer(x, y, w1, b1, w3, b3, lr)
        moved = [change(*both, lr) for both in zip((w1, b1, w3, b3), new, strict=True)]
        return *moved, before, one_update.answer(x, y, *moved, lr)[4]
    return run


def w3_first(x, y, w1, b1, w3, b3, lr):
    """What goes on to the convolution is worked out with the new w3; the error is still the old one."""
    new = list(one_update.answer(x, y, w1, b1, w3, b3, lr))
    new[0], new[1] = w1, b1
    for e in range(len(x)):
        windows = np.lib.stride_tricks.sliding_window_view(x[e], w1.shape)
        z1 = np.einsum("ijuv,uv->ij", windows, w1) + b1
        error = my_by_hand(x[e:e + 1], y[e:e + 1], w1, b1, w3, b3)[3] / len(x)
        for (i, j), gradient in zip(np.ndindex(*[n // 2 for n in z1.shape]), error * new[2], strict=True):
            pool = z1[2 * i:2 * i + 2, 2 * j:2 * j + 2]
            u, v = divmod(pool.argmax(), 2)
            if pool.max() > 0:
                new[0] = new[0] - lr * gradient * windows[2 * i + u, 2 * j + v]
                new[1] = new[1] - lr * gradient
    new[5] = one_update.answer(x, y, *new[:4], lr)[4]
    return tuple(new)


def twice(x, y, w1, b1, w3, b3, lr):
    *once, before, _ = one_update.answer(x, y, w1, b1, w3, b3, lr)
    *new, _, last = one_update.answer(x, y, *once, lr)
    return *new, before, last


def example_by_example(x, y, w1, b1, w3, b3, lr):
    before = one_update.answer(x, y, w1, b1, w3, b3, lr)[4]
    for e in range(len(x)):
        w1, b1, w3, b3 = one_update.answer(x[e:e + 1], y[e:e + 1], w1, b1, w3, b3, lr)[:4]
    return w1, b1, w3, b3, before, one_update.answer(x, y, w1, b1, w3, b3, lr)[4]


# my_by_hand itself may be wrong
WRONG = [(edit.name, mistaken(by_hand.answer, by_hand.code, (edit,))) for edit in by_hand.edits if edit.name in (
    "no gate", "every tie paid", "the last of a tie", "the tie shared", "every cell paid",
    "every cell paid, gates or not", "sigmoid's slope twice", "dw flipped", "b3's gradient for b1")]
BACKWARD = [Edit(name, "my_by_hand(x", f"WRONG[{k}][1](x") for k, (name, _) in enumerate(WRONG)]


GRADIENTS = "= my_by_hand(x, y, w1, b1, w3, b3)\n"
AGAIN = "    dL_dw1, dL_db1, dL_dw3, dL_db3 " + GRADIENTS
FIRST, SECOND = (f"    w{k}, b{k} = w{k} - lr * dL_dw{k}, b{k} - lr * dL_db{k}\n" for k in (1, 3))


def one_after_another(*groups):
    """A mistake in the order: gradients are taken anew for each group of parameters."""
    return Edit("one after another", FIRST + SECOND, "".join(
        AGAIN + "".join(f"    {one} = {one} - lr * dL_d{one}\n" for one in group.split()) for group in groups))


def scaled(name, factor):
    return Edit(name, GRADIENTS, f"= ({factor} * one for one in my_by_hand(x, y, w1, b1, w3, b3))\n")


@function(
    stars=3, gives=("w1", "b1", "w3", "b3", "before", "after"),
    says="Return w1, b1, w3, b3, before, after: new parameters, and two losses.",
    takes="x (m, height, width);  y (m,): labels 0 or 1;  w1 (rows, columns);  w3 (n,): one for each of the n "
          "pool windows;  b1, b3: numbers;  lr: the rate",
    arguments=arguments,
    sizes=((2, 4, 7, 3, 2, 0.3, -0.2, 0.25, 0.3), (3, 6, 5, 3, 2, -0.1, 0.4, 0.25, 0.2),
           (1, 5, 4, 2, 3, 0.2, 0.1, 0.5, 0.4), (3, 5, 5, 2, 2, 0.5, -0.5, 0.25, 0.5)),
    small=(*sizes((1, 2), (2, 3), (2, 3), (1, 2), (1, 2), (0, 1), (0,), (1,), (2,)),
           *sizes((1,), (2, 4), (2, 4), (1,), (1,), (0,), (0, 1), (1,), (2,))),
    hints=("Three parts: the loss as a function of the four parameters; the four gradients; the four steps.",
           "The loss of one example is −log a3 where y is 1, and −log(1 − a3) where y is 0; take the mean.",
           "w1 − lr * dL_dw1, and so on, with gradients from one call of my_by_hand. Then the loss once more, with all "
           "four new ones."),
    edits=(scaled("uphill, or the error turned round", "-1"),
           instead("the gradient itself", changed(lambda old, new, lr: (old - new) / lr)),
           instead("the step alone", changed(lambda old, new, lr: old - new)),
           instead("the step alone", changed(lambda old, new, lr: new - old)),
           scaled("rate left out", "1 / lr"),
           scaled("rate twice", "lr"),
           scaled("divided by m again", "1 / len(x)"),
           scaled("1/m forgotten", "len(x)"),
           Edit("stays where it was", FIRST + SECOND,
                "    w1, w3 = w1 - lr * dL_dw1, w3 - lr * dL_dw3\n"),
           Edit("stays where it was", FIRST + SECOND,
                "    b1, b3 = b1 - lr * dL_db1, b3 - lr * dL_db3\n"),
           Edit("stays where it was", FIRST, ""),
           Edit("stays where it was", SECOND, ""),
           *(one_after_another(*groups) for groups in (
               ("w1 b1", "w3 b3"), ("w3 b3", "w1 b1"), ("w1", "b1", "w3", "b3"), ("b3", "w3", "b1", "w1"),
               ("w3", "b3", "w1", "b1"), ("w3 b3", "w1", "b1"), ("w3", "b3", "w1 b1"), ("b3", "w3", "w1 b1"),
               ("w3", "w1 b1 b3"), ("w1", "b1 w3 b3"), ("w1", "b1", "w3 b3"))),
           instead("a step for each example", example_by_example),
           *BACKWARD,
           instead("w3 too early", w3_first),
           instead("one step too many", twice),
           Edit("the other loss", "before, loss(w1, b1, w3, b3)", "before, before"),
           Edit("the other loss", "before, loss(w1, b1, w3, b3)", "loss(w1, b1, w3, b3), loss(w1, b1, w3, b3)"),
           Edit("the other loss", "before, loss(w1, b1, w3, b3)", "loss(w1, b1, w3, b3), before"),
           Edit("summed", "np.mean(np", "np.sum(np"),
           Edit("only the first example", "return np.mean(np.logaddexp(0, z3) - y * z3)",
                "return (np.logaddexp(0, z3) - y * z3)[0]"),
           Edit("only the last example", "return np.mean(np.logaddexp(0, z3) - y * z3)",
                "return (np.logaddexp(0, z3) - y * z3)[-1]"),
           Edit("minus forgotten", "np.mean(np", "-np.mean(np"),
           Edit("only label 1", "np.logaddexp(0, z3) - y * z3", "y * np.logaddexp(0, -z3)"),
           Edit("labels exchanged", "- y * z3", "- (1 - y) * z3"),
           Edit("squared error for surprise", "np.logaddexp(0, z3) - y * z3", "(1 / (1 + np.exp(-z3)) - y) ** 2"),
           Edit("in coin tosses", "y * z3)", "y * z3) / np.log(2)"),
           Edit("no bias", "w1) + b1", "w1)"),
           Edit("no bias", "w3 + b3", "w3"),
           Edit("kernel flipped", "windows, w1)", "windows, w1[::-1, ::-1])"),
           Edit("ReLU left out", "np.maximum(np.einsum(\"eijuv,uv->eij\", windows, w1) + b1, 0)",
                "np.einsum(\"eijuv,uv->eij\", windows, w1) + b1"),
           Edit("mean for largest", "max(axis=(2, 4))", "mean(axis=(2, 4))"),
           Edit("flattened by columns", ".reshape(m, -1)", ".swapaxes(1, 2).reshape(m, -1)")))
def one_update(x, y, w1, b1, w3, b3, lr):
    def loss(w1, b1, w3, b3):
        windows = np.lib.stride_tricks.sliding_window_view(x, w1.shape, axis=(1, 2))
        a1 = np.maximum(np.einsum("eijuv,uv->eij", windows, w1) + b1, 0)
        m, down, across = a1.shape
        a2 = a1.reshape(m, down // 2, 2, across // 2, 2).max(axis=(2, 4)).reshape(m, -1)
        z3 = a2 @ w3 + b3
        return np.mean(np.logaddexp(0, z3) - y * z3)

    before = loss(w1, b1, w3, b3)
    dL_dw1, dL_db1, dL_dw3, dL_db3 = my_by_hand(x, y, w1, b1, w3, b3)
    w1, b1 = w1 - lr * dL_dw1, b1 - lr * dL_db1
    w3, b3 = w3 - lr * dL_dw3, b3 - lr * dL_db3
    return w1, b1, w3, b3, before, loss(w1, b1, w3, b3)
