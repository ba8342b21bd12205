"""How signal and gradient grow or shrink from layer to layer, by the scale of the starting weights."""
