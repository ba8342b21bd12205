"""What travels to a cell when it is made: the number of each term, what it meets, and where it arrives."""

from dataclasses import dataclass

import numpy as np

from .terms import Factor

CONSTANTS = "", "y"     # no layer makes these: nothing sets out from them while another factor can


@dataclass(frozen=True)
class Traveller:
    """A number that leaves one cell, is multiplied on its way, and arrives at another or does not.

    start, end: (tensor, index);  leaves: the number there;  by: the factors that it meets
    arrives: the number that comes to the end, leaves times by in a sum;  lands: whether it counts there
    """

    start: tuple
    end: tuple
    leaves: float
    by: tuple
    arrives: float
    lands: bool


def travellers(cell):
    """Return one Traveller for each term of a cell, in the order of its terms.

        sum: what arrives is the term, and one that is 0 does not land;  max: the first largest lands
        relu: the number passes, or leaks, or stops;  another function: all numbers land
    """
    made = [traveller(cell, *numbered) for numbered in enumerate(cell.terms)]
    return [one for one in made if one]


def traveller(cell, k, term):
    """The Traveller of the k-th term, None for a term of constants alone."""
    carried = carrier(term)
    if carried is None:
        return None
    others = tuple(factor for factor in term.factors if factor is not carried)
    if cell.op == "sum":
        arrives, lands = term.value, term.value != 0
    elif cell.op == "max":
        arrives, lands = term.value, k == int(np.argmax([one.value for one in cell.terms]))
    else:
        arrives, lands = cell.total, cell.op != "relu" or cell.total != 0
    start, end = (carried.source, carried.index), (cell.name, cell.index)
    return Traveller(start, end, carried.value, others, arrives, lands)


def carrier(term) -> Factor | None:
    """The factor that travels: the first that comes from a tensor, the label only where there is no other."""
    sourced = [factor for factor in term.factors if factor.source]
    made = [factor for factor in sourced if factor.source not in CONSTANTS]
    return next(iter(made or sourced), None)
