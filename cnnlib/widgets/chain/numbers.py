"""What ChainExplorer shows of a state: a path with its slopes and gradients, the test of their product."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isfinite

import numpy as np

from cnnlib import explain
from cnnlib.draw.board import columns_of, views
from cnnlib.draw.parts.view import view_of
from cnnlib.network import Network

from ..network.focus import first_focus, in_focus, views_in_focus
from . import nudges
from .walk import Walk, walk


@dataclass(frozen=True, eq=False)
class Given:
    """Network, parameters, images and labels: all that a forward pass needs."""

    net: Network
    params: dict
    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class State:
    """What is given, the path (addresses), the nudge of its start, the selected cell, the state before."""

    given: Given
    path: tuple
    selected: tuple
    nudge: float = 0.25
    before: "State | None" = None


@dataclass(frozen=True, eq=False)
class Numbers:
    """Everything that picture and words show of a state.

    walk: the numbers of the path;  test: those of the two calculations, with the nudge as far as it can go
    asked: the nudge that was asked for;  reach: what neither change of the loss exceeds
    cell: the selected cell with the terms that make it, None for a number that is no cell of a tensor
    views: {name: View} of the map;  before: {name: number} of this path before the last change, {} where that
    was another path;  crossed: sentences on the kinks that the nudge crosses, None where there can be none
    """

    walk: Walk
    test: dict
    asked: float
    reach: float
    selected: tuple
    cell: explain.Cell | None
    views: dict
    before: dict
    crossed: list | None

    @cached_property
    def matrices(self):
        """{name: array or number} of what can be selected."""
        every = explain.tensors(self.walk.run)
        links = (*self.walk.slopes, *reversed(self.walk.gradients))
        on_map = {name: every[name] for name in self.views}
        return on_map | {link.name: link.value for link in links} | self.test


def numbers(state):
    """Compute what a state shows."""
    walk, start, test = walk_of(state.given, state.path), state.path[0], test_of(state)
    bent = test["nudge"] and nudges.can_bend(state.given.net, start[0])
    return Numbers(walk, test, state.nudge, reach_of(state.given, start), state.selected,
                   cell_of(walk, state.selected),
                   map_views(state.given, state.path, state.selected), old(state),
                   nudges.kinks(walk.run, start, test["nudge"]) if bent else None)


@lru_cache(maxsize=8)
def test_of(state):
    """The numbers of the two calculations, with the nudge as far as it can go."""
    run, start = run_of(state.given), state.path[0]
    return nudges.numbers(run, start, nudges.clipped(run, start, state.nudge))


def old(state):
    """{name: number} of the same path before the last change, without what was no number."""
    before = state.before
    if before is None or before.path != state.path:
        return {}
    links = walk_of(before.given, before.path).links if before.given is not state.given else ()
    every = {link.name: link.value for link in links} | test_of(before)
    return {name: value for name, value in every.items() if isfinite(value)}


@lru_cache(maxsize=8)
def run_of(given):
    """One pass forward and backward."""
    return given.net.run(given.params, given.x, given.y)


@lru_cache(maxsize=8)
def walk_of(given, path):
    """The numbers of a path."""
    return walk(run_of(given), path)


@lru_cache(maxsize=8)
def reach_of(given, start):
    """A round number that neither change of the loss exceeds, however far the nudge goes."""
    return nudges.reach(run_of(given), start)


@lru_cache(maxsize=8)
def cell_of(walk, selected):
    """The selected cell with the terms that make it; a gradient stands for its cell on the path alone."""
    name, index = selected
    if name.startswith("dL_d"):
        index = dict(walk.path).get(name.removeprefix("dL_d"))
    if name not in explain.tensors(walk.run) or index is None:
        return None
    return explain.cell(walk.run, name, index)


@lru_cache(maxsize=8)
def map_views(given, path, selected):
    """{name: View} of every value on the map, with the path and the selected cell in focus."""
    net, m = given.net, len(given.x)
    every, focus = views(net, m), first_focus(net)
    shown = [name for column in columns_of(net) for name in column]
    for name, index in (*path, selected):
        if name in shown:
            focus = in_focus(net, focus, (name, index), every[name])
    found = views_in_focus(net, m, focus)
    return {name: found[name] for name in shown}


def views_of(now):
    """{name: View} of what can be selected: slopes and gradients of a path stand alone."""
    return {name: now.views.get(name) or view_of(name, ()) for name in now.matrices}
