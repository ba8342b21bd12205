"""Every cell of every tensor, opened: op(terms) is the cell, and every factor is where it says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from cnnlib import explain
from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax

LAST = [Flatten(), Dense(1), Sigmoid()]
NETWORKS = {
    "eight by eight": ((8, 8, 1), [Conv(1, 3), ReLU(), MaxPool(2), *LAST]),
    "six by six": ((6, 6, 1), [Conv(1, 3), ReLU(), MaxPool(2), *LAST]),
    "two convolutions, ten classes": ((7, 6, 2), [
        Conv(3, 3, stride=(2, 1), padding=1), ReLU(), MaxPool(2),
        Conv(2, (2, 3), padding=((1, 0), (0, 1))), ReLU(), Flatten(), Dense(10), Softmax()]),
    "dilation, leak, overlap, average": ((9, 8, 1), [
        Conv(2, (3, 2), dilation=(2, 1)), ReLU(0.1), MaxPool(3, stride=2, padding=1), AvgPool(2, stride=1),
        Flatten(), Dense(3), ReLU(), Dense(1), Sigmoid()]),
    "same padding, padded average": ((5, 6, 1), [
        Conv(2, (2, 4), stride=(2, 1), padding="same"), ReLU(0.1), Conv(1, 2, padding="valid"), AvgPool((2, 3), 2, 1),
        Flatten(), Dense(1), Sigmoid()]),
    "dense only": ((5,), [Dense(4), ReLU(), Dense(3), Softmax()]),
    "pooling without and before an activation": ((7, 7, 1), [
        Conv(2, 2, stride=2), MaxPool((2, 1)), Sigmoid(), AvgPool((1, 2)), ReLU(), *LAST]),
}


def run_of(name, m=2, seed=0):
    """Return a run on random data with random biases."""
    rng = np.random.default_rng(seed)
    net = Network(*NETWORKS[name])
    params = {key: value + rng.normal(0, 0.3, value.shape) for key, value in net.init(rng).items()}
    units = net.layers[-2].units
    y = np.eye(units)[rng.integers(units, size=m)] if units > 1 else np.arange(m)[:, None] % 2.0
    return net.run(params, rng.normal(size=(m, *net.input_shape)), y)


def every_cell(run):
    for name, array in explain.tensors(run).items():
        for index in np.ndindex(array.shape):
            yield explain.cell(run, name, index), array[index]


def expected_value(run, tensors, cell, term, factor):
    """Return the value of a factor, looked up or computed from the tensors without explain."""
    last = run.net.steps[-1].output
    at = lambda name: tensors[name][factor.index]
    if factor.name in tensors:
        return at(factor.name)
    if factor.name.startswith("da") or factor.name.startswith("dz"):
        return local_slope(run, term, factor)
    size = run.net.maker[cell.name].layer.size if factor.name == "1/size" else None
    values = {
        "-1": lambda: -1, "1/m": lambda: 1 / len(run.y), "1/size": lambda: 1 / np.prod(np.broadcast_to(size, 2)),
        "1 - y": lambda: 1 - at("y"), f"1/{last}": lambda: 1 / at(last),
        f"1/(1 - {last})": lambda: 1 / (1 - at(last)), f"log({last})": lambda: np.log(at(last)),
        f"log(1 - {last})": lambda: np.log(1 - at(last)),
    }
    return values[factor.name]()


def local_slope(run, term, factor):
    """Return d output / d input of one step by sending back a single 1."""
    step = run.net.user[factor.source]
    upstream = term.factors[0]
    assert upstream.name == f"dL_d{step.output}" and factor.name == f"d{step.output}_d{step.input}"
    one = np.zeros_like(run.trace[step.output])
    one[upstream.index] = 1
    return step.layer.backward(one, run.trace[step.input])[factor.index]


@pytest.mark.parametrize("name", NETWORKS)
def test_op_of_terms_is_the_cell_for_every_cell_of_every_tensor(name):
    for cell, value in every_cell(run_of(name)):
        terms = sum(abs(term.value) for term in cell.terms)
        assert cell.total == value
        assert abs(cell.apply() - value) <= 1e-12 * max(abs(value), terms), (cell.name, cell.index)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_factor_has_the_value_of_the_tensor_it_names_at_its_index(name):
    run = run_of(name)
    tensors = explain.tensors(run)
    for cell, _ in every_cell(run):
        for term in cell.terms:
            for factor in term.factors:
                expected = expected_value(run, tensors, cell, term, factor)
                assert factor.value == pytest.approx(expected, rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_but_data_and_parameters_is_a_leaf(name):
    run = run_of(name)
    leaves = {cell.name for cell, _ in every_cell(run) if cell.op == "leaf"}
    assert leaves == {"x", "y", *run.params}


@pytest.mark.parametrize("name", NETWORKS)
def test_no_cell_counts_the_same_product_twice(name):
    for cell, _ in every_cell(run_of(name)):
        places = [tuple((f.name, f.index) for f in term.factors) for term in cell.terms]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize(("name", "index", "op", "terms"), [
    ("x", (1, 0, 0, 0), "leaf", 0),
    ("w1", (2, 2, 0, 0), "leaf", 0),
    ("y", (1, 0), "leaf", 0),
    ("z1", (1, 5, 5, 0), "sum", 10),
    ("a1", (0, 2, 3, 0), "relu", 1),
    ("a2", (0, 2, 2, 0), "max", 4),
    ("z3", (1, 0), "sum", 10),
    ("a3", (1, 0), "sigmoid", 1),
    ("L", (), "sum", 4),
    ("dL_da3", (0, 0), "sum", 2),
    ("dL_dz3", (0, 0), "sum", 2),
    ("dL_dw3", (4, 0), "sum", 2),
    ("dL_db3", (0,), "sum", 2),
    ("dL_da2", (0, 1, 1, 0), "sum", 1),
    ("dL_da1", (0, 1, 1, 0), "sum", 1),
    ("dL_dz1", (0, 1, 1, 0), "sum", 1),
    ("dL_dw1", (1, 2, 0, 0), "sum", 72),
    ("dL_db1", (0,), "sum", 72),
    ("dL_dx", (0, 0, 0, 0), "sum", 1),
    ("dL_dx", (0, 3, 4, 0), "sum", 9),
])
def test_op_and_number_of_terms_in_the_running_example(name, index, op, terms):
    cell = explain.cell(run_of("eight by eight"), name, index)
    assert (cell.op, len(cell.terms)) == (op, terms)


def names_and_places(term):
    return [(factor.name, factor.index) for factor in term.factors]


def test_a_convolution_cell_multiplies_its_window_in_reading_order_and_adds_the_bias():
    terms = explain.cell(run_of("eight by eight"), "z1", (1, 2, 3, 0)).terms
    window = [[("x", (1, 2 + u, 3 + v, 0)), ("w1", (u, v, 0, 0))] for u in range(3) for v in range(3)]
    assert [names_and_places(term) for term in terms] == [*window, [("b1", (0,))]]


def test_a_kernel_gradient_multiplies_every_error_with_the_input_it_met():
    terms = explain.cell(run_of("eight by eight"), "dL_dw1", (1, 2, 0, 0)).terms
    assert [names_and_places(term) for term in terms] == [
        [("dL_dz1", (n, i, j, 0)), ("x", (n, i + 1, j + 2, 0))]
        for n in range(2) for i in range(6) for j in range(6)]


def test_an_input_gradient_lists_the_windows_that_cover_the_cell_in_reading_order():
    terms = explain.cell(run_of("eight by eight"), "dL_dx", (0, 1, 7, 0)).terms
    assert [names_and_places(term) for term in terms] == [
        [("dL_dz1", (0, 0, 5, 0)), ("w1", (1, 2, 0, 0))],
        [("dL_dz1", (0, 1, 5, 0)), ("w1", (0, 2, 0, 0))]]


def test_the_dense_layer_reads_the_map_row_by_row():
    terms = explain.cell(run_of("eight by eight"), "z3", (1, 0)).terms
    assert names_and_places(terms[5]) == [("a2", (1, 1, 2, 0)), ("w3", (5, 0))]


def test_padding_does_not_appear():
    run = run_of("two convolutions, ten classes")
    corner, inside = explain.cell(run, "z1", (0, 0, 0, 1)), explain.cell(run, "z1", (0, 1, 2, 1))
    assert (len(corner.terms), len(inside.terms)) == (2 * 2 * 2 + 1, 3 * 3 * 2 + 1)
    run = run_of("dilation, leak, overlap, average")
    assert len(explain.cell(run, "a2", (0, 0, 0, 0)).terms) == 4


def test_a_padded_mean_divides_by_the_whole_window_and_names_the_cells_of_the_image_alone():
    corner = explain.cell(run_of("same padding, padded average"), "a3", (1, 0, 0, 0))
    assert [term.factors[0].index for term in corner.terms] == [(1, 0, 0, 0), (1, 0, 1, 0)]
    assert {term.factors[1].value for term in corner.terms} == {1 / 6}


def test_an_overflow_wins_its_window_and_is_the_first_of_two():
    net = Network((4, 2, 1), [Conv(1, 1), MaxPool(2), Sigmoid(), *LAST])
    params = {"w1": np.full((1, 1, 1, 1), 1e200), "b1": np.zeros(1), "w3": np.ones((2, 1)), "b3": np.zeros(1)}
    x = 1e200 * np.array([0, 1, 1, 0, -1, -1, -1, -1]).reshape(1, 4, 2, 1)
    with np.errstate(over="ignore"):
        run = net.run(params, x, [[1]])
    assert explain.cell(run, "z2", (0, 0, 0, 0)).apply() == np.inf
    assert explain.cell(run, "z2", (0, 1, 0, 0)).apply() == -np.inf
    slopes = [explain.cell(run, "dL_dz1", (0, *divmod(k, 2), 0)).terms[0].factors[1].value for k in range(8)]
    assert slopes == [0, 1, 0, 0, 1, 0, 0, 0]


def test_the_loser_of_a_pool_window_shows_its_zero_term():
    run = run_of("eight by eight")
    window = [explain.cell(run, "dL_da1", (0, r, c, 0)) for r in (2, 3) for c in (4, 5)]
    slopes = [cell.terms[0].factors[1].value for cell in window]
    assert sorted(slopes) == [0, 0, 0, 1]
    assert all(cell.terms[0].factors[0].index == (0, 1, 2, 0) for cell in window)


def test_in_a_tie_the_first_maximum_wins():
    net = Network((2, 3, 1), [MaxPool((2, 3)), *LAST])
    run = net.run(net.init(np.random.default_rng(0)), np.array([1.0, 3, 2, 3, 3, 0]).reshape(1, 2, 3, 1), [[1]])
    slopes = [explain.cell(run, "dL_dx", (0, *divmod(k, 3), 0)).terms[0].factors[1].value for k in range(6)]
    assert slopes == [0, 1, 0, 0, 0, 0]


def test_a_winner_of_overlapping_windows_sums_one_term_per_window():
    run = run_of("dilation, leak, overlap, average")
    cell = explain.cell(run, "dL_da1", (1, 1, 1, 0))
    assert [term.factors[0].index for term in cell.terms] == [(1, i, j, 0) for i in (0, 1) for j in (0, 1)]


def test_a_cell_that_no_window_covers_has_no_terms_and_total_zero():
    net = Network((5, 4, 1), [Conv(1, 2, stride=3), ReLU(), *LAST])
    run = net.run(net.init(np.random.default_rng(0)), np.ones((1, 5, 4, 1)), [[1]])
    cell = explain.cell(run, "dL_dx", (0, 2, 0, 0))
    assert (cell.op, cell.terms, cell.total, cell.apply()) == ("sum", (), 0, 0)


def test_a_closed_gate_is_a_term_times_zero():
    run = run_of("eight by eight")
    index = tuple(int(i) for i in np.argwhere(run.trace["z1"] < 0)[0])
    (term,) = explain.cell(run, "dL_dz1", index).terms
    assert names_and_places(term) == [("dL_da1", index), ("da1_dz1", index)]
    assert term.factors[1].value == 0 == term.value


def test_the_error_is_spelled_prediction_minus_label_over_m():
    plus, minus = explain.cell(run_of("eight by eight", m=3), "dL_dz3", (1, 0)).terms
    assert names_and_places(plus) == [("a3", (1, 0)), ("1/m", ())]
    assert names_and_places(minus) == [("-1", ()), ("y", (1, 0)), ("1/m", ())]
    assert plus.factors[1].value == 1 / 3


def test_sources_name_each_feeding_cell_once():
    run = run_of("eight by eight", m=3)
    sources = explain.cell(run, "dL_da3", (2, 0)).sources
    assert sources == {"y": [(2, 0)], "a3": [(2, 0)]}
    sources = explain.cell(run, "a2", (0, 1, 0, 0)).sources
    assert sources == {"a1": [(0, 2, 0, 0), (0, 2, 1, 0), (0, 3, 0, 0), (0, 3, 1, 0)]}
    assert explain.cell(run, "dL_dz1", (0, 1, 2, 0)).sources == {"dL_da1": [(0, 1, 2, 0)], "z1": [(0, 1, 2, 0)]}


@pytest.mark.parametrize("name", ["log(a3)", "log(1 - a3)"])
def test_the_logarithms_of_the_loss_can_be_opened(name):
    cell = explain.cell(run_of("eight by eight"), name, (1, 0))
    assert cell.op == "log" and cell.sources == {"a3": [(1, 0)]}
    assert_allclose(cell.apply(), cell.total, rtol=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["eight by eight", "two convolutions, ten classes"])
def test_a_saturated_run_opens_everywhere_without_nan(name):
    run = run_of(name)
    bias = run.net.steps[-2].weights[1]
    score = np.linspace(1000, -1000, run.params[bias].size)
    run = run.net.run(run.params | {bias: score}, run.trace["x"], run.y)
    for cell, value in every_cell(run):
        assert not np.isnan(value) and (cell.apply() == value or np.isclose(cell.apply(), value, rtol=1e-12)), cell


@pytest.mark.parametrize(("name", "index", "words"), [
    ("z1", (0, 6, 0, 0), r"index of z1 must lie in the shape \(2, 6, 6, 1\).*got \(0, 6, 0, 0\)"),
    ("z1", (0, -1, 0, 0), "counted from 0"),
    ("z1", (0, 0), "index of z1"),
    ("L", (0,), "index of L"),
    ("z1", (0, 0.5, 0, 0), "whole numbers"),
    ("z1", 3, "tuple of whole numbers, got 3"),
    ("z2", (0, 0, 0, 0), "name must be one of x, z1, .*dL_dx.*got 'z2'"),
    (None, (), "got None"),
])
def test_an_unknown_name_or_index_is_refused_in_words(name, index, words):
    with pytest.raises(ValueError, match=words):
        explain.cell(run_of("eight by eight"), name, index)
