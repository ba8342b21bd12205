"""One kernel over one image: slide the window, open the nine products, change stride and padding."""

from dataclasses import dataclass, replace

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples
from cnnlib.draw.equation import bracket, lines
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import fixed, plain
from cnnlib.draw.parts import matrix as panel
from cnnlib.explain import Cell, Factor, Term
from cnnlib.ops import conv

from ..stage.address import with_number
from ..stage.explorer import INK, LABELS, Explorer
from ..stage.sliders import IntSlider

STRIDES, PADDINGS = (1, 3), (0, 2)


@dataclass(frozen=True, eq=False)
class State:
    """Image, kernel and bias; the window's place, as the cell of z1 it makes; stride, padding; the selected cell."""

    x: np.ndarray
    w1: np.ndarray
    b1: np.ndarray
    at: tuple = (1, 2)
    stride: int = 1
    padding: int = 0
    selected: tuple = ("z1", 1, 2)


class WindowExplorer(Explorer):
    """Slide the kernel of the running example over its image, with any stride from 1 to 3 and padding from 0 to 2.

        z1[i, j] = sum over u, v of  x[i * stride + u - padding, j * stride + v - padding] * w1[u, v]  +  b1
    """

    editable = ("x", "w1", "b1")
    painted = ("x",)

    def __init__(self):
        _, params, x, _ = examples.eight_by_eight()
        self.row = self.slider("Output row", 0, 5, "Slide the window down; it makes this row of z1", 250,
                               lambda state, i: moved_to(state, i, state.at[1]))
        self.column = self.slider("Output column", 0, 5, "Slide the window across; it makes this column of z1", 270,
                                  lambda state, j: moved_to(state, state.at[0], j))
        self.stride = self.slider("Stride", *STRIDES, "How many cells lie from one window to the next", 200,
                                  lambda state, stride: replace(state, stride=stride))
        self.padding = self.slider("Padding", *PADDINGS, "How many rings of zeros stand around the image", 200,
                                   lambda state, padding: replace(state, padding=padding))
        super().__init__(State(x, params["w1"], params["b1"]), (self.row, self.column, self.stride, self.padding))

    def slider(self, name, least, most, tooltip, width, change):
        """A slider over whole numbers that becomes change(state, number)."""
        return self.follow(IntSlider(min=least, max=most, description=name, tooltip=tooltip, style=LABELS,
                                       layout=W.Layout(width=f"{width}px")), change)

    def steady(self, state):
        """The window where z1 is selected, and inside z1 whatever its size has become."""
        at = state.selected[1:] if state.selected[0] == "z1" else state.at
        at = tuple(min(k, n - 1) for k, n in zip(at, outputs(state), strict=True))
        return replace(state, at=at, selected=("z1", *at) if state.selected[0] == "z1" else state.selected)

    def picture(self, state):
        z1, products = convolved(state), multiplied(state)
        return draw.sliding(state.x, state.w1, state.b1, z1, products, products.sum(), state.at, state.padding,
                            state.stride, focus(state), state.selected, limit(state))

    def equation(self, state):
        return f"{worked(state)}\n{sized(state)}"

    def value(self, state):
        matrix, row, column = state.selected
        if matrix in ("products", "sum"):
            products = multiplied(state)
            return float(products[row, column] if matrix == "products" else products.sum())
        array = convolved(state) if matrix == "z1" else getattr(state, matrix)
        return float(panel.as_matrix(matrix, array)[row, column])

    def shapes(self, state):
        kernel = state.w1.shape[:2]
        return {"x": state.x.shape[1:3], "w1": kernel, "b1": (1, 1), "products": kernel, "sum": (1, 1),
                "z1": outputs(state)}

    def press(self, state, matrix, row, column):
        """Select a cell; the window moves to the pressed cell of z1, and just far enough to cover one of x."""
        state = self.hover(state, matrix, row, column)
        in_border = matrix == "x" and is_padding(state, row, column)
        return state if in_border else replace(state, selected=(matrix, row, column))

    def hover(self, state, matrix, row, column):
        """Move the window over a cell of x, or to a cell of z1; the selection of a typed cell stays."""
        at = {"x": lambda: cover(state, row, column), "z1": lambda: (row, column)}.get(matrix, lambda: state.at)()
        if at == state.at:
            return state
        return replace(state, at=at, selected=("z1", *at) if state.selected[0] == "z1" else state.selected)

    def paint(self, state, cells):
        for matrix, row, column in cells:
            if matrix == "x" and not is_padding(state, row, column):
                state = self.write(state, matrix, row, column, INK)
        return self.press(state, *cells[-1])

    def write(self, state, matrix, row, column, number):
        return replace(state, **{matrix: with_number(matrix, getattr(state, matrix), row, column, number)})

    def settle(self, state):
        rows, columns = outputs(state)
        self.row.max, self.column.max = rows - 1, columns - 1
        self.row.value, self.column.value = state.at
        self.stride.value, self.padding.value = state.stride, state.padding


def moved_to(state, row, column):
    """The window that makes cell (row, column) of z1, which is selected."""
    return replace(state, at=(row, column), selected=("z1", row, column))


def convolved(state):
    """z1 (1, rows, columns, 1)."""
    return conv.forward(state.x, state.w1, state.b1, stride=state.stride, padding=state.padding)


def outputs(state):
    """Rows and columns of z1: how many windows fit, downwards and across."""
    return tuple((n + 2 * state.padding - k) // state.stride + 1
                 for n, k in zip(state.x.shape[1:3], state.w1.shape[:2], strict=True))


def corner(state):
    """The cell of x in the window's upper left; negative where it is padding."""
    return tuple(k * state.stride - state.padding for k in state.at)


def multiplied(state):
    """The products (rows, columns) of the window's cells and the weights on them; padding counts as 0."""
    p, (r, c), (rows, columns) = state.padding, corner(state), state.w1.shape[:2]
    padded = np.pad(state.x[0, :, :, 0], p)
    return padded[r + p:r + p + rows, c + p:c + p + columns] * state.w1[:, :, 0, 0]


def limit(state):
    """A limit of the greys that holds wherever the window stands, whatever the stride and the padding."""
    widest = conv.forward(state.x, state.w1, state.b1, padding=PADDINGS[1])
    arrays = state.x, state.w1, state.b1, widest, widest - state.b1
    return panel.largest([*arrays, abs(state.x).max() * abs(state.w1).max()])


def is_padding(state, row, column):
    rows, columns = state.x.shape[1:3]
    return not (0 <= row < rows and 0 <= column < columns)


def cover(state, row, column):
    """The nearest place of the window that covers a cell of x, as far as one does."""
    places = zip((row, column), state.at, state.w1.shape[:2], outputs(state), strict=True)
    return tuple(nearest(k, i, size, n, state) for k, i, size, n in places)


def nearest(k, i, size, n, state):
    """The output closest to i whose window of `size` cells covers cell k, along one axis with n outputs."""
    first = -((size - 1 - k - state.padding) // state.stride)   # rounded up
    last = (k + state.padding) // state.stride
    return min(max(i, first, 0), last, n - 1)


def focus(state):
    """The (u, v) of the product that the selected cell belongs to, or None."""
    matrix, row, column = state.selected
    if matrix == "x":
        row, column = (k - start for k, start in zip((row, column), corner(state), strict=True))
    rows, columns = state.w1.shape[:2]
    return (row, column) if matrix in ("x", "w1", "products") and 0 <= row < rows and 0 <= column < columns else None


def worked(state):
    """The equation of the window's cell of z1, or of the one product that is selected."""
    if state.selected[0] == "products":
        return product(state, *state.selected[1:])
    cell = opened(state)
    absent = state.w1.size + 1 - len(cell.terms)
    text = "\n".join(lines(cell, {"x": state.x.shape, "w1": state.w1.shape, "b1": (1,), "z1": (1, *outputs(state), 1)}))
    return f"{text}   ({absent} of the {state.w1.size} products lie on padding: 0)" if absent else text


def product(state, u, v):
    """One product with its factors."""
    row, column = (start + k for start, k in zip(corner(state), (u, v), strict=True))
    outside = is_padding(state, row, column)
    pixel, weight = 0.0 if outside else state.x[0, row, column, 0], state.w1[u, v, 0, 0]
    left = "padding" if outside else f"x[{row}, {column}]"
    return (f"products[{u}, {v}] = {left} · {symbol('w1')}[{u}, {v}]\n"
            f"   = {bracket(pixel)} · {bracket(weight)} = {plain(pixel * weight)}")


def opened(state):
    """The window's cell of z1 as a sum: one term for each weight that lies on the image, and the bias."""
    i, j = state.at
    r, c = corner(state)
    terms = [Term((Factor(float(state.x[0, r + u, c + v, 0]), "x", (0, r + u, c + v, 0), "x"),
                   Factor(float(state.w1[u, v, 0, 0]), "w1", (u, v, 0, 0), "w1")))
             for u, v in np.ndindex(state.w1.shape[:2]) if not is_padding(state, r + u, c + v)]
    terms.append(Term((Factor(float(state.b1[0]), "b1", (0,), "b1"),)))
    return Cell("z1", (0, i, j, 0), "sum", tuple(terms), float(convolved(state)[0, i, j, 0]))


def sized(state):
    """How the size of z1 comes about, and what no window reads."""
    rows, size, p, s = state.x.shape[1], state.w1.shape[0], state.padding, state.stride
    steps, rest = divmod(rows + 2 * p - size, s)
    rounded = f" = {fixed((rows + 2 * p - size) / s, 2)}, rounded down {steps}," if rest else ""
    text = f"Rows of {symbol('z1')}: ({rows} + 2 · {p} − {size}) / {s}{rounded} + 1 = {steps + 1}; columns alike."
    return f"{text} {leftover(rest, p)}" if rest else text


def leftover(rest, padding):
    """What the last `rest` rows and columns are, which no window reads."""
    unread = rest - padding
    if unread <= 0:
        return "What no window reads at the far edge is padding alone."
    return f"No window reads the last {'row and column' if unread == 1 else f'{unread} rows and columns'} of x."
