"""Exercises of lesson 13."""

from .adam_step import adam_step
from .clipped import clipped
from .momentum_on_paper import momentum_on_paper

EXERCISES = momentum_on_paper, clipped, adam_step
