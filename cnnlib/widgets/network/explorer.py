"""The whole 8×8 network: values forward, gradients backward, every cell opened into its terms."""

from dataclasses import dataclass, replace
from functools import lru_cache

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples, explain
from cnnlib.draw.board import heads_of, row_limits, tensors
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.number import plain
from cnnlib.layers import AvgPool, MaxPool
from cnnlib.ops import max_pool

from ..given import given
from ..stage.address import feeding, located, views, with_cell
from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import FloatSlider, IntSlider, is_moved, nearest
from ..stage.transport import Transport

GIVEN = ("x", "w1", "b1", "w3", "b3")
FORWARD = ("z1", "a1", "a2", "z3", "a3", "L")
BACKWARD = ("dL_da3", "dL_dz3", "dL_dw3", "dL_db3", "dL_da2", "dL_da1", "dL_dz1", "dL_dw1", "dL_db1", "dL_dx")
STEPS = (*FORWARD, *BACKWARD)
STEP = 1 / 16  # of the slider, exact in binary: any other the browser sends back changed in its last bits
DIGITS = 40   # digits to choose from beside the one of the lessons


@dataclass(frozen=True, eq=False)
class State:
    """Image, label and parameters; how many steps are done; the selected cell; the picture's colour limits."""

    params: dict
    x: np.ndarray
    y: np.ndarray
    step: int = 0
    selected: tuple = ("x", 0, 0)
    limits: tuple | str = "own"
    digit: int = 0


class NetworkExplorer(Explorer):
    """Walk the network forward and backward, paint the image, type a weight, choose another image.

    net, params, x, y: as `examples.eight_by_eight()` returns them, which is what opens where they are left out
    Raises ValueError for a network that the board cannot show and for what does not fit the network.
    """

    editable = GIVEN
    painted = ("x",)
    legend = f"Ringed: the winner of its window. {Explorer.legend}"

    def __init__(self, net=None, params=None, x=None, y=None):
        self.brought = x is not None                    # an image of the reader's own: nobody knows what it shows
        net, params, x, y = given(net, params, x, y)
        heads_of(net)                                   # a network that the board cannot show stops here, in words
        self.net = net
        if isinstance(net.maker["a2"].layer, AvgPool):
            self.legend = Explorer.legend               # nobody wins where a window is averaged
        self._run = lru_cache(maxsize=8)(lambda state: net.run(state.params, state.x, state.y))
        self._cell = lru_cache(maxsize=8)(lambda state: explain.cell(self._run(state), *self.selection(state)))
        run = net.run(params, x, y)
        every, drawn = explain.tensors(run), tensors(run)
        self.views = views({name: every[name] for name in drawn}, {name: one.shape for name, one in drawn.items()})
        self._shapes = {name: view.size for name, view in self.views.items()}
        opening = min(1, self._shapes["z1"][0] - 1), min(2, self._shapes["z1"][1] - 1)
        self.state = self.fitted(State(params, x, y, selected=("z1", *opening), step=len(STEPS)))
        names = ("the given numbers", *(symbol(name) for name in STEPS))
        self.transport = Transport(self, names, (len(FORWARD), len(STEPS)))
        self.slider = self.follow(FloatSlider(min=-2, max=2, step=STEP, description="Selected value", readout=False,
                                              tooltip="Moves the selected number; select a cell of x, w or b first",
                                              style=LABELS), self.slide)
        digits = DIGITS if net.input_shape == (8, 8, 1) else 0           # another size has no digits of ours
        self.digit = self.follow(
            IntSlider(min=0, max=digits, disabled=not digits, description="Image", readout=False, style=LABELS,
                      tooltip=f"The opening image or one of {DIGITS} more handwritten 3s and 8s"), self.choose)
        self.label = W.Label(tooltip="What the writer meant, and the label: y is 1 for an 8, 0 for a 3",
                             layout=W.Layout(width="200px"))
        self.own = self.follow(W.Checkbox(description="Each matrix its own colour limits", indent=False,
                                          tooltip="Otherwise a row shares them, and a small gradient looks faint"),
                               lambda state, own: replace(state, limits="own") if own else self.fitted(state))
        super().__init__(self.state, (self.slider, self.digit, self.label, self.own), self.transport.widgets)

    def picture(self, state):
        run = self._run(state)
        return draw.board(run, shown=shown(state.step), winners=winners(run), outline=self.outline(state),
                          limits=state.limits)

    def equation(self, state):
        matrix, row, column = state.selected
        if matrix not in shown(state.step):
            return f"{symbol(matrix)} has not been computed yet; Step goes there."
        run = self._run(state)
        words = draw.equation(self._cell(state), run).words()
        return located(words, self.views[matrix], row, column) + overflow(run, state.step)

    def value(self, state):
        return self._cell(state).total if state.selected[0] in shown(state.step) else None

    def shapes(self, state):
        return self._shapes

    def selection(self, state):
        """The tensor with the selected cell and the cell's index in it."""
        matrix, *cell = state.selected
        return matrix, self.views[matrix].index(*cell)

    def outline(self, state):
        """The selected cell and, once it is computed, every cell that feeds it."""
        computed = state.selected[0] in shown(state.step)
        return feeding(state.selected, self._cell(state).sources if computed else {}, self.views)

    def write(self, state, matrix, row, column, number):
        index = self.views[matrix].index(row, column)
        if matrix == "x":
            return replace(state, x=with_cell(state.x, index, number))
        return replace(state, params={**state.params, matrix: with_cell(state.params[matrix], index, number)})

    def slide(self, state, value):
        """Write the slider's value where somebody moved it: it stands on the step nearest to the cell's own number."""
        if state.selected[0] in self.editable and is_moved(self.slider, value, self.value(state)):
            return self.write(state, *state.selected, value)
        return state

    def choose(self, state, digit):
        """Take another digit with its label; 0 is the one the explorer opened with."""
        if digit == 0:
            return self.refitted(replace(state, x=self._start.x, y=self._start.y, digit=0))
        (x, y), _ = examples.digits()
        return self.refitted(replace(state, x=x[digit - 1:digit], y=y[digit - 1:digit], digit=digit))

    def fitted(self, state):
        """The state with its rows' colour limits as they fit now; they stay while a number moves."""
        return replace(state, limits=row_limits(tensors(self._run(state))))

    def refitted(self, state):
        return state if state.limits == "own" else self.fitted(state)

    def settle(self, state):
        self.transport.settle(state)
        matrix = state.selected[0]
        self.slider.disabled = matrix not in self.editable
        if matrix in self.editable:
            self.slider.value = nearest(self.slider, self.value(state))
        self.digit.value, self.own.value = state.digit, state.limits == "own"
        self.label.value = told(state.digit, state.y.item(), self.brought)


def winners(run):
    """The cells of a1 that win a window of max pooling, None where another pooling reads it."""
    pool = run.net.maker["a2"].layer
    if not isinstance(pool, MaxPool):
        return None
    return max_pool.winners(run.trace["a1"], pool.size, pool.stride, pool.padding)


def shown(step):
    """The names whose numbers are on the board after so many steps."""
    return (*GIVEN, *STEPS[:step])


def told(digit, y, brought):
    """Which image it is, what its writer meant where that is known, and the label."""
    if brought and not digit:
        return f"your image: y = {plain(y)}"
    image = f"image {digit} of {DIGITS}" if digit else "opening image"
    return f"{image}: {'an 8' if y == 1 else 'a 3'}, so y = {plain(y)}"


def overflow(run, step):
    """A sentence where the slope of the loss is too large for a floating-point number, once it is on the board."""
    if "dL_da3" not in shown(step) or np.isfinite(run.grads["dL_da3"]).all():
        return ""
    return (f"\n{symbol('dL_da3')} is infinite here: {symbol('a3')} is so near the wrong label that its slope is too "
            f"large for the computer. {symbol('dL_dz3')} = {symbol('a3')} − y, taken in one step, stays finite.")
