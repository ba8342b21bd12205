"""ChannelExplorer: each sum is what the ops compute, its shares add up, and what stands apart stands still."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import SVG, FrontEnd
from svg_reader import parse

from cnnlib import examples
from cnnlib.mistakes import MISTAKES
from cnnlib.ops import conv
from cnnlib.widgets import ChannelExplorer
from cnnlib.widgets.channel.explorer import NAMES
from cnnlib.widgets.channel.numbers import numbers, opening
from cnnlib.widgets.channel.places import opened
from cnnlib.widgets.channel.sums import SUMS

each = pytest.mark.parametrize("name", NAMES)
SHAPES = {"x": (2, 5, 5, 2), "w1": (2, 2, 2, 2), "b1": (2,), "z1": (2, 4, 4, 2)}


@pytest.fixture
def explorer():
    return ChannelExplorer()


def drawn(seed):
    """A state with numbers at random, a typed upstream among them."""
    rng = np.random.default_rng(seed)
    x, w1, b1, upstream = (rng.normal(size=shape) for shape in SHAPES.values())
    return replace(opening(), x=x, w1=w1, b1=b1, upstream=upstream)


def select(explorer, name, *index):
    explorer.become(replace(explorer.state, selected=(name, index)))


def groups(explorer, name):
    return [one for one in parse(explorer.picture(explorer.state)).iter(f"{{{SVG}}}g") if one.get("data-name") == name]


def texts(explorer):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]


def expected(state):
    """The four sums, index by index."""
    x, w, dz = state.x, state.w1, state.upstream
    z, dx, dw = (np.zeros(shape) for shape in (SHAPES["z1"], x.shape, w.shape))
    for e, i, j, k, u, v, n in np.ndindex(2, 4, 4, 2, 2, 2, 2):
        z[e, i, j, k] += x[e, i + u, j + v, n] * w[u, v, n, k]
        dx[e, i + u, j + v, n] += dz[e, i, j, k] * w[u, v, n, k]
        dw[u, v, n, k] += dz[e, i, j, k] * x[e, i + u, j + v, n]
    return {"z1": z + state.b1, "dL_dx": dx, "dL_dw1": dw, "dL_db1": dz.sum(axis=(0, 1, 2))}


@each
@pytest.mark.parametrize("seed", range(3))
def test_each_sum_is_the_one_written_out_and_its_shares_add_up_to_it(name, seed):
    state = replace(drawn(seed), sum=name)
    now, right = numbers(state), expected(state)
    for one, array in right.items():
        np.testing.assert_allclose(now.matrices[one], array, atol=1e-12)
    bias = state.b1 if name == "z1" else 0
    np.testing.assert_allclose(sum(now.shares) + bias, right[name], atol=1e-12)


def test_it_opens_with_the_gradients_of_the_network(explorer):
    net, params, x, y = examples.two_channels()
    run, made = net.run(params, x, y), explorer.matrices(explorer.state)
    np.testing.assert_array_equal(made["z1"], run.trace["z1"])
    for name in ("dL_dz1", "dL_dx", "dL_dw1", "dL_db1"):
        np.testing.assert_allclose(made[name], run.grads[name], atol=1e-12)


@each
def test_every_cell_opens_and_the_terms_and_what_travels_come_to_it(explorer, name):
    array = explorer.matrices(explorer.state)[name]
    for index in np.ndindex(array.shape):
        select(explorer, name, *index)
        now = explorer.numbers(explorer.state)
        assert (now.cell.name, now.cell.index) == explorer.state.selected == opened(explorer.state)
        assert sum(term.value for term in now.cell.terms) == pytest.approx(array[index], abs=1e-12)
        assert sum(one.arrives for one in explorer.travellers(explorer.state)) == pytest.approx(array[index], abs=1e-12)
        assert sum(now.parts) + (now.bias or 0) == pytest.approx(array[index], abs=1e-12)
    assert explorer.errors == []


@each
def test_the_lens_shows_every_factor_of_the_open_cell(explorer, name):
    explorer.which.index = NAMES.index(name)
    for name_, indices in explorer.numbers(explorer.state).cell.sources.items():
        view = explorer.views(explorer.state)[name_]
        for index in indices:
            place, marks = view.cell(index), {axis: str(at) for axis, at in view.showing(index).marks.items()}
            large = [one for one in groups(explorer, name_) if float(one[0].get("transform")[6:-1]) >= 40
                     and all(one.get(f"data-{axis}") == at for axis, at in marks.items())]
            assert any(holds(one, place) for one in large), (name_, index)


def holds(group, place):
    """Whether a group has a cell at this row and column."""
    columns = int(group.get("data-columns", 1))
    down, right = (k - int(group.get(f"data-{axis}", 0)) for k, axis in zip(place, ("row", "column"), strict=True))
    return 0 <= right < columns and 0 <= down < len(group[0]) // columns


def test_tempting_versions_are_those_that_the_museum_knows_and_share_what_they_should_not():
    for seed in range(3):
        state = drawn(seed)
        arguments = state.upstream, state.x, state.w1
        now = {name: numbers(replace(state, sum=name)) for name in NAMES}
        np.testing.assert_allclose(now["dL_dx"].wrong, MISTAKES["channels not swapped"].wrong(*arguments)[0])
        np.testing.assert_allclose(now["dL_db1"].wrong, MISTAKES["one sum for all biases"].wrong(*arguments)[2])
        dw = now["dL_dw1"].wrong
        np.testing.assert_allclose(dw[:, :, 0], dw[:, :, 1])
        np.testing.assert_allclose(dw[:, :, 0], now["dL_dw1"].matrices["dL_dw1"].sum(axis=2))
        np.testing.assert_allclose(now["z1"].wrong, conv.forward(state.x, state.w1, 2 * state.b1))
        for name in NAMES:
            differs = ~np.isclose(now[name].wrong, now[name].matrices[name], rtol=1e-9, atol=0)
            assert set(now[name].apart) == set(map(tuple, np.argwhere(differs)))


@each
def test_the_tempting_number_stands_beside_the_right_one_and_is_said(explorer, name):
    explorer.which.index = NAMES.index(name)
    assert "tempting" not in texts(explorer) and "Tempting" not in explorer.stage.equation
    explorer.tempting.value = True
    now = explorer.numbers(explorer.state)
    assert "tempting" in texts(explorer) and f"✗ Tempting, {SUMS[name].slip}" in explorer.stage.equation
    assert f"{len(now.apart)} of {now.wrong.size} of" in explorer.stage.equation
    assert explorer.stage.status.startswith("Crossed out")
    crosses = sum(group[-1].get("d").count("M") for group in groups(explorer, name) if len(group) == 3)
    example = explorer.state.focus[0]
    assert crosses == sum(name in ("dL_dw1", "dL_db1") or index[0] == example for index in now.apart)


def test_a_number_that_is_right_by_chance_is_not_called_wrong(explorer):
    explorer.become(replace(explorer.state, tempting=True, selected=("dL_dx", (0, 4, 4, 0))))
    assert "✓ By chance, channels not swapped" in explorer.stage.equation


def test_an_upstream_typed_moves_its_own_filter_and_both_channels_alone(explorer):
    front = FrontEnd(explorer)
    before = explorer.matrices(explorer.state)
    front.send(kind="type", matrix="dL_dz1", row=1, column=1, example=0, filter=0, text="0.25")
    now = explorer.matrices(explorer.state)
    assert explorer.state.upstream[0, 1, 1, 0] == 0.25
    assert (now["dL_dw1"][..., 1] == before["dL_dw1"][..., 1]).all() and now["dL_db1"][1] == before["dL_db1"][1]
    assert (now["dL_dw1"][..., 0] != before["dL_dw1"][..., 0]).any()
    assert all((now["dL_dx"][..., n] != before["dL_dx"][..., n]).any() for n in range(2))
    said = "Moved: ∂L/∂x of both channels; ∂L/∂w⁽¹⁾ of filter 0; ∂L/∂b⁽¹⁾ of filter 0."
    assert said in explorer.stage.equation
    explorer.filter.value = 1
    assert said in explorer.stage.equation            # looking elsewhere forgets nothing
    front.check("typing")


def test_with_a_typed_upstream_a_pixel_moves_both_filters_and_the_kernels_of_its_channel(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="dL_dz1", row=0, column=0, example=1, filter=1, text="2")
    front.send(kind="type", matrix="x", row=1, column=2, example=0, channel=1, text="-3")
    assert "Moved: z⁽¹⁾ of both filters; ∂L/∂w⁽¹⁾ of channel 1." in explorer.stage.equation
    front.send(kind="type", matrix="w1", row=0, column=0, channel=0, filter=1, text="5")
    assert "Moved: z⁽¹⁾ of filter 1; ∂L/∂x of channel 0." in explorer.stage.equation
    front.send(kind="type", matrix="b1", row=0, column=0, filter=0, text="5")
    assert "Moved: z⁽¹⁾ of filter 0." in explorer.stage.equation
    front.check("typing")


def test_the_upstream_is_the_networks_until_one_is_typed_and_can_be_again(explorer):
    front = FrontEnd(explorer)
    assert explorer.network.value and explorer.network.disabled
    first = explorer.matrices(explorer.state)["dL_dz1"]
    front.send(kind="type", matrix="dL_dz1", row=0, column=0, example=0, filter=0, text="1")
    front.send(kind="type", matrix="w1", row=0, column=0, channel=0, filter=0, text="1")
    assert explorer.matrices(explorer.state)["dL_dz1"][0, 0, 0, 0] == 1 and not explorer.network.disabled
    front.set(explorer.network, True)
    front.send(kind="type", matrix="w1", row=0, column=0, channel=0, filter=0, text="-2")
    np.testing.assert_array_equal(explorer.matrices(explorer.state)["dL_dz1"], first)
    front.check("the network's again")


def test_what_a_sum_runs_over_cannot_be_chosen(explorer):
    greyed = {"z1": "channel", "dL_dx": "filter", "dL_dw1": "example", "dL_db1": "example channel"}
    for k, name in enumerate(NAMES):
        explorer.which.index = k
        assert [axis for axis in ("example", "channel", "filter") if getattr(explorer, axis).disabled] == (
            greyed[name].split())
        assert not explorer.which.disabled and explorer.state.selected == opened(explorer.state)


def test_a_slider_brings_the_same_cell_of_another_example_channel_or_filter(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.filter, 1)
    front.set(explorer.example, 1)
    assert explorer.state.selected == ("z1", (1, 1, 1, 1))
    front.set(explorer.which, 1)
    front.set(explorer.channel, 1)
    assert explorer.state.selected == ("dL_dx", (1, 1, 2, 1)) and explorer.state.focus == (1, 1, 1)
    front.check("choosing")


def test_what_is_selected_is_shown_by_a_sum_that_shows_it(explorer):
    front = FrontEnd(explorer)
    explorer.which.index = 2
    for name, becomes in (("x", "dL_dw1"), ("w1", "z1"), ("dL_dz1", "dL_dx"), ("dL_db1", "dL_db1"), ("b1", "z1"),
                          ("dL_dw1", "dL_dw1")):
        front.pick(name)
        assert explorer.state.sum == becomes and groups(explorer, name)
        front.check(f"picking {name}")


def test_a_cell_of_the_lens_pressed_is_the_one_meant_in_the_turned_kernel_too(explorer):
    front = FrontEnd(explorer)
    explorer.which.index = 1
    front.send(kind="press", matrix="w1", row=0, column=1, channel=0, filter=1)
    assert explorer.state.selected == ("w1", (0, 1, 0, 1)) and explorer.state.sum == "dL_dx"
    assert explorer.stage.equation.startswith("w⁽¹⁾[0, 1, 0, 1] = −1; type another number.")
    pieces = [one for one in groups(explorer, "w1") if len(one[0]) == 1 and one.get("data-filter") == "1"]
    assert [(one.get("data-row"), one.get("data-column")) for one in pieces] == [
        ("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")]
    front.check("pressing")


def test_what_lies_beyond_the_outputs_is_no_cell(explorer):
    front = FrontEnd(explorer)
    select(explorer, "dL_dx", 0, 0, 0, 0)
    before = explorer.state
    front.send(kind="press", matrix="dL_dz1", row=-1, column=0, example=0, filter=0)
    assert explorer.state.selected == before.selected
    front.check("pressing the padding")


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400"])
def test_what_is_no_usable_number_changes_nothing_and_is_said(explorer, text):
    before = explorer.state
    FrontEnd(explorer).send(kind="type", matrix="dL_dz1", row=0, column=0, example=0, filter=0, text=text)
    assert explorer.state is before and not explorer.errors
    assert explorer.stage.status.endswith(("-2.", "needed."))


def test_undo_takes_a_typed_number_back_and_a_link_leads_to_it(explorer):
    front = FrontEnd(explorer)
    explorer.which.index = 2
    front.send(kind="type", matrix="dL_dz1", row=3, column=0, example=1, filter=1, text="-0.5")
    explorer.tempting.value = True
    back = ChannelExplorer.at(explorer.link)
    assert back.stage.equation.split("\n")[:2] == explorer.stage.equation.split("\n")[:2]
    np.testing.assert_array_equal(back.state.upstream, explorer.state.upstream)
    explorer.undo.click()
    explorer.undo.click()
    assert explorer.state.upstream is None and not explorer.state.tempting
    front.check("undo")


@pytest.mark.parametrize("fields", [{"upstream": np.zeros((2, 4, 4, 1))}, {"x": np.zeros((1, 5, 5, 2))},
                                    {"pixel": (5, 0)}, {"weight": (0, 2)}, {"focus": (0, 2, 0)}])
def test_a_state_that_no_hand_reaches_is_refused(explorer, fields):
    with pytest.raises(ValueError, match=r"shape|No such cell"):
        explorer.check_state(replace(explorer.state, **fields))


@each
def test_it_stands_on_one_screen_whatever_is_selected(explorer, name):
    for scale in (1, 1 / 3, 250):
        for tempting in (False, True):
            start = opening()
            explorer.become(replace(start, x=start.x * scale, sum=name, tempting=tempting,
                                    before=None, selected=opened(replace(start, sum=name))))
            FrontEnd(explorer).send(kind="type", matrix="w1", row=0, column=0, channel=0, filter=0, text="-0.123456")
            for index in ((0, 0, 0, 0), (1, 1, 1, 1)):
                for one in SUMS[name].shown:
                    select(explorer, one, *index[:explorer.matrices(explorer.state)[one].ndim])
                    one_screen.check(explorer.picture(explorer.state), (name, scale, tempting, one))
                    assert len(one_screen.lines(explorer)) <= 4, explorer.stage.equation
            assert len(explorer.stage.status) <= 66
    assert one_screen.row_width(explorer) <= one_screen.ROW


def test_dragging_a_slider_within_a_sum_keeps_the_structure_of_the_picture(explorer):
    def structure():
        root = ET.fromstring(explorer.picture(explorer.state).svg)
        return [one.tag for one in root.iter() if one.tag not in (f"{{{SVG}}}path", f"{{{SVG}}}tspan")]
    for k in range(4):
        explorer.which.index = k
        first = structure()
        for axis in ("example", "channel", "filter"):
            getattr(explorer, axis).value = 1 - getattr(explorer, axis).value
            assert structure() == first


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)


def test_kernels_that_make_the_tempting_version_right_leave_no_cell_wrong(explorer):
    w1 = explorer.state.w1.copy()
    w1[:, :, 0, 1] = w1[:, :, 1, 0]
    explorer.become(replace(explorer.state, w1=w1, sum="dL_dx", tempting=True, before=None,
                            selected=opened(replace(explorer.state, sum="dL_dx"))))
    assert explorer.numbers(explorer.state).apart == []
