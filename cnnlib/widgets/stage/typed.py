"""Numbers as people type them: with a hyphen or a true minus, a point or a comma; whole ones for a place or a seed."""

from math import isnan, nan

from cnnlib.draw.ink.number import typable

MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})   # a true minus and an en dash


def number(text, least, most):
    """Read a number from least to most; raises ValueError, in words, for anything else."""
    quoted = text if len(text) < 24 else f"{text[:20]}…"
    try:
        found = float(text.strip().translate(MINUS).replace(",", "."))
    except ValueError:
        found = nan
    if isnan(found):
        raise ValueError(f"“{quoted}” is not a number; type one such as 0.5 or -2.")
    if not least <= found <= most:
        least, most = map(typable, (least, most))
        raise ValueError(f"{quoted} is out of reach; a number from {least} to {most} is needed.")
    return found


def within(name, value, least, most):
    """A whole number from least to most; raises ValueError, in words, for another."""
    if not least <= value <= most or value != int(value):
        raise ValueError(f"{name} {typable(value)} cannot be used; a whole number from {least} to {most} is needed.")
    return int(value)
