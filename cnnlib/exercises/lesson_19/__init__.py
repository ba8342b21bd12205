"""Exercises of lesson 19."""

from .change_its_mind import change_its_mind
from .occlusion import occlusion
from .promises_on_paper import promises_on_paper

EXERCISES = promises_on_paper, occlusion, change_its_mind
