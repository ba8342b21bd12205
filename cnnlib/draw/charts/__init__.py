"""Charts of a training: the one corner of draw that needs matplotlib, and loads it with the first chart."""

from .figure import Chart, Plot, compare, curves

__all__ = ["Chart", "Plot", "compare", "curves"]
