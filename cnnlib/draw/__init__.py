"""Arrays in, SVG out: every picture is drawn from the numbers it shows and says them in words."""

from .bars import bars
from .board import board
from .chain import Link, chain
from .correlation import one_output, one_weight
from .curve import curve
from .equation import equation
from .graph import graph
from .image_gradient import image_gradient
from .ink.number import plain
from .maps import maps
from .parts.stack import stack
from .routing import routing
from .row import matrix, row
from .sliding import sliding
from .sparsity import sparsity
from .strip import strip
from .window import window

__all__ = ["Link", "bars", "board", "chain", "curve", "equation", "graph", "image_gradient", "maps",
           "matrix", "one_output", "one_weight", "plain", "routing", "row", "sliding", "sparsity", "stack", "strip",
           "window"]
