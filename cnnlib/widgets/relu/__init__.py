"""The gate of ReLU."""
