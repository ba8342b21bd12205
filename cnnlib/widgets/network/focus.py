"""Which example, and of each layer which channel or unit, NetworkExplorer shows: one number for each."""

from functools import lru_cache

import numpy as np

from cnnlib.draw.board import views
from cnnlib.draw.ink.words import peak


@lru_cache(maxsize=16)
def families(net):
    """{tensor: the family of its channels or units}: a convolution and a dense layer begin another."""
    found, family = {net.steps[0].input: 0}, 0
    for step in net.steps:
        family += bool(step.weights)
        found[step.output] = family
    return found


def first_focus(net):
    """The first example, then the first channel or unit of each family."""
    return (0,) * (2 + families(net)[net.steps[-1].output])


def in_focus(net, focus, selected, view):
    """The focus with the selected cell in it."""
    name, index = selected
    if name == "L":
        return focus
    name, moved = name.removeprefix("dL_d"), list(focus)
    inner, outer = families_of(net, name)
    where = view.showing(index)
    places = dict(zip(where.axes, where.focus, strict=True))
    for axis, family in (("channel", inner), ("filter", outer)):
        if places.get(axis) is not None:
            moved[family + 1] = places[axis]
    if places.get("example") is not None:
        moved[0] = places["example"]
    if "filter" not in places and "channel" not in places and name not in net.param_shapes:
        moved[outer + 1] = index[-1]                   # the units of a dense layer stand all together
    return tuple(moved)


def families_of(net, name):
    """The families of the channels that a tensor counts: of what it reads, of what it makes."""
    if name in net.param_shapes:
        step = net.user[name]
        return families(net)[step.input], families(net)[step.output]
    return (families(net)[name],) * 2


def telling_focus(net, state, now):
    """The focus that shows the largest term of the opened cell, where all in focus are 0; else as it is.

    now: the Numbers of the state
    """
    shown = [all(now.views[f.source].cell(f.index) is not None for f in term.factors if f.source in now.views)
             for term in now.opened.terms]
    sizes = np.array([abs(term.value) for term in now.opened.terms])
    if not sizes.any() or sizes[shown].any():
        return state.focus
    largest = now.opened.terms[peak(sizes)[0]]
    focus = state.focus
    for factor in largest.factors:
        if factor.source in now.views and factor.source != "L":
            focus = in_focus(net, focus, (factor.source, factor.index), now.views[factor.source])
    return focus


@lru_cache(maxsize=64)
def views_in_focus(net, m, focus):
    """{name: View} of all on the board with these places in focus."""
    found = {}
    for name, view in views(net, m).items():
        if name == "L":
            found[name] = view
            continue
        inner, outer = families_of(net, name.removeprefix("dL_d"))
        found[name] = view.at(example=focus[0], channel=focus[inner + 1], filter=focus[outer + 1])
    return found


def check_focus(state, net, given):
    """Raise ValueError unless the slider holds a given number, and focus and limits are such as can be."""
    if state.held[0] not in given:
        raise ValueError(f"{state.held[0]} is computed; the slider holds no number of it.")
    if len(state.focus) != len(first_focus(net)) or not shown_as_said(state, net):
        raise ValueError(f"No picture has {state.focus} in focus.")
    pairs = state.limits if isinstance(state.limits, tuple) else ()
    are_limits = len(pairs) == 2 and all(isinstance(one, float) and one > 0 for one in pairs)
    if not are_limits and state.limits != "own":
        raise ValueError(f"{state.limits} are no limits of colours.")


def shown_as_said(state, net):
    """Whether each place in focus is one that there is: a larger one would be taken for the last."""
    for name, view in views_in_focus(net, len(state.x), state.focus).items():
        if name == "L":
            continue
        inner, outer = families_of(net, name.removeprefix("dL_d"))
        wanted = {"example": state.focus[0],
                  "channel": state.focus[inner + 1], "filter": state.focus[outer + 1]}
        if any(wanted[axis] != at for axis, at in view.marks.items()):
            return False
    return True
