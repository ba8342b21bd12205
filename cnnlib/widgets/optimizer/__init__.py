"""Same gradient, different step."""
