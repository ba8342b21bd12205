"""Slopes multiply: one path from a quantity to the loss, and a nudge that tests the product."""

from dataclasses import replace

from cnnlib.draw import listing, plain
from cnnlib.draw.ink.number import MINUS

from ..given import given
from ..stage.address import with_cell
from ..stage.controls import Choice, Press, Slider
from ..stage.explorer import Explorer
from . import paths
from .follow import phrases
from .nudges import FAR
from .numbers import Given, State, numbers, run_of, views_of, walk_of
from .picture import picture
from .travel import travellers
from .words import words

STEP = 1 / 64   # of the slider, exact in binary: any other the browser sends back changed in its last bits
TEXTS = {"dL_predicted": "predicted change", "real": "real change", "L nudged": "loss after"}


class ChainExplorer(Explorer):
    """Follow one number to the loss, multiply the slopes,
    then nudge it and see whether the product was right.

    net, params, x, y: as `examples.eight_by_eight()` returns them,
    which is what opens where they are left out; any Network, any number of examples
    Raises ValueError for what does not fit the network.
    """

    shows = numbers, picture, words
    least, most = -10, 10
    invitation = "Drag the nudge. How long does the prediction stay right?"
    legend = f"A cell further on leads the path through it. {Explorer.legend}"

    def __init__(self, net=None, params=None, x=None, y=None):
        everything = Given(*given(net, params, x, y))
        self.net = everything.net
        entered = [name for name in self.net.user if name not in self.net.maker]
        self.editable = (*entered, "nudge")
        self.follow_list = phrases(self.net)
        self.words = TEXTS | {f"dL_d{name} path": "path's share" for name in entered}
        path = opening_of(run_of(everything))
        super().__init__(State(everything, path, path[0]))

    def controls(self):
        given = listing(self.editable[:-1]).replace(" and ", " or ")
        return (Slider("slider", "Nudge",
                       "How much is added to the number that is followed; in the picture it stands exactly, "
                       "and can be typed", 360, least=-FAR, most=FAR, step=STEP,
                       shown=lambda state: self.numbers(state).test["nudge"],
                       change=lambda state, nudge: replace(state, nudge=nudge)),
                Choice("chosen", "Follow",
                       f"Which number to nudge; a cell of {given} can be pressed as well",
                       290, options=list(self.follow_list), shown=self.followed, change=self.choose),
                Press("following", "Next path", "Go to the next path whose product is not 0", next_path))

    def travellers(self, state):
        return travellers(walk_of(state.given, state.path))

    # Change

    def index(self, state, matrix, row, column, pick=None, **focus):
        """A press on the square of a channel stays in the place of the path."""
        found = super().index(state, matrix, row, column, pick, **focus)
        on_path = dict(state.path).get(matrix)
        return (*on_path[:-1], found[-1]) if pick and on_path else found

    def steady(self, state):
        """The path begins at a selected number that is given, leads through any other that it can reach."""
        path = paths.led(run_of(state.given), state.path, state.selected)
        state = replace(state, path=path) if path != state.path else state
        return state if state.selected[0] in self.matrices(state) else replace(state, selected=path[0])

    def views(self, state):
        return views_of(self.numbers(state))

    def check_state(self, state):
        self.write(state, "nudge", (), state.nudge)

    def write(self, state, matrix, index, number):
        if matrix == "nudge":
            if abs(number) > FAR:
                raise ValueError(f"{plain(number)} is too far; a nudge from {MINUS}{FAR} to {FAR} is needed.")
            return replace(state, nudge=number)
        given = state.given
        if matrix not in given.params:
            return replace(state, given=replace(given, x=with_cell(given.x, index, number)))
        params = {**given.params, matrix: with_cell(given.params[matrix], index, number)}
        return replace(state, given=replace(given, params=params))

    def followed(self, state):
        """What the list calls the number that is followed."""
        return next(phrase for phrase, name in self.follow_list.items() if name == state.path[0][0])

    def choose(self, state, phrase):
        """Follow the cell of another tensor whose gradient is the largest, selected as well."""
        start = paths.strongest(run_of(state.given), self.follow_list[phrase])
        return replace(state, path=(start, *state.path), selected=start)


def opening_of(run):
    """The path that is shown first: the first in reading order with a product that is not 0.

    It begins at the last weight in the first row of the first kernel or, where no gradient comes there,
    at the strongest weight of the first layer that has one.
    """
    ways, names = paths.web(run), [step.weights[0] for step in run.net.steps if step.weights]
    rows, columns, *others = run.params[names[0]].shape
    corner = names[0], ((0, columns - 1, *(0 for _ in others)) if others else (0, 0))
    starts = [corner, *(paths.strongest(run, name) for name in names)]
    start = next((one for one in starts if ways.alive(one)), corner)
    return paths.first(ways, (start,)) if ways.alive(start) else paths.completed(ways, start, ())


def next_path(state):
    """The next path whose product is not 0, or a sentence where there is none."""
    path = paths.following(run_of(state.given), state.path)
    if path is None:
        return state, "There is no other path whose product is not 0."
    return replace(state, path=path, selected=path[min(1, len(path) - 1)])
