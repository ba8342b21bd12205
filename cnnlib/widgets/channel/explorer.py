"""One convolution with two channels in and two filters: which sum runs over channels, filters, examples."""

from dataclasses import replace

from cnnlib import explain
from cnnlib.draw.ink import words as sentences
from cnnlib.draw.ink.names import symbol
from cnnlib.draw.ink.svg import Picture
from cnnlib.draw.parts import closeup, legend, matrix

from ..stage.address import with_cell
from ..stage.controls import Slider, Stops, Tick
from ..stage.explorer import Explorer
from . import places
from .crossbar import LEFT, crossbar, panels
from .lens import lens
from .numbers import counts, numbers, opening, upstream
from .places import opened
from .sums import SUMS
from .words import words

MEANING = legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES, legend.OUR_PATH
NAMES = list(SUMS)
NEXT = {"dL_dx": "Both filters send. Type 0 into a ∂L/∂z⁽¹⁾: what moves, what stays?",
        "dL_dw1": "One channel meets one filter. Drag Filter: which two meet now?",
        "dL_db1": "No x, no w: filters stand apart. Which sums run over examples?"}
WRONG = "Crossed out: tempting, and wrong. Where is it right by chance?"


def picture(now):
    """The crossbar of channels and filters, and the shares of the open cell."""
    name = now.state.sum
    whole = matrix.make(name, now.views[name].showing(now.cell.index).values(now.matrices[name]))
    nodes = (*crossbar(now), *lens(now), closeup.meaning(LEFT, *MEANING))
    return Picture(closeup.WIDTH, closeup.HEIGHT, nodes,
                   f"Two channels and two filters: {symbol(name)} adds up over the {now.sum.over}s",
                   sentences.summary(whole), lambda: sentences.tables([one for one, *_ in panels(now)]))


class ChannelExplorer(Explorer):
    """Step through the four sums of a convolution and see what each runs over.

        z[e, i, j, k] adds up over the channels;  dL_dx[e, r, c, n] over the filters
        dL_dw[u, v, n, k] is of one channel and one filter, and adds up over the examples;  dL_db[k] too

    It opens on the first layer of examples.two_channels(). The gradient of z is the network's until one is typed.
    """

    shows = numbers, picture, words
    editable = ("x", "w1", "b1", "dL_dz1")
    invitation = "Forward, channels add up. Drag Sum: what adds up on the way back?"
    legend = "Crossed out: the tempting version's. Dashed: a gradient. Dotted: beyond the matrix, 0."

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Stops("which", "Sum", "The sum that is looked at: forward, to the image, to the kernels, to the biases",
                      230, stops={symbol(name): k for k, name in enumerate(NAMES)},
                      shown=lambda state: NAMES.index(state.sum), change=at_sum),
                *(self.chooser(*axis) for axis in (("example", 150, 6), ("channel", 140, 6), ("filter", 120, 5))),
                Tick("tempting", "Tempting", "Show beside each number what a common mistake makes of it", 110))

    def chooser(self, axis, width, room):
        """A slider that chooses an example, a channel or a filter; a sum that runs over all of them greys it."""
        at = places.AXES.index(axis)
        return Slider(axis, axis.capitalize(), f"Which {axis} is looked at, where the sum does not run over all", width,
                      most=counts(self.state)[axis] - 1, shown=lambda state: state.focus[at],
                      labelled=lambda state: f"{axis.capitalize()} {state.focus[at]}", room=room,
                      change=lambda state, place: places.focused(state, self.kinds(state), axis, place),
                      enabled=lambda state: axis in SUMS[state.sum].chosen)

    def more(self):
        return (Tick("network", "∂L/∂z⁽¹⁾ of the network", "Give up the gradients that were typed", 190,
                     shown=lambda state: state.upstream is None, enabled=lambda state: state.upstream is not None,
                     change=lambda state, _: replace(state, upstream=None)),)

    def kinds(self, state):
        """{name: shape} of what can be selected."""
        return {name: array.shape for name, array in self.matrices(state).items()}

    def views(self, state):
        return self.numbers(state).views

    def steady(self, state):
        return places.steady(state, self.kinds(state))

    def counts(self, state, old):
        """Choosing a sum or a cell compares nothing: what the last number moved stays to be seen."""
        return any(getattr(state, name) is not getattr(old, name) for name in ("x", "w1", "b1", "upstream"))

    def travellers(self, state):
        return explain.travellers(self.numbers(state).cell)

    def remark(self, state):
        return WRONG if state.tempting else NEXT.get(state.sum, self.invitation)

    def write(self, state, matrix, index, number):
        if matrix != "dL_dz1":
            return super().write(state, matrix, index, number)
        return replace(state, upstream=with_cell(upstream(state), index, number))

    def check_state(self, state):
        opened_with = self.kinds(self.opened)
        given = {"x": state.x, "w1": state.w1, "b1": state.b1}
        if state.upstream is not None:
            given["dL_dz1"] = state.upstream
        if any(array.shape != opened_with[name] for name, array in given.items()):
            raise ValueError("An array has another shape.")
        for name in NAMES:
            place, shape = opened(replace(state, sum=name))[1], opened_with[name]
            if len(place) != len(shape) or not all(0 <= k < n for k, n in zip(place, shape, strict=True)):
                raise ValueError("No such cell can be open.")


def at_sum(state, k):
    """Another sum; its open cell is selected."""
    there = replace(state, sum=NAMES[k])
    return replace(there, selected=opened(there))
