"""A kernel's gradient."""
