r"""On paper: momentum, $\beta = 0.5$, learning rate 0.1, weight 1. The gradients are 2, then 2, then −1. Where does the
weight stand after three steps?"""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="the weight",
    hints=("A velocity keeps half of itself and takes in the gradient; the step follows the velocity.",
           "The velocities: 2, then 0.5 · 2 + 2 = 3, then …",
           "The weight goes 1, 0.8, 0.5, …"),
    edits=(Edit("velocity forgotten", "0.5 * velocity + gradient", "gradient"),
           Edit("uphill", "w - 0.1 * velocity", "w + 0.1 * velocity"),
           Edit("no fading", "0.5 * velocity + gradient", "velocity + gradient"),
           Edit("gradient halved, too", "0.5 * velocity + gradient", "0.5 * velocity + 0.5 * gradient"),
           Edit("one step too few", "2, 2, -1", "2, 2"),
           Edit("rate left out", "w - 0.1 * velocity", "w - velocity")))
def momentum_on_paper():
    w, velocity = 1.0, 0.0
    for gradient in (2, 2, -1):
        velocity = 0.5 * velocity + gradient      # 2, 3, 0.5
        w = w - 0.1 * velocity                    # 0.8, 0.5, 0.45
    return w
