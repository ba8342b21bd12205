"""Sentences that hold in the usual state and are false in a rare one: each stands here in the rare one."""

from dataclasses import replace

import numpy as np
import pytest

from cnnlib.widgets import (
    GeometryExplorer,
    GradientCheckExplorer,
    ImageGradient,
    KernelGradient,
    MindChanger,
    OptimizerExplorer,
    PoolRouter,
    ReluGate,
    SoftmaxExplorer,
    WindowExplorer,
)


def press(explorer, matrix, row, column):
    explorer._event({"kind": "press", "matrix": matrix, "row": row, "column": column})


def enter(explorer, matrix, row, column, text):
    explorer._event({"kind": "type", "matrix": matrix, "row": row, "column": column, "text": text})


@pytest.mark.parametrize("side, kernel, stride, padding", [(4, 1, 3, 2), (6, 1, 2, 0), (5, 2, 3, 0), (6, 2, 3, 1)])
def test_where_windows_lie_apart_every_pixel_that_none_reads_is_counted(side, kernel, stride, padding):
    explorer = WindowExplorer(np.ones((side, side)), np.ones((kernel, kernel)))
    explorer.stride.value, explorer.padding.value = stride, padding
    padded = np.zeros((side + 2 * padding,) * 2, bool)
    for i in range(0, len(padded) - kernel + 1, stride):
        for j in range(0, len(padded) - kernel + 1, stride):
            padded[i:i + kernel, j:j + kernel] = True
    unread = int((~padded[padding:padding + side, padding:padding + side]).sum())
    assert f"No window reads {unread} of the {side * side} pixels." in explorer.stage.equation


def test_the_only_window_is_called_so():
    explorer = WindowExplorer(np.ones((3, 3)), np.ones((3, 3)))
    assert explorer.stage.status.startswith("One window fits") and "= 1 row and column." in explorer.stage.equation
    press(explorer, "x", 1, 1)
    assert "The only window reads x[1, 1]" in explorer.stage.equation
    assert explorer.picture(explorer.state).caption.endswith("the only window.")


@pytest.mark.parametrize("beta, rolls", [(0.0, False), (0.9, True)])
def test_memory_rolls_on_only_where_there_is_one(beta, rolls):
    explorer = OptimizerExplorer()
    explorer.beta.value, explorer.lr.value, explorer.whose.value = beta, 5.0, "momentum"
    explorer.become(replace(explorer.state, step=10))
    assert "No gate opens since" in explorer.stage.equation
    assert ("Memory still rolls on." in explorer.stage.equation) == rolls


def test_at_the_top_rate_nobody_is_asked_to_raise_it():
    explorer = OptimizerExplorer()
    explorer.separate.value, explorer.lr.value = True, 1000.0
    explorer.become(replace(explorer.state, step=0))
    assert explorer.stage.status.startswith("Step on: ")


def test_a_share_of_0_beside_two_halves_is_not_said_to_be_because_one_is_all():
    explorer = SoftmaxExplorer()
    explorer.times.value = 200
    enter(explorer, "z", 0, 0, "1000")
    enter(explorer, "z", 0, 1, "1000")
    press(explorer, "dp_dz", 2, 0)
    assert "= 0: a share of 0 moves nothing." in explorer.stage.equation


def test_where_no_digit_is_left_nothing_is_said_to_get_worse_and_no_way_is_advised_that_is_taken():
    explorer = GradientCheckExplorer()
    explorer.number.value, explorer.single.value, explorer.eps.value = "on", True, 1e-10
    assert explorer.stage.status == "Now no digit of the difference is left. Then try a weight."
    explorer.single.value, explorer.eps.value = False, 2e-15
    assert "hardly a digit of the slope is left" in explorer.stage.equation


def test_a_leak_lets_nothing_through_where_nothing_comes():
    explorer = ReluGate(-np.ones((2, 2)), np.zeros((2, 2)))
    explorer.leak.value = 0.1
    assert "the leak would let 0.1 of a gradient through." in explorer.stage.equation
    assert "can still learn" not in explorer.stage.equation


@pytest.mark.parametrize("z1, back, leak, bias, goal", [(1, -2, 0, "1000", "1004"), (-1, 1, 0.1, "-1000", "−1000.2")])
def test_a_step_that_ends_at_the_limit_is_no_equation(z1, back, leak, bias, goal):
    explorer = ReluGate(np.full((1, 2), z1), np.full((1, 2), back))
    explorer.leak.value = leak
    enter(explorer, "b1", 0, 0, bias)
    explorer.step.click()
    limit = bias.replace("-", "−")
    assert f"would take b⁽¹⁾ to {goal}; it goes no further than {limit}." in explorer.stage.status


def test_numbers_that_do_not_add_up_as_they_are_printed_are_about_equal():
    kernel = KernelGradient()
    kernel.reached.value, kernel.weight.value = "all", 0
    assert "0.044 from the 9 largest gradients + 0.207 from the other 27 ≈ 0.25 " in kernel.stage.equation
    gate = ReluGate()
    press(gate, "dL_db1", 0, 0)
    assert "≈ −0.838" in gate.stage.equation


@pytest.mark.parametrize("kernel, said", [([[1.0]], "A kernel of one cell"), (np.ones((2, 2)), "Type another weight")])
def test_a_kernel_that_is_its_own_rotation_is_not_to_be_unrotated_again(kernel, said):
    explorer = ImageGradient(np.ones((3, 3)), kernel)
    explorer.way.value, explorer.rotated.value = "gather", False
    assert said in explorer.stage.status


def test_a_walk_that_never_arrives_is_not_asked_when_it_does():
    explorer = MindChanger()
    explorer.digit.value, explorer.way.value, explorer.steps.value = 36, "sign", 32
    assert explorer.stage.status == "Still a 3 after 32 steps. Take another walk, or another digit."


def test_a_number_typed_after_windows_were_refused_takes_the_refusal_away():
    explorer = GeometryExplorer()
    explorer.kernel.value, explorer.dilation.value = (4, 3), 2
    assert explorer.stage.status.startswith("No window")
    enter(explorer, "x", 0, 0, "2")
    assert not explorer.stage.status.startswith("No window")


def test_where_every_cell_of_a_window_shares_there_are_no_others():
    explorer = PoolRouter(np.ones((2, 2)))
    explorer.ties.value = "split"
    press(explorer, "dL_da2", 0, 0)
    assert "goes to" in explorer.stage.equation and "other cells" not in explorer.stage.equation


def test_one_is_one():
    image, gate = ImageGradient(), ReluGate(np.array([-1.0, 1, 0]).reshape(3, 1, 1, 1))
    press(image, "dL_dx", 0, 0)
    assert image.stage.equation.startswith("∂L/∂x[0, 0] = 0: the only product is 0.")
    assert "The only gate is shut." in gate.stage.equation
    assert "1 of the 3 examples opens at least one." in gate.stage.equation
    kernel = KernelGradient(x=np.ones((2, 2, 2, 1)), w1=np.ones((2, 2)))
    assert "over the only window of each" in kernel.stage.equation and "from the largest" in kernel.stage.equation
