"""The machine behind every explorer; it knows no maths."""
