"""Exercises of lesson 16."""

from .backward_by_matrices import backward_by_matrices
from .counts_on_paper import counts_on_paper
from .unfold import unfold

EXERCISES = counts_on_paper, unfold, backward_by_matrices
