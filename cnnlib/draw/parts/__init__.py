"""What pictures share: a matrix, a part of one, pictures put together."""
