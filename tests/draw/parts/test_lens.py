"""What the lens shows of a cell: terms in focus first, zeros counted, the rest summed, few words where room ends."""

import numpy as np
import pytest
from networks import network

from cnnlib import explain
from cnnlib.draw.board import views
from cnnlib.draw.parts.lens import LEAST, MOST, Look, chosen, lens, spoken
from cnnlib.draw.parts.view import views_of
from cnnlib.explain import Cell, Factor, Term

ROOM = 660, 132      # pixels that NetworkExplorer gives it


def products(values):
    """A cell that is a sum of value · 1, the factors side by side in a row."""
    terms = tuple(Term((Factor(value, "x", (0, 0, k, 0), "x"), Factor(1.0, "w1", (0, k, 0, 0), "w1")))
                  for k, value in enumerate(values))
    return Cell("z1", (0, 0, 0, 0), "sum", terms, sum(values))


def row(count, channels=1):
    """Views of x and w1 as rows of so many cells."""
    return views_of({"x": np.zeros((1, 1, count, channels)), "w1": np.zeros((1, count, channels, 1))})


def shown_of(cell, shown=None):
    """The values of the terms that are shown, how many others are 0, the values of the others that are not."""
    look = Look(shown or row(len(cell.terms)), (1.0, 1.0))
    terms, zeros, more = chosen([(term, term) for term in cell.terms], look)
    return [term.value for term, _ in terms], zeros, [term.value for term, _ in more]


def lens_of(name, matrix, index, m=1, **focus):
    """{label: panel} of the lens of a cell of a network of the table, with these places in focus; the cell."""
    net, *rest = network(name, m)
    cell = explain.cell(net.run(*rest), matrix, index)
    here = {key: view.at(**focus) for key, view in views(net, m).items()}
    placed, _ = lens(cell, cell, here, (1.0, 1.0), 0, 0, *ROOM)
    assert all(one.cell >= LEAST and x + one.width <= ROOM[0] and y + one.height <= ROOM[1]
               for one, x, y in placed)
    return {spoken(one.label): one for one, *_ in placed}, cell


def test_few_terms_are_all_shown_those_that_are_0_too():
    assert shown_of(products([1.0, 0.0, 2.0])) == ([1.0, 0.0, 2.0], 0, [])


def test_of_many_terms_zeros_are_counted_and_the_largest_shown_where_they_stand():
    values = [0.0] * 8 + [float((-1) ** k * (k + 1)) for k in range(MOST + 3)]
    assert shown_of(products(values)) == (values[11:], 8, [1.0, -2.0, 3.0])


def test_a_sum_of_zeros_alone_shows_one_and_counts_the_others():
    assert shown_of(products([0.0] * (MOST + 5))) == ([0.0], MOST + 4, [])


def test_terms_in_focus_come_first_even_where_others_are_larger():
    terms = tuple(Term((Factor(value, "x", (0, 0, k, channel), "x"), Factor(1.0, "w1", (0, k, channel, 0), "w1")))
                  for channel, value in enumerate((9.0, 1.0)) for k in range(3))
    here = {name: view.at(channel=1) for name, view in row(3, channels=2).items()}
    assert shown_of(Cell("z1", (0, 0, 0, 0), "sum", terms, 30.0), here) == ([1.0] * 3, 0, [9.0] * 3)


@pytest.mark.parametrize("channel", [0, 1])
def test_the_products_of_the_channel_in_focus_stand_as_their_kernel_and_the_rest_is_one_number(channel):
    panels, cell = lens_of("stacked channels", "z1", (0, 1, 2, 1), channel=channel, filter=1)
    assert [*panels] == ["x", "w(1)", "4 products", "4 more", "b(1)", "z(1)[1, 2, 1]"]
    kernel = panels["w(1)"]
    assert kernel.values.shape == (2, 2) and dict(kernel.marks) == {"channel": channel, "filter": 1}
    far = [term.value for term in cell.terms if len(term.factors) > 1 and term.factors[0].index[3] != channel]
    assert panels["4 more"].values.item() == pytest.approx(sum(far), abs=1e-15)


def test_factors_that_stand_nowhere_side_by_side_say_so_and_lead_to_no_cell():
    panels, _ = lens_of("a leak", "dL_db1", (0,))
    block = next(one for label, one in panels.items() if label.startswith("∂L/∂z"))
    assert spoken(block.label).endswith(", listed") and block.source is None


def test_zeros_beside_the_products_are_said_above_them():
    cell = products([1.0, 2.0] + [0.0] * MOST)
    placed, _ = lens(cell, cell, row(MOST + 2), (1.0, 1.0), 0, 0, *ROOM)
    block = next(one for one, *_ in placed if spoken(one.label) == f"2 products, {MOST} zeros")
    assert block.values.tolist() == [[1.0, 2.0]]


def test_a_line_too_long_in_full_words_puts_the_place_below_its_cell():
    panels, cell = lens_of("sixteen filters", "z1", (2, 11, 11, 15), m=3, example=2, filter=15)
    assert spoken(panels["z(1)"].note) == "[2, 11, 11, 15]" and panels["z(1)"].values.item() == cell.total
    assert spoken(panels["x"].note) in ("", "listed") and panels["6 products"].values.shape == (2, 3)


def test_a_block_with_a_remark_below_leaves_room_for_it():
    cell = products([float(k + 1) for k in range(12)] + [0.0] * MOST)
    placed, _ = lens(cell, cell, row(12 + MOST), (1.0, 1.0), 0, 0, 420, 132)
    noted = [y + one.height for one, _, y in placed if one.note]
    assert noted and max(noted) <= 132 - 8
