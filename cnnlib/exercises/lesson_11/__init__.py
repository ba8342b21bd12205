"""Exercises of lesson 11."""

from .agreement import agreement
from .dot_test import dot_test
from .turned_or_not import turned_or_not

EXERCISES = turned_or_not, agreement, dot_test
