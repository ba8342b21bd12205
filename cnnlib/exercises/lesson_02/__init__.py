"""Exercises of lesson 2."""

from .correlate_any import correlate_any
from .coverage import coverage
from .one_window import one_window

EXERCISES = one_window, correlate_any, coverage
