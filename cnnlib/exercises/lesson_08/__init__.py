"""Exercises of lesson 8."""

from .kernel_gradient import kernel_gradient
from .kernel_gradient_any import kernel_gradient_any
from .one_weight import one_weight

EXERCISES = one_weight, kernel_gradient, kernel_gradient_any
