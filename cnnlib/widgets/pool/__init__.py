"""Max pooling and its routing."""
