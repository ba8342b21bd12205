"""Backpropagation in convolutional neural networks, one visible step at a time."""

__version__ = "0.1.0"
