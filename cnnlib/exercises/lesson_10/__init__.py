"""Exercises of lesson 10."""

from .near import near
from .nudged import nudged
from .round_off import round_off

EXERCISES = round_off, near, nudged
