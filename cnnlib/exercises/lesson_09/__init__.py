"""Exercises of lesson 9."""

from .gather import gather
from .one_pixel import one_pixel
from .stamp import stamp

EXERCISES = one_pixel, gather, stamp
