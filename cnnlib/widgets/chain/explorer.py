"""Slopes multiply: one path from a quantity to the loss, and a nudge that tests the product."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

import ipywidgets as W
import numpy as np

from cnnlib import draw, examples, explain
from cnnlib.draw.ink.number import plain, tidy
from cnnlib.layers import MaxPool

from ..given import given
from ..stage.address import with_cell
from ..stage.explorer import LABELS, Explorer
from ..stage.sliders import FloatSlider, is_moved, nearest
from . import nudges, paths, words
from .nudges import FAR
from .paths import GIVEN, SHARED, Path

FOLLOW = {"a weight of the dense layer": ("w3", 1, 0), "the bias of the dense layer": ("b3", 0, 0),
          "a weight of the kernel": ("w1", 0, 2), "the bias of the kernel": ("b1", 0, 0),
          "a pixel of the image": ("x", 4, 2), "a cell of the map z1": ("z1", 3, 1),
          "a cell of the map a1": ("a1", 3, 1), "a cell of the pooled map a2": ("a2", 1, 0),
          "the score z3": ("z3", 0, 0), "the prediction a3": ("a3", 0, 0)}
STEP = 1 / 64   # of the slider, exact in binary: any other the browser sends back changed in its last bits
MAPS = (("x",), ("w1", "b1"), ("z1",), ("a1",), ("a2",), ("w3", "b3"))
TEXTS = {"dL_predicted": "predicted change", "real": "real change", "L nudged": "loss after"}
SHARES = {f"dL_d{name} path": "path's share" for name in SHARED}
NOTE = ("Ringed: the path that is opened below. Press a number of x, w⁽¹⁾, b⁽¹⁾, w⁽³⁾ or b⁽³⁾ to follow it,",
        "or a cell of z⁽¹⁾ or a⁽¹⁾: then the path goes through that cell.")
FEEDS = {"dL_predicted": ("nudge",), "real": ("L nudged", "L")}


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
    nudge: float = 0.25
    selected: tuple = ("w1", 0, 2)


class ChainExplorer(Explorer):
    """Follow one number to the loss, multiply the slopes, then nudge it and see whether the product was right.

    net, params, x, y: as `examples.eight_by_eight()` returns them, which is what opens where they are left out
    Raises ValueError for another network than that of 20 parameters and for what does not fit it.
    """

    editable = (*GIVEN, "nudge")
    least, most = -10, 10
    words = TEXTS | SHARES

    def __init__(self, net=None, params=None, x=None, y=None):
        net, params, x, y = given(net, params, x, y)
        check(net)
        self._run = lru_cache(maxsize=8)(lambda given: net.run(given.params, given.x, given.y))
        self._walk = lru_cache(maxsize=8)(lambda given, path: paths.walk(self._run(given), path))
        self._reach = lru_cache(maxsize=8)(lambda given, start: nudges.reach(self._run(given), start))
        self._still = lru_cache(maxsize=8)(self.still)
        self._test, self._said = lru_cache(maxsize=8)(self.test), lru_cache(maxsize=8)(self.said)
        self._routes = lru_cache(maxsize=8)(words.routes)
        self.chosen = self.follow(
            W.Dropdown(options=list(FOLLOW), description="Follow", style=LABELS,
                       tooltip="Which number to nudge; a cell of x, w1, b1, w3 or b3 can be pressed as well"), choose)
        self.slider = self.follow(
            FloatSlider(min=-FAR, max=FAR, step=STEP, description="Nudge", style=LABELS, readout=False,
                          tooltip="How much is added to the number that is followed; in the picture it stands exactly, "
                                  "and can be typed"),
            self.slide)
        following = self.button("Next path", "Go to the next path whose product is not 0", self._next)
        super().__init__(State(Given(params, x, y), Path(FOLLOW["a weight of the kernel"], (0, 1))),
                         (self.chosen, self.slider, following))

    # What is shown

    def walk(self, state):
        """The numbers of the path that is followed."""
        return self._walk(state.given, state.path)

    def test(self, state):
        """The numbers of the two calculations, with the nudge as far as it can go."""
        run, start = self.walk(state).run, state.path.start
        return nudges.numbers(run, start, nudges.clipped(run, start, state.nudge))

    def picture(self, state):
        maps, chain = self._still(state.given, state.path, state.selected)
        return draw.stack(maps, chain, self.calculations(state), title="One path of the chain rule, and its test",
                          caption=" ".join(self._said(state)))

    def still(self, given, path, selected):
        """The pictures that stay while the nudge moves."""
        walk = self._walk(given, path)
        values, marked = {**walk.run.trace, **walk.run.params}, outline(walk, selected)
        columns = ([(name, values[name].reshape(paths.size(name))) for name in column] for column in MAPS)
        maps = draw.maps(*columns, signs="⋆→→→·", outline=marked, rings=walk.rings, note=NOTE)
        return maps, draw.chain(walk.nodes, walk.slopes, walk.gradients, outline=marked)

    def calculations(self, state):
        """The predicted and the real change of the loss, each with the calculation that leads to it."""
        test, marked = self._test(state), outline(self.walk(state), state.selected)
        total, most = f"dL_d{state.path.start[0]}", self._reach(state.given, state.path.start)

        def item(name, limit):
            return name, test[name], {"outline": ((0, 0),) if name in marked else (), "limit": limit}

        slope, loss = abs(test[total]) or 1.0, test["L"] + most
        return draw.bars([item(total, slope), "·", item("nudge", FAR), "=", item("dL_predicted", most)],
                         [item("L nudged", loss), "\u2212", item("L", loss), "=", item("real", most)], limit=most,
                         texts=TEXTS | {"nudge": "nudge", total: f"∂L/∂{self.walk(state).nodes[0].address}"})

    def equation(self, state):
        opened = words.opened(self.walk(state), self._test(state), state.selected)
        return "\n".join((opened, *self._said(state)))

    def said(self, state):
        """What the paths carry, what the nudge shows, and why it may go less far than asked."""
        walk, test = self.walk(state), self._test(state)
        said = self._routes(walk), words.verdict(walk, test), words.stop(state.nudge, test["nudge"])
        return tuple(filter(None, said))

    def value(self, state):
        name, *cell = state.selected
        walk = self.walk(state)
        single = {link.name: link.value for link in (*walk.slopes, *walk.gradients)} | self._test(state)
        if name in single:
            return single[name]
        return float(explain.tensors(walk.run)[name][paths.index(name, cell)])

    def shapes(self, state):
        walk = self.walk(state)
        single = [link.name for link in (*walk.slopes, *reversed(walk.gradients))] + list(self._test(state))
        names = [name for column in MAPS for name in column] + ["z3", "a3", "L"] + single
        return {name: paths.size(name) for name in names}

    # Change

    def steady(self, state):
        """A selected number of the given ones is followed; a selected cell of z1 or a1 leads the path through it."""
        (name, *cell), path = state.selected, state.path
        if name in GIVEN or (name == path.start[0] and paths.size(name) != (1, 1)):
            path = Path(state.selected, path.at)
        elif name in ("z1", "a1") and path.start[0] in SHARED and paths.covers(path.start, cell):
            path = Path(path.start, tuple(cell))
        state = replace(state, path=Path(path.start, self.through(state.given, path)))
        return state if name in self.shapes(state) else replace(state, selected=path.start)

    def through(self, given, path):
        """The cell of z1 on the path: as it was, or, where no path leads through it, the steepest there is."""
        if path.start[0] in ("z1", "a1"):
            return path.start[1:]
        if paths.covers(path.start, path.at):
            return path.at
        steep = np.abs(self._run(given).grads["dL_dz1"][0, :, :, 0])
        return max(paths.paths(path.start, steep.shape), key=lambda at: tidy(steep[at]))

    def write(self, state, matrix, row, column, number):
        if matrix == "nudge":
            if abs(number) > FAR:
                raise ValueError(f"{plain(number)} is too far; a nudge from \u2212{FAR} to {FAR} is needed.")
            return replace(state, nudge=number)
        given, place = state.given, paths.index(matrix, (row, column))
        if matrix == "x":
            return replace(state, given=replace(given, x=with_cell(given.x, place, number)))
        params = {**given.params, matrix: with_cell(given.params[matrix], place, number)}
        return replace(state, given=replace(given, params=params))

    def slide(self, state, nudge):
        """Nudge where somebody moved the slider: it stands on the step nearest to the nudge as far as that can go."""
        if not is_moved(self.slider, nudge, self._test(state)["nudge"]):
            return state
        return replace(state, nudge=nudge)

    def settle(self, state):
        self.chosen.value = next(words for words, start in FOLLOW.items() if start[0] == state.path.start[0])
        self.slider.value = nearest(self.slider, self._test(state)["nudge"])

    def _next(self):
        state, run = self.state, self.walk(self.state).run
        path = next(following(run, state.path), None)
        if path is None:
            self.become(state, remember=False, status="There is no other path whose product is not 0.")
        else:
            self.become(replace(state, path=path, selected=("z1", *path.at)))


def check(net):
    """Raise ValueError, naming the layer, unless the network is the one of 20 parameters."""
    known = examples.eight_by_eight()[0]
    if net.input_shape != known.input_shape:
        raise ValueError(f"net reads images of {net.input_shape}; this explorer follows paths through {known}")
    for k, (layer, needed) in enumerate(zip_longest(net.layers, known.layers)):
        if layer != needed and (k, layer) != (2, MaxPool(2, 2)):
            raise ValueError(f"net: layers[{k}] is {layer}; this explorer follows paths through {known}")


def choose(state, words):
    """Follow another quantity, selected as well."""
    return replace(state, path=Path(FOLLOW[words], state.path.at), selected=FOLLOW[words])


def following(run, path):
    """The other paths from the same start whose product is not 0, in reading order, from this one on and around."""
    every = paths.paths(path.start, paths.size("z1")) if path.start[0] in SHARED else [path.at]
    k = every.index(path.at) if path.at in every else 0
    for at in (*every[k + 1:], *every[:k]):
        other = Path(path.start, at)
        if paths.gradients(run, other)[0].value:
            yield other


def outline(walk, selected):
    """The selected cell and every cell that feeds it, as far as the picture shows it."""
    name, *cell = selected
    marked = {name: [tuple(cell)]}
    if name in explain.tensors(walk.run):
        sources = explain.cell(walk.run, name, words.place(walk.path, selected)).sources
        for source, places in sources.items():
            marked[source] = [*marked.get(source, []), *seen(walk.path, source, places)]
    single = FEEDS.get(name, ())
    if name == "dL_predicted":
        single = (*single, f"dL_d{walk.path.start[0]}")
    if name.endswith(" path"):
        single = [link.name for link in (walk.gradients[-1], *walk.slopes)]
    return {source: places for source, places in marked.items() if places} | dict.fromkeys(single, [(0, 0)]) \
        | {name: marked[name]}


def seen(path, name, places):
    """Where the places of a tensor are in the picture: a gradient shows the one on the path alone."""
    if not name.startswith("dL_d"):
        return [paths.views()[name].cell(place) for place in places]
    on_path = paths.index(name, path.cell(name.removeprefix("dL_d")))
    return [(0, 0)] if on_path in places else []
