"""One path of the chain rule, and its test."""
