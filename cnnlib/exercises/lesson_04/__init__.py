"""Exercises of lesson 4."""

from .along_a_chain import along_a_chain
from .one_path import one_path
from .two_layers import two_layers

EXERCISES = one_path, along_a_chain, two_layers
