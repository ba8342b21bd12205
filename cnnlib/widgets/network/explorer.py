"""A whole network: values forward, gradients backward, every cell opened into its terms."""

from dataclasses import replace
from functools import lru_cache

import ipywidgets as W

from cnnlib import draw, explain
from cnnlib.draw import symbol
from cnnlib.draw.board import folded, heads_of, tensors

from ..given import given
from ..stage.address import feeding, views, with_cell
from ..stage.controls import Slider, Tick
from ..stage.explorer import KEPT, Explorer
from ..stage.transport import Transport
from .numbers import DIGITS, State, numbers, order_of, winners, with_digit, with_fitting_limits
from .words import about_image, words

STEP = 1 / 16  # of the slider, exact in binary: any other the browser sends back changed in its last bits


class NetworkExplorer(Explorer):
    """Walk the network forward and backward, paint the image, type a weight, choose another image.

    net, params, x, y: as `examples.eight_by_eight()` returns them,
    which is what opens where they are left out
    Raises ValueError for a network that the board cannot show and for what does not fit the network.
    """

    def __init__(self, net=None, params=None, x=None, y=None):
        self.brought = x is not None              # an image of the reader's own: nobody knows what it shows
        self.net, params, x, y = given(net, params, x, y)
        heads_of(self.net)                        # a network that the board cannot show stops here, in words
        self._run = lru_cache(maxsize=KEPT)(lambda state: self.net.run(state.params, state.x, state.y))
        run = self.net.run(params, x, y)
        self.order, self.folded, every = order_of(run), folded(self.net), explain.tensors(run)
        self.editable, self.painted = self.order.given, self.order.given[:1]
        self._views = views({name: every[name] for name in tensors(run)}, self.folded)
        self._shapes = {name: view.size           # once: every step asks for them
                        for name, view in self._views.items()}
        if winners(run) is not None:
            self.legend = f"Ringed: the winner of its window. {Explorer.legend}"
        first = self.order.forward[0]
        selected = (first, *(min(k, n - 1) for k, n in zip((1, 2), self._views[first].size, strict=True)))
        super().__init__(with_fitting_limits(State(params, x, y, len(self.order.steps), selected), run))

    def more(self):
        names = ("the given numbers", *map(symbol, self.order.steps))
        self.transport = Transport(self, names, (len(self.order.forward), len(self.order.steps)))
        return (self.transport,)

    def controls(self):
        self.label = W.Label(tooltip="What the writer meant, and the label: y is 1 for an 8, 0 for a 3",
                             layout=W.Layout(width="200px"))
        digits = DIGITS if self.net.input_shape == (8, 8, 1) else 0    # another size has no digits of ours
        return (Slider("slider", "Selected value",
                       "Moves the selected number; select a cell of x, w or b first",
                       least=-2, most=2, step=STEP, shown=self.value, change=self.write_selected,
                       enabled=self.is_editable),
                Slider("digit", "Image", f"The opening image or one of {DIGITS} more handwritten 3s and 8s",
                       most=digits, change=self.with_image, enabled=lambda _: bool(digits)),
                self.label,
                Tick("own", "Each matrix its own colour limits",
                     "Otherwise a row shares them, and a small gradient looks faint",
                     shown=lambda state: state.limits == "own", change=self.with_limits))

    def numbers(self, state):
        return numbers(state, self._run(state), self.order, self._views)

    def picture(self, state):
        return picture(self.numbers(state), self._views)

    def equation(self, state):
        return words(self.numbers(state), self._views[state.selected[0]])

    def views(self, state):
        return self._views

    def shapes(self, state):
        return self._shapes

    def value(self, state):
        return super().value(state) if self.numbers(state).is_known else None

    def write(self, state, matrix, row, column, number):
        index = self._views[matrix].index(row, column)
        if matrix in state.params:
            changed = with_cell(state.params[matrix], index, number)
            return replace(state, params={**state.params, matrix: changed})
        return replace(state, x=with_cell(state.x, index, number))

    def with_image(self, state, digit):
        """The state with another digit and its label; 0 is the one the explorer opened with."""
        opening = self._start
        state = (with_digit(state, digit) if digit else
                 replace(state, x=opening.x, y=opening.y, digit=0))
        return state if state.limits == "own" else with_fitting_limits(state, self._run(state))

    def with_limits(self, state, own):
        """The state with colour limits of each matrix, or of each row."""
        return replace(state, limits="own") if own else with_fitting_limits(state, self._run(state))

    def settle(self, state):
        self.label.value = about_image(state.digit, state.y.item(), self.brought)


def picture(now, views):
    """The board with the selected cell and, once it is computed, every cell that feeds it outlined."""
    outline = feeding(now.selected, now.cell.sources if now.is_known else {}, views)
    return draw.board(now.run, shown=now.known, winners=now.winners, outline=outline, limits=now.limits)
