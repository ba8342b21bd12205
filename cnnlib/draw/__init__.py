"""Arrays in, SVG out: every picture is drawn from the numbers it shows and says them in words.

ink (what everything is made of) < parts (what pictures share) < one file, one picture.
"""

from importlib import import_module

from .bars import bars
from .board import board
from .chain import Link, chain
from .curve import curve
from .equation import equation
from .errors import errors
from .filters import filters
from .gate import gate
from .graph import graph
from .image_gradient import image_gradient
from .ink.names import symbol
from .ink.number import plain
from .ink.words import bracket, listing
from .maps import maps
from .network import network
from .nudge import nudge
from .one_output import one_output
from .one_weight import one_weight
from .parameters import parameters
from .parts.item import SPACE as space
from .parts.stack import stack
from .pooling import pooling
from .routing import routing
from .row import matrix, row
from .sheet import sheet
from .sliding import sliding
from .sparsity import sparsity
from .strip import strip
from .two_ways import two_ways
from .walk import walk
from .window import window

__all__ = ["Link", "bars", "board", "bracket", "chain", "charts", "curve", "equation", "errors", "filters",
           "gate", "graph", "image_gradient", "listing", "maps", "matrix", "network", "nudge", "one_output",
           "one_weight", "parameters", "plain", "pooling", "routing", "row", "sheet", "sliding", "space", "sparsity",
           "stack", "strip", "symbol", "two_ways", "walk", "window"]


def __getattr__(name):
    """Load the charts when they are asked for."""
    if name == "charts":
        return import_module(".charts", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
