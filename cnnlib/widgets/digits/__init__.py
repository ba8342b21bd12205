"""Ten real digits and two convolutions, learned live."""
