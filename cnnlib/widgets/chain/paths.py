"""Paths from a number to the loss: a tuple of addresses (tensor, index), one for each tensor on the way."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cnnlib import explain
from cnnlib.draw.ink.number import tidy

KEPT = 8        # runs of which the paths are kept


class Branch(NamedTuple):
    """One step of a path: the address that it leads to, the factors whose product is the local slope, that
    slope, and what of the gradient comes back this way."""

    to: tuple
    factors: tuple
    slope: float
    share: float


class Web:
    """All paths of one run, each cell opened when it is asked for."""

    def __init__(self, run):
        self.run = run
        self.branches, self.count, self.alive, self.carrying, self.reaches = (
            lru_cache(maxsize=None)(one) for one in (
                self.branches, self.count, self.alive, self.carrying, self.reaches))

    def ends(self, name):
        """Whether the next step is the loss: from a prediction, and from one of several scores, where softmax
        and loss are one step."""
        last = self.run.net.steps[-1]
        return name == last.output or (name == last.input and self.run.net.shapes[name] != (1,))

    def gradient(self, address):
        """The gradient of the loss."""
        name, index = address
        return float(self.run.grads[f"dL_d{name}"][index])

    def branches(self, address):
        """Every Branch from a cell, in reading order."""
        (name, index), last = address, self.run.net.steps[-1]
        if self.ends(name):
            return ()
        if name == last.input:                       # its gradient is taken in one step with the loss
            slope = explain.slope(self.run, last.output, index, name, index)
            factor = explain.Factor(slope, f"d{last.output}_d{name}", index, name)
            return (Branch((last.output, index), (factor,), slope, self.gradient(address)),)
        above = self.run.net.user[name].output
        return tuple(branch(above, term) for term in explain.cell(self.run, f"dL_d{name}", index).terms)

    def count(self, address):
        """How many paths lead from a cell to the loss, none where nothing reads it: of any example."""
        first = (self.first_example(one.to) for one in self.branches(address))
        return sum(map(self.count, first)) if not self.ends(address[0]) else 1

    def first_example(self, address):
        """The same place of the first example."""
        name, index = address
        return name, (0, *index[1:])

    def alive(self, address):
        """Whether a path with a product that is not 0 leads from a cell to the loss."""
        return self.gradient(address) != 0 or any(map(self.carries, self.branches(address)))

    def carries(self, one):
        """Whether a branch does."""
        return one.share != 0 or (one.slope != 0 and self.alive(one.to))

    def carrying(self, address):
        """How many paths with a product that is not 0 lead from a cell to the loss."""
        if self.ends(address[0]):
            return int(self.gradient(address) != 0)
        return sum(self.carrying(one.to) for one in self.branches(address) if self.carries(one))

    def reaches(self, address, goal):
        """Whether a path from one address leads through another."""
        (name, index), at = address, goal[1]
        if address == goal:
            return True
        if name == goal[0] or (name in self.run.trace and index[0] != at[0]):
            return False
        return any(self.reaches(one.to, goal) for one in self.branches(address))


def branch(above, term):
    """The Branch that one term of a gradient is: what comes back from above, times the local slope."""
    back, *factors = term.factors
    slope = float(np.prod([one.value for one in factors]))
    return Branch((above, back.index), tuple(factors), slope, term.value)


@lru_cache(maxsize=KEPT)
def web(run):
    """The Web of a run."""
    return Web(run)


@lru_cache(maxsize=64)          # the same while the nudge moves
def led(run, path, selected):
    """The path after a cell was selected: a given number, or another cell of the tensor where it begins, is
    followed; any other is led through, where it can be."""
    (name, _), ways = selected, web(run)
    if name in run.params or name in (run.net.steps[0].input, path[0][0]):
        return completed(ways, selected, path)
    through = name in run.net.maker and ways.count(selected) and ways.reaches(path[0], selected)
    return completed(ways, path[0], path, selected if through else None)


def completed(ways, start, old, goal=None):
    """The path from a start on: through the goal, where the old path went if it can, else the steepest."""
    path, wanted = [start], dict(old)
    while options := ways.branches(path[-1]):
        if goal in path:
            goal = None
        options = [one for one in options if goal is None or ways.reaches(one.to, goal)]
        options = [one for one in options if ways.count(one.to)] or options       # some cells nothing reads
        kept = [one for one in options if wanted.get(one.to[0]) == one.to[1]]
        path.append((kept or [max(options, key=steepness)])[0].to)
    return tuple(path)


def steepness(one):
    """How much of the gradient comes back through a branch."""
    return tidy(abs(one.share)) if one.share == one.share else 0.0


def first(ways, path):
    """The first path in reading order that begins so and has a product that is not 0."""
    while options := ways.branches(path[-1]):
        path = (*path, next(one.to for one in options if ways.carries(one)))
    return path


def following(run, path):
    """The next path in reading order, and around, whose product is not 0; None where there is no other."""
    ways = web(run)
    for k in reversed(range(len(path) - 1)):
        options = ways.branches(path[k])
        here = [one.to for one in options].index(path[k + 1])
        for one in options[here + 1:]:
            if ways.carries(one):
                return first(ways, (*path[:k + 1], one.to))
    around = first(ways, path[:1]) if ways.alive(path[0]) else path
    return None if around == path else around


def steps(run, path):
    """The Branch of every step of a path but that to the loss."""
    ways = web(run)
    return [next(one for one in ways.branches(here) if one.to == there)
            for here, there in zip(path, path[1:], strict=False)]


def strongest(run, name):
    """The address in a tensor where the gradient is largest in size."""
    gradient = run.grads[f"dL_d{name}"]
    sizes = [tidy(size) for size in np.abs(gradient).ravel().tolist()]
    return name, tuple(map(int, np.unravel_index(sizes.index(max(sizes)), gradient.shape)))
