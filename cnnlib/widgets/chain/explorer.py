"""Slopes multiply: one path from a quantity to the loss, and a nudge that tests the product."""

from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from math import isfinite

import numpy as np

from cnnlib import draw
from cnnlib.draw import plain
from cnnlib.draw.board import columns_of, signs_of
from cnnlib.draw.ink.number import MINUS, tidy
from cnnlib.draw.parts import legend
from cnnlib.draw.parts.view import view_of
from cnnlib.layers import MaxPool

from ..given import given
from ..stage.address import with_cell
from ..stage.controls import Choice, Press, Slider
from ..stage.explorer import Explorer
from . import paths
from .nudges import FAR
from .numbers import MAPS, Given, State, numbers, run_of
from .paths import CONV, GIVEN, NET, POOL, SHARED, Path
from .travel import travellers
from .words import sentences, words

FOLLOW = {"a weight of the dense layer": ("w3", 1, 0), "the bias of the dense layer": ("b3", 0, 0),
          "a weight of the kernel": ("w1", 0, 2), "the bias of the kernel": ("b1", 0, 0),
          "a pixel of the image": ("x", 4, 2), "a cell of the map z1": ("z1", 3, 1),
          "a cell of the map a1": ("a1", 3, 1), "a cell of the pooled map a2": ("a2", 1, 0),
          "the score z3": ("z3", 0, 0), "the prediction a3": ("a3", 0, 0)}
STEP = 1 / 64   # of the slider, exact in binary: any other the browser sends back changed in its last bits
TEXTS = {"dL_predicted": "predicted change", "real": "real change", "L nudged": "loss after"}
SHARES = {f"dL_d{name} path": "path's share" for name in SHARED}
LEGEND = ((legend.VALUE, legend.NEGATIVE), (legend.FALLS,), (legend.RISES,), (legend.OUR_PATH,))
FEEDS = {"dL_predicted": ("nudge",), "real": ("L nudged", "L")}


def picture(now):
    """The test of the product, the path in close-up, the map with the path on it."""
    marked = marked_cells(now)
    shown = tuple((name, tuple(map(tuple, cells))) for name, cells in marked.items())
    return draw.stack(tested(now, marked), *still(now.walk, shown, tuple(now.before.items())),
                      title="One path of the chain rule, and its test",
                      caption=" ".join(sentences(now)))


class ChainExplorer(Explorer):
    """Follow one number to the loss, multiply the slopes,
    then nudge it and see whether the product was right.

    net, params, x, y: as `examples.eight_by_eight()` returns them,
    which is what opens where they are left out
    Raises ValueError for another network than that of 20 parameters and for what does not fit it.
    """

    shows = numbers, picture, words
    editable = (*GIVEN, "nudge")
    least, most = -10, 10
    words = TEXTS | SHARES
    invitation = "Drag the nudge. How long does the prediction stay right?"
    legend = "A cell of z1 or a1 leads the path through it. Black corner: beyond the scale of the colours."

    def __init__(self, net=None, params=None, x=None, y=None):
        net, *rest = given(net, params, x, y, alone=True)
        check(net)
        super().__init__(State(Given(net, *rest), Path(FOLLOW["a weight of the kernel"], (0, 1))))

    def controls(self):
        return (Slider("slider", "Nudge",
                       "How much is added to the number that is followed; in the picture it stands exactly, "
                       "and can be typed", 360, least=-FAR, most=FAR, step=STEP,
                       shown=lambda state: self.numbers(state).test["nudge"],
                       change=lambda state, nudge: replace(state, nudge=nudge)),
                Choice("chosen", "Follow",
                       "Which number to nudge; a cell of x, w1, b1, w3 or b3 can be pressed as well", 290,
                       options=list(FOLLOW), shown=followed, change=choose),
                Press("following", "Next path", "Go to the next path whose product is not 0", next_path))

    def travellers(self, state):
        return travellers(self.numbers(state).walk)

    # Change

    def steady(self, state):
        """A selected number of the given ones is followed;
        a selected cell of z1 or a1 leads the path through it."""
        (name, index), path = state.selected, state.path
        cell = self.views(state)[name].cell(index) if name in self.matrices(state) else ()
        if name in GIVEN or (name == path.start[0] and paths.size(name) != (1, 1)):
            path = Path((name, *cell), path.at)
        elif (name in (CONV.output, POOL.input) and path.start[0] in SHARED
              and paths.covers(path.start, cell)):
            path = Path(path.start, tuple(cell))
        state = replace(state, path=Path(path.start, through(state.given, path)))
        return state if name in self.matrices(state) else replace(state, selected=paths.address(path.start))

    def views(self, state):
        return {name: paths.views()[name] if name in MAPS else view_of(name, ())   # gradients stand alone
                for name in self.matrices(state)}

    def check_state(self, state):
        self.write(state, "nudge", (), state.nudge)

    def write(self, state, matrix, index, number):
        if matrix == "nudge":
            if abs(number) > FAR:
                raise ValueError(f"{plain(number)} is too far; a nudge from {MINUS}{FAR} to {FAR} is needed.")
            return replace(state, nudge=number)
        given = state.given
        if matrix == "x":
            return replace(state, given=replace(given, x=with_cell(given.x, index, number)))
        params = {**given.params, matrix: with_cell(given.params[matrix], index, number)}
        return replace(state, given=replace(given, params=params))


def check(net):
    """Raise ValueError, naming the layer, unless the network is the one of 20 parameters."""
    if net.input_shape != NET.input_shape:
        raise ValueError(f"net reads images of {net.input_shape}; this explorer follows paths through {NET}")
    for k, (layer, needed) in enumerate(zip_longest(net.layers, NET.layers)):
        if layer != needed and (k, layer) != (2, MaxPool(2, 2)):
            raise ValueError(f"net: layers[{k}] is {layer}; this explorer follows paths through {NET}")


# The path

def through(given, path):
    """The cell of z1 on the path: as it was, or, where no path leads through it, the steepest there is."""
    if path.start[0] in (CONV.output, POOL.input):
        return path.start[1:]
    if paths.covers(path.start, path.at):
        return path.at
    steep = np.abs(run_of(given).grads[f"dL_d{CONV.output}"][0, :, :, 0])
    return max(paths.paths(path.start, steep.shape), key=lambda at: tidy(steep[at]))


def followed(state):
    """What the list calls the number that is followed."""
    return next(phrase for phrase, start in FOLLOW.items() if start[0] == state.path.start[0])


def choose(state, phrase):
    """Follow another quantity, selected as well."""
    return replace(state, path=Path(FOLLOW[phrase], state.path.at), selected=paths.address(FOLLOW[phrase]))


def next_path(state):
    """The next path whose product is not 0, or a sentence where there is none."""
    path = next(following(run_of(state.given), state.path), None)
    if path is None:
        return state, "There is no other path whose product is not 0."
    return replace(state, path=path, selected=paths.address((CONV.output, *path.at)))


def following(run, path):
    """The other paths from the same start whose product is not 0,
    in reading order, from this one on and around."""
    shared = path.start[0] in SHARED
    every = paths.paths(path.start, paths.size(CONV.output)) if shared else [path.at]
    k = every.index(path.at) if path.at in every else 0
    for at in (*every[k + 1:], *every[:k]):
        other = Path(path.start, at)
        if paths.gradients(run, other)[0].value:
            yield other


# What the picture is made of

@lru_cache(maxsize=8)               # the same while the nudge moves
def still(walk, marked, before):
    """The path and the map. marked: pairs (name, cells to outline);  before: pairs (name, old number)"""
    marked, every = dict(marked), {**walk.run.trace, **walk.run.params}
    columns = ([draw.matrix(name, every[name].reshape(paths.size(name))) for name in column]
               for column in columns_of(NET)[:-1])
    path = {name: [*marked.get(name, ()), *walk.rings.get(name, ())] for name in {**marked, **walk.rings}}
    return (draw.walk(walk.nodes, walk.slopes, walk.gradients, outline=marked, before=dict(before),
                      note="un-nudged"),
            draw.maps(*columns, signs=signs_of(NET)[:-1], outline=path, entries=LEGEND))


def tested(now, marked):
    """The predicted and the real change of the loss, each with the calculation that leads to it."""
    test, most, start = now.test, now.reach, now.walk.path.start[0]
    limits = {f"dL_d{start}": abs(test[f"dL_d{start}"]) or 1.0, "nudge": FAR, "dL_predicted": most,
              "L nudged": test["L"] + most, "L": test["L"] + most, "real": most}
    items = [draw.matrix(name, value, outline=((0, 0),) if name in marked else (),
                         limit=limits[name] if isfinite(limits[name]) else 1.0)
             for name, value in test.items()]
    here = now.walk.nodes[0]
    return draw.nudge(items[:3], items[3:], (start, here.index or here.at), most, now.before,
                      bool(now.crossed))


def marked_cells(now):
    """{name: cells} of the selected cell and of every cell that feeds it, as far as these are shown."""
    (name, index), walk = now.selected, now.walk
    marked = {name: [paths.views()[name].cell(index) if name in MAPS else (0, 0)]}
    for source, places in (now.cell.sources if now.cell else {}).items():
        marked[source] = [*marked.get(source, []), *drawn_cells(walk.path, source, places)]
    single = FEEDS.get(name, ())
    if name == "dL_predicted":
        single = (*single, f"dL_d{walk.path.start[0]}")
    if name.endswith(" path"):
        single = [link.name for link in (walk.gradients[-1], *walk.slopes)]
    fed = {source: places for source, places in marked.items() if places}
    return fed | dict.fromkeys(single, [(0, 0)]) | {name: marked[name]}


def drawn_cells(path, name, places):
    """Where the places of a tensor are in the picture: a gradient shows the one on the path alone."""
    if not name.startswith("dL_d"):
        return [paths.views()[name].cell(place) for place in places if name in paths.views()]
    on_path = paths.index(name, path.cell(name.removeprefix("dL_d")))
    return [(0, 0)] if on_path in places else []
