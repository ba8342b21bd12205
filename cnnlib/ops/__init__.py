"""The maths: one op per file, forward() above backward(), NumPy only."""

from . import avg_pool, conv, dense, flatten, losses, max_pool, relu, sigmoid, softmax

__all__ = ["avg_pool", "conv", "dense", "flatten", "losses", "max_pool", "relu", "sigmoid", "softmax"]
