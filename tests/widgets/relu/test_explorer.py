"""ReluGate: what it shows is the network with that bias and leak;
a dead filter is called dead, a leak keeps it alive."""

import re

import numpy as np
import one_screen
import pytest
from front_end import address
from svg_reader import SVG, labels, value

from cnnlib import examples
from cnnlib.draw.ink import colour, number
from cnnlib.layers import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid
from cnnlib.network import Network
from cnnlib.ops import conv, max_pool, relu
from cnnlib.widgets.relu.explorer import BIASES, LEAKS, LIMITS, ReluGate
from cnnlib.widgets.relu.numbers import BACKWARD, FORWARD, State, run_at
from cnnlib.widgets.relu.words import gauges, percent

LEAST, LEAK = BIASES[0], LEAKS[-1]
SOME = BIASES[::3]


@pytest.fixture
def explorer():
    return ReluGate()


@pytest.fixture
def front(explorer):
    from front_end import FrontEnd
    return FrontEnd(explorer)


def groups(front, name, tiles):
    """The groups of a matrix in the browser: its tiles, or its map, whose cells have no numbers."""
    return [group for group in front.root.iter(f"{SVG}g") if group.get("data-name") == name
            and (len(group) > 2) == tiles]


def tile(front, name):
    """(row, column) and text of the one tile of a matrix."""
    group, = groups(front, name, True)
    return (int(group.get("data-row")), int(group.get("data-column"))), group[2][0].text


def fills(front, name):
    """The colours of a map, in reading order."""
    group, = groups(front, name, False)
    return [path.get("fill", "#FFFFFF") for path in group[0]]


def coloured(name, values):
    """The colours that the cells of a matrix should have."""
    gradient = name.startswith("dL")
    return [colour.fill(number.tidy(one), LIMITS[gradient], gradient) for one in np.ravel(values)]


def agree(front, name, values):
    """Whether every cell of a map has its colour, and a tile its number, as exactly as it prints."""
    if not name.endswith("b1"):
        assert fills(front, name) == coloured(name, values), name
    if not name.endswith("a2"):
        (row, column), text = tile(front, name)
        shown, error = value(text)
        true = np.ravel(values)[row * 6 + column]
        assert abs(shown - true) <= error and (text == "0") == (number.tidy(true) == 0), (name, text)


def said_in(explorer):
    return [label.text for label in labels(explorer.picture(explorer.state))]


def network(bias, leak):
    net = Network((8, 8, 1), [Conv(1, 3), ReLU(leak), MaxPool(2), Flatten(), Dense(1), Sigmoid()])
    _, params, x, y = examples.eight_by_eight()
    return net.run(params | {"b1": np.array([bias])}, x, y)


@pytest.mark.parametrize("leak", [0.0, 0.07, LEAK])
@pytest.mark.parametrize("bias", [-3.0, -1.45, -0.85, -0.2, 0.35, 1.0])
def test_every_number_in_the_picture_is_that_of_the_network(explorer, front, bias, leak):
    explorer.bias.value, explorer.leak.value = bias, leak
    run = network(bias, leak)
    for row, column in ((1, 4), (0, 0), (3, 1)):
        front.send(kind="press", matrix="z1", row=row, column=column)
        agree(front, "b1", [bias])
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
    assert set(fills(front, "a1")) == set(fills(front, "dL_dz1")) == {"#FFFFFF"}
    assert set(fills(front, "dL_da1")) != {"#FFFFFF"} and tile(front, "dL_db1")[1] == "0"
    assert "The filter is dead" in explorer.stage.equation
    assert "No gradient comes through: ∂L/∂z⁽¹⁾ is 0 everywhere" in explorer.stage.equation
    assert {"0 of 36", "was 26 of 36", "0 %", "was 100 %", "the gate is shut"} <= set(said_in(explorer))


def test_raising_the_bias_again_revives_it(explorer):
    explorer.bias.value = LEAST
    explorer.bias.value = -0.2
    assert "dead" not in explorer.stage.equation and "26 of 36 gates are open" in explorer.stage.equation


def test_a_leak_lets_the_gradient_of_a_shut_map_through(explorer, front):
    explorer.bias.value, explorer.leak.value = LEAST, 0.1
    run = run_at(LEAST, 0.1)
    assert np.allclose(run.grads["dL_dz1"], 0.1 * run.grads["dL_da1"])
    assert "dead" not in explorer.stage.equation and "can still learn" in explorer.stage.equation
    assert "10 % comes through" in explorer.stage.equation
    assert {"10 %", "the gate leaks", "local slope 0.1"} <= set(said_in(explorer))


@pytest.mark.parametrize("leak", [0.0, 0.05, LEAK])
@pytest.mark.parametrize("bias", SOME)
def test_the_words_count_what_survives(explorer, bias, leak):
    run, said = network(bias, leak), explorer.equation(State(bias, leak))
    pooled, gated = (np.count_nonzero(run.grads[name]) for name in ("dL_da1", "dL_dz1"))
    before, after = (np.abs(run.grads[name]).sum() for name in ("dL_da1", "dL_dz1"))
    if not after:
        assert "No gradient comes through" in said
        return
    found = re.search(r"after pooling ([\d.]+), in (\d+) cells; after the gate ([\d.]+), in (\d+) cells: "
                      r"([\d.]+) % comes through", said).groups()
    assert tuple(map(int, (found[1], found[3]))) == (pooled, gated)
    assert [float(found[0]), float(found[2])] == pytest.approx([before, after], rel=5e-3)
    assert float(found[4]) == pytest.approx(100 * after / before, abs=0.51)
    assert before == pytest.approx(np.abs(run.grads["dL_da2"]).sum(), rel=5e-3)


@pytest.mark.parametrize("leak", [0.0, 0.05, LEAK])
@pytest.mark.parametrize("bias", [-3.0, -1.75, -1.4, -0.2, 1.0])
def test_the_bars_are_as_long_as_their_words_say(explorer, bias, leak):
    explorer.bias.value, explorer.leak.value = bias, leak
    run = network(bias, leak)
    (_, opened, _, count, _), (_, passed, _, part, _) = gauges(explorer.numbers(explorer.state))
    assert opened == pytest.approx(np.mean(run.trace["z1"] > 0)) and count == f"{round(36 * opened)} of 36"
    assert passed == pytest.approx(np.abs(run.grads["dL_dz1"]).sum() / np.abs(run.grads["dL_da1"]).sum())
    assert float(part.removesuffix(" %")) == pytest.approx(100 * passed, abs=0.5)
    filled = re.findall(r"M152 \d+h([\d.]+)v15H152z", explorer.picture(explorer.state).svg)
    assert list(map(float, filled)) == pytest.approx([190 * opened, 190 * passed], abs=0.6)


def test_a_share_that_is_neither_nothing_nor_all_is_not_called_so():
    assert [percent(share) for share in (0.0, 0.001, 0.004, 0.5, 0.998, 1.0)] == [
        "0 %", "0.1 %", "0.4 %", "50 %", "99.8 %", "100 %"]


def test_what_changed_stays_as_a_ghost_in_words_and_as_a_tick(explorer, front):
    before = explorer.picture(explorer.state).svg.count(colour.PATH)
    for bias in (-0.5, -1.0, -1.45):
        front.set(explorer.bias, BIASES.index(bias))
    old = {name: one_screen.ghosts(group) for name in explorer.shapes(explorer.state)
           for group in groups(front, name, True)}
    assert old == {"b1": ["−0.2"], "z1": ["0.138"], "a1": ["0.138"], "dL_db1": ["−0.838"], "dL_dz1": ["−0.180"],
                   "dL_da1": ["−0.180"]}
    said = said_in(explorer)
    assert {"6 of 36", "was 26 of 36", "43 %", "was 100 %"} <= set(said)
    assert explorer.picture(explorer.state).svg.count(colour.PATH) == before
    assert len(re.findall(r"M[\d.]+ \d+v21", explorer.picture(explorer.state).svg)) == 4


@pytest.mark.parametrize(("bias", "leak", "gap", "said"), [
    (-0.2, 0.0, 30, "the gate is open"), (-3.0, 0.0, 0, "the gate is shut"), (-3.0, 0.1, 7, "the gate leaks")])
def test_the_door_is_open_shut_or_leaks(explorer, bias, leak, gap, said):
    explorer.bias.value, explorer.leak.value = bias, leak
    doors = re.findall(r"M708 ([\d.]+)h12v26h-12zM708 ([\d.]+)h", explorer.picture(explorer.state).svg)
    assert [float(low) - float(high) - 26 for high, low in doors] == [gap] * 2 and said in said_in(explorer)


def test_the_cell_it_opens_with_wins_its_window_when_its_gate_has_shut_too(explorer, front):
    for bias, shut in ((-0.2, False), (-0.5, True), (-1.5, True), (-3.0, True)):
        front.set(explorer.bias, BIASES.index(bias))
        before, after = (explorer.matrices(explorer.state)[name][0, *explorer.state.held, 0]
                         for name in ("dL_da1", "dL_dz1"))
        assert before < 0 and (after == 0) == shut
        assert not any("another cell wins" in text for text in said_in(explorer) if text)


def test_why_nothing_arrives_is_said_where_another_cell_wins_the_window(explorer, front):
    front.send(kind="press", matrix="z1", row=0, column=0)
    assert {"0 · 1 = 0", "another cell wins its window: nothing arrives"} <= set(said_in(explorer))


@pytest.mark.parametrize(("pressed", "held"), [
    (("z1", 3, 2), (3, 2)), (("dL_da1", 0, 5), (0, 5)), (("b1", 0, 0), (2, 4)), (("dL_db1", 0, 0), (2, 4)),
    (("a2", 1, 0), (3, 1)), (("dL_da2", 0, 2), (1, 4))])
def test_the_gate_close_up_is_that_of_the_selected_cell_the_winner_or_the_last(explorer, front, pressed, held):
    front.send(kind="press", matrix=pressed[0], row=pressed[1], column=pressed[2])
    assert {tile(front, name)[0] for name in ("z1", "a1", "dL_dz1", "dL_da1")} == {held}
    front.set(explorer.bias, 0)                 # all are shut and another wins its window: the view stays
    assert tile(front, "z1")[0] == held


@pytest.mark.parametrize("leak", [0.0, 0.13])
@pytest.mark.parametrize("bias", [-3.0, -1.4, -0.2, 1.0])
def test_the_picture_fits_one_screen_and_the_words_their_box_in_every_state(explorer, front, bias, leak):
    explorer.bias.value, explorer.leak.value = bias, leak
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 2)):
            front.send(kind="press", matrix=matrix, row=row, column=column)
            one_screen.check(explorer.picture(explorer.state), (matrix, row, column))
            assert len(one_screen.lines(explorer)) <= 4, explorer.stage.equation


def test_z1_is_said_as_its_window_plus_the_bias_and_the_gradient_of_the_bias_as_a_sum(explorer):
    assert explorer.equation(State(selected=address("z1", 0, 0))).startswith(
        "z⁽¹⁾[0, 0] = window times kernel + b⁽¹⁾ = 1.031 − 0.2 = 0.831\n")
    said = explorer.equation(State(-1.45, selected=address("dL_db1", 0, 0))).split("\n")[0]
    head, _, numbers, total = said.split(" = ")
    terms = [float(one) for one in numbers.replace("−", "-").replace("- ", "-").replace("+ ", "").split()]
    gradient = run_at(-1.45, 0.0).grads["dL_dz1"]
    assert head.startswith("∂L/∂b⁽¹⁾") and terms == pytest.approx(gradient[gradient != 0].tolist(), abs=5e-4)
    assert float(total.replace("−", "-")) == pytest.approx(gradient.sum(), abs=5e-4)


@pytest.mark.parametrize("text", ["1000", "-999.9", "-0.12345", "1e-300"])
def test_a_bias_far_off_the_slider_fits_too(explorer, front, text):
    front.send(kind="type", matrix="b1", row=0, column=0, text=text)
    one_screen.check(explorer.picture(explorer.state), text)


def test_the_controls_fit_one_row_with_the_main_one_first_and_the_invitation_one_line(explorer):
    row = explorer.children[0].children
    assert row == (explorer.bias, explorer.leak, explorer.step) and one_screen.row_width(explorer) <= one_screen.ROW
    assert not any(one.disabled for one in row)
    assert explorer.stage.status == explorer.invitation and len(explorer.invitation) <= 95


def test_the_slider_says_the_bias_beside_it_and_a_step_its_size(explorer, front):
    assert explorer.stage.labels["bias"] == "Bias b⁽¹⁾ = \u22120.2"
    explorer.step.click()
    assert explorer.stage.status == "One step with learning rate 1: b⁽¹⁾ = \u22120.2 \u2212 1 · (\u22120.838) = 0.638."
    assert explorer.stage.labels["bias"] == "Bias b⁽¹⁾ = 0.638"


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
    assert "No gradient comes through" in explorer.stage.equation
    assert "dead for this digit, not for the others: 252 of the 281 training digits" in explorer.stage.equation


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
    agree(front, "b1", [explorer.state.bias])
    assert len(tile(front, "b1")[1]) > 2


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
        said = explorer.equation(State(selected=address(matrix, *place)))
        assert ("the gate is open" in said) == (z1[place] > 0)
        assert ("the gate is shut" in said) == (z1[place] <= 0)


def test_a_leaking_gate_says_what_it_gives_forward(explorer):
    said = explorer.equation(State(bias=-2.0, leak=0.1, selected=address("a1", 0, 1)))
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
    assert "z⁽¹⁾ is computed" in explorer.stage.status and explorer.state == State()


def test_the_colour_limits_hold_for_gradients_everywhere_and_for_values_while_a_gate_is_open():
    for bias in SOME:
        for leak in (0.0, 0.1, LEAK):
            run = run_at(bias, leak)
            if (run.trace["z1"] > 0).any():
                assert max(np.abs(run.trace[name]).max() for name in FORWARD[1:]) <= LIMITS[0]
            assert max(np.abs(run.grads[name]).max() for name in BACKWARD[1:]) <= LIMITS[1]


def test_while_a_slider_moves_only_changes_travel(explorer, front):
    structures = set()
    for bias in (LEAST, -1.0, BIASES[-1]):
        front.set(explorer.bias, BIASES.index(bias))
        front.check(bias)
        structures.add(sum(1 for _ in front.root.iter(f"{SVG}text")))
    assert len(structures) == 1
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


RNG = np.random.default_rng(5)
OWN = {"many": (RNG.normal(size=(2, 5, 7, 3)).round(2), RNG.normal(size=(2, 5, 7, 3)).round(2)),
       "a digit": (RNG.normal(size=(28, 28)),),
       "flat": (RNG.normal(size=(5, 9)).round(2).tolist(), RNG.normal(size=(5, 9))),
       "as large as can be": (RNG.normal(size=(32, 32, 20)),), "one gate": ([[-0.5]], [[2.0]])}


def gated(explorer):
    """What relu makes of the maps that an explorer was given, with its bias and leak."""
    state = explorer.state
    z1 = state.came + state.b1
    dL_dz1 = relu.backward(state.dL_da1, z1, state.leak)
    return {"b1": state.b1, "z1": z1, "a1": relu.forward(z1, state.leak), "dL_da1": state.dL_da1, "dL_dz1": dL_dz1,
            "dL_db1": dL_dz1.sum(axis=(0, 1, 2))}


@pytest.mark.parametrize("leak", [0.0, 0.1])
@pytest.mark.parametrize("name", OWN)
def test_every_pressed_cell_of_own_maps_is_the_one_that_relu_computes(name, leak):
    from front_end import FrontEnd
    explorer = ReluGate(*OWN[name])
    front = FrontEnd(explorer)
    explorer.leak.value = leak
    front.set(explorer.bias, 30)
    truth = gated(explorer)
    assert explorer.state.b1[0] == explorer.stops[30] and not explorer.state.b1[1:].any()
    for matrix, values in truth.items():
        assert np.array_equal(explorer.matrices(explorer.state)[matrix], values)
        view = explorer.views(explorer.state)[matrix]
        for at in np.ndindex(*view.stacks.values()):
            focus = dict(zip(view.stacks, map(int, at), strict=True))
            for row, column in {(0, 0), (view.size[0] - 1, view.size[1] - 1)}:
                front.send(kind="press", matrix=matrix, row=row, column=column, **focus)
                found, *cell, marks = explorer.place(explorer.state)
                assert (found, *cell) == (matrix, row, column) and marks == focus
                assert explorer.value(explorer.state) == values[explorer.state.selected[1]]
                now, (n, channel) = explorer.numbers(explorer.state), explorer.state.focus
                assert now.cell.total == pytest.approx(explorer.value(explorer.state))
                assert np.array_equal(now.matrices["z1"][0, :, :, 0], truth["z1"][n, :, :, channel])
                assert now.matrices["dL_db1"] == truth["dL_db1"][channel]
    front.check("pressing")


def test_a_map_of_ones_own_has_the_colours_of_the_channel_it_shows_and_its_tiles_the_numbers():
    from front_end import FrontEnd
    explorer = ReluGate(*OWN["many"])
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="dL_da1", row=4, column=6, example=1, channel=2)
    for matrix in ("z1", "a1", "dL_dz1", "dL_da1"):
        drawn, = (group for group in groups(front, matrix, False) if not group.get("data-pick"))
        assert (drawn.get("data-example"), drawn.get("data-channel")) == ("1", "2")
        values, gradient = gated(explorer)[matrix][1, :, :, 2], matrix.startswith("dL")
        assert [path.get("fill", "#FFFFFF") for path in drawn[0]] == [
            colour.fill(number.tidy(one), explorer.limits[gradient], gradient) for one in values.ravel()]
        place, text = tile(front, matrix)
        shown, error = value(text)
        assert place == (4, 6) and abs(shown - values[4, 6]) <= error
    assert "Example 1 of 2, channel 2 of 3: " in explorer.stage.equation
    assert "ReLU acts on each cell of each channel alone." in explorer.stage.equation


def test_a_bias_belongs_to_its_channel_and_a_learning_step_adds_over_all_examples():
    from front_end import FrontEnd
    explorer = ReluGate(*OWN["many"])
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="z1", row=0, column=1, pick="channel")
    front.set(explorer.example, 1)
    assert explorer.state.focus == (1, 1) and explorer.state.selected[1][::3] == (1, 1)
    slope = gated(explorer)["dL_db1"][1]
    explorer.step.click()
    assert explorer.state.b1 == pytest.approx([0, -slope, 0])
    assert explorer.stage.labels["bias"].startswith("b⁽¹⁾[1] = ")
    front.send(kind="type", matrix="b1", row=0, column=0, filter=2, text="-1000")
    assert explorer.state.b1[2] == -1000 and explorer.errors == []
    front.send(kind="press", matrix="z1", row=0, column=2, pick="channel")
    assert "dead: none of the 2 examples opens a gate" in explorer.stage.equation
    front.check("changing a bias")


def test_what_is_dead_for_one_example_alone_is_called_so():
    explorer = ReluGate(np.stack([np.full((3, 3, 1), -1.0), np.ones((3, 3, 1))]))
    explorer.become(explorer.press(explorer.state, "z1", 0, 0, example=0))
    assert "dead for this example, not for the others: 1 of the 2 examples" in explorer.stage.equation
    assert "example values, not gradients" in explorer.stage.equation


@pytest.mark.parametrize("name", OWN)
def test_with_own_maps_every_control_can_be_moved_and_the_picture_fits_one_screen(sweep, name):
    from front_end import FrontEnd
    explorer = ReluGate(*OWN[name])
    front = sweep(explorer) if explorer.state.came.size < 1000 else FrontEnd(explorer)     # a sweep takes long
    assert one_screen.row_width(explorer) <= one_screen.ROW
    for k in (0, 40, 80):
        front.set(explorer.bias, k)
        for matrix, view in explorer.views(explorer.state).items():
            for row, column in ((0, 0), (view.size[0] - 1, view.size[1] - 1)):
                front.send(kind="press", matrix=matrix, row=row, column=column)
                one_screen.check(explorer.picture(explorer.state), (k, matrix, row, column))
                assert len(explorer.stage.equation.split("\n")) <= 6


@pytest.mark.parametrize("name", OWN)
def test_a_random_walk_with_own_maps_never_fails_and_its_link_leads_back(random_walk, name):
    explorer = ReluGate(*OWN[name])
    random_walk(explorer, steps=200 if explorer.state.came.size < 1000 else 20)
    back = ReluGate.at(explorer.link, *OWN[name])
    for matrix, values in explorer.matrices(explorer.state).items():
        assert np.array_equal(back.matrices(back.state)[matrix], values)
    assert back.stage.equation == explorer.stage.equation and back.state.selected == explorer.state.selected


@pytest.mark.parametrize("given, said", [
    ({"z1": np.zeros((33, 33))}, r"z1 has shape \(33, 33\), too large"),
    ({"z1": np.zeros((2, 2)), "dL_da1": np.zeros((3, 2))},
     r"dL_da1 has shape \(3, 2\); it needs \(1, 2, 2, 1\), that of z1"),
    ({"dL_da1": np.zeros((2, 2))}, "dL_da1 came without z1"), ({"z1": [[np.inf]]}, "z1 must be finite"),
    ({"z1": [[-2000.0]]}, "z1 reaches −2000"), ({"z1": [["a"]]}, "z1 .*real numbers")])
def test_own_maps_that_cannot_be_shown_are_refused_by_name(given, said):
    with pytest.raises(ValueError, match=said):
        ReluGate(**given)
