"""A convolution as one matrix product."""
