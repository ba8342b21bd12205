"""OptimizerExplorer: three optimizers from one start on one slice of the loss, and one step of them by hand."""

from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import SVG, FrontEnd, controls
from numpy.testing import assert_allclose, assert_array_equal

from cnnlib import examples, optim
from cnnlib.draw import plain
from cnnlib.draw.descent import axes_of, contour, inside
from cnnlib.widgets.optimizer import numbers as maths
from cnnlib.widgets.optimizer.explorer import LEVELS, RATES, OptimizerExplorer, ground
from cnnlib.widgets.optimizer.numbers import ADAM, DIGITS, MOMENTUM, NAMES, SGD, STEPS, State

PLACE = 4, 0                       # of w3[1, 1] in w3 (9, 1)


@pytest.fixture
def front():
    return FrontEnd(OptimizerExplorer())


def at(front, **fields):
    """The explorer in its opening state but for these fields."""
    explorer = front.explorer
    explorer.become(explorer.steady(replace(State(), **fields)))
    return explorer


def run_of(w, digits=slice(0, DIGITS)):
    """The network of the running example with other b1 and w3[1, 1], on training digits."""
    net, params, _, _ = examples.eight_by_eight()
    (x, y), _ = examples.digits()
    w3 = params["w3"].copy()
    w3[PLACE] = w[1]
    return net.run(params | {"b1": np.array([w[0]]), "w3": w3}, x[digits], y[digits])


def slope(run):
    return np.array([run.grads["dL_db1"][0], run.grads["dL_dw3"][PLACE]])


@pytest.mark.parametrize("few", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_run_is_the_one_of_the_library_with_the_gradients_of_the_network(name, few):
    optimizer = {SGD: optim.SGD(0.5), MOMENTUM: optim.Momentum(0.5, 0.8), ADAM: optim.Adam(0.5, beta1=0.8)}[name]
    found, params = maths.descent(name, 0.5, 0.8, few, False), {"w": np.array([-0.2, -0.3])}
    for k, one in enumerate(found.steps[:STEPS]):
        assert_allclose(one["w"], params["w"], rtol=1e-5, atol=1e-7)
        assert found.L[k] == pytest.approx(run_of(one["w"]).L, rel=1e-12)
        digits = slice(8 * (k % 8), 8 * (k % 8) + 8) if few else slice(0, DIGITS)
        assert_allclose(one["dL_dw"], slope(run_of(one["w"], digits)), rtol=1e-7, atol=1e-12)
        params = optimizer.step(params, {"dL_dw": slope(run_of(params["w"], digits))})
    assert len(found.steps) == STEPS + 1 and found.broken is None


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_every_step_follow_from_one_another_by_hand(name):
    m = v = velocity = np.zeros(2)
    for t, one in enumerate(maths.descent(name, 0.2, 0.5, False, False).steps, start=1):
        g = one["dL_dw"]
        velocity, m, v = 0.5 * velocity + g, 0.5 * m + 0.5 * g, 0.999 * v + 0.001 * g * g
        m_hat, v_hat = m / (1 - 0.5**t), v / (1 - 0.999**t)
        step = {SGD: 0.2 * g, MOMENTUM: 0.2 * velocity, ADAM: 0.2 * m_hat / (np.sqrt(v_hat) + 1e-8)}[name]
        known = {"velocity": velocity, "m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "step": step,
                 "new w": one["w"] - step}
        for row in set(one) - {"w", "dL_dw"}:
            assert_allclose(one[row], known[row], rtol=1e-9, atol=1e-15, err_msg=row)


def test_all_three_start_where_the_running_example_is_with_the_same_gradient():
    _, params, _, _ = examples.eight_by_eight()
    first = [maths.descent(name, 0.5, 0.9, False, False).steps[0] for name in NAMES]
    for one in first:
        assert_array_equal(one["w"], [params["b1"][0], params["w3"][PLACE]])
        assert_array_equal(one["dL_dw"], first[0]["dL_dw"])
    assert_allclose(np.abs(first[2]["step"]), 0.5, rtol=1e-5)          # Adam's first step is the rate, each way
    assert_array_equal(first[1]["step"], first[0]["step"])


def test_as_it_invites_raising_the_rate_loses_momentum_and_adam_before_sgd(front):
    assert front.stage.status == front.explorer.invitation and len(front.explorer.invitation) <= 95
    assert "nobody is lost" in front.stage.equation
    front.set(front.explorer.lr, RATES.index(2.0))
    assert "No gate opens since step 33 of momentum and step 6 of Adam" in front.stage.equation
    assert "SGD" not in front.stage.equation and front.stage.status != front.explorer.invitation
    front.set(front.explorer.lr, RATES.index(5.0))
    assert "of SGD" in front.stage.equation


@pytest.mark.parametrize("lr", [2.0, 5.0, 20.0])
@pytest.mark.parametrize("name", NAMES)
def test_whoever_is_lost_has_a_gradient_of_exactly_0_and_every_gate_shut(name, lr):
    found = maths.descent(name, lr, 0.9, False, False)
    since = found.shut_since(STEPS)
    for k, one in enumerate(found.steps):
        shut = not (run_of(one["w"]).trace["z1"] > 0).any()
        assert shut == (one["w"][0] <= maths.edge())
        if since is not None and k >= since:
            assert shut and not one["dL_dw"].any()
    if since:
        assert found.steps[since - 1]["w"][0] > maths.edge()


def test_what_is_remembered_carries_on_without_a_gradient_and_plain_descent_stands_still():
    sgd, momentum = (maths.descent(name, 5.0, 0.9, False, False) for name in (SGD, MOMENTUM))
    assert_array_equal(sgd.steps[-1]["w"], sgd.steps[sgd.shut_since(STEPS)]["w"])
    one, after = momentum.steps[20], momentum.steps[21]
    assert_allclose(after["velocity"], 0.9 * one["velocity"], rtol=1e-12)
    assert after["w"][0] < one["w"][0]


@pytest.mark.parametrize("lr, broken", [(2.0, (None, None, None)), (5.0, (None, None, 2)), (50.0, (2, 2, 2))])
def test_with_loss_and_sigmoid_apart_weights_become_nan_where_a_prediction_is_exactly_1_and_wrong(lr, broken):
    for name, step in zip(NAMES, broken, strict=True):
        found = maths.descent(name, lr, 0.9, False, True)
        assert found.broken == step
        assert maths.descent(name, lr, 0.9, False, False).broken is None
        if step:
            *before, last = found.steps
            assert len(found.steps) == step and np.isnan(last["new w"]).any()
            assert all(np.isfinite(values).all() for one in before for values in one.values())
            run = run_of(last["w"])
            assert ((run.trace["a3"] == 1) & (run.y == 0)).any()
            assert np.isfinite(slope(run)).all()                       # the fused loss holds there


def test_apart_or_together_the_gradient_is_the_same_while_no_prediction_is_saturated():
    for w in ([-0.2, -0.3], [1.0, -1.0], [2.5, 0.1], [-3.5, 0.0]):
        assert_allclose(maths.gradient(np.array(w), separate=True), maths.gradient(np.array(w)),
                        rtol=1e-7, atol=1e-12)


def test_the_first_step_that_is_not_finite_is_named_with_its_cause(front):
    at(front, lr=5.0, separate=True, whose=ADAM)
    assert "Not finite for the first time: step 2 of Adam." in front.stage.equation
    assert "∞ · 0 is not a number" in front.stage.equation and "fused loss or a lower rate" in front.stage.equation
    assert "Adam: not a number" in "|".join(front.root.itertext())
    at(front, lr=5.0, separate=True, whose=SGD, step=1)
    assert "Not finite" not in front.stage.equation
    at(front, lr=5.0, separate=True, whose=ADAM, step=1)          # it is the next one, shown by hand
    assert "step 2 of Adam" in front.stage.equation
    front.check("the step before")


def test_the_first_line_makes_the_selected_number_from_those_above_it(front):
    for name, said in (("velocity", "β · v + g = 0.9 · "), ("step", "rate · velocity = 0.5 · "), ("new w", " − ")):
        at(front, step=3, selected=(name, (0,)))
        line, value = front.stage.equation.split("\n")[0], front.explorer.value(front.explorer.state)
        assert said in line and line.endswith(f" = {plain(value)}")
    at(front, step=0, whose=ADAM, selected=("m_hat", (1,)))
    assert "m/(1 − β₁ᵗ) = " in front.stage.equation and "/(1 − 0.9^1)" in front.stage.equation


def test_the_velocity_is_said_to_tend_to_g_over_1_minus_beta(front):
    at(front, beta=0.95, selected=("velocity", (0,)))
    assert "it tends to g/(1 − β) = 20 · g, the step to rate · 20 · g" in front.stage.equation


def test_step_back_and_scrubber_lead_from_step_to_step_and_the_paths_grow(front):
    explorer = front.explorer
    back, step = explorer.transport.buttons[:2]
    step.click()                                                   # after the last, from the first
    assert explorer.state.step == 1 and explorer.numbers(explorer.state).at == 2
    back.click()
    assert explorer.state.step == 0
    front.set(explorer.transport.scrubber, 7)
    now = explorer.numbers(explorer.state)
    assert [len(now.runs[name].path(7)) for name in NAMES] == [8, 8, 8]
    front.check("scrubbing")


def test_both_axes_have_one_scale_and_the_levels_of_the_contours_are_those_of_the_loss():
    axes = axes_of(ground())
    assert axes.wide / (axes.right - axes.left) == axes.tall / (axes.most - axes.least)
    for level in LEVELS:
        lines = contour(ground(), level)
        assert lines
        for point in [line[len(line) // 2] for line in lines]:
            assert_allclose(run_of(point).L, level, rtol=0.02, atol=0.01)


def test_a_path_is_drawn_as_far_as_it_lies_inside_the_axes():
    axes = axes_of(ground())
    whole, cut, gone = (list(inside(axes, np.array(points))) for points in (
        [[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [0.0, 8.0]], [[9.0, 9.0], [10.0, 9.0]]))
    assert_allclose(whole, [(*axes.place(0.0, 0.0), *axes.place(1.0, 1.0))])
    assert_allclose(cut, [(*axes.place(0.0, 0.0), *axes.place(0.0, axes.most))])
    assert gone == []


STATES = [{}, {"step": 0}, {"lr": 2.0}, {"lr": 5.0, "separate": True, "whose": ADAM}, {"few": True, "whose": SGD},
          {"lr": 1000.0, "whose": ADAM, "step": 17}, {"lr": 1000.0, "separate": True, "whose": MOMENTUM},
          {"lr": 0.01, "beta": 0.0, "whose": ADAM}, {"lr": 1.0, "beta": 0.99, "few": True}]


@pytest.mark.parametrize("fields", STATES, ids=str)
def test_it_is_one_screen_in_every_state(front, fields):
    explorer = at(front, **fields)
    for name in explorer.matrices(explorer.state):
        at(front, **fields, selected=(name, (1,)))
        one_screen.check(explorer.picture(explorer.state), (fields, name))
        assert len(one_screen.lines(explorer)) <= 6, explorer.stage.equation
        assert len(explorer.stage.status) <= 95
        assert len(explorer.picture(explorer.state).svg) <= 30_000
    assert one_screen.row_width(explorer) <= one_screen.ROW


def test_the_learning_rate_is_first_and_never_disabled(front):
    first = next(iter(controls(front.explorer)))
    assert first.description == "Learning rate"
    for fields in STATES:
        at(front, **fields)
        assert not first.disabled


def test_the_path_in_focus_is_yellow_and_no_other(front):
    for name in NAMES:
        at(front, whose=name, step=5)
        paths = [one.get("d") for one in front.root.iter(f"{{{SVG}}}path") if one.get("stroke") == "#FFC400"
                 and one.get("d") != "M0 0"]
        drawn = front.explorer.numbers(front.explorer.state).runs[name].path(5)
        begin = "M" + " ".join(f"{float(one):.1f}" for one in axes_of(ground()).place(*drawn[0]))
        assert any(d.startswith(begin) for d in paths) and len(paths) == 3


def test_while_the_rate_moves_only_changes_travel(front):
    front.explorer.lr.index = 3
    whole = front.stage.picture["revision"]
    for k in range(len(RATES)):
        front.set(front.explorer.lr, k)
        front.check(k)
        assert front.stage.picture["revision"] == whole


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(OptimizerExplorer())


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_never_fails_and_its_link_leads_back(random_walk, seed):
    explorer = OptimizerExplorer()
    random_walk(explorer, steps=150, seed=seed)
    back = OptimizerExplorer.at(explorer.link)
    assert back.state == explorer.state and back.stage.equation == explorer.stage.equation
