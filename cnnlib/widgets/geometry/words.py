"""What GeometryExplorer says: the open gradient as a sum, how many windows read it, sizes, what is cut."""

from itertools import accumulate

from cnnlib.draw import bracket, plain
from cnnlib.draw.ink.names import spelled
from cnnlib.draw.ink.number import MINUS
from cnnlib.draw.ink.words import count, join, wrap

ROOM, LINE = 90, 104      # characters: for the products of a sum, of a line


def words(now):
    """Four lines at most: the sum, the sizes, what is left over and what is cut."""
    return "\n".join((*one_cell(now), sizes(now), f"{left_over(now)} {cut(now)}{known_as(now)}"))


def one_cell(now):
    """The open cell as a sum, and how many windows read it."""
    left = spelled(now.cell.name, now.state.pixel if now.state.of == "image" else now.state.weight)
    if not now.cell.terms:
        return (f"{left} = 0: {nothing(now)}",)
    *lines, last = wrap(f"{left} = {join('sum', products(now.cell.terms))} = {plain(now.cell.total)}")
    said = readers(now)
    return (*lines, f"{last}: {said}") if len(last) + len(said) < LINE else (*lines, f"{last}:", f"     {said}")


def products(terms):
    """The products of a sum in numbers: as many as there is room for, and what all others come to."""
    parts = [" · ".join(bracket(factor.value) for factor in term.factors) for term in terms]
    fit = sum(length <= ROOM for length in accumulate(len(part) + 3 for part in parts))
    rest = terms[fit:]
    return parts if not rest else [*parts[:fit], f"({len(rest)} more: {plain(sum(term.value for term in rest))})"]


def nothing(now):
    """Why no product is there."""
    if now.state.of == "image":
        return "no window reads this pixel, so the loss does not depend on it."
    return "this weight lies on padding alone."


def readers(now):
    """How many windows made the sum."""
    many, windows = len(now.cell.terms), now.matrices["dL_dz1"].size
    if now.state.of == "image":
        return f"{many} of {count(windows, 'window')} read{'s' * (many == 1)} the pixel."
    return f"the weight meets a pixel in {many} of {count(windows, 'window')}."


def sizes(now):
    """How many windows there are downwards and across, as the formula has it."""
    return "Windows: " + ", ".join(map(along, now.axes, now.spans, ("rows", "columns"))) + "."


def along(axis, span, name):
    """The formula of one direction with its numbers."""
    reach, s = axis.inputs + 2 * axis.before - span, axis.stride
    steps = f"⌊{plain(reach / s)}⌋" if reach % s else plain(reach / s)
    return f"{name} ⌊({axis.inputs} + 2·{axis.before} {MINUS} {span})/{s}⌋ + 1 = {steps} + 1 = {axis.outputs}"


def left_over(now):
    """What is left over at the end, and how many pixels no window reads."""
    over = f"Left over: {amount(now.rests)}." if any(now.rests) else "Nothing is left over."
    pixels = now.matrices["x"].size
    return f"{over} No window reads {now.unread} of {pixels} pixels." if now.unread else over


def amount(pair):
    """Rows and columns, those of which there are any."""
    return ", ".join(count(n, name) for n, name in zip(pair, ("row", "column"), strict=True) if n)


def cut(now):
    """Which part of what comes out is cut away."""
    if now.state.of == "image":
        p, (rows, columns) = now.state.padding, (axis.inputs for axis in now.axes)
        return f"Cut: {count(p, 'ring')}; [{p}:{p + rows}, {p}:{p + columns}] stays." if p else "Nothing is cut."
    extra = [have - k for have, k in zip(now.loose.shape, now.state.kernel, strict=True)]
    return f"Cut: {amount(extra)}." if any(extra) else "Nothing is cut."


def known_as(now):
    """What libraries call this padding, where they have a word for it."""
    p, outputs = now.state.padding, tuple(axis.outputs for axis in now.axes)
    if p == 0:
        return " Padding 0: “valid”."
    if outputs == tuple(axis.inputs for axis in now.axes):
        return f" Padding {p}: here “same”."
    is_full = now.state.stride == 1 and all(span == p + 1 for span in now.spans)
    return f" Padding {p}: here “full”." if is_full else ""


def refusal(now):
    """Why what was asked for cannot be shown."""
    _, padding, dilation, *kernel = now.state.refused
    reach = " × ".join(str(dilation * (k - 1) + 1) for k in kernel)
    place = " × ".join(str(axis.inputs + 2 * padding) for axis in now.axes)
    return f"No window: {kernel[0]} × {kernel[1]} with dilation {dilation} spans {reach}; the padded image has {place}."
