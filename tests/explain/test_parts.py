"""Single cells opened: the names, places and values of their factors, and what each op does at its edges."""

from math import inf, log

import numpy as np
import pytest

from cnnlib import explain
from cnnlib.explain import Cell, Factor, Term
from cnnlib.network import AvgPool, Conv, Dense, Flatten, MaxPool, Network, ReLU, Sigmoid, Softmax

LAST = [Flatten(), Dense(1), Sigmoid()]


def run_of(shape, layers, m=2, **params):
    net, rng = Network(shape, layers), np.random.default_rng(1)
    units = net.layers[-2].units
    y = np.eye(units)[np.arange(m) % units] if units > 1 else np.arange(1, m + 1)[:, None] % 2.0
    return net.run(net.init(rng) | params, rng.normal(size=(m, *shape)), y)


@pytest.fixture(scope="module")
def binary():
    return run_of((6, 7, 1), [Conv(2, (2, 3)), ReLU(0.25), AvgPool((2, 1)), *LAST], m=3)


@pytest.fixture(scope="module")
def classes():
    return run_of((5,), [Dense(4), Softmax()], m=3)


def parts(term):
    return [(factor.name, factor.index, factor.source) for factor in term.factors]


def one(z, leak=0.0):
    """A run of a network of one score z, on its way through a ReLU."""
    net = Network((1, 1, 1), [Conv(1, 1), ReLU(leak), *LAST])
    params = {"w1": np.ones((1, 1, 1, 1)), "b1": np.zeros(1), "w2": np.ones((1, 1)), "b2": np.zeros(1)}
    return net.run(params, np.full((1, 1, 1, 1), z), [[1]])


def test_the_loss_needs_no_index(binary):
    assert explain.cell(binary, "L") == explain.cell(binary, "L", ())
    assert explain.cell(binary, "L").index == ()


def test_every_cell_says_its_name_place_and_op(binary, classes):
    for name, index, op in [("L", (), "sum"), ("dL_dz3", (1, 0), "sum"), ("dL_dw1", (1, 2, 0, 1), "sum"),
                            ("y", (2, 0), "leaf"), ("z1", (0, 1, 2, 1), "sum"), ("a1", (0, 1, 2, 1), "relu"),
                            ("a3", (1, 0), "sigmoid")]:
        cell = explain.cell(binary, name, index)
        assert (cell.name, cell.index, cell.op) == (name, index, op)
        assert cell.apply() == pytest.approx(cell.total) == explain.tensors(binary)[name][index]
    assert explain.cell(classes, "a1", (1, 2)).op == "softmax"


def test_the_error_of_a_score_is_its_prediction_less_its_label(binary, classes):
    for run, a, index in [(binary, "a3", (1, 0)), (classes, "a1", (2, 1))]:
        plus, minus = explain.cell(run, a.replace("a", "dL_dz"), index).terms
        assert parts(plus) == [(a, index, a), ("1/m", (), "")]
        assert parts(minus) == [("-1", (), ""), ("y", index, "y"), ("1/m", (), "")]


def test_a_run_is_asked_for_by_name(binary):
    for call in (lambda: explain.tensors(binary.trace), lambda: explain.cell(binary.trace, "x", (0, 0, 0, 0))):
        with pytest.raises(ValueError, match="^run is a dict; it needs a Run$"):
            call()


@pytest.mark.parametrize("name", [None, ["z1"], 3])
def test_a_name_is_text(binary, name):
    with pytest.raises(ValueError) as error:
        explain.cell(binary, name, (0,))
    assert str(error.value).endswith(f"; got {name!r}")


def test_logarithms_stay_finite_in_every_example_however_far_apart_their_scores_lie():
    run = run_of((2,), [Dense(2), Softmax()], m=2, w1=np.array([[4000.0, 0.0], [0.0, 0.0]]))
    run = run.net.run(run.params, np.array([[1.0, 0.0], [-1.0, 0.0]]), run.y)
    logs = [[explain.cell(run, "log(a1)", (n, k)).total for k in range(2)] for n in range(2)]
    assert logs == [[0, -4000], [-4000, 0]]
    run = run.net.run(run.params, np.array([[1.0, 0.0], [0.0, 0.0]]), run.y)
    assert explain.cell(run, "log(a1)", (1, 0)).total == pytest.approx(-log(2))


def test_the_binary_loss_has_two_terms_for_each_example(binary):
    terms = explain.cell(binary, "L").terms
    assert [parts(term) for term in terms[2:4]] == [
        [("-1", (), ""), ("y", (1, 0), "y"), ("log(a3)", (1, 0), "a3"), ("1/m", (), "")],
        [("-1", (), ""), ("1 - y", (1, 0), "y"), ("log(1 - a3)", (1, 0), "a3"), ("1/m", (), "")]]
    assert [[factor.value for factor in term.factors[:2]] for term in terms[2:4]] == [[-1, 0], [-1, 1]]
    assert terms[0].factors[3].value == 1 / 3


def test_the_loss_of_classes_has_one_term_for_each_example_and_class(classes):
    terms = explain.cell(classes, "L").terms
    assert len(terms) == 12
    assert parts(terms[6]) == [("-1", (), ""), ("y", (1, 2), "y"), ("log(a1)", (1, 2), "a1"), ("1/m", (), "")]
    assert terms[6].factors[3].value == 1 / 3


def test_the_slope_of_the_binary_loss_divides_by_the_prediction_on_either_side(binary):
    first, second = explain.cell(binary, "dL_da3", (1, 0)).terms
    assert parts(first) == [("-1", (), ""), ("y", (1, 0), "y"), ("1/a3", (1, 0), "a3"), ("1/m", (), "")]
    assert parts(second) == [("1 - y", (1, 0), "y"), ("1/(1 - a3)", (1, 0), "a3"), ("1/m", (), "")]
    assert first.factors[0].value == -1 and second.factors[2].value == 1 / 3


def test_the_slope_of_the_loss_of_classes_divides_by_the_share(classes):
    (term,) = explain.cell(classes, "dL_da1", (2, 3)).terms
    assert parts(term) == [("-1", (), ""), ("y", (2, 3), "y"), ("1/a1", (2, 3), "a1"), ("1/m", (), "")]


def test_a_division_by_an_exact_zero_is_an_infinite_factor():
    run = run_of((5,), [Dense(1), Sigmoid()], b1=np.array([1e5]))
    first, second = explain.cell(run, "dL_da1", (1, 0)).terms
    assert (first.factors[2].value, second.factors[1].value) == (1, inf)
    run = run_of((5,), [Dense(1), Sigmoid()], b1=np.array([-1e5]))
    first, second = explain.cell(run, "dL_da1", (1, 0)).terms
    assert (first.factors[2].value, second.factors[1].value) == (inf, 1)
    assert first.value == 0                         # y is 0 here, and a term with a factor 0 is 0


def test_the_arguments_of_the_logarithms_are_the_prediction_and_what_it_lacks_to_one(binary):
    a = float(binary.trace["a3"][2, 0])
    cell = explain.cell(binary, "log(a3)", (2, 0))
    assert [parts(term) for term in cell.terms] == [[("a3", (2, 0), "a3")]]
    assert cell.op == "log" and cell.total == pytest.approx(log(a)) and cell.apply() == pytest.approx(log(a))
    cell = explain.cell(binary, "log(1 - a3)", (2, 0))
    assert [parts(term) for term in cell.terms] == [[("1", (), "")], [("-1", (), ""), ("a3", (2, 0), "a3")]]
    assert [term.value for term in cell.terms] == [1, -a]
    assert cell.op == "log" and cell.total == pytest.approx(log(1 - a)) and cell.apply() == pytest.approx(log(1 - a))


def test_the_logarithm_of_each_share_can_be_opened_and_there_is_none_of_what_it_lacks_to_one(classes):
    for index in np.ndindex(3, 4):
        cell = explain.cell(classes, "log(a1)", index)
        assert cell.total == pytest.approx(log(classes.trace["a1"][index])) == cell.apply()
    with pytest.raises(ValueError, match=r"name must be one of x, z1, a1, y, L, w1, b1, dL_da1, .*log\(a1\); got"):
        explain.cell(classes, "log(1 - a1)", (0, 0))


def test_the_logarithm_of_a_prediction_of_exactly_zero_is_minus_infinity_where_the_loss_stays_finite():
    run = run_of((5,), [Dense(1), Sigmoid()], b1=np.array([-1e5]))
    cell = explain.cell(run, "log(a1)", (0, 0))
    assert cell.apply() == -inf and cell.total == pytest.approx(run.trace["z1"][0, 0]) and np.isfinite(run.L)


@pytest.mark.parametrize("leak", [0.0, 0.25])
def test_the_slope_of_a_relu_at_exactly_zero_is_its_leak(leak):
    (term,) = explain.cell(one(0.0, leak), "dL_dz1", (0, 0, 0, 0)).terms
    assert parts(term) == [("dL_da1", (0, 0, 0, 0), "dL_da1"), ("da1_dz1", (0, 0, 0, 0), "z1")]
    assert term.factors[1].value == leak
    (term,) = explain.cell(one(0.5, leak), "dL_dz1", (0, 0, 0, 0)).terms
    assert term.factors[1].value == 1 and type(term.factors[1].value) is float


def test_only_a_relu_cell_has_a_leak():
    run = one(-2.0, 0.25)
    cell = explain.cell(run, "a1", (0, 0, 0, 0))
    assert (cell.op, cell.leak, cell.total, cell.apply()) == ("relu", 0.25, -0.5, -0.5)
    assert {explain.cell(run, name, (0, 0, 0, 0)).leak for name in ("x", "z1", "dL_dz1", "dL_dx")} == {0.0}
    assert explain.cell(run, "L").leak == explain.cell(run, "a2", (0, 0)).leak == 0.0
    assert Cell("a1", (0,), "relu", (Term((Factor(-2.0, "z1"),)),), 0.0).leak == 0.0


def test_the_slope_of_a_sigmoid_is_a_times_one_minus_a():
    run = run_of((4,), [Dense(3), Sigmoid(), Dense(1), Sigmoid()])
    a = float(run.trace["a1"][1, 2])
    (term,) = explain.cell(run, "dL_dz1", (1, 2)).terms
    assert parts(term) == [("dL_da1", (1, 2), "dL_da1"), ("da1_dz1", (1, 2), "z1")]
    assert term.factors[1].value == pytest.approx(a * (1 - a))


def test_an_average_multiplies_each_candidate_by_one_over_the_size(binary):
    terms = explain.cell(binary, "a2", (1, 1, 3, 1)).terms
    assert [parts(term) for term in terms] == [
        [("a1", (1, 2, 3, 1), "a1"), ("1/size", (), "")], [("a1", (1, 3, 3, 1), "a1"), ("1/size", (), "")]]
    assert terms[0].factors[1].value == 0.5
    (term,) = explain.cell(binary, "dL_da1", (1, 3, 3, 1)).terms
    assert parts(term) == [("dL_da2", (1, 1, 3, 1), "dL_da2"), ("da2_da1", (1, 3, 3, 1), "a1")]
    assert term.factors[1].value == 0.5


def test_a_softmax_takes_the_scores_of_its_example_and_shares_stay_finite():
    run = run_of((5,), [Dense(4), Softmax()], b1=np.array([1000.0, 999.0, -1000.0, 0.0]), w1=np.zeros((5, 4)))
    cell = explain.cell(run, "a1", (1, 1))
    assert [parts(term) for term in cell.terms] == [[("z1", (1, k), "z1")] for k in range(4)]
    assert cell.op == "softmax" and cell.apply() == pytest.approx(1 / (1 + np.e))


@pytest.mark.parametrize("z", [-800.0, -1.0, 0.0, 1.0, 800.0])
def test_a_sigmoid_never_overflows(z):
    cell = Cell("a1", (0, 0), "sigmoid", (Term((Factor(z, "z1"),)),), 0.0)
    assert cell.apply() == pytest.approx(1 / (1 + np.exp(-z)) if z > -700 else 0)


def test_a_leaf_is_its_total_and_has_no_terms(binary):
    cell = explain.cell(binary, "x", (1, 2, 3, 0))
    assert (cell.op, cell.terms, cell.apply(), cell.sources) == ("leaf", (), float(binary.trace["x"][1, 2, 3, 0]), {})


def test_an_empty_sum_is_zero_and_a_float():
    total = Cell("dL_dx", (0,), "sum", (), 0.0).apply()
    assert total == 0 and type(total) is float


def test_a_term_is_the_product_of_its_factors_and_zero_wins_over_infinity():
    assert Term((Factor(2.0, "a"), Factor(-3.0, "b"), Factor(0.5, "c"))).value == -3
    assert Term((Factor(inf, "a"), Factor(0.0, "b"))).value == 0
    assert Term((Factor(inf, "a"), Factor(-0.0, "b"))).value == 0
    assert (Factor(1.0, "1").index, Factor(1.0, "1").source) == ((), "")


@pytest.mark.parametrize("thing, name", [(Factor(1.0, "a"), "value"), (Term(()), "factors"),
                                         (Cell("x", (), "leaf", (), 1.0), "total")])
def test_what_explain_returns_cannot_be_altered(thing, name):
    with pytest.raises(AttributeError):
        setattr(thing, name, 2.0)
    assert thing == type(thing)(*(getattr(thing, one) for one in thing.__match_args__)) and hash(thing) is not None


def test_numbers_and_indices_are_plain_ones(binary):
    cell = explain.cell(binary, "a2", np.array([1, 1, 3, 1]))
    assert cell == explain.cell(binary, "a2", [1, 1, 3, 1])
    assert cell.index == (1, 1, 3, 1) and all(type(i) is int for i in cell.index)
    assert type(cell.total) is float and type(cell.terms[0].factors[0].value) is float
    for name in ("dL_dw3", "dL_da2"):
        for term in explain.cell(binary, name, (2,) + (0,) * (explain.tensors(binary)[name].ndim - 1)).terms:
            assert all(type(i) is int for factor in term.factors for i in factor.index)


@pytest.mark.parametrize(("index", "sentence"), [
    ((0, 3, 0, 0), "index of a2 must lie in the shape (3, 2, 5, 2), counted from 0; got (0, 3, 0, 0)"),
    ((0, 0, 0), "index of a2 must lie in the shape (3, 2, 5, 2), counted from 0; got (0, 0, 0)"),
    ((0, 0, -1, 0), "index of a2 must lie in the shape (3, 2, 5, 2), counted from 0; got (0, 0, -1, 0)"),
    ((0, 0, 0.0, 0), "index must be a tuple of whole numbers, got (0, 0, 0.0, 0)"),
    (7, "index must be a tuple of whole numbers, got 7")])
def test_an_index_that_is_none_is_told_with_the_shape(binary, index, sentence):
    with pytest.raises(ValueError) as error:
        explain.cell(binary, "a2", index)
    assert str(error.value) == sentence


def test_everything_that_has_cells_is_listed_forward_then_parameters_then_backward(binary):
    assert list(explain.tensors(binary)) == [
        "x", "z1", "a1", "a2", "z3", "a3", "y", "L", "w1", "b1", "w3", "b3", "dL_da3", "dL_dz3", "dL_dw3", "dL_db3",
        "dL_da2", "dL_da1", "dL_dz1", "dL_dw1", "dL_db1", "dL_dx"]
    with pytest.raises(ValueError, match=r"^name must be one of x, z1.*, dL_dx, log\(a3\), log\(1 - a3\); got 'q'$"):
        explain.cell(binary, "q", (0,))


def test_the_first_maximum_of_a_window_in_padding_wins():
    net = Network((2, 3, 1), [MaxPool((2, 2), stride=1, padding=((1, 0), (0, 1))), *LAST])
    x = np.array([[-3.0, -1.0, -1.0], [-2.0, -4.0, -1.0]]).reshape(1, 2, 3, 1)
    run = net.run(net.init(np.random.default_rng(0)), x, [[1]])
    won = {(i, j): [(r, c) for r in range(2) for c in range(3)
                    for term in explain.cell(run, "dL_dx", (0, r, c, 0)).terms
                    if term.factors[0].index == (0, i, j, 0) and term.factors[1].value == 1]
           for i in range(2) for j in range(3)}
    assert won == {(0, 0): [(0, 1)], (0, 1): [(0, 1)], (0, 2): [(0, 2)],
                   (1, 0): [(0, 1)], (1, 1): [(0, 1)], (1, 2): [(0, 2)]}
