r"""On paper. Eight inputs of mean square 3, weights of variance 1/12: what is $\mathrm{var}(z)$? By what do three
layers of 8 units with such weights, each with ReLU, multiply the mean square? A 3×3 kernel, 2 channels, 6 filters: its
standard deviation by He, and by Glorot? What is left of an rms of 1 after five layers with ReLU at half of He's
standard deviation? Type five numbers; fractions will do."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="var(z), factor, He, Glorot, rms",
    hints=("Variances add up: one product has the variance of the weight times the mean square of the input. "
           "ReLU keeps half of the squares.",
           "A layer multiplies the mean square by 8 · 1/12 · 1/2. The kernel's fan in is 3 · 3 · 2, its fan out "
           "3 · 3 · 6.",
           "8 · 1/12 · 3; the cube of 1/3; the root of 2/18; the root of 2/(18 + 54); and half of half of …, five "
           "times."),
    edits=(Edit("number of products left out", "var_z = n * var_w * 3", "var_z = var_w * 3"),
           Edit("mean square left out", "var_z = n * var_w * 3", "var_z = n * var_w"),
           Edit("inputs squared again", "var_z = n * var_w * 3", "var_z = n * var_w * 9"),
           Edit("standard deviation for variance", "var_z = n * var_w * 3", "var_z = np.sqrt(n * var_w * 3)"),
           Edit("weights' variance squared", "var_z = n * var_w * 3", "var_z = n * var_w ** 2 * 3"),
           Edit("ReLU's half already", "var_z = n * var_w * 3", "var_z = n * var_w * 3 / 2"),
           Edit("ReLU's half left out", "(n * var_w / 2) ** 3", "(n * var_w) ** 3"),
           Edit("one layer alone", "(n * var_w / 2) ** 3", "n * var_w / 2"),
           Edit("layers added", "(n * var_w / 2) ** 3", "n * var_w / 2 * 3"),
           Edit("rms for mean square", "(n * var_w / 2) ** 3", "(n * var_w / 2) ** 1.5"),
           Edit("half for all layers", "(n * var_w / 2) ** 3", "(n * var_w) ** 3 / 2"),
           Edit("mean square, not its factor", "(n * var_w / 2) ** 3", "(n * var_w / 2) ** 3 * 3"),
           Edit("area left out", "3 * 3 * 2, 3 * 3 * 6", "2, 6"),
           Edit("area left out", "3 * 3 * 6", "6"),
           Edit("one side for the area", "3 * 3 * 2, 3 * 3 * 6", "3 * 2, 3 * 6"),
           Edit("channels left out", "3 * 3 * 2, 3 * 3 * 6", "3 * 3, 3 * 3 * 6"),
           Edit("variance for standard deviation", "np.sqrt(2 / fan_in), np.sqrt(2 / (fan_in + fan_out))",
                "2 / fan_in, 2 / (fan_in + fan_out)"),
           Edit("fan out for fan in", "2 / fan_in)", "2 / fan_out)"),
           Edit("the other rule", "he, glorot =", "glorot, he ="),
           Edit("the other rule", "2 / fan_in)", "2 / (fan_in + fan_out))"),
           Edit("the other rule", "2 / (fan_in + fan_out)", "2 / fan_in"),
           Edit("1 for 2", "2 / fan_in)", "1 / fan_in)"),
           Edit("1 for 2", "2 / (fan_in + fan_out)", "1 / (fan_in + fan_out)"),
           Edit("fans multiplied", "2 / (fan_in + fan_out)", "2 / (fan_in * fan_out)"),
           Edit("2 over the mean fan", "2 / (fan_in + fan_out)", "2 / ((fan_in + fan_out) / 2)"),
           Edit("halves added", "(1 / 2) ** 5", "1 / 2 / 5"),
           Edit("one layer alone", "(1 / 2) ** 5", "1 / 2"),
           Edit("one layer too few", "(1 / 2) ** 5", "(1 / 2) ** 4"),
           Edit("one layer too many", "(1 / 2) ** 5", "(1 / 2) ** 6"),
           Edit("mean square for rms", "(1 / 2) ** 5", "(1 / 4) ** 5"),
           Edit("half of the variance", "(1 / 2) ** 5", "(1 / 2) ** 2.5"),
           Edit("ReLU halves once more", "(1 / 2) ** 5", "(1 / 2) ** 7.5")))
def variance_on_paper():
    n, var_w = 8, 1 / 12
    var_z = n * var_w * 3
    # ReLU keeps half of the squares, in every layer
    factor = (n * var_w / 2) ** 3
    fan_in, fan_out = 3 * 3 * 2, 3 * 3 * 6
    he, glorot = np.sqrt(2 / fan_in), np.sqrt(2 / (fan_in + fan_out))
    # He keeps the rms; with half of it every layer halves it
    return var_z, factor, he, glorot, (1 / 2) ** 5
