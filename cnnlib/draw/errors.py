"""The errors of nudged slopes over the nudge, both by powers of ten: each way to nudge is a line."""

import numpy as np

from .error_curve import AXES, GUIDES, KEYS, LOOKS, TALL, decades, legend, powers, within, words_on
from .ink import colour, given, number
from .ink.svg import Picture, node
from .parts.axes import LEFT, check_rising

WIDE = LEFT + AXES.wide + 24                      # pixels
NAMES = dict(KEYS)


def errors(eps, lines, bounds=(), caption=None):
    """Draw relative errors over the nudge; those of float64 are dark, those of float32 lighter.

    eps (n,), rising, between 1e-15 and 1e-1;  lines: {(central, single): errors (n,)}, each True or False
    bounds: arrays (n,) that broad lines show behind them: what truncation and round-off bring
    Raises ValueError where eps does not rise, a shape differs or a way is unknown.
    """
    eps = given.numbers(eps, "eps")
    check_rising(eps)
    lines = {known(way): given.numbers(values, NAMES[way]) for way, values in lines.items()}
    bounds = [given.numbers(values, "bounds") for values in bounds]
    for values in (*lines.values(), *bounds):
        if values.shape != eps.shape:
            raise ValueError(f"errors: got shape {values.shape}; needs {eps.shape}, that of eps")
    x = np.log10(eps)
    broad = [AXES.line(x, within(values), stroke=colour.GRID, stroke_width="5") for values in bounds]
    drawn = [AXES.line(x, powers(values), stroke=colour.NOTE if way[1] else colour.OUTLINE,
                       stroke_width="1.6" if way[1] else "2.4", **LOOKS[way]) for way, values in lines.items()]
    guides = [(GUIDES, values) for values in bounds]
    parts = (decades(), node("g", (*broad, *drawn), fill="none"), words_on(guides), legend())
    return Picture(WIDE, TALL, parts, "The error of nudged slopes over the nudge", caption or best(eps, lines),
                   lambda: best(eps, lines))


def known(way):
    """Return a way to nudge; raises ValueError unless it has a line of its own."""
    if way not in NAMES:
        raise ValueError(f"lines: got {way!r}; needs (central, single), such as (True, False)")
    return way


def best(eps, lines):
    """Where each line is lowest: by rounded numbers, so that no last bit moves it."""
    found = []
    for way, values in lines.items():
        least, at = min(zip(values.tolist(), eps.tolist(), strict=True), key=lambda one: number.tidy(one[0]))
        found.append(f"{NAMES[way]}: {number.plain(least)} at eps {number.plain(at)}")
    return f"The smallest relative errors: {'; '.join(found)}."
