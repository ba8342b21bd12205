"""Exercises of lesson 1."""

from .bias_gradient import bias_gradient
from .slope_by_nudging import slope_by_nudging
from .weight_on_paper import weight_on_paper

EXERCISES = weight_on_paper, bias_gradient, slope_by_nudging
