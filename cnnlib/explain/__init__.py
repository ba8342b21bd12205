"""Any cell of any tensor, opened into the terms that make it; the local slope of one cell by another; what
travels to a cell while it is made."""

from .cells import Cell, cell, slope, step_cell, tensors
from .terms import Factor, Term
from .travel import Traveller, travellers

__all__ = ["Cell", "Factor", "Term", "Traveller", "cell", "slope", "step_cell", "tensors", "travellers"]
