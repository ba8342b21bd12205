"""Pixels of a chart: texts and digits that are put into it, and the PNG it becomes."""

import io
from functools import lru_cache

import numpy as np

from ..ink import colour


def inked(image, side):
    """An image as pixels, from white to the grey of the largest value, in a thin frame; its longer side is `side`."""
    grey = np.rint(255 - (255 - colour.INK[0]) * np.clip(image, 0, 1)).astype(np.uint8)
    rows, columns = (np.arange(max(1, n * side // max(grey.shape))) * max(grey.shape) // side for n in grey.shape)
    large = np.pad(grey[np.ix_(rows, columns)], 1, constant_values=0xBD)
    return np.dstack([large, large, large, np.full_like(large, 255)])


def stamped(text, look, zoom):
    """A text as pixels on white, behind a short piece of the line it names."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    piece = 0.2 if look else 0.0
    wide = 0.08 * len(text) + piece
    figure = Figure(figsize=(wide, 0.14), dpi=100 * zoom, facecolor="#FFF")
    canvas = FigureCanvasAgg(figure)
    figure.text(piece / wide, 0.25, text, fontsize=9, family="DejaVu Sans", color=ink(look.get("color")))
    if look:
        figure.add_artist(Line2D([0, 0.85 * piece / wide], [0.5, 0.5], **look))
    canvas.draw()
    pixels = np.array(canvas.buffer_rgba())
    filled = np.flatnonzero((pixels[:, :, :3] < 255).any(axis=(0, 2)))
    return pixels[:, :filled[-1] + 1] if look and filled.size else pixels


def ink(fill):
    """The colour of a text that names a line: that of the line where it is dark enough to read."""
    return {None: colour.OUTLINE, colour.GRID: colour.NOTE}.get(fill, fill)


def put(pixels, stamp, x, y):
    """Copy a stamp into a picture, as far as it lies inside."""
    room = pixels[y:y + stamp.shape[0], x:x + stamp.shape[1]]
    room[:] = stamp[:room.shape[0], :room.shape[1]]


def png(pixels):
    """Pixels as a PNG in a palette of greys and of the gradient's colour: a third of time and bytes."""
    from PIL import Image
    picture = Image.fromarray(pixels).convert("RGB").quantize(palette=palette(), dither=Image.Dither.NONE)
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


@lru_cache(maxsize=1)
def palette():
    """White, shades of ink and shades of the gradient's colour."""
    from PIL import Image
    steps = (0, *range(4, 128))     # nothing near white: Pillow rounds to steps of 4, would take it for white
    ramps = [colour.mix(end, k / 127) for end in ((0, 0, 0), colour.ABOVE) for k in steps]
    known = Image.new("P", (1, 1))
    known.putpalette(bytes.fromhex("".join(ramps).replace("#", "")))
    return known
