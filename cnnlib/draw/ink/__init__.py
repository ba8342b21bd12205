"""What every picture is made of: nodes, colours, numbers, names, words."""
