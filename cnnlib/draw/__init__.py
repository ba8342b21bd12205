"""Arrays in, SVG out: every picture is drawn from the numbers it shows and says them in words."""

from .board import board
from .equation import equation
from .routing import routing
from .row import matrix, row
from .sliding import sliding
from .strip import strip
from .window import window

__all__ = ["board", "equation", "matrix", "routing", "row", "sliding", "strip", "window"]
