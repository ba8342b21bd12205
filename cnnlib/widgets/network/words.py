"""What NetworkExplorer says: the selected cell with what makes it, and which image it is."""

import numpy as np

from cnnlib import draw
from cnnlib.draw import plain, symbol

from ..stage.address import located
from .numbers import DIGITS


def words(now, view):
    """The equation of the selected cell. view: how the board shows its tensor"""
    matrix, row, column = now.selected
    if not now.is_known:
        return f"{symbol(matrix)} has not been computed yet; Step goes there."
    return located(draw.equation(now.cell, now.run).words(), view, row, column) + overflow(now)


def overflow(now):
    """A sentence where the slope of the loss is too large for a floating-point number,
    once it is on the board."""
    last = now.run.net.steps[-1]
    slope = f"dL_d{last.output}"
    if slope not in now.known or np.isfinite(now.run.grads[slope]).all():
        return ""
    a, z = symbol(last.output), symbol(f"dL_d{last.input}")
    return (f"\n{symbol(slope)} is infinite here: {a} is so near the wrong label that its slope is too "
            f"large for the computer. {z} = {a} − y, taken in one step, stays finite.")


def about_image(digit, y, brought):
    """Which image it is, what its writer meant where that is known, and the label."""
    if brought and not digit:
        return f"your image: y = {plain(y)}"
    image = f"image {digit} of {DIGITS}" if digit else "opening image"
    return f"{image}: {'an 8' if y == 1 else 'a 3'}, so y = {plain(y)}"
