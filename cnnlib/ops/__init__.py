"""The maths: one op per file, forward() above backward(), NumPy only.

windows says which cells a window covers.
"""

from . import avg_pool, conv, dense, flatten, losses, max_pool, relu, sigmoid, softmax, windows

__all__ = ["avg_pool", "conv", "dense", "flatten", "losses", "max_pool", "relu", "sigmoid", "softmax",
           "windows"]
