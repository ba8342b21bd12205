"""Any cell of any tensor, opened into the terms that make it; and the local slope of one cell by another."""

from .cells import Cell, cell, slope, step_cell, tensors
from .terms import Factor, Term

__all__ = ["Cell", "Factor", "Term", "cell", "slope", "step_cell", "tensors"]
