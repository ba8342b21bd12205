"""Arrays in, SVG out: every picture is drawn from the numbers it shows and says them in words."""

from .bars import bars
from .board import board
from .chain import Link, chain
from .correlation import one_output, one_weight
from .curve import curve
from .equation import equation
from .graph import graph
from .image_gradient import image_gradient
from .maps import maps
from .number import plain
from .routing import routing
from .row import matrix, row
from .sliding import sliding
from .sparsity import sparsity
from .stack import stack
from .strip import strip
from .window import window

__all__ = ["Link", "bars", "board", "chain", "curve", "equation", "graph", "image_gradient", "maps",
           "matrix", "one_output", "one_weight", "plain", "routing", "row", "sliding", "sparsity", "stack", "strip",
           "window"]
