"""Mistakes in the backward pass of an activation."""

import numpy as np

from cnnlib.ops import relu, softmax

from .mistake import Mistake, Source


def _mask_of_the_upstream(dL_da, z, leak=0.0):
    return np.where(dL_da > 0, dL_da, leak * dL_da)                                # z > 0 is right


def _mask_of_the_output(dL_da, z, leak=0.0):
    return np.where(relu.forward(z, leak) >= 0, dL_da, leak * dL_da)               # > 0 is right


def _open_at_zero(dL_da, z, leak=0.0):
    return np.where(z >= 0, dL_da, leak * dL_da)                                   # z > 0 is right


def _slope_of_the_score(dL_da, z):
    return dL_da * z * (1 - z)                                                     # a * (1 - a) is right


def _diagonal_alone(dL_da, z):
    a = softmax.forward(z)
    return dL_da * a * (1 - a)                                                     # the others' shares lack


MISTAKES = (
    Mistake("mask of the upstream", "relu.backward",
            "The gate asks whether the gradient is positive, not whether z was.",
            "ReLU cuts off what is negative, so that cutting off negative gradients sounds like it.",
            _mask_of_the_upstream, "gradients and scores of the same signs",
            Source("https://github.com/exacity/deeplearningbook-chinese/issues/127",
                   "The translation of a textbook had it that ReLU's way back sets the negative gradients "
                   "to 0; a reader points out that it is those where the input was negative.")),
    Mistake("mask >= 0 of the output", "relu.backward",
            "The gate asks whether the output is at least 0, which it always is: every gate is open.",
            "The output is at hand, and output > 0 would be right; >= and > are one key apart.",
            _mask_of_the_output, "scores that are all positive",
            Source("https://github.com/chainer/chainer/pull/5898",
                   "A leaky ReLU with a leak of 0 let every gradient through, those of negative scores "
                   "too.")),
    Mistake("mask >= 0", "relu.backward",
            "The gate is open where z is exactly 0: another convention, which nudging cannot refuse.",
            "Scores at random are never exactly 0; those of a dead kernel or of blank paper without a bias "
            "are.",
            _open_at_zero, "scores none of which is exactly 0",
            Source("https://github.com/tensorflow/playground/issues/19",
                   "A reader notes that the slope at 0 was 1; one answer says that a score is never "
                   "exactly 0, another that TensorFlow lets nothing through there, and it was changed.")),
    Mistake("slope of the score", "sigmoid.backward",
            "a (1 - a) is worked out with the score z in the place of the activation a.",
            "Functions called sigmoid_derivative(x) return x * (1 - x), and mean an x that is an activation.",
            _slope_of_the_score, "",
            Source("https://github.com/BoltzmannEntropy/interviews.ai/issues/15",
                   "A book's sigmoid keeps its input x and returns x (1 - x) times the gradient; a reader "
                   "asks for the output in its place.")),
    Mistake("softmax without the others", "softmax.backward",
            "Each score gets the slope of its own share alone, as if the shares did not depend on each "
            "other.",
            "a (1 - a) is the sigmoid's slope, and the diagonal of the right matrix.",
            _diagonal_alone, "",
            Source("https://github.com/deeplearning4j/libnd4j/issues/440",
                   "The softmax's derivative held output times (1 - output) alone; the sum over the other "
                   "classes was missing.")),
)
