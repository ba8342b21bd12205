"""A whole network: values forward, gradients backward, every cell opened into its terms."""

from dataclasses import replace
from functools import lru_cache

from cnnlib import draw, explain
from cnnlib.draw import symbol
from cnnlib.draw.board import rings
from cnnlib.draw.ink.words import peak

from ..given import given
from ..stage.address import feeding, with_cell
from ..stage.asks import is_open
from ..stage.controls import Slider, Tick
from ..stage.explorer import KEPT, Explorer
from ..stage.transport import Transport
from .ask import question
from .focus import check_focus, first_focus, in_focus, telling_focus, views_in_focus
from .numbers import DIGITS, State, cell_of, numbers, order_of, telling, winners, with_digit, with_fitting_limits
from .travel import of_step, told
from .words import held_name, said, words

OWN = "Drag this number: can you make it surer? Then press Step."
STEP = 1 / 16  # of the slider, exact in binary: any other the browser sends back changed in its last bits


class NetworkExplorer(Explorer):
    """Walk a network forward and backward, paint the image, type a weight, choose another image.

    net, params, x, y: as `examples.eight_by_eight()` returns them,
    which is what opens where they are left out; any Network, any number of examples
    Raises ValueError for what does not fit the network.
    """

    invitation = "Drag this number: can you make it say 8? Then press Step."

    def __init__(self, net=None, params=None, x=None, y=None):
        self.brought = x is not None              # an image of the reader's own: nobody knows what it shows
        self.invitation = OWN if self.brought else type(self).invitation
        self.net, params, x, y = given(net, params, x, y)
        self._run = lru_cache(maxsize=KEPT)(lambda state: self.net.run(state.params, state.x, state.y))
        run = self.net.run(params, x, y)
        self.order = order_of(run)
        self.editable, self.painted = self.order.given, self.order.given[:1]
        if winners(run):
            self.legend = f"Ringed: the winner of its window. {Explorer.legend}"
        state = State(params, x, y, len(self.order.steps), focus=first_focus(self.net))
        opening = self.order.given[1], opening_of(run, self.order.given[1], self.views(state))
        state = replace(state, selected=opening, held=opening)
        super().__init__(with_fitting_limits(self.steady(state), run))

    def controls(self):
        names = ("the given numbers", *map(symbol, self.order.steps))
        passes = len(self.order.forward), len(self.order.steps)
        self.transport = Transport(self, names, passes, self.at_step)
        several = any(view.stacks for view in self.views(self.state).values())      # their names are longer
        return (Slider("slider", "", "Moves the number of x, w or b that was selected last", 350 + 40 * several,
                       least=-2, most=2, step=STEP, shown=self.held_value,
                       change=lambda state, number: self.write(state, *state.held, number),
                       labelled=lambda state: held_name(state, self.views(state)), room=12 + 3 * several),
                *self.transport.buttons, *self.images())

    def images(self):
        """What chooses the image: one of the examples, or, where there is one alone, of our digits."""
        m = len(self.state.x)
        if m > 1:
            return (Slider("example", "Example", f"Which of the {m} examples is shown", 180, most=m - 1,
                           readout=True, shown=lambda state: state.focus[0], change=self.with_example),)
        if (self.net.input_shape, self.state.y.shape) != ((8, 8, 1), (1, 1)):     # no digits of ours
            return ()
        return (Slider("digit", "Image", f"The opening image or one of {DIGITS} more 3s and 8s", 180,
                       most=DIGITS, change=self.with_image),)

    def more(self):
        return (*self.transport.rare,
                Tick("hidden", "Hide what is not computed yet",
                     "Later steps stay blank until they are taken"),
                Tick("own", "Each matrix its own colour limits",
                     "Otherwise a row shares them, and a small gradient looks faint",
                     shown=lambda state: state.limits == "own", change=self.with_limits))

    def numbers(self, state):
        return numbers(state, self._run(state), self._run(state.before or state), self.order)

    def picture(self, state):
        return picture(self.numbers(state), self.brought)

    def equation(self, state):
        return words(self.numbers(state))

    def views(self, state):
        return views_in_focus(self.net, len(state.x), state.focus)

    def value(self, state):
        return super().value(state) if self.numbers(state).is_known else None

    def steady(self, state):
        """What is selected is in focus; the slider holds the given number that was selected last."""
        view = self.views(state)[state.selected[0]]
        focus = in_focus(self.net, state.focus, state.selected, view)
        held = state.selected if state.selected[0] in self.editable else state.held
        return state if (focus, held) == (state.focus, state.held) else replace(state, focus=focus, held=held)

    def press(self, state, matrix, row, column, **focus):
        """Select a cell; where all that is in focus of its sum is 0, bring into focus what is not."""
        pressed = super().press(state, matrix, row, column, **focus)
        if pressed is state:
            return state
        state = self.steady(pressed)
        now = self.numbers(state)
        return replace(state, focus=telling_focus(self.net, state, now)) if now.is_known else state

    def travellers(self, state):
        now = self.numbers(state)
        return explain.travellers(now.opened) if now.is_known else ()

    def departures(self, state, old):
        return of_step(self.numbers(state)) if state.step not in (0, old.step) else ()

    def question(self, state):
        step = state.step - state.checked
        if not state.hidden or step == len(self.order.steps):
            return None
        return question(self._run(state), self.order.steps[step], self.views(state))

    def asking(self, state):
        """The next step that gives something to ask waits, after the last from the first."""
        total = len(self.order.steps)
        for step in (k % total for k in range(state.step, state.step + total)):
            waiting = replace(self.at_step(state, step), hidden=True, guess=(), checked=False)
            if asked := self.question(waiting):
                return replace(waiting, asked=asked.matrix)
        raise ValueError("No step of this network gives cells to find.")

    def answered(self, state):
        return self.at_step(state, state.step + 1)

    def counts(self, state, old):
        return state.params is not old.params or state.x is not old.x

    def check_state(self, state):
        check_focus(state, self.net, self.editable)

    def held_value(self, state):
        """The number that the slider moves."""
        matrix, index = state.held
        return float(self.matrices(state)[matrix][index])

    def write(self, state, matrix, index, number):
        if matrix in state.params:
            changed = with_cell(state.params[matrix], index, number)
            return replace(state, params={**state.params, matrix: changed})
        return replace(state, x=with_cell(state.x, index, number))

    def at_step(self, state, step):
        """The state after so many steps, with the cell of the last that matters most for the loss."""
        if not step:
            return replace(state, step=step)
        name = self.order.steps[step - 1]
        if is_open(state) and step == state.step + 1:
            return replace(state, step=step, checked=True, selected=(name, self.strongest(state, name)))
        return replace(state, step=step, selected=(name, telling(self._run(state), name, state.focus[0])))

    def strongest(self, state, name):
        """The cell in focus of a tensor that is largest in size."""
        view = self.views(state)[name]
        return view.index(*peak(view.values(self.matrices(state)[name])))

    def with_example(self, state, example):
        """The state with another example in focus, and the same place of it selected."""
        name, index = state.selected
        view = self.views(state)[name]
        if "example" in view.axes:
            row, column = view.showing(index).cell(index)
            index = view.showing(index).at(example=example).index(row, column)
        return replace(state, focus=(example, *state.focus[1:]), selected=(name, index))

    def with_image(self, state, digit):
        """The state with another digit and its label; 0 is the one the explorer opened with."""
        opening = self._start
        state = (with_digit(state, digit) if digit else
                 replace(state, x=opening.x, y=opening.y, digit=0))
        return state if state.limits == "own" else with_fitting_limits(state, self._run(state))

    def with_limits(self, state, own):
        """The state with colour limits of each matrix, or of each row."""
        return replace(state, limits="own") if own else with_fitting_limits(state, self._run(state))

    def remark(self, state):
        """The step that was taken, as long as what it made is selected; otherwise what can be done."""
        steps, made = self.order.steps, state.selected[0]
        if state.step and steps[state.step - 1] == made:
            return f"Step {state.step} of {len(steps)}: {told(self.numbers(state))}"
        if state.selected == self._start.selected:
            return self.invitation
        return "Press any cell to open it; the slider moves the last x, w or b."

    def settle(self, state):
        self.transport.settle(state)


def opening_of(run, weights, views):
    """The weight that is selected first: the last of the first row, or, without a gradient, the strongest."""
    view = views[weights]
    index = view.index(0, view.size[1] - 1)
    return index if run.grads[f"dL_d{weights}"][index] else telling(run, weights, 0)


def picture(now, brought):
    """The gauge, the map with our path outlined, and the cell that is opened."""
    values = {name: view.values(now.matrices[name]) for name, view in now.views.items()}
    blank = [name for name in values if name not in now.known]
    return draw.network(now.run, values, said(now, brought), now.opened, now.old, now.views, outline(now),
                        rings(now.run, now.winners, now.known, now.views), now.limits, blank, now.example)


def outline(now):
    """The selected cell with all that feeds it; of a given number, its gradient with all that feeds that, and
    every cell that reads it."""
    if not now.is_known:
        return feeding(now.selected, {}, now.views)
    return on_path(now.was, now.selected, now.opened.name, now.focus)


@lru_cache(maxsize=8)               # the same all through a drag
def on_path(run, selected, opens, focus):
    """The outline of a known cell, of any run of the network: which cells feed one another is the same in all."""
    name, index = selected
    cell, shown = cell_of(run, opens, index), views_in_focus(run.net, len(run.y), focus)
    marked = feeding((opens, index), cell.sources, shown)
    if opens == name:
        return marked
    readers = {name.removeprefix("dL_d"): cells for name, cells in marked.items()}
    return readers | marked | feeding(selected, {}, shown)
