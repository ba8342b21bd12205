"""Code names as the lessons write them."""

import pytest
from svg_reader import labels

from cnnlib import draw
from cnnlib.draw.ink import names


@pytest.mark.parametrize(("name", "expected"), [
    ("x", "x"), ("L", "L"), ("w1", "w⁽¹⁾"), ("a10", "a⁽¹⁰⁾"), ("dL_dx", "∂L/∂x"), ("dL_dw1", "∂L/∂w⁽¹⁾"),
    ("dL_dw12", "∂L/∂w⁽¹²⁾"), ("da1_dz1", "∂a⁽¹⁾/∂z⁽¹⁾"), ("1/(1 - a3)", "1/(1 − a⁽³⁾)"),
    ("log(a3)", "log(a⁽³⁾)"),
    ("1/m", "1/m"), ("1 - y", "1 − y"), ("1/size", "1/size"), ("dL_dx_padded", "∂L/∂x_padded")])
def test_a_symbol_in_a_sentence(name, expected):
    assert names.symbol(name) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("x", "x"), ("w1", "w(1)"), ("a10", "a(10)"), ("dL_dw1", "∂L/∂w(1)"), ("dL_dx", "∂L/∂x"),
    ("da1_dz1", "∂a(1)/∂z(1)"), ("dL_dx_padded", "∂L/∂x_padded"), ("kernel rotated", "kernel rotated")])
def test_the_label_of_a_matrix_says_the_same(name, expected):
    assert labels(draw.matrix(name, [[1.0]]))[0].text == expected


def test_the_label_carries_the_factor_with_a_true_minus_sign():
    assert labels(draw.matrix("dL_dw10", [[2e-12]]))[0].text == "∂L/∂w(10) ×10⁻¹²"


@pytest.mark.parametrize("name, expected", [("dL_dz1, yours", "∂L/∂z(1), yours"), ("x, right", "x, right"),
                                            ("w2[:, :, 0, 1]", "w(2)[:, :, 0, 1]")])
def test_what_stands_behind_a_numbered_name_is_no_part_of_its_number(name, expected):
    assert labels(draw.matrix(name, [[1.0]]))[0].text == expected


@pytest.mark.parametrize(("name", "power"), [("dL_dw10", -3), ("da1_dz12", 0), ("dL_dx", 5), ("w1", 0),
                                             ("w1, right", 0)])
def test_every_raised_run_comes_back_down_before_the_next_run_on_the_line(name, power):
    level = 0
    for part in names.label(name, power):
        step = [int(word[4:-1]) for word in getattr(part, "attributes", "").split() if word.startswith("dy=")]
        level += sum(step)
        raised = not isinstance(part, str) and "font-size=\"9\"" in part.attributes
        assert level == (-4 if raised else 0)


@pytest.mark.parametrize(("name", "expected"),
                         [("dL_dx", True), ("dL_dw12", True), ("L", False), ("da1_dz1", False)])
def test_only_a_gradient_of_the_loss_is_coloured(name, expected):
    assert names.is_gradient(name) is expected
