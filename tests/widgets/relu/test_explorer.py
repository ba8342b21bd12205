"""ReluGate: what it shows is the network with that bias and leak;
a dead unit is called dead, a leak keeps it alive."""

import re

import numpy as np
import pytest

from cnnlib import examples
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.ops import conv, max_pool, relu
from cnnlib.widgets.relu.explorer import BACKWARD, BIASES, FORWARD, LEAKS, LIMITS, ReluGate, State, run_at

SVG = "{http://www.w3.org/2000/svg}"
LEAST, LEAK = BIASES[0], LEAKS[-1]
SOME = BIASES[::3]


@pytest.fixture
def explorer():
    return ReluGate()


@pytest.fixture
def front(explorer):
    from front_end import FrontEnd
    return FrontEnd(explorer)


def texts(front, name):
    group = next(g for g in front.root.iter(f"{SVG}g") if g.get("data-name") == name)
    return [text.text or "" for text in group[2]]


def factor(front, name):
    """10 to the power in the label of a matrix."""
    label = name.replace("dL_d", "∂L/∂").replace("1", "(1)").replace("2", "(2)")
    said = ["".join(text.itertext()) for text in front.root.iter(f"{SVG}text")]
    found = [text for text in said if text.split(" ")[0] == label]
    power = found[0].partition("×10")[2].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    return 10.0**int(power or 0)


def agree(front, name, values):
    """Whether every cell prints its number, as exactly as it prints."""
    unit = factor(front, name)
    for text, value in zip(texts(front, name), np.ravel(values), strict=True):
        plain = text.replace("−", "-")
        if plain in ("<.01", ">-.01"):
            assert 0 < abs(value) < 0.0101 * unit and (value < 0) == plain.startswith(">")
        else:
            last_digit = unit * 10**-len(plain.partition(".")[2])
            assert abs(float(plain) * unit - value) <= 0.5001 * last_digit, (name, text)


def network(bias, leak):
    net = Network((8, 8, 1), [Conv(1, 3), ReLU(leak), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    _, params, x, y = examples.eight_by_eight()
    return net.run(params | {"b1": np.array([bias])}, x, y)


@pytest.mark.parametrize("leak", [0.0, 0.07, LEAK])
@pytest.mark.parametrize("bias", [-3.0, -1.45, -0.85, -0.2, 0.35, 1.0])
def test_every_number_in_the_picture_is_that_of_the_network(explorer, front, bias, leak):
    explorer.bias.value, explorer.leak.value = bias, leak
    run = network(bias, leak)
    for name in ("z1", "a1", "a2"):
        agree(front, name, run.trace[name])
    for name in BACKWARD:
        agree(front, name, run.grads[name])
    front.check("moving both sliders")


@pytest.mark.parametrize("leak", [0.0, 0.1])
@pytest.mark.parametrize("bias", [-2.0, -1.2, -0.2, 0.6])
def test_backward_is_routing_then_the_gate_step_by_step(bias, leak):
    _, params, x, _ = examples.eight_by_eight()
    z1 = conv.forward(x, params["w1"], np.array([bias]))
    run = run_at(bias, leak)
    dL_da1 = max_pool.backward(run.grads["dL_da2"], relu.forward(z1, leak))
    assert np.array_equal(run.grads["dL_da1"], dL_da1)
    assert np.allclose(run.grads["dL_dz1"], dL_da1 * np.where(z1 > 0, 1.0, leak), rtol=1e-14, atol=0)


def test_the_lowest_bias_kills_the_unit_and_the_words_say_so(explorer, front):
    explorer.bias.value = LEAST
    assert set(texts(front, "a1")) == set(texts(front, "dL_dz1")) == {"0"} and texts(front, "dL_db1") == ["0"]
    assert set(texts(front, "dL_da1")) != {"0"}
    assert "The unit is dead" in explorer.stage.equation
    assert "none of it passes (share 0)" in explorer.stage.equation


def test_raising_the_bias_again_revives_it(explorer):
    explorer.bias.value = LEAST
    explorer.bias.value = -0.2
    assert "dead" not in explorer.stage.equation and "26 of 36 gates are open" in explorer.stage.equation


def test_a_leak_lets_the_gradient_of_a_shut_map_through(explorer, front):
    explorer.bias.value, explorer.leak.value = LEAST, 0.1
    run = run_at(LEAST, 0.1)
    assert np.allclose(run.grads["dL_dz1"], 0.1 * run.grads["dL_da1"])
    assert "dead" not in explorer.stage.equation and "can still learn" in explorer.stage.equation
    assert "about a tenth of it passes (share 0.1)" in explorer.stage.equation


@pytest.mark.parametrize("leak", [0.0, 0.05, LEAK])
@pytest.mark.parametrize("bias", SOME)
def test_the_words_count_what_survives(explorer, bias, leak):
    run, said = network(bias, leak), explorer.equation(State(bias, leak))
    pooled, gated = (np.count_nonzero(run.grads[name]) for name in ("dL_da1", "dL_dz1"))
    assert f"{pooled} of 36 cells carry gradient after pooling, {gated} after the gate" in said
    before, after, share = map(float, re.search(
        r"([\d.]+) after pooling, ([\d.]+) after the gate: .*\(share ([\d.]+)\)", said).groups())
    sums = [np.abs(run.grads[name]).sum() for name in ("dL_da1", "dL_dz1")]
    assert [before, after, share] == pytest.approx([*sums, sums[1] / sums[0]], rel=5e-3)
    assert before == pytest.approx(np.abs(run.grads["dL_da2"]).sum(), rel=5e-3)


def test_the_share_in_words_is_near_the_share_in_numbers(explorer):
    known = {"nearly all": 0.98, "nine tenths": 0.9, "four fifths": 0.8, "three quarters": 0.75,
             "seven tenths": 0.7, "two thirds": 2 / 3, "three fifths": 0.6, "half": 0.5, "two fifths": 0.4,
             "a third": 1 / 3, "three tenths": 0.3, "a quarter": 0.25, "a fifth": 0.2, "a sixth": 1 / 6,
             "a seventh": 1 / 7, "an eighth": 1 / 8, "a tenth": 0.1, "a twentieth": 0.05, "a hundredth": 0.01,
             "all of it": 1.0, "none of it": 0.0}
    for bias in SOME:
        for leak in (0.0, 0.01, 0.05, 0.13, 0.15, 0.17, 0.2, LEAK):
            said = explorer.equation(State(bias, leak)).split("after the gate: ")[1]
            share = float(re.search(r"\(share ([\d.]+)\)", said)[1])
            word = next(word for word in known if word in said)
            assert abs(known[word] - share) <= max(0.1 * share, 0.02), said


def test_a_step_does_not_move_the_bias_of_a_dead_unit(explorer):
    explorer.bias.value = LEAST
    explorer.step.click()
    assert explorer.state.bias == LEAST and "however often we step" in explorer.stage.status


def test_with_a_leak_steps_bring_a_shut_map_back_to_life(explorer):
    explorer.bias.value, explorer.leak.value = -2.0, 0.1
    opened = []
    for _ in range(6):
        explorer.step.click()
        opened.append(int((run_at(explorer.state.bias, 0.1).trace["z1"] > 0).sum()))
    assert opened[0] == 0 and opened[-1] > 20


def test_dead_is_only_what_no_training_digit_opens(explorer):
    net, params, *_ = examples.eight_by_eight()
    (x, _), _ = examples.digits()
    for bias in BIASES:
        z1 = net.forward(params | {"b1": np.array([bias])}, x)["z1"]
        opened, said = int((z1 > 1e-9).any(axis=(1, 2, 3)).sum()), explorer.equation(State(bias))
        assert ("is dead: none of the 281 training digits" in said) == (opened == 0)
        assert (f"{opened} of the 281 training digits open at least one" in said) == (opened > 0)


def test_a_digit_without_an_open_gate_does_not_make_the_unit_dead(explorer):
    explorer.bias.value = -1.75
    assert "0 after the gate" in explorer.stage.equation
    assert "not dead: 252 of the 281 training digits" in explorer.stage.equation


def test_a_stepped_bias_is_kept_when_the_browser_sends_the_slider_back(explorer, front):
    explorer.step.click()
    stepped = explorer.state.bias
    assert stepped not in BIASES and abs(explorer.bias.value - stepped) <= 0.025
    front.set(explorer.bias, explorer.bias.index)
    assert explorer.state.bias == stepped


def test_a_slider_that_stands_still_is_no_change_that_undo_could_take_back(explorer, front):
    for slider in (explorer.bias, explorer.leak):
        front.set(slider, slider.index)
    assert explorer.state == State() and explorer.undo.disabled


def test_a_move_that_waited_while_the_bias_stepped_does_not_round_it(explorer):
    explorer.step.click()
    stepped = explorer.state.bias
    explorer.bias.notify_change({"name": "value", "old": -0.2, "new": explorer.bias.value,
                                 "owner": explorer.bias, "type": "change"})
    assert explorer.state.bias == stepped


def test_the_slider_of_the_leak_says_the_number_that_the_network_gets(explorer):
    assert [float(label.replace("−", "-")) for label, _ in explorer.leak.options] == LEAKS


@pytest.mark.parametrize("text", ["100", "-1.75", "0.638"])
def test_the_bias_stands_in_the_picture_alone_since_it_can_lie_off_the_slider(explorer, front, text):
    assert not explorer.bias.readout and explorer.leak.readout
    front.send(kind="type", matrix="b1", row=0, column=0, text=text)
    agree(front, "b1", explorer.state.bias)
    assert len(texts(front, "b1")[0]) > 2


def test_the_button_does_not_stand_alone_in_a_row(explorer):
    row = next(box for box in explorer.children if explorer.step in getattr(box, "children", ()))
    assert explorer.undo in row.children and explorer.reset in row.children


def test_every_control_has_a_name_and_a_tooltip(explorer):
    from front_end import buttons, controls
    assert all(control.description and control.tooltip
               for control in [*controls(explorer), *buttons(explorer)])


def test_a_step_goes_against_the_gradient(explorer):
    slope = run_at(-0.2, 0.0).grads["dL_db1"][0]
    explorer.step.click()
    assert explorer.state.bias == pytest.approx(-0.2 - slope)
    explorer.undo.click()
    assert explorer.state.bias == -0.2


@pytest.mark.parametrize("matrix", ["z1", "a1", "dL_da1", "dL_dz1"])
def test_the_selected_cell_says_whether_its_gate_is_open(explorer, matrix):
    z1 = run_at(-0.2, 0.0).trace["z1"][0, :, :, 0]
    for place in np.ndindex(6, 6):
        said = explorer.equation(State(selected=(matrix, *place)))
        assert ("the gate is open" in said) == (z1[place] > 0)
        assert ("the gate is shut" in said) == (z1[place] <= 0)


def test_a_leaking_gate_says_what_it_gives_forward(explorer):
    said = explorer.equation(State(bias=-2.0, leak=0.1, selected=("a1", 0, 1)))
    assert "0.1 · (−0.294) = −0.0294" in said


def test_a_typed_bias_far_away_leaves_no_gradient_and_says_so(explorer, front):
    front.send(kind="type", matrix="b1", row=0, column=0, text="1000")
    assert "No gradient comes from the loss" in explorer.stage.equation
    explorer.step.click()
    assert explorer.state.bias == 1000 and explorer.errors == []
    front.check("typing 1000")


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400"])
def test_what_cannot_be_used_loses_nothing_and_gives_a_sentence(explorer, front, text):
    before = explorer.state
    front.send(kind="type", matrix="b1", row=0, column=0, text=text)
    assert explorer.state is before and len(explorer.stage.status) > 20 and explorer.errors == []


def test_a_computed_matrix_cannot_be_typed_into(explorer, front):
    front.send(kind="type", matrix="z1", row=0, column=0, text="1")
    assert "z1 is computed" in explorer.stage.status and explorer.state == State()


def test_the_colour_limits_hold_over_both_sliders():
    for bias in SOME:
        for leak in (0.0, 0.1, LEAK):
            run = run_at(bias, leak)
            assert max(np.abs(run.trace[name]).max() for name in FORWARD[1:]) <= LIMITS[0]
            assert max(np.abs(run.grads[name]).max() for name in BACKWARD[1:]) <= LIMITS[1]


def test_while_a_slider_moves_only_changes_travel(explorer, front):
    for bias in (LEAST, -1.0, BIASES[-1]):
        front.set(explorer.bias, BIASES.index(bias))
        front.check(bias)
    assert not any("picture" in message.get("state", {}) for message in front.messages)


def test_the_selected_cell_and_the_cells_that_feed_it_are_outlined(explorer, front):
    front.send(kind="press", matrix="a2", row=0, column=0)
    marked = {group.get("data-name") for group in front.root.iter(f"{SVG}g") if group.get("data-name")
              and any(path.get("stroke") == "#111" for path in group.iter(f"{SVG}path"))}
    assert marked == {"a1", "a2"}


def test_every_control_can_be_moved_over_its_whole_range(explorer, sweep):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(explorer, random_walk, seed):
    random_walk(explorer, steps=500, seed=seed)
