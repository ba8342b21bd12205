"""On paper: a weight is 0.8, its gradient −0.5, the rate 0.1. New weight, step ratio? And the loss of a network that
knows nothing about *ten* digits (lesson 17)? Type three numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="new weight, ratio, loss",
    hints=("The step is the rate times the gradient, and it is subtracted.",
           "The ratio is the size of the step beside the size of the weight.",
           "To know nothing is to answer 0.1 for each digit: −ln 0.1."),
    edits=(Edit("uphill", "w - rate * gradient", "w + rate * gradient"),
           Edit("rate left out", "abs(rate * gradient)", "abs(gradient)"),
           Edit("turned over", "abs(rate * gradient) / w", "w / abs(rate * gradient)"),
           Edit("sign in the ratio", "abs(rate * gradient)", "rate * gradient"),
           Edit("weight after the step", "abs(rate * gradient) / w", "abs(rate * gradient) / (w - rate * gradient)"),
           Edit("not divided by the weight", "abs(rate * gradient) / w", "abs(rate * gradient)"),
           Edit("minus forgotten", "np.log(10)", "np.log(0.1)"),
           Edit("two classes", "np.log(10)", "np.log(2)"),
           Edit("decimal logarithm", "np.log(10)", "np.log10(10)")))
def one_step_on_paper():
    w, gradient, rate = 0.8, -0.5, 0.1
    # minus, for down; the ratio compares sizes; ten answers of 0.1 each cost ln 10
    return w - rate * gradient, abs(rate * gradient) / w, np.log(10)
