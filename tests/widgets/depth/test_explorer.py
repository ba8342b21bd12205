"""DepthExplorer: every number is the network's, the factors are those of He and Glorot, what cannot learn is said."""

from dataclasses import replace
from itertools import product

import numpy as np
import one_screen
import pytest
from front_end import SVG, FrontEnd, controls
from numpy.testing import assert_allclose
from svg_reader import parse

from cnnlib.ops import dense, losses, relu, sigmoid
from cnnlib.widgets import DepthExplorer
from cnnlib.widgets.depth import stacks
from cnnlib.widgets.depth.numbers import GLOROT, HALVES, HE, State, different, numbers, scale_of
from cnnlib.widgets.depth.picture import height, printed
from cnnlib.widgets.depth.stacks import ACTIVATIONS, CONV, DENSE, LAYERS, NONE, RELU, SIGMOID, STACKS, STARTS
from cnnlib.widgets.depth.words import SCALES, verdict

RANDOM, EQUAL, ZERO = STARTS
ENDS = HALVES[0], GLOROT, HE, HALVES[-1]


@pytest.fixture
def front():
    return FrontEnd(DepthExplorer())


def at(front, **fields):
    """The explorer in its opening state but for these fields."""
    front.explorer.become(replace(State(), **fields))
    return front.explorer


def every_state(halves=HALVES):
    """All states but for what is selected."""
    for half, activation, start, pixels, stack in product(halves, ACTIVATIONS, STARTS, (False, True), STACKS):
        yield State(half, activation, start, pixels, stack)


def by_hand(activation, scale, pixels):
    """Every number of the dense stack, layer by layer with the ops: rms of a, norm of dL_da, from x on."""
    x, y, drawn = stacks.data(DENSE)
    act = {RELU: relu, SIGMOID: sigmoid}.get(activation)
    a, z = [255 * x if pixels else x], []
    w = [scale / 8 * drawn[f"w{k}"] for k in range(1, LAYERS + 2)]
    for one in w:
        z.append(dense.forward(a[-1], one, np.zeros(one.shape[1])))
        a.append(act.forward(z[-1]) if act else z[-1])
    dz = losses.sigmoid_binary_cross_entropy_backward(z[-1], y)
    norms = []
    for k in range(LAYERS, -1, -1):
        da = dense.backward(dz, a[k], w[k])[0]
        norms.append(np.linalg.norm(da))
        dz = act.backward(da, z[k - 1]) if act and k else da
    return [np.sqrt(np.mean(one**2)) for one in a[:-1]], norms[::-1]


@pytest.mark.parametrize("pixels", [False, True])
@pytest.mark.parametrize("half", ENDS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_bar_is_what_the_ops_compute_layer_by_layer(activation, half, pixels):
    forward, backward = by_hand(activation, scale_of(half), pixels)
    now = numbers(State(half, activation, RANDOM, pixels))
    assert_allclose(now.matrices["a"], forward, rtol=1e-9)
    assert_allclose(now.matrices["dL_da"], backward, rtol=1e-9)


@pytest.mark.parametrize("stack", STACKS)
def test_the_weights_have_the_standard_deviation_that_he_and_glorot_ask_for_at_their_marks(stack):
    shape = stacks.data(stack)[2]["w5"].shape
    fan_in, fan_out = np.prod(shape[:-1]), np.prod(shape[:-2]) * shape[-1]
    for half, expected in ((HE, 2 / fan_in), (GLOROT, 2 / (fan_in + fan_out))):
        w = stacks.parameters(stack, RANDOM, scale_of(half))["w5"]
        drawn = stacks.data(stack)[2]["w5"]
        assert_allclose(w, np.sqrt(expected) * drawn, rtol=1e-12)
        assert np.std(drawn) == pytest.approx(1, abs=0.1)


def test_numbers_are_finite_in_every_state_and_nothing_that_is_printed_is_long_or_overlaps(front):
    for state in every_state():
        now = numbers(state)
        assert all(np.isfinite(one).all() for one in (*now.matrices.values(), now.dL_dw))
        assert len(verdict(now)) <= 80, verdict(now)
        for selected in (("a", (0,)), ("a", (10,)), ("dL_da", (0,)), ("dL_da", (7,)), ("dL_da", (10,))):
            lines = front.explorer.equation(replace(state, selected=selected)).split("\n")
            assert len(lines) == 4 and max(map(len, lines)) <= 105, lines


@pytest.mark.parametrize("stack", STACKS)
def test_it_is_one_screen_in_every_state(front, stack):
    for state in every_state(ENDS):
        if state.stack == stack:
            picture = front.explorer.picture(state)
            one_screen.check(picture, state)
            assert len(picture.svg) <= 30_000
    for half in HALVES:
        one_screen.check(front.explorer.picture(State(half)))
    assert one_screen.row_width(front.explorer) <= one_screen.ROW


def test_as_it_invites_one_scale_alone_lets_the_gradient_neither_vanish_nor_explode(front):
    explorer = front.explorer
    assert front.stage.status == explorer.invitation and len(explorer.invitation) <= 80
    for activation, right in ((RELU, HE), (NONE, GLOROT)):
        for k, half in enumerate(HALVES):
            at(front, activation=activation)
            front.set(explorer.half, k)
            if half == right:
                assert front.stage.status.endswith("neither vanishes nor explodes.")
            elif explorer.state != State():
                assert front.stage.status.endswith("it vanishes." if half < right else "it explodes.")


def test_it_opens_where_nothing_arrives_and_the_selected_number_is_the_one_that_is_lost(front):
    now, state = front.explorer.numbers(front.explorer.state), front.explorer.state
    assert state.selected == ("dL_da", (1,)) and now.matrices["dL_da"][1] < 1e-8 < now.matrices["dL_da"][10] / 1e6
    assert height(now.matrices["dL_da"][1]) == 0 < height(now.matrices["dL_da"][10])


@pytest.mark.parametrize("half", HALVES)
def test_each_relu_layer_lets_half_of_scale_squared_through_both_ways(half):
    for activation, factor in ((RELU, scale_of(half) / np.sqrt(2)), (NONE, scale_of(half))):
        now = numbers(State(half, activation))
        assert now.expected == pytest.approx(factor)
        assert now.gains["a"] == pytest.approx(factor, rel=0.02)
        assert now.gains["dL_da"] == pytest.approx(factor, rel=0.05)
        assert now.gains["a"]**LAYERS == pytest.approx(now.matrices["a"][10] / now.matrices["a"][0])
        assert now.gains["dL_da"]**(LAYERS - 1) == pytest.approx(now.arriving)


@pytest.mark.parametrize("stack", STACKS)
def test_sigmoids_multiply_the_gradient_by_less_than_a_quarter_of_the_scale(stack):
    for half in HALVES:
        now = numbers(State(half, SIGMOID, RANDOM, False, stack))
        assert now.gains["dL_da"] < now.expected == scale_of(half) / 4
        assert 0.4 < now.matrices["a"][10] < 0.75


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equal_weights_make_twins_of_all_units_whatever_the_scale_and_random_ones_of_none(activation, stack):
    for half in ENDS:
        now = numbers(State(half, activation, EQUAL, False, stack))
        assert set(now.different) == set(now.learning) == {1}
        assert set(numbers(State(half, activation, RANDOM, False, stack)).different) == {now.kind.width}


def test_equal_weights_stay_equal_after_steps_and_random_ones_do_not():
    net, (x, y, _) = stacks.network(DENSE, RELU), stacks.data(DENSE)
    for start, twins in ((EQUAL, True), (RANDOM, False)):
        params = stacks.parameters(DENSE, start, scale_of(HALVES[0] if twins else HE))
        for _ in range(5):
            grads = net.run(params, x, y).grads
            params = {name: one - 0.1 * grads[f"dL_d{name}"] for name, one in params.items()}
        assert all((different(params[f"w{k}"]) == 1) == twins for k in range(1, LAYERS + 1))


def test_equal_weights_add_up_all_inputs_in_step():
    now = numbers(State(GLOROT, RELU, EQUAL))
    assert_allclose(now.matrices["a"][2:] / now.matrices["a"][1:-1], 8)
    assert_allclose(now.matrices["dL_da"][1:-1] / now.matrices["dL_da"][2:], 8)
    assert now.expected == pytest.approx(8)


@pytest.mark.parametrize(("activation", "moving"), [(RELU, ("b11",)), (SIGMOID, ("w11", "b11")), (NONE, ("b11",))])
def test_weights_of_0_send_nothing_back_and_what_can_learn_is_named(front, activation, moving):
    explorer = at(front, start=ZERO, activation=activation)
    now = explorer.numbers(explorer.state)
    assert not now.matrices["dL_da"].any() and now.moving == moving
    named = " and ".join(f"{one[0]}⁽¹¹⁾" for one in moving)
    assert f"The first step moves {named} alone." in front.stage.equation
    assert "× 0 back." in front.stage.equation and "0 times any scale is 0" in front.stage.status
    for k in range(len(HALVES)):
        front.set(explorer.half, k)
        assert not explorer.half.disabled and not explorer.numbers(explorer.state).matrices["dL_da"].any()


def test_where_sigmoids_are_exactly_1_no_gradient_arrives_and_the_words_say_why(front):
    explorer = at(front, start=EQUAL, activation=SIGMOID, half=HALVES[-1])
    assert explorer.numbers(explorer.state).arriving == 0 and "σ is exactly 1" in front.stage.status
    done = stacks.run(DENSE, SIGMOID, EQUAL, 8.0, False)
    assert (done.trace["a5"] == 1).all() and done.grads["dL_da10"].any() and not done.grads["dL_da1"].any()
    for state in every_state():
        now = numbers(state)
        if state.start != ZERO and not now.arriving:
            assert state.activation == SIGMOID and now.stuck[-1] == now.of


def test_dead_relus_and_saturated_sigmoids_are_counted_and_pixels_saturate_the_first_layer(front):
    for activation, pixels, stack in product((RELU, SIGMOID), (False, True), STACKS):
        done = stacks.run(stack, activation, RANDOM, 1.0, pixels)
        now = numbers(State(GLOROT, activation, RANDOM, pixels, stack))
        for k in range(1, LAYERS + 1):
            z = done.trace[f"z{k}"].reshape(-1, now.kind.width)
            found = (z <= 0).all(axis=0) if activation == RELU else np.abs(z) > np.log(99)
            assert now.stuck[k - 1] == found.sum()
            assert now.of == (now.kind.width if activation == RELU else z.size)
    small, large = (numbers(State(GLOROT, SIGMOID, RANDOM, pixels)) for pixels in (False, True))
    assert small.stuck[0] == 0 and large.stuck[0] > 0.95 * large.of and large.stuck[1] == 0
    at(front, half=GLOROT, activation=SIGMOID, pixels=True)
    assert f"{large.stuck[0]} of 1024 sigmoids saturated" in front.stage.equation


def test_inputs_255_times_as_large_make_every_activation_of_relus_so_and_the_first_gradient():
    small, large = (numbers(State(HE, RELU, RANDOM, pixels)) for pixels in (False, True))
    assert_allclose(large.matrices["a"], 255 * small.matrices["a"])
    assert large.dL_dw[0] > 100 * small.dL_dw[0]
    assert small.stuck == large.stuck


def test_the_first_line_divides_the_selected_number_by_the_one_that_feeds_it(front):
    for name, k, other in (("a", 3, 2), ("a", 1, 0), ("dL_da", 9, 10), ("dL_da", 0, 1)):
        explorer = at(front, half=HE, selected=(name, (k,)))
        values = explorer.matrices(explorer.state)[name]
        share = front.stage.equation.split(" times ")[0].rpartition(" ")[2]
        assert float(share) == pytest.approx(values[k] / values[other], rel=5e-3)
    assert "from the loss, through w⁽¹¹⁾" in at(front, selected=("dL_da", (10,))).stage.equation
    assert "inputs from 0 to 255" in at(front, selected=("a", (0,)), pixels=True).stage.equation
    assert "rms of z⁽²⁾" in at(front, selected=("a", (2,)), activation=NONE).stage.equation


def tops(front, name):
    """The top of the line around each bar of a row, in pixels."""
    dashed = "4 3" if name == "dL_da" else None
    found = [path.get("d") for group in front.root.iter(f"{{{SVG}}}g") if group.get("stroke-width") == "1.2"
             and group.get("fill") == "none" for one in group for path in one
             if path.get("stroke-dasharray") == dashed and path.get("fill") is None]
    return [float(d.partition("V")[2].partition("h")[0]) if "V" in d else None for d in found]


@pytest.mark.parametrize("half", HALVES)
def test_a_bar_is_as_high_as_the_logarithm_of_its_number(front, half):
    explorer = at(front, half=half)
    for name, low in (("a", 174), ("dL_da", 348)):
        values = explorer.matrices(explorer.state)[name]
        for value, top in zip(values, tops(front, name), strict=True):
            share = (np.log10(value) + 8) / 16
            assert (top is None) if share <= 0 else top == pytest.approx(low - 100 * min(share, 1), abs=0.06)


def test_a_bar_beyond_the_scale_has_a_tip(front):
    for half, tip in ((HALVES[-1], True), (HALVES[0], False)):
        explorer = at(front, half=half, start=EQUAL)
        tips = [path.get("d") for path in parse(explorer.picture(explorer.state)).iter(f"{{{SVG}}}path")
                if path.get("fill") == "#111" and "l-15" in path.get("d")]
        assert bool(tips) == tip


def test_a_press_on_a_bar_or_on_its_number_selects_the_layer_and_outlines_what_feeds_it(front):
    groups = [one for one in front.root.iter(f"{{{SVG}}}g") if one.get("data-name") == "dL_da"]
    assert len(groups) == 3 * (LAYERS + 1)                # both halves of a bar, and the number
    front.send(kind="press", matrix="dL_da", row=0, column=6)
    assert front.explorer.state.selected == ("dL_da", (6,))
    outlined = [(one.get("data-name"), one.get("data-column")) for one in front.root.iter(f"{{{SVG}}}g")
                if one.get("data-name") and any(path.get("stroke") == "#FFC400" and path.get("d") != "M0 0"
                                                for path in one.iter(f"{{{SVG}}}path"))]
    assert outlined == [("dL_da", "6"), ("dL_da", "7")]


@pytest.mark.parametrize(("value", "lines"), [
    (0.0, ("0", "")), (0.589, ("0.589", "")), (864.2, ("864", "")), (0.0999, ("9.99", "×10⁻²")),
    (999.96, ("1000", "")), (99996.0, ("1", "×10⁵")), (1.72e-11, ("1.72", "×10⁻¹¹")),
    (1.5e20, ("1.5", "×10²⁰")), (4.76e-111, ("4.76", "×10⁻¹¹¹"))])
def test_a_number_is_printed_in_two_lines_where_it_is_small_or_large(value, lines):
    assert printed(value) == lines


def test_twins_are_counted_by_their_numbers_up_to_rounding():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(6, 3))
    twins = columns[:, [0, 1, 1, 2, 0]] * (1 + 1e-14 * rng.normal(size=(6, 5)))
    assert different(twins) == 3 and different(np.zeros((6, 5))) == 1 and different(rng.normal(size=(2, 3, 3, 8))) == 8


def test_the_scale_is_first_and_never_disabled_and_he_and_glorot_stand_on_it(front):
    first = next(iter(controls(front.explorer)))
    assert first.description == "Scale" and not first.disabled
    assert [text for text, _ in first.options if "," in text] == ["1, Glorot", "√2, He"]
    assert tuple(SCALES) == tuple(HALVES)


def test_while_the_scale_moves_only_changes_travel(front):
    whole = front.stage.picture["revision"]
    for stack, activation in product((DENSE, CONV), ACTIVATIONS):
        front.explorer.become(replace(front.explorer.state, stack=stack, activation=activation))
        for k in range(0, len(HALVES), 3):
            front.set(front.explorer.half, k)
            front.check(k)
    assert front.stage.picture["revision"] == whole


def test_every_control_can_be_moved_over_its_whole_range(sweep):
    sweep(DepthExplorer())


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_never_fails_and_its_link_leads_back(random_walk, seed):
    explorer = DepthExplorer()
    random_walk(explorer, steps=150, seed=seed)
    back = DepthExplorer.at(explorer.link)
    assert back.state == explorer.state and back.stage.equation == explorer.stage.equation
