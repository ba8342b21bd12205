"""Slopes multiply: one path from a quantity to the loss, and a nudge that tests the product."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples, explain
from cnnlib.draw.maps import spelled
from cnnlib.draw.names import symbol
from cnnlib.draw.number import plain

from . import _path
from ._path import GIVEN, SHARED, Path
from .explorer import LABELS, Explorer

FAR = 0.5      # the largest nudge
EDGE = 0.01    # how near to 0 or 1 a nudge may bring the prediction
FOLLOW = {"a weight of the dense layer": ("w3", 1, 0), "the bias of the dense layer": ("b3", 0, 0),
          "a weight of the kernel": ("w1", 1, 1), "the bias of the kernel": ("b1", 0, 0),
          "a pixel of the image": ("x", 4, 2), "a cell of the map z1": ("z1", 3, 1),
          "a cell of the map a1": ("a1", 3, 1), "a cell of the pooled map a2": ("a2", 1, 0),
          "the score z3": ("z3", 0, 0), "the prediction a3": ("a3", 0, 0)}
SIZES = {"x": (8, 8), "w1": (3, 3), "z1": (6, 6), "a1": (6, 6), "a2": (3, 3), "w3": (3, 3)}
MAPS = (("x",), ("w1", "b1"), ("z1",), ("a1",), ("a2",), ("w3", "b3"))
TEXTS = {"dL_predicted": "predicted change", "real": "real change", "L nudged": "loss after"}


@dataclass(frozen=True, eq=False)
class Given:
    """Parameters, image and label: all that a forward pass needs."""

    params: dict
    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class State:
    """What is given, the path that is followed, the nudge of its start, the selected cell."""

    given: Given
    path: Path
    nudge: float = 0.2
    selected: tuple = ("w1", 1, 1)


class ChainExplorer(Explorer):
    """Follow one number to the loss, multiply the slopes, then nudge it and see whether the product was right.

    net, params, x, y: as `examples.eight_by_eight()` returns them, which is what opens by default
    """

    editable = (*GIVEN, "nudge")
    least, most = -10, 10

    def __init__(self, net=None, params=None, x=None, y=None):
        if net is None:
            net, params, x, y = examples.eight_by_eight()
        self._run = lru_cache(maxsize=8)(lambda given: net.run(given.params, given.x, given.y))
        self._reach = lru_cache(maxsize=8)(self.reach)
        self.start = self.follow(W.Dropdown(options=list(FOLLOW), description="Follow", style=LABELS,
                                            tooltip="Which number to nudge; any cell of x, w1, b1, w3 or b3 can be "
                                                    "pressed too"),
                                 lambda state, words: replace(state, selected=FOLLOW[words],
                                                              path=Path(FOLLOW[words], state.path.at)))
        self.slider = self.follow(W.FloatSlider(min=-FAR, max=FAR, step=0.01, description="Nudge", style=LABELS,
                                                tooltip="How much is added to the number that is followed"),
                                  lambda state, nudge: replace(state, nudge=nudge))
        self.state = State(Given(params, x, y), Path(("w1", 1, 1), (3, 1)))
        other = self.button("Next path", "Go to the next path whose product is not 0", self._next)
        super().__init__(self.state, (self.start, self.slider, other))

    # What is shown

    def picture(self, state):
        run, path = self._run(state.given), state.path
        marked = self.outline(state)
        values = {**run.trace, **run.params}
        on_path = {name: [path.cell(name) or (0, 0)] for name in path.names if name != "L"}
        maps = draw.maps(*([(name, values[name].reshape(SIZES.get(name, (1, 1)))) for name in column]
                           for column in MAPS), signs="⋆→→→·", outline=marked, rings=on_path)
        chain = draw.chain(*self.links(state), outline=marked)
        return draw.stack(maps, chain, self.test(state, marked), title="One path of the chain rule, and its test",
                          caption=f"{self.on_paths(state)} {self.verdict(state)}")

    def links(self, state):
        """Values, slopes and gradients of the path."""
        run, path = self._run(state.given), state.path
        values = {**run.trace, **run.params, "L": np.asarray(run.L)}
        nodes = [draw.Link(name, float(values[name][_path.index(name, path.cell(name))]), path.cell(name))
                 for name in path.names]
        return nodes, _path.slopes(run, path), _path.gradients(run, path)

    def test(self, state, marked):
        """The predicted and the real change of the loss, each with the calculation that leads to it."""
        numbers = self.numbers(state)
        total = f"dL_d{state.path.start[0]}"

        def item(name, limit):
            return name, numbers[name], {"outline": ((0, 0),) if name in marked else (), "limit": limit}

        most = self._reach(state.given, state.path.start)
        loss, slope = max(numbers["L"], numbers["L nudged"]), abs(numbers[total]) or 1.0
        return draw.bars([item(total, slope), "·", item("nudge", FAR), "=", item("dL_predicted", most)],
                         [item("L nudged", loss), "\u2212", item("L", loss), "=", item("real", most)], limit=most,
                         texts=TEXTS)

    def reach(self, given, start):
        """A round number that no change of the loss exceeds at either end of the slider."""
        run = self._run(given)
        slope = float(run.grads[f"dL_d{start[0]}"][_path.index(start[0], start[1:])])
        sizes = [abs(slope) * FAR] + [abs(_path.loss_again(run, start, nudge) - run.L) for nudge in bounds(run, start)]
        largest = max([size for size in sizes if isfinite(size)] + [1e-3])
        power = 10.0 ** np.floor(np.log10(largest))
        return float(next(step * power for step in (1, 2, 5, 10) if step * power >= largest))

    def numbers(self, state):
        """The calculation of the test: {name: number}."""
        run, start = self._run(state.given), state.path.start
        nudge, total = effective(run, state), f"dL_d{start[0]}"
        slope = float(run.grads[total][_path.index(start[0], start[1:])])
        after = _path.loss_again(run, start, nudge) if nudge else float(run.L)
        return {total: slope, "nudge": nudge, "dL_predicted": slope * nudge if nudge else 0.0, "L nudged": after,
                "L": float(run.L), "real": after - float(run.L)}

    # In words

    def equation(self, state):
        return "\n".join((self.opened(state), self.on_paths(state), self.verdict(state)))

    def opened(self, state):
        """The selected number with what makes it."""
        name, row, column = state.selected
        run, numbers = self._run(state.given), self.numbers(state)
        calculations = {"nudge": self.said_nudge, "L nudged": self.said_after, "dL_predicted": self.said_product,
                        "real": self.said_difference}
        if name in calculations:
            return calculations[name](state, numbers)
        if name in explain.tensors(run):
            cell = explain.cell(run, name, _path.index(name, self.where(state, name, row, column)))
            return draw.equation(cell, run).words()
        if name.endswith(" path"):
            return self.said_path(state)
        link = next(link for link in self.links(state)[1] if link.name == name)
        return f"{symbol(name)} = {plain(link.value)}: {link.note}."

    def said_nudge(self, state, numbers):
        name, *cell = state.path.start
        value = float(self.links(state)[0][0].value)
        return (f"{spelled(name, state.path.cell(name))} goes from {plain(value)} "
                f"to {plain(value + numbers['nudge'])}: a nudge of {plain(numbers['nudge'])}.")

    def said_after(self, state, numbers):
        return f"A second forward pass, with the nudge: L = {plain(numbers['L nudged'])}."

    def said_product(self, state, numbers):
        total = f"dL_d{state.path.start[0]}"
        return (f"predicted change = {symbol(total)} · nudge = {bracket(numbers[total])} · "
                f"{bracket(numbers['nudge'])} = {plain(numbers['dL_predicted'])}")

    def said_difference(self, state, numbers):
        return (f"real change = L after \u2212 L = {plain(numbers['L nudged'])} \u2212 {plain(numbers['L'])} "
                f"= {plain(numbers['real'])}")

    def said_path(self, state):
        _, slopes, gradients = self.links(state)
        factors = [gradients[-1], *reversed(slopes)]
        return (f"On this path: {' · '.join(symbol(link.name) for link in factors)}\n"
                f"   = {' · '.join(bracket(link.value) for link in factors)}\n   = {plain(gradients[0].value)}")

    def on_paths(self, state):
        """How many paths there are, what this one carries and what they sum to."""
        run, path = self._run(state.given), state.path
        name, here = path.start[0], spelled(path.start[0], path.cell(path.start[0]))
        _, slopes, gradients = self.links(state)
        if not isfinite(gradients[-1].value):
            return ("a⁽³⁾ is exactly 0, so ∂L/∂a⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ would be ∞ · 0, which is no number; "
                    "∂L/∂z⁽³⁾ is computed as a⁽³⁾ \u2212 y instead.")
        if name not in SHARED:
            return f"One path leads from {here} to the loss: ∂L/∂{symbol(name)} = {plain(gradients[0].value)}."
        cell = explain.cell(run, f"dL_d{name}", _path.index(name, path.start[1:]))
        alive = sum(term.value != 0 for term in cell.terms)
        one = len(cell.terms) == 1
        return (f"{len(cell.terms)} path{'' if one else 's'} lead{'s' * one} from {here} to the loss, one through each "
                f"cell of z⁽¹⁾ that it enters; {alive} {'is' if alive == 1 else 'are'} not 0. "
                f"The one through z⁽¹⁾[{path.at[0]}, {path.at[1]}] carries {plain(gradients[0].value)}; "
                f"the sum over all paths is ∂L/∂{symbol(name)} = {plain(cell.total)}.")

    def verdict(self, state):
        """Predicted against real, and the kinks on the way."""
        run, numbers = self._run(state.given), self.numbers(state)
        if not numbers["nudge"]:
            return "The nudge is 0, so nothing changes."
        predicted, real = numbers["dL_predicted"], numbers["real"]
        words = f"Predicted change of the loss {plain(predicted)}, real change {plain(real)}: {agreement(predicted, real)}"
        crossed = _path.kinks(run, state.path.start, numbers["nudge"])
        if not crossed:
            return f"{words} No winner and no gate that matters changes."
        more = f", and {len(crossed) - 3} more" if len(crossed) > 3 else ""
        return f"{words} A kink is crossed on the way: {'; '.join(crossed[:3])}{more}."

    # Cells

    def value(self, state):
        name, row, column = state.selected
        single = {link.name: link.value for links in self.links(state)[1:] for link in links} | self.numbers(state)
        if name in single:
            return single[name]
        run = self._run(state.given)
        return float(explain.tensors(run)[name][_path.index(name, (row, column))])

    def shapes(self, state):
        _, slopes, gradients = self.links(state)
        single = [link.name for link in (*slopes, *reversed(gradients))] + list(self.numbers(state))
        names = [name for column in MAPS for name in column] + ["z3", "a3", "L"] + single
        return {name: SIZES.get(name, (1, 1)) for name in names}

    def where(self, state, name, row, column):
        """The cell of a matrix that stands alone on the path, or of a map."""
        return state.path.cell(name.removeprefix("dL_d")) if name.startswith("dL_d") else (row, column)

    def outline(self, state):
        """The selected cell and every cell that feeds it."""
        name, row, column = state.selected
        run = self._run(state.given)
        marked = {name: [(row, column)]}
        if name in explain.tensors(run) and name != "y":
            cell = explain.cell(run, name, _path.index(name, self.where(state, name, row, column)))
            for source, places in cell.sources.items():
                marked[source] = [*marked.get(source, []), *self.seen(state, source, places)]
        for source in FEEDS.get(name, ()):
            marked[source.format(state.path.start[0])] = [(0, 0)]
        if name.endswith(" path"):
            _, slopes, gradients = self.links(state)
            marked |= {link.name: [(0, 0)] for link in (gradients[-1], *slopes)}
        return marked

    def seen(self, state, name, places):
        """Where the places of a tensor are in the picture: a gradient shows the one on the path alone."""
        if not name.startswith("dL_d"):
            return [_path.cell_of(name, place) for place in places]
        on_path = _path.index(name, state.path.cell(name.removeprefix("dL_d")))
        return [(0, 0)] if on_path in places else []

    # Change

    def become(self, state, remember=True, status="", source=None):
        super().become(self.lead(state), remember, status, source)

    def lead(self, state):
        """A selected number of the given ones is followed; a selected cell of z1 or a1 leads the path through it."""
        name, *cell = state.selected
        path = state.path
        if name in GIVEN or name == path.start[0] and name in ("z1", "a1", "a2"):
            path = Path((name, *cell), path.at)
        elif name in ("z1", "a1") and path.start[0] in SHARED and covers(path, cell):
            path = Path(path.start, tuple(cell))
        path = Path(path.start, self.through(state, path))
        state = replace(state, path=path)
        return state if name in self.shapes(state) else replace(state, selected=path.start)

    def through(self, state, path):
        """The cell of z1 on the path: as it was, or, where no path leads through it, the steepest there is."""
        if path.start[0] in ("z1", "a1"):
            return tuple(path.start[1:])
        if covers(path, path.at):
            return path.at
        steep = np.abs(self._run(state.given).grads["dL_dz1"][0, :, :, 0])
        return max(_path.paths(path.start, steep.shape), key=lambda at: steep[at])

    def write(self, state, matrix, row, column, number):
        if matrix == "nudge":
            if abs(number) > FAR:
                raise ValueError(f"{plain(number)} is too far; a nudge from \u2212{FAR} to {FAR} is needed.")
            return replace(state, nudge=number)
        given, place = state.given, _path.index(matrix, (row, column))
        if matrix == "x":
            return replace(state, given=replace(given, x=with_cell(given.x, place, number)))
        params = {**given.params, matrix: with_cell(given.params[matrix], place, number)}
        return replace(state, given=replace(given, params=params))

    def settle(self, state):
        self.start.value = next(words for words, start in FOLLOW.items() if start[0] == state.path.start[0])
        self.slider.value = effective(self._run(state.given), state)

    def _next(self):
        state, run = self.state, self._run(self.state.given)
        every = _path.paths(state.path.start, SIZES["z1"]) if state.path.start[0] in SHARED else [state.path.at]
        k = every.index(state.path.at)
        for at in (*every[k + 1:], *every[:k]):
            path = Path(state.path.start, at)
            if _path.gradients(run, path)[0].value != 0:
                self.become(replace(state, path=path, selected=("z1", *at)))
                return
        self.become(state, remember=False, status="There is no other path whose product is not 0.")


FEEDS = {"dL_predicted": ("dL_d{}", "nudge"), "real": ("L nudged", "L")}


def covers(path, at):
    """Whether the path could lead through this cell of z1."""
    return _path.covers(path.start, at)


def bounds(run, start):
    """The least and the largest nudge: for the prediction, such that it stays a probability."""
    if start[0] != "a3":
        return -FAR, FAR
    a = float(run.trace["a3"][0, 0])
    return max(-FAR, min(0.0, EDGE - a)), min(FAR, max(0.0, 1 - EDGE - a))


def effective(run, state):
    """The nudge as far as it can go."""
    least, most = bounds(run, state.path.start)
    return float(min(max(state.nudge, least), most))


def agreement(predicted, real):
    """How far the real change is from the predicted one, in words."""
    if not isfinite(predicted):
        return "where the slope is infinite, it predicts nothing."
    gap, largest = real - predicted, max(abs(predicted), abs(real))
    if largest < 1e-12:
        return "nothing of the nudge arrives."
    if abs(gap) < 0.01 * largest:
        return "they agree to within one part in a hundred."
    side = "above" if gap > 0 else "below"
    return f"the loss ends {plain(abs(gap))} {side} what the slope predicts."


def bracket(value):
    """A number in a product; negative ones in brackets."""
    text = plain(value)
    return f"({text})" if text.startswith("\u2212") else text


def with_cell(array, place, number):
    """A copy with one cell changed."""
    array = array.copy()
    array[place] = number
    return array
