"""What travels to a cell while it is made: one number for each of its terms, from the cell that the term comes from."""

from itertools import islice
from math import isclose, prod

import numpy as np
import pytest
from networks import NETWORKS, network

from cnnlib import explain


def cells_of(name, m):
    """Cells of every tensor of a run: the first, the last and some between."""
    net, *rest = network(name, m)
    run = net.run(*rest)
    for tensor, values in explain.tensors(run).items():
        every = list(np.ndindex(np.shape(values)))
        for index in {*every[:1], *every[-1:], *islice(every, 0, None, max(len(every) // 7, 1))}:
            yield explain.cell(run, tensor, index)


@pytest.mark.parametrize("m", [1, 2])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_travellers_of_a_cell_are_its_terms(name, m):
    for cell in cells_of(name, m):
        terms = [term for term in cell.terms if any(factor.source for factor in term.factors)]
        made = explain.travellers(cell)
        assert len(made) == len(terms)
        for one, term in zip(made, terms, strict=True):
            carried = [f for f in term.factors if (f.source, f.index) == one.start and f.value == one.leaves]
            assert carried and one.end == (cell.name, cell.index)
            assert sorted(map(id, (carried[0], *one.by))) == sorted(map(id, term.factors)) or len(carried) > 1
            if cell.op == "sum":
                assert one.arrives == term.value
                assert not term.value or isclose(one.leaves * prod(f.value for f in one.by), one.arrives)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_lands_adds_up_to_the_cell_and_what_does_not_is_nothing(name):
    for cell in cells_of(name, 1):
        made = explain.travellers(cell)
        landed = [one.arrives for one in made if one.lands]
        if cell.op == "sum" and len(made) == len(cell.terms):
            assert np.isclose(sum(landed), cell.total, rtol=1e-9, atol=1e-12)
            assert all(one.arrives == 0 for one in made if not one.lands)
        elif cell.op == "max":
            assert landed == [cell.total]
        elif cell.op == "relu":
            assert landed == ([cell.total] if cell.total else [])


def test_in_a_tie_only_the_first_of_the_largest_lands():
    terms = tuple(explain.Term((explain.Factor(value, "a1", (0, 0, k, 0), "a1"),))
                  for k, value in enumerate((1.0, 2.0, 2.0)))
    tied = explain.Cell("a2", (0, 0, 0, 0), "max", terms, 2.0)
    assert [one.lands for one in explain.travellers(tied)] == [False, True, False]


def test_a_prediction_sets_out_before_the_label_that_it_meets():
    net, *rest = network("as in the lessons")
    run = net.run(*rest)
    assert [one.start[0] for one in explain.travellers(explain.cell(run, "dL_da3", (0, 0)))] == ["a3", "a3"]
    assert [one.start[0] for one in explain.travellers(explain.cell(run, "dL_dz3", (0, 0)))] == ["a3", "y"]


def test_nothing_travels_to_what_nothing_feeds():
    net, *rest = network("as in the lessons")
    assert explain.travellers(explain.cell(net.run(*rest), "x", (0, 3, 4, 0))) == []
