"""Forward is ink, backward is colour: a value and a limit in, a fill and a text colour out."""

from functools import lru_cache
from math import inf

WHITE, INK = (255, 255, 255), (105, 100, 95)   # a warm grey
BELOW, ABOVE = (31, 111, 180), (200, 80, 10)   # gradient < 0, gradient > 0
PAPER = "#FFFFFF"     # the fill of a cell that is 0 or blank
OUTLINE, FRAME, GRID, NOTE = "#111", "#444", "#D6D0C8", "#5C5751"
PATH = "#FFC400"     # our path: what is selected and what feeds it, always between two lines of OUTLINE


def fill(value, limit, gradient):
    """Mix white with the role's end colour by |value| / limit, at most 1, in whole percents."""
    return fills([value], limit, gradient)[0]


def fills(values, limit, gradient):
    """The fill of each of many values; white where there is no number or no limit."""
    below, above = (shades(BELOW), shades(ABOVE)) if gradient else (shades(INK), shades(INK))
    limit = limit or inf
    return [(below if value < 0 else above).get(1.0 if (share := abs(value) / limit) > 1 else round(share, 2),
                                                PAPER)                      # NaN has no shade
            if value else PAPER for value in values]                        # the quick look: many are 0


@lru_cache(maxsize=3)
def shades(end):
    """{share: colour} on the way from white to `end` in whole percents: a drag repaints fewer cells."""
    return {percent / 100: mix(end, percent / 100) for percent in range(101)}


@lru_cache(maxsize=1_000)
def mix(end, share):
    """Walk from white to `end` in sRGB; share 0 … 1  ->  '#RRGGBB'."""
    red, green, blue = (round(255 + (channel - 255) * share) for channel in end)
    return f"#{red:02X}{green:02X}{blue:02X}"


@lru_cache(maxsize=20_000)
def text_on(colour):
    """Choose black where the relative luminance (WCAG 2.2) is above 0.179, else white."""
    return "#000" if luminance(colour) > 0.179 else "#FFF"


def luminance(colour):
    """Relative luminance of '#RRGGBB' as WCAG 2.2 defines it, 0 (black) … 1 (white)."""
    channels = [int(colour[k:k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
