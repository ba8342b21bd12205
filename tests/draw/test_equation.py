"""One cell opened into its terms."""

import re
from dataclasses import replace

import numpy as np
import pytest
from networks import network
from svg_reader import blemishes, collisions, description, labels, title

from cnnlib import draw, explain
from cnnlib.draw.equation import LONG, MOST, listed, numbers
from cnnlib.draw.ink import colour
from cnnlib.explain import Cell, Factor, Term
from cnnlib.network import Conv, Dense, Flatten, MaxPool, Network, ReLU, Softmax


def opened(run, name, *index):
    return draw.equation(explain.cell(run, name, index), run)


def lines(picture):
    return picture.words().splitlines()


def number(text):
    mantissa, _, power = text.replace("−", "-").partition("×10")
    return float(mantissa) * 10.0 ** int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or 0)


@pytest.fixture(scope="module")
def classes():
    rng = np.random.default_rng(5)
    net = Network((7, 6, 2), [Conv(3, 3, padding=1), ReLU(0.1), MaxPool(2), Flatten(), Dense(3), Softmax()])
    return net.run(net.init(rng), rng.normal(size=(2, 7, 6, 2)), np.eye(3)[[2, 0]])


@pytest.mark.parametrize("which", ["run", "small_run", "classes"])
def test_every_cell_of_every_tensor_ends_with_its_value(which, request):
    run = request.getfixturevalue(which)
    for name, array in explain.tensors(run).items():
        for index in list(np.ndindex(array.shape))[::19]:
            picture = opened(run, name, *index)
            total = lines(picture)[-1].rpartition("= ")[2]
            assert number(total) == pytest.approx(array[index], rel=5.1e-3, abs=0)
            assert collisions(picture) == blemishes(picture) == []


def test_the_numbers_of_a_sum_add_up_to_its_total(run):
    for index in np.ndindex(3, 3):
        said = " ".join(lines(opened(run, "dL_dw1", *index, 0, 0)))
        worked, total = re.search(r"   = (.*?) {3}\(and .*= (\S+)$", said).groups()
        terms = re.sub(r" +", " ", worked).replace("− ", "+ −").replace("(−", "(0−").split(" + ")
        products = [np.prod([number(f.strip("()").replace("0−", "−"))
                             for f in term.lstrip("−").split(" · ")]) *
                    (-1 if term.startswith("−") else 1) for term in terms]
        assert sum(products) == pytest.approx(number(total), abs=0.005)


def test_a_convolution_by_hand(small_run):
    assert lines(opened(small_run, "z1", 0, 0, 0, 0)) == [
        "z⁽¹⁾[0, 0] = x[0, 0] · w⁽¹⁾[0, 0] + x[0, 1] · w⁽¹⁾[0, 1] + … + b⁽¹⁾",
        "   = 0 · 1 + 0 · (−1) + 0 · (−1) + 0 · (−1) + 2 · (−1) + 2 · 2 + 0 · 2 + 0 · 1 + 0 · (−1) + 0.5",
        "   = 2.5"]


def test_axes_of_length_1_go_unsaid_and_others_stay(run, classes):
    assert lines(opened(run, "a3", 0, 0))[0] == "a⁽³⁾ = σ(z⁽³⁾)"
    assert lines(opened(classes, "a3", 1, 2))[0] == "a⁽³⁾[1, 2] = softmax(z⁽³⁾[1, 0], z⁽³⁾[1, 1], z⁽³⁾[1, 2])"


def test_relu_max_and_the_loss_are_written_as_functions(run):
    assert lines(opened(run, "a1", 0, 1, 2, 0)) == ["a⁽¹⁾[1, 2] = ReLU(z⁽¹⁾[1, 2])", "   = ReLU(−0.075)",
                                                    "   = 0"]
    assert lines(opened(run, "a2", 0, 0, 0, 0))[0].startswith("a⁽²⁾[0, 0] = max(a⁽¹⁾[0, 0], a⁽¹⁾[0, 1], ")
    assert lines(opened(run, "L"))[0] == "L = −y · log(a⁽³⁾) − (1 − y) · log(1 − a⁽³⁾)"


def test_a_leaf_is_its_value(run):
    assert lines(opened(run, "b1", 0)) == ["b⁽¹⁾ = −0.2"]


def test_in_a_long_sum_zero_terms_are_counted_not_listed(run):
    gradient, image = run.grads["dL_dz1"][0, :, :, 0], run.trace["x"][0, 1:7, 2:8, 0]
    zeros = int(np.sum(gradient * image == 0))
    said = " ".join(lines(opened(run, "dL_dw1", 1, 2, 0, 0)))
    assert f"(and {zeros} terms that are 0)" in said
    assert said.split("   = ")[1].count(" · ") == 36 - zeros


def test_a_sum_of_zeros_alone_still_shows_its_formula(run):
    dead = run.net.run(run.params | {"b1": np.array([-99.0])}, run.trace["x"], run.y)
    said = lines(opened(dead, "dL_dw1", 0, 0, 0, 0))
    assert said[0].startswith("∂L/∂w⁽¹⁾[0, 0] = ∂L/∂z⁽¹⁾[0, 0] · x[0, 0] + ") and said[-1] == "   = 0"
    assert said[-2] == "   = 0   (and 36 terms that are 0)"


def test_one_zero_term_is_said_in_the_singular(run):
    cell = explain.cell(run, "dL_dw1", (0, 0, 0, 0))
    terms = [term for term in cell.terms if term.value != 0]
    few = replace(cell, terms=(*(terms * 2)[:10], next(term for term in cell.terms if term.value == 0)))
    assert "(and 1 term that is 0)" in draw.equation(few, run).words()


@pytest.mark.parametrize(("name", "sign", "ink"), [("dL_dw1", -1, colour.BELOW), ("dL_dw1", 1, colour.ABOVE)])
def test_the_total_of_a_gradient_has_the_colour_of_its_sign(run, name, sign, ink):
    at = next(tuple(i) for i in np.argwhere(np.sign(run.grads[name]) == sign))
    svg = opened(run, name, *at).svg
    assert svg.count("fill='#") == 2 and f"fill='{colour.mix(ink, 1.0)}'>= " in svg


def test_values_and_gradients_of_zero_have_no_colour(run):
    zero = next(tuple(i) for i in np.argwhere(run.grads["dL_da1"] == 0))
    for picture in (opened(run, "dL_da1", *zero), opened(run, "z1", 0, 0, 0, 0)):
        assert re.findall(r"fill='([^']+)'", picture.svg) == ["#FFF"]


def test_long_sums_are_wrapped_and_stay_on_the_picture(run):
    picture = opened(run, "dL_db1", 0)
    assert max(map(len, lines(picture))) <= 110 and picture.width <= 800
    assert max(label.right for label in labels(picture)) <= picture.width


def test_the_title_names_the_cell_and_the_caption_its_terms(run):
    picture = opened(run, "dL_dw1", 1, 2, 0, 0)
    assert title(picture) == "How ∂L/∂w⁽¹⁾[1, 2] is made"
    assert description(picture) == "∂L/∂w⁽¹⁾[1, 2] comes to −0.333 from 36 terms, 28 of them 0."
    assert opened(run, "a3", 0, 0).caption == f"a⁽³⁾ comes to {run.trace['a3'].item():.3f} from 1 term."


def test_the_picture_shows_the_words(run):
    picture = opened(run, "z1", 0, 1, 2, 0)
    assert [label.text for label in labels(picture)] == [line.strip() for line in lines(picture)]


def weighted(values):
    """A cell that is a sum of so many products."""
    factors = [(Factor(value, "a2", (0, k), "a2"), Factor(1.0, "w3", (k, 0), "w3")) for k, value in enumerate(values)]
    return Cell("z3", (0, 0), "sum", tuple(map(Term, factors)), float(sum(values)))


@pytest.mark.parametrize("many", [MOST + 1, MOST + 56])
def test_of_a_very_long_sum_the_first_terms_are_listed_and_all_others_come_to_one_number(many):
    values = [k / 8 for k in range(1, many + 1)]
    text = " ".join(numbers(weighted(values), weighted(values).terms))
    first, rest = values[:LONG], values[LONG:]
    assert text.endswith(f"+ ({len(rest)} more: {draw.plain(sum(rest))})")
    assert text.count(" · 1") == LONG and f"{draw.plain(first[-1])} · 1" in text


def test_a_sum_of_few_enough_terms_is_listed_whole():
    cell = weighted([k / 8 for k in range(1, MOST + 1)])
    text = " ".join(numbers(cell, cell.terms))
    assert text.count(" · 1") == MOST and "more" not in text


def test_zeros_of_a_very_long_sum_are_counted_beside_the_rest():
    cell = weighted([0.0, *(k / 8 for k in range(1, MOST + 30)), 0.0])
    text = " ".join(numbers(cell, listed(cell)))
    assert f"({MOST + 29 - LONG} more: " in text and text.endswith("(and 2 terms that are 0)")


def test_the_equation_of_a_unit_that_reads_hundreds_of_cells_takes_few_lines():
    net, *rest = network("sixteen filters")
    run = net.run(*rest)
    picture = opened(run, "z3", 0, 4)
    assert len(lines(picture)) <= 6 and " more: " in picture.words() and picture.width < 900
    assert number(lines(picture)[-1].removeprefix("   = ")) == pytest.approx(run.trace["z3"][0, 4], rel=0.01)
