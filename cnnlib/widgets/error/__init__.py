"""Two ways to the slope of the loss."""
