"""Turn a stored SVG into the PNG that stands beside it."""

import io
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import resvg_py
from PIL import Image, ImageColor

from cnnlib.draw.ink import colour

ZOOM = 1.5          # a board at 2 is 90 KB in the notebook, at 1.5 it is 65
GREYS, DARK, SHADES, EDGES = 30, 12, 32, 4
BLACK, YELLOW = (0, 0, 0), ImageColor.getrgb(colour.PATH)


@cache
def palette():
    """White, then shades of ink down to black, of "below" and of "above", finest near white, and of our path's
    yellow, whose edges are white or black: a grey never turns into a colour, and no colour into another."""
    greys = *shades(colour.INK, GREYS), *shades(BLACK, DARK, colour.INK)
    colours = *shades(colour.BELOW, SHADES), *shades(colour.ABOVE, SHADES)
    return np.array([colour.WHITE, *greys, *colours, *shades(YELLOW, EDGES), *shades(YELLOW, EDGES, BLACK)[:-1]])


def shades(end, steps, start=colour.WHITE):
    """Colours on the way from `start` to `end`, in steps that grow."""
    shares = [(k / steps) ** 1.5 for k in range(1, steps + 1)]
    return [tuple(round(s + (e - s) * share) for s, e in zip(start, end, strict=True)) for share in shares]


@cache
def fonts():
    """List the DejaVu files that come with matplotlib: the same letters on every machine."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return [str(path) for path in sorted(folder.glob("DejaVu*.ttf"))]


def render(svg):
    """Draw SVG text on white at ZOOM times its size; returns an RGB image."""
    full = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=ZOOM, background="#ffffff", skip_system_fonts=True, font_files=fonts(),
        font_family="DejaVu Sans", sans_serif_family="DejaVu Sans", serif_family="DejaVu Serif",
        monospace_family="DejaVu Sans Mono")
    return Image.open(io.BytesIO(full)).convert("RGB")


def reduce(image):
    """Replace each colour by the nearest of the palette (Pillow's own search is only near)."""
    pixels = np.asarray(image).reshape(-1, 3) @ np.array([1 << 16, 1 << 8, 1])
    found, where = np.unique(pixels, return_inverse=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    nearest = ((colours[:, None] - palette()) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    reduced = Image.fromarray(nearest[where].reshape(image.height, image.width))
    reduced.putpalette(palette().astype(np.uint8).tobytes())
    # 2 % smaller
    return reduced.remap_palette([k for k, pixels in enumerate(reduced.histogram()) if pixels])


def png(svg):
    """Return PNG bytes of an SVG text, in a reduced palette, and the width and height to show them at."""
    image = render(svg)
    reduced = reduce(image)
    file = io.BytesIO()
    reduced.save(file, "PNG", optimize=True)
    return file.getvalue(), (round(image.width / ZOOM), round(image.height / ZOOM))
