"""The bars of SoftmaxExplorer: shares side by side that fill one whole; a pull up as long as all pushes down."""

from itertools import accumulate

from cnnlib.draw.ink import colour, names, number
from cnnlib.draw.ink.svg import node, tenth
from cnnlib.draw.parts import closeup

LEFT, WIDE, TALL = 344, 540, 26          # pixels: of the bar of the shares, which is one whole
TOPS = 30, 86, 112                       # of the shares, of the pull, of the pushes
ROOM = 34                                # pixels: a shorter piece has no words


def bars(now):
    """Shares of the example in focus; below them what comes back to its scores, longest at 1/m."""
    state, back, m = now.state, now.back, len(now["y"])
    classes = range(state.classes)
    here, others = [state.label], [k for k in classes if k != state.label]
    rows = (("p", now.row, classes, 1.0, TOPS[0]), ("dL_dz", back, here, 1 / m, TOPS[1]),
            ("dL_dz", back, others, 1 / m, TOPS[2]))
    drawn = [part for row in rows for part in pieces(*row, state)]
    heads = ((f"Example {state.example}: its shares fill one whole", LEFT, TOPS[0] - 9),
             ("∂L/∂z: the true class is pulled up as far as the others are pushed down", LEFT, TOPS[1] - 9))
    frames = "".join(f"M{LEFT} {top}h{WIDE}v{TALL}h-{WIDE}z" for top in TOPS)
    return (node("path", d=frames, fill="none", stroke=colour.GRID, stroke_width="1"), node("g", tuple(drawn)),
            closeup.writing(heads, "13", "#000"))


def pieces(name, values, classes, limit, top, state):
    """One row of pieces side by side, each as long as its number."""
    lengths = [WIDE * abs(number.tidy(float(values[k]))) / limit for k in classes]
    starts = accumulate(lengths, initial=LEFT)
    return [piece(name, float(values[k]), k, x, length, top, limit, k == state.of)
            for k, x, length in zip(classes, starts, lengths, strict=False)]


def piece(name, value, k, x, length, top, limit, ours):
    """One piece with its class; that of the class in focus is framed as our path is."""
    gradient = names.is_gradient(name)
    fill = colour.fill(number.tidy(value), limit, gradient)
    right = x + length
    shape = f"M{tenth(x)} {top}H{tenth(right)}v{TALL}H{tenth(x)}z"
    sign = ("↑" if value < 0 else "↓") if gradient and value else ""
    said = f"{sign}{k}" if length >= ROOM else ""
    return node("g", (node("path", d=shape, stroke=colour.OUTLINE if ours else colour.FRAME,
                           stroke_width="4.4" if ours else "1.2",
                           stroke_dasharray="4 3" if gradient and not ours else None, fill=fill),
                      node("path", d=shape if ours else "M0 0", stroke=colour.PATH, stroke_width="2", fill="none"),
                      node("text", said, x=tenth(x + length / 2), y=top + 18, font_size="14", text_anchor="middle",
                           fill=colour.text_on(fill))))
