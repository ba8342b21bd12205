"""Exercises of lesson 17."""

from .softmax_backward import softmax_backward
from .softmax_cross_entropy import softmax_cross_entropy
from .softmax_on_paper import softmax_on_paper

EXERCISES = softmax_on_paper, softmax_cross_entropy, softmax_backward
