r"""On paper: window D is $(i, j) = (1, 0)$, and $\partial L/\partial a^{(2)}[1, 0] = -0.5988$. Its four cells are
0.8875, 0.9375, 0.325 and 1.28125 in reading order. Which of them gets which gradient? Type two rows of two numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="∂L/∂a1 in window D",
    hints=("One of the four has won.",
           "The winner gets the window's gradient unchanged: its local slope is 1.",
           "The largest is 1.28125, the last in reading order; the others get 0."),
    edits=(Edit("another cell", "window.argmax()", "1"),
           Edit("smallest for largest", "window.argmax()", "window.argmin()"),
           Edit("every cell paid", "[window.argmax()] = arrived", "[:] = arrived"),
           Edit("a quarter each", "[window.argmax()] = arrived", "[:] = arrived / 4"),
           Edit("times the winner", "= arrived", "= arrived * window.max()"),
           Edit("upstream left out", "= arrived", "= 1"),
           Edit("forward for backward", "= arrived", "= window.max()")))
def one_window_back():
    window, arrived = np.array([0.8875, 0.9375, 0.325, 1.28125]), -0.5988
    back = np.zeros(4)
    back[window.argmax()] = arrived        # row 3, column 1 of a1
    return back.reshape(2, 2)
