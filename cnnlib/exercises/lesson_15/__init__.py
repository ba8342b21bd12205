"""Exercises of lesson 15."""

from .geometry_on_paper import geometry_on_paper
from .spread_and_crop import spread_and_crop
from .transposed import transposed

EXERCISES = geometry_on_paper, spread_and_crop, transposed
