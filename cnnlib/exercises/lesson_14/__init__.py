"""Exercises of lesson 14."""

from .one_pixel_two_filters import one_pixel_two_filters
from .pointwise import pointwise
from .through_two import through_two

EXERCISES = one_pixel_two_filters, pointwise, through_two
