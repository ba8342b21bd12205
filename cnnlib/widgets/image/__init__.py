"""The image's gradient, three ways."""
