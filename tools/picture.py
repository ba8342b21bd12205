"""Turn a stored SVG into the PNG that stands beside it."""

import io
from functools import cache
from pathlib import Path

import matplotlib
import resvg_py
from PIL import Image

ZOOM = 1.5          # a board at 2 is 90 KB in the notebook, at 1.5 it is 65
COLOURS = 64         # 15 of 255 levels off at worst, on a board with 1,181 colours


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


def png(svg):
    """Return PNG bytes of an SVG text, in a reduced palette, and the width and height to show them at."""
    image = render(svg)
    reduced = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    reduced.save(file, "PNG", optimize=True)
    return file.getvalue(), (round(image.width / ZOOM), round(image.height / ZOOM))
