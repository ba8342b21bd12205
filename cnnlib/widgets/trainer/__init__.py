"""Training, step by step."""
