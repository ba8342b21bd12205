"""A whole network: values forward, gradients backward, every cell opened into its terms."""

from dataclasses import replace
from functools import lru_cache

from cnnlib import draw, explain
from cnnlib.draw import plain, symbol
from cnnlib.draw.board import folded, heads_of, rings, tensors
from cnnlib.draw.ink.names import spelled

from ..given import given
from ..stage.address import feeding, views, with_cell
from ..stage.controls import Slider, Tick
from ..stage.explorer import KEPT, Explorer
from ..stage.transport import Transport
from .numbers import DIGITS, State, numbers, order_of, telling, winners, with_digit, with_fitting_limits
from .words import said, words

STEP = 1 / 16  # of the slider, exact in binary: any other the browser sends back changed in its last bits


class NetworkExplorer(Explorer):
    """Walk the network forward and backward, paint the image, type a weight, choose another image.

    net, params, x, y: as `examples.eight_by_eight()` returns them,
    which is what opens where they are left out
    Raises ValueError for a network that the board cannot show and for what does not fit the network.
    """

    invitation = "Drag this weight: can you make the network say 8? Then press Step."

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
        weights = self.order.given[1]
        opening = (weights, 0, self._shapes[weights][1] - 1)
        state = State(params, x, y, len(self.order.steps), opening, opening)
        super().__init__(with_fitting_limits(state, run))

    def controls(self):
        names = ("the given numbers", *map(symbol, self.order.steps))
        passes = len(self.order.forward), len(self.order.steps)
        self.transport = Transport(self, names, passes, self.at_step)
        digits = DIGITS if self.net.input_shape == (8, 8, 1) else 0    # another size has no digits of ours
        image = Slider("digit", "Image", f"The opening image or one of {DIGITS} more 3s and 8s", 180,
                       most=digits, change=self.with_image)
        return (Slider("slider", "", "Moves the number of x, w or b that was selected last", 330,
                       least=-2, most=2, step=STEP, shown=self.held_value,
                       change=lambda state, number: self.write(state, *state.held, number),
                       labelled=self.held_name),
                *self.transport.buttons, *((image,) if digits else ()))

    def more(self):
        return (*self.transport.rare,
                Tick("hidden", "Hide what is not computed yet",
                     "Later steps stay blank until they are taken"),
                Tick("own", "Each matrix its own colour limits",
                     "Otherwise a row shares them, and a small gradient looks faint",
                     shown=lambda state: state.limits == "own", change=self.with_limits))

    def numbers(self, state):
        return numbers(state, self._run(state), self._run(state.before or state), self.order, self._views)

    def picture(self, state):
        return picture(self.numbers(state), self._views, self.brought)

    def equation(self, state):
        return words(self.numbers(state), self._views[state.selected[0]])

    def views(self, state):
        return self._views

    def shapes(self, state):
        return self._shapes

    def value(self, state):
        return super().value(state) if self.numbers(state).is_known else None

    def steady(self, state):
        """The slider holds the given number that was selected last."""
        moved = state.selected[0] in self.editable and state.held != state.selected
        return replace(state, held=state.selected) if moved else state

    def counts(self, state, old):
        return state.params is not old.params or state.x is not old.x

    def held_value(self, state):
        """The number that the slider moves."""
        matrix, *cell = state.held
        array = self.matrices(state)[matrix]
        return float(array[self._views[matrix].index(*cell)])

    def held_name(self, state):
        """What the slider moves, and where it stands."""
        matrix, *cell = state.held
        where = cell if self._shapes[matrix] != (1, 1) else ()
        return f"{spelled(matrix, where)} = {plain(self.held_value(state))}"

    def write(self, state, matrix, row, column, number):
        index = self._views[matrix].index(row, column)
        if matrix in state.params:
            changed = with_cell(state.params[matrix], index, number)
            return replace(state, params={**state.params, matrix: changed})
        return replace(state, x=with_cell(state.x, index, number))

    def at_step(self, state, step):
        """The state after so many steps, with the cell of the last that matters most for the loss."""
        if not step:
            return replace(state, step=step)
        name = self.order.steps[step - 1]
        cell = telling(self._run(state), name, self._views[name])
        return replace(state, step=step, selected=(name, *cell))

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
            return f"Step {state.step} of {len(steps)}: {symbol(made)}"
        if state.selected == self._start.selected:
            return self.invitation
        return "Press any cell to open it; the slider moves the last x, w or b that was pressed."

    def settle(self, state):
        self.transport.settle(state)


def picture(now, views, brought):
    """The gauge, the map with our path outlined, and the cell that is opened."""
    values = tensors(now.run)
    blank = [name for name in values if name not in now.known]
    return draw.network(now.run, values, said(now, brought), now.opened, now.old, views, outline(now, views),
                        rings(now.run, now.winners, now.known), now.limits, blank)


def outline(now, views):
    """The selected cell with all that feeds it; of a given number, its gradient with all that feeds that, and
    every cell that reads it."""
    if not now.is_known:
        return {now.selected[0]: [now.selected[1:]]}
    if now.opened is now.cell:
        return feeding(now.selected, now.cell.sources, views)
    gradient = (now.opened.name, *now.selected[1:])
    marked = feeding(gradient, now.opened.sources, views)
    readers = {name.removeprefix("dL_d"): cells for name, cells in marked.items()}
    return readers | marked | {now.selected[0]: [now.selected[1:]]}
