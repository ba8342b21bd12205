"""One kernel over one image."""
