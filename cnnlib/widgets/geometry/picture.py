"""How GeometryExplorer draws: above the upstream and how it is spread, below what the open cell reads,
at the right the image, large, inside its padding."""

import numpy as np

from cnnlib.draw.ink import names, words
from cnnlib.draw.ink.number import plain
from cnnlib.draw.ink.svg import Picture, node
from cnnlib.draw.ink.words import count
from cnnlib.draw.parts import cells, closeup, legend, matrix
from cnnlib.draw.parts.signs import sign, together

CELL, LARGEST = 40, 22                  # pixels: of a cell that is looked at, at most of one of the map
LEFT, TOP, GAP = 16, 30, 34             # left of everything, top of the map, room for a sign
RIGHT, MAPS, FLOOR = 450, 424, 414      # left of the padded image, room for the map, bottom of the lens
HIGH, RINGS = 20, 2                     # top of the padded image; rings there is room for
LETTER = 7.2                            # pixels a character of a label takes, about
CORNERS = 22, 28, 34                    # pixels: where the lines across a corner begin
MEANING = legend.FALLS, legend.RISES, legend.OUR_PATH


def picture(now):
    """Draw the way back to the open cell."""
    maps, signs = upper(now)
    below, more = (gathering if now.state.of == "image" else weights)(now)
    placed = [*maps, *below, padded_image(now)]
    drawn, *labels = cells.draw_all(placed)
    *others, image = drawn.children
    nodes = (together([*signs, *more]), drawn._replace(children=(*others, hatched(image, now.skipped))), *labels,
             closeup.meaning(LEFT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes, title(now), caption(now),
                   lambda: words.tables([one for one, _, _ in placed]))


def title(now):
    """What the picture shows."""
    goal = "image" if now.state.of == "image" else "kernel"
    return (f"The gradient goes back to the {goal}, with stride {now.state.stride}, padding {now.state.padding}, "
            f"dilation {now.state.dilation}")


def caption(now):
    """One sentence on what came out."""
    name = now.cell.name
    values = now.matrices[name][0, :, :, 0] if name == "dL_dx" else now.matrices[name][:, :, 0, 0]
    return words.summary(matrix.make(name, values))


def panel(now, name, values, label, cell=CELL, **options):
    """A matrix in the colours of this picture, its label above and nothing below."""
    options = {"outline": (), "focus": (), "source": None, **options}
    return matrix.make(name, values, cell=cell, limit=now.limits[name], label=label, note="", power=0,
                       **{**options, "focus": tuple(options["focus"])})


# Above: the upstream, spread, and what slides over it

def upper(now):
    """The upstream, the spread upstream, and the kernel or the weights that slide: [(panel, x, y)], signs."""
    cell, sources = map_cell(now), now.cell.sources
    fed = [at[1:3] for at in sources.get("dL_dz1", ())]
    upstream = now.matrices["dL_dz1"][0, :, :, 0]
    empty = frozenset(at for at in np.ndindex(now.spread.shape) if at not in now.outputs)
    under, lit = on_spread(now, fed)
    line = [panel(now, "dL_dz1", upstream, names.label("dL_dz1"), cell, source="dL_dz1", outline=fed,
                  focus=chosen(now, "dL_dz1")),
            panel(now, "dL_dz1", now.spread, spread_label(now), cell, outline=under, focus=lit, padding=empty)]
    if now.state.of == "image":
        line.append(panel(now, "w1", now.turned, "rotated", cell, outline=turned_cells(now),
                          padding=frozenset(at for at in np.ndindex(now.turned.shape) if at not in now.weights)))
    xs = [LEFT]
    for one in line:
        xs.append(xs[-1] + max(one.width, round(LETTER * len(names.read(one.label)))) + GAP)
    level = TOP + min(one.height for one in line) / 2
    return ([(one, x, TOP) for one, x in zip(line, xs, strict=False)],
            [sign(text, x - GAP / 2, level) for text, x in zip("⇢⋆", xs[1:len(line)], strict=False)])


def spread_label(now):
    """How the upstream was spread, in words."""
    between, ring = now.state.stride - 1, dict.fromkeys(span - 1 for span in now.spans)
    apart, around = f"{count(between, 'zero')} between", " and ".join(map(str, ring))
    if now.state.of == "kernel":
        return apart
    return f"{apart}, {around} around" if between else f"{around} zeros around"


def map_cell(now):
    """Pixels of a cell of the map: as many as fit with any stride."""
    state, ringed = now.state, now.state.of == "image"
    down, across = (n + 2 * state.padding + (1 if ringed else -1) * (span - 1)
                    for n, span in zip(now.matrices["x"].shape[1:3], now.spans, strict=True))
    first = now.matrices["x"].shape[2] + 2 * state.padding - now.spans[1] + 1
    columns = first + across + max(now.turned.shape[1], 4) * ringed        # its label has room
    return min(LARGEST, (MAPS - 2 * GAP) // columns, (FLOOR - TOP - 30 - lens_height(now)) // down)


def lens_height(now):
    """Pixels of the lens."""
    return CELL * (now.state.kernel[0] if now.state.of == "image" else now.state.kernel[0] + 2)


def on_spread(now, fed):
    """The cells of the spread upstream under the kernel, and those of them that hold a gradient."""
    here = {at for at, output in now.outputs.items() if output in fed}
    if now.state.of == "kernel":
        return sorted(here), ()
    rows, columns = now.spread.shape
    return [at for at in now.window.values() if at[0] < rows and at[1] < columns], sorted(here)


def turned_cells(now):
    """The cells of the turned kernel whose weights are in the sum."""
    used = [index[:2] for index in now.cell.sources.get("w1", ())]
    return [at for at, weight in now.weights.items() if weight in used]


def chosen(now, name):
    """The cell of a matrix that is selected."""
    selected, index = now.state.selected
    return [index[:2] if name == "w1" else index[1:3]] if selected == name else ()


# Below: what the open cell reads, or the gradient of the kernel

def gathering(now):
    """The kernel, turned, and the window of the spread upstream that meet in the open pixel."""
    down, _ = now.state.kernel
    used = [index[:2] for index in now.cell.sources.get("w1", ())]
    kernel = now.matrices["w1"][:, :, 0, 0]
    last = [k - 1 for k in kernel.shape]
    met = {at for at, place in now.window.items() if place in now.outputs}
    under = np.zeros(kernel.shape)
    for at in met:
        under[at] = now.spread[now.window[at]]
    empty = frozenset(set(now.window) - met)
    line = [panel(now, "w1", kernel, names.label("w1"), source="w1", outline=used, focus=chosen(now, "w1")),
            panel(now, "w1", kernel[::-1, ::-1], "rotated 180°", outline=[(last[0] - u, last[1] - v) for u, v in used]),
            panel(now, "dL_dz1", under, f"window, sum {plain(now.cell.total)}", outline=sorted(met), padding=empty)]
    top = FLOOR - CELL * down
    xs = [LEFT + k * (line[0].width + GAP) for k in range(3)]
    return [(one, x, top) for one, x in zip(line, xs, strict=True)], [
        sign(text, x - GAP / 2, top + CELL * down / 2) for text, x in zip("↻⊙", xs[1:], strict=True)]


def weights(now):
    """The kernel, and its gradient with the rows and columns that are too many."""
    down, across = now.state.kernel
    at = [now.state.weight]
    extra = frozenset(one for one in np.ndindex(now.loose.shape) if one[0] >= down or one[1] >= across)
    label = names.after(names.label("dL_dw1"), ", dotted is cut" if extra else "")
    line = [panel(now, "w1", now.matrices["w1"][:, :, 0, 0], names.label("w1"), source="w1", outline=at,
                  focus=chosen(now, "w1")),
            panel(now, "dL_dw1", now.loose, label, source="dL_dw1", outline=at, padding=extra)]
    top = FLOOR - lens_height(now)
    return list(zip(line, (LEFT, LEFT + across * CELL + 2 * GAP), (top, top), strict=True)), []


# At the right: the image inside its padding

def padded_image(now):
    """x or its gradient, inside the rings of padding, which are cut: (panel, x, y). The image stays in its place."""
    p, name = now.state.padding, "dL_dx" if now.state.of == "image" else "x"
    rows, columns = now.outer.shape
    ring = frozenset(at for at in np.ndindex(rows, columns)
                     if not (p <= at[0] < rows - p and p <= at[1] < columns - p))
    read = [now.state.pixel] if name == "dL_dx" else [index[1:3] for index in now.cell.sources.get("x", ())]
    label = names.label(name)
    if p:
        label = names.after(label, ", dotted is cut" if name == "dL_dx" else ", dotted is padding")
    one = panel(now, name, now.outer, label, source=name, corner=(-p, -p), padding=ring,
                outline=[(r + p, c + p) for r, c in read],
                focus=[(r + p, c + p) for r, c in chosen(now, name) or ()] if name == "x" else ())
    shift = CELL * (RINGS - p)
    return one, RIGHT + shift, HIGH + shift


def hatched(group, skipped):
    """The padded image with lines across two corners of the cells that no window reads, clear of the number."""
    lines = "".join(f"M{c * CELL + k} {r * CELL}l{CELL - k} {CELL - k}M{c * CELL} {r * CELL + k}l{CELL - k} {CELL - k}"
                    for r, c in skipped for k in CORNERS)
    squares, over, *rest = group.children
    under = node("path", d=lines or "M0 0", stroke="#000", stroke_width=".8")
    return group._replace(children=(squares, over._replace(children=(under, *over.children)), *rest))
