"""What stands beside the matrix: the digits of a cell, every filter above the map that it makes, gradient norms."""

from math import log10

from cnnlib.draw.filters import full
from cnnlib.draw.ink import colour, number
from cnnlib.draw.ink.svg import node, tenth
from cnnlib.draw.parts import closeup, matrix
from cnnlib.draw.parts.view import view_of

from .numbers import IMAGE
from .words import head

ACROSS, SIDE, STEP = 8, 24, 26      # filters in a row; pixels of a filter and of its map; from one to the next
DIGIT, APART = 5, 41                # pixels of a cell of a digit; from one digit to the next
DIGITS, FIRST, SECOND, NORMS = 62, 170, 245, 380      # tops
BAR, LONG, WORD = 13, 130, 46       # pixels: from bar to bar, the longest, room for the name of a layer
LEAST, MOST = -4, 1                 # powers of ten at the ends of the bars


def beside(now, x):
    """[(panel, x, y)], groups of texts, the bars."""
    panels, texts = digits(now, x), [(head(now), x, DIGITS - 6)]
    (w, a), (w_next, a_next) = now.layers[:2]
    panels += rows(now, w, a, x, FIRST, {"channel": 0})
    panels += rows(now, w_next, a_next, x, SECOND, {"channel": now.channel})
    if not now.members:
        texts.append(("Press a cell that is not 0.", x, DIGITS + APART))
    texts += [("first convolution, and its maps", x, FIRST - 6),
              (f"second, as it reads map {now.channel}", x, SECOND - 6),
              ("norm of the gradient", x, NORMS - 6)]
    return panels, (closeup.writing(texts, "12"),), bars(now, x)


def digits(now, x):
    """Digits of the cell, the chosen one outlined."""
    placed = []
    for k, at in enumerate(now.shown):
        chosen = whole((8, 8)) if at == now.digit else ()
        panel = matrix.make(IMAGE, now.images[at, :, :, 0], DIGIT, limit=1, outline=chosen, label="", note="", power=0,
                            marks=(("example", at),))
        placed.append((panel, x + k % 5 * APART, DIGITS + k // 5 * (APART + 1)))
    return placed


def rows(now, w, a, x, y, at):
    """The filters of a convolution, each above its map of the chosen digit."""
    placed = []
    for name, array, axis, below in ((w, now.params[w], "filter", 0), (a, now.maps[a], "channel", SIDE + 3)):
        limit, count = full({name: array}), array.shape[-1]
        for k in range(count):
            view = view_of(name, array.shape).at(**{**at, axis: k})
            values = view.values(array)
            panel = matrix.make(name, values, SIDE // len(values), limit=limit, label="", note="", power=0,
                                outline=path(now, name, k, values.shape), marks=tuple(view.marks.items()))
            placed.append((panel, x + k % ACROSS * STEP, y + below + k // ACROSS * (2 * SIDE + 9)))
    return placed


def path(now, name, k, shape):
    """Which cells of a filter or a map are outlined: all where it is selected or read by the second convolution."""
    selected, index = now.selected
    read = name in now.layers[0] and k == now.channel
    return whole(shape) if read or (name == selected and k == index[3]) else ()


def whole(shape):
    """Every cell of a matrix."""
    return tuple((r, c) for r in range(shape[0]) for c in range(shape[1]))


def bars(now, x):
    """A bar for the gradient of each layer, its length a logarithm."""
    found, fill = [], colour.mix(colour.ABOVE, 0.8)
    for k, (layer, norm) in enumerate(now.norms.items()):
        y = NORMS + k * BAR
        text = "no step yet" if norm is None else number.plain(norm, 2)
        end = x + WORD + length(norm)
        shape = f"M{x + WORD} {y}H{tenth(end)}v{BAR - 4}H{x + WORD}z"
        found += [node("path", d=shape, stroke=colour.FRAME, stroke_dasharray="4 3", fill=fill),
                  node("text", f"layer {layer}", x=x, y=y + 9),
                  node("text", text, x=float(tenth(end + 5)), y=y + 9)]
    low = NORMS + len(now.norms) * BAR + 8
    return (node("g", tuple(found), font_size="11", fill="#000"), *ticks(x + WORD, low))


def length(norm):
    """Pixels of a bar."""
    if not norm:
        return 0.0
    share = (log10(number.tidy(norm)) - LEAST) / (MOST - LEAST)
    return LONG * min(max(share, 0.01), 1.0)


def ticks(x, y):
    """The powers of ten below the bars."""
    powers = range(LEAST, MOST + 1, 2)
    apart = LONG / (MOST - LEAST)
    yield closeup.writing([(f"10{str(p).translate(number.SUPERSCRIPT)}", round(x + apart * (p - LEAST)), y)
                           for p in powers], "11", anchor="middle")
