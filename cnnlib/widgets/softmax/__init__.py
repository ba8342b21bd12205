"""Scores become shares that add to 1; what comes back adds to 0."""
