"""Any cell that SoftmaxExplorer shows, with the terms that make it."""

from math import inf

from cnnlib.explain import Cell, Factor, Term

MINUS = Factor(-1.0, "-1")


def cell_of(state, made):
    """The selected cell with its terms; scores and labels are made of nothing."""
    name, index = state.selected
    op, terms = MADE.get(name, leaf)(state, made, *index)
    return Cell(name, index, op, tuple(terms), float(made[name][index]))


def leaf(*_):
    return "leaf", ()


def share(state, made, e, _):
    """A share is the softmax of its row of scores."""
    return "softmax", [Term((at(made, "z", (e, k)),)) for k in range(state.classes)]


def tempting(state, made, _, k):
    """The tempting version is that of a column."""
    return "softmax", [Term((at(made, "z", (e, k)),)) for e in range(len(state.z))]


def error(state, made, *index):
    """p/m − y/m."""
    each = Factor(1 / len(state.z), "1/m")
    return "sum", [Term((at(made, "p", index), each)), Term((MINUS, at(made, "y", index), each))]


def slope(state, made, i, j):
    """p[i] · ((i = j) − p[j])."""
    own, e = float(i == j), state.example
    rest = Factor(own - float(made["p"][e, j]), f"{i == j:d} - p", (e, j), "p")
    return "sum", [Term((at(made, "p", (e, i)), rest))]


def of_share(state, made, i, _):
    """−y/p/m."""
    index = state.example, i
    value = float(made["p"][index])
    inverse = Factor(1 / value if value else inf, "1/p", index, "p")
    return "sum", [Term((MINUS, at(made, "y", index), inverse, Factor(1 / len(state.z), "1/m")))]


def product(state, made, i, _):
    """∂L/∂p[i] · ∂p[i]/∂z[j]."""
    return "sum", [Term((at(made, "dL_dp", (i, 0)), at(made, "dp_dz", (i, state.of))))]


def total(state, made, *_):
    """The products added."""
    return "sum", [Term((at(made, "dL_dz products", (i, 0)),)) for i in range(state.classes)]


MADE = {"p": share, "dL_dz": error, "dp_dz": slope, "dL_dp": of_share, "dL_dz products": product,
        "dL_dz long": total, "p over examples": tempting}


def at(made, name, index):
    """One number with its address."""
    return Factor(float(made[name][index]), name, index, name)
