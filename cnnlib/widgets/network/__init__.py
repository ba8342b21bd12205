"""The whole network, step by step."""
