"""Exercises of lesson 12."""

from .accuracy import accuracy
from .fit import fit
from .one_step_on_paper import one_step_on_paper

EXERCISES = one_step_on_paper, accuracy, fit
