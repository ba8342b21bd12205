"""Exercises of lesson 18."""

from .norms_of_a_stack import norms_of_a_stack
from .start_scales import start_scales
from .variance_on_paper import variance_on_paper

EXERCISES = variance_on_paper, start_scales, norms_of_a_stack
