import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
import svg_reader
from front_end import SVG, FrontEnd, address

from cnnlib import examples
from cnnlib.draw.ink import colour
from cnnlib.draw.ink.number import cell as cell_text
from cnnlib.draw.ink.number import plain
from cnnlib.ops import conv
from cnnlib.widgets import KernelGradient
from cnnlib.widgets.stage.address import spot


@pytest.fixture
def explorer():
    return KernelGradient()


def run_of(state):
    net, _, _, y = examples.eight_by_eight()
    return net.run(state.params, state.x, y)


def groups(explorer, name):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return [group for group in root.iter(f"{{{SVG}}}g") if group.get("data-name") == name]


def number(text):
    """What a cell prints; "<.01" and ">−.01" stand for what is too small for two decimals."""
    return float(text.replace("\u2212", "-").replace("<.01", ".005").replace(">-.01", "-.005"))


def printed(group):
    return np.array([number(text.text) for text in group[2]]).reshape(-1, int(group.get("data-columns", 1)))


def opened(explorer, name):
    """{(row, column): the number printed} of a matrix's cells that are taken apart in the lens."""
    return {(int(group.get("data-row")), int(group.get("data-column"))): printed(group).item()
            for group in groups(explorer, name) if group.get("data-row") and len(group[0]) == 1}


def fills(group):
    return [cell.get("fill", "#FFFFFF") for cell in group[0]]


def ghosts(group):
    """What the cells of a matrix in the lens held before."""
    return [text.text or "" for text in group[3] if text.tag == f"{{{SVG}}}text"]


def select(explorer, matrix, row, column):
    explorer.become(replace(explorer.state, selected=chosen(matrix, row, column)))


def chosen(matrix, row, column):
    """The address of a cell; matrices of the close-up are plain."""
    return (matrix, (row, column)) if matrix in ("products", "stamp") else address(matrix, row, column)


def test_every_control_can_be_moved_over_its_whole_range(sweep, explorer):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(random_walk, explorer, seed):
    random_walk(explorer, seed=seed)


def test_the_36_products_of_every_weight_add_up_to_its_gradient(explorer):
    run = run_of(explorer.state)
    _, dL_dw1, dL_db1 = conv.backward(run.grads["dL_dz1"], run.trace["x"], run.params["w1"])
    for u, v in np.ndindex(3, 3):
        select(explorer, "dL_dw1", u, v)
        now = explorer.numbers(explorer.state)
        assert now.products.shape == (6, 6)
        np.testing.assert_allclose(now.products.sum(), dL_dw1[u, v, 0, 0], atol=1e-12)
        assert fills(groups(explorer, "products")[0]) == [
            colour.fill(v, now.limit, True) for v in now.products.ravel()]
        for place, shown in opened(explorer, "products").items():
            assert shown == pytest.approx(now.products[place], abs=0.0051)
        assert printed(groups(explorer, "dL_dw1")[-1]) == pytest.approx(dL_dw1[u, v].item(), abs=0.00051)
    select(explorer, "dL_db1", 0, 0)
    np.testing.assert_allclose(explorer.numbers(explorer.state).products.sum(), dL_db1[0], atol=1e-12)


@pytest.mark.parametrize("reached", ["winners", "all"])
def test_the_lens_opens_the_nine_largest_gradients_each_times_the_pixel_it_met(explorer, reached):
    explorer.become(replace(explorer.state, reached=reached))
    slopes = explorer.numbers(explorer.state).grads["dL_dz1"][0, :, :, 0]
    for u, v in np.ndindex(3, 3):
        select(explorer, "dL_dw1", u, v)
        gradients, products = opened(explorer, "dL_dz1"), opened(explorer, "products")
        assert len(gradients) == 9 and list(gradients) == sorted(gradients)
        least = min(abs(slopes[place]) for place in gradients)
        assert all(abs(slopes[place]) <= least + 1e-9 for place in set(np.ndindex(6, 6)) - set(gradients))
        pixels = opened(explorer, "x")
        for (i, j), slope in gradients.items():
            assert slope == pytest.approx(slopes[i, j], abs=0.0051)
            assert pixels[i + u, j + v] == pytest.approx(explorer.state.x[0, i + u, j + v, 0], abs=0.0051)
            assert products[i, j] == pytest.approx(slopes[i, j] * explorer.state.x[0, i + u, j + v, 0], abs=0.0051)


def test_the_opened_products_and_the_others_add_up_to_the_gradient_as_they_are_printed(explorer):
    explorer.become(replace(explorer.state, reached="all"))
    for weight in range(10):
        explorer.weight.value = weight
        said = [text for text in texts(explorer) if text.startswith(("these 9: ", "other 27: "))]
        some, others = (number(text.partition(": ")[2]) for text in said)
        assert some + others == pytest.approx(explorer.numbers(explorer.state).total, abs=0.0011)


def texts(explorer):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]


def test_a_selected_product_is_always_among_those_that_are_opened(explorer):
    for place in np.ndindex(6, 6):
        select(explorer, "products", *place)
        assert place in opened(explorer, "products") and len(opened(explorer, "products")) == 9


@pytest.mark.parametrize("reached", ["winners", "all"])
def test_every_picture_has_one_size_in_which_nothing_collides_and_no_number_is_small(explorer, reached):
    state = replace(explorer.state, reached=reached)
    for params in (state.params, {**state.params, "b1": np.array([-0.9]), "w1": state.params["w1"] * 1e-4},
                   {**state.params, "w3": state.params["w3"] * 0.003}):
        for selected in (("dL_dw1", 0, 0), ("dL_db1", 0, 0), ("dL_dz1", 0, 0), ("dL_dz1", 5, 4), ("x", 7, 7),
                         ("products", 3, 1), ("stamp", 1, 1), ("w1", 2, 0)):
            explorer.become(replace(state, params=params, selected=chosen(*selected)))
            drawn = explorer.picture(explorer.state)
            assert (drawn.width, drawn.height) == (900, 440)
            assert svg_reader.collisions(drawn) == svg_reader.blemishes(drawn) == []
            assert min(svg_reader.number_sizes(drawn)) >= 12.5


def test_what_a_change_did_is_shown_with_what_it_was(explorer):
    front = FrontEnd(explorer)
    old = explorer.value(explorer.state)
    assert not any(map(any, map(ghosts, (groups(explorer, "products")[1], groups(explorer, "dL_dw1")[-1]))))
    front.set(explorer.reached, 1)
    assert ghosts(groups(explorer, "dL_dw1")[-1]) == [cell_text(old, 2, False)]
    assert f"before: {plain(old)}" in texts(explorer)
    stamp = explorer.numbers(explorer.state).before.stamp
    front.set(explorer.output, 0)
    front.set(explorer.output, 19)
    assert not any(ghosts(groups(explorer, "stamp")[0]))              # the last change was that of the output
    front.send(kind="paint", cells=[{"matrix": "x", "row": 0, "column": 3}])
    before = explorer.numbers(explorer.state).before
    assert before.state.x is not explorer.state.x and before.state.output == (3, 1)
    assert stamp.shape == before.stamp.shape


def test_choosing_a_weight_keeps_the_structure_of_the_picture(explorer):
    def structure():
        root = ET.fromstring(explorer.picture(explorer.state).svg)
        return [one.tag for one in root.iter() if one.tag not in (f"{{{SVG}}}path", f"{{{SVG}}}tspan")]
    for slider in (explorer.weight, explorer.output):
        slider.index = 1
        first = structure()
        for k in range(len(slider.options)):
            slider.index = k
            assert structure() == first


@pytest.mark.parametrize("reached", ["winners", "all"])
def test_the_words_are_at_most_four_lines_of_105_characters(explorer, reached):
    assert len(explorer.invitation) <= 95 and explorer.stage.status == explorer.invitation
    explorer.become(replace(explorer.state, reached=reached))
    for slider in (explorer.weight, explorer.output):
        for k in range(len(slider.options)):
            slider.index = k
            lines = explorer.stage.equation.split("\n")
            assert len(lines) <= 4 and max(map(len, lines)) <= 105


def test_the_outlined_part_of_x_moves_with_the_weight(explorer):
    outlines = set()
    for u, v in np.ndindex(3, 3):
        select(explorer, "dL_dw1", u, v)
        thick = [path.get("d") for path in groups(explorer, "x")[0][1] if path.get("stroke-width") == "4.4"]
        assert thick == [f"M{20 * v} {20 * u}h120v120H{20 * v}z"]       # 6 cells a side
        outlines.add(thick[0])
    assert len(outlines) == 9


def test_the_stamps_of_all_outputs_add_up_to_the_gradient(explorer):
    total = np.zeros((3, 3))
    for i, j in np.ndindex(6, 6):
        select(explorer, "dL_dz1", i, j)
        stamp = explorer.numbers(explorer.state).stamp
        slope = run_of(explorer.state).grads["dL_dz1"][0, i, j, 0]
        np.testing.assert_allclose(stamp, slope * explorer.state.x[0, i:i + 3, j:j + 3, 0])
        total += stamp
        np.testing.assert_allclose(so_far(explorer), total, atol=0.0051)
    np.testing.assert_allclose(total, run_of(explorer.state).grads["dL_dw1"][:, :, 0, 0], atol=1e-12)


def so_far(explorer):
    """The numbers of the last matrix of the lens, which has no name:
    its cells are no cells of a tensor."""
    return nameless(explorer)[-1]


def nameless(explorer):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    found = [g for g in root.iter(f"{{{SVG}}}g") if g.get("transform", "").startswith("translate")
             and not g.get("data-name") and len(g) == 4 and len(g[2]) == 9]
    return [np.array([number(text.text) for text in one[2]]).reshape(3, 3) for one in found]


@pytest.mark.parametrize("reached", ["winners", "all"])
def test_what_lay_there_is_the_sum_of_the_stamps_before(explorer, reached):
    explorer.become(replace(explorer.state, reached=reached))
    every = explorer.numbers(explorer.state).arrays
    total = np.zeros((3, 3))
    for i, j in np.ndindex(6, 6):
        select(explorer, "dL_dz1", i, j)
        np.testing.assert_allclose(nameless(explorer)[0], total, atol=0.0051)
        total += every["dL_dz1"][0, i, j, 0] * explorer.state.x[0, i:i + 3, j:j + 3, 0]


def test_pressing_a_gradient_chooses_the_view(explorer):
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="dL_dw1", row=2, column=0)
    assert (explorer.state.view, explorer.state.weight, explorer.weight.value) == ("weight", (2, 0), 6)
    front.send(kind="press", matrix="dL_dz1", row=4, column=2)
    assert (explorer.state.view, explorer.state.output, explorer.output.value) == ("output", (4, 2), 26)
    front.send(kind="press", matrix="dL_db1", row=0, column=0)
    assert (explorer.state.view, explorer.state.weight, explorer.weight.label) == ("weight", None, "bias")
    front.check("pressing")


def test_the_sliders_visit_every_weight_the_bias_and_every_output_and_are_never_disabled(explorer):
    front = FrontEnd(explorer)
    for k, (u, v) in enumerate(np.ndindex(3, 3)):
        front.set(explorer.weight, k)
        assert spot(explorer.state.selected) == ("dL_dw1", u, v) and explorer.weight.label == f"[{u}, {v}]"
    front.set(explorer.weight, 9)
    assert spot(explorer.state.selected) == ("dL_db1", 0, 0) and explorer.weight.label == "bias"
    for k, (i, j) in enumerate(np.ndindex(6, 6)):
        front.set(explorer.output, k)
        assert spot(explorer.state.selected) == ("dL_dz1", i, j) and explorer.output.label == f"[{i}, {j}]"
        assert not explorer.weight.disabled and not explorer.output.disabled
    front.send(kind="press", matrix="x", row=0, column=0)
    front.set(explorer.weight, 4)
    assert spot(explorer.state.selected) == ("dL_dw1", 1, 1)
    explorer.undo.click()
    assert (explorer.state.view, explorer.state.output) == ("output", (5, 5))
    front.check("sliding")


def test_the_equation_lists_the_products_that_are_not_0(explorer):
    assert "(and 27 terms that are 0)" in explorer.stage.equation
    assert explorer.stage.equation.endswith("= \u22120.531")
    select(explorer, "dL_db1", 0, 0)
    assert explorer.stage.equation.endswith("= \u22120.838")


def test_with_average_pooling_and_a_leak_every_output_gets_a_gradient(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.reached, 1)
    front.check("reaching all outputs")
    every = explorer.numbers(explorer.state).arrays
    assert every["dL_dz1"].all() and (every["z1"] < 0).any()
    np.testing.assert_allclose(every["a2"][0, 0, 2, 0], np.where(
        (z := every["z1"][0, :2, 4:, 0]) > 0, z, 0.5 * z).mean(), atol=1e-12)
    np.testing.assert_allclose(explorer.numbers(explorer.state).products.sum(),
                               every["dL_dw1"][0, 2, 0, 0], atol=1e-12)
    explorer.undo.click()
    assert explorer.reached.value == "winners"
    assert np.count_nonzero(explorer.numbers(explorer.state).arrays["dL_dz1"]) == 9


def test_an_output_without_gradient_says_that_it_adds_nothing(explorer):
    select(explorer, "dL_dz1", 0, 0)
    assert "adds nothing" in explorer.stage.equation
    assert not explorer.numbers(explorer.state).stamp.any()
    assert explorer.stage.said.endswith(": 0")


def test_a_product_names_its_two_factors_in_both_views(explorer):
    select(explorer, "products", 3, 1)
    assert "∂L/∂z⁽¹⁾[3, 1] · x[3, 3]" in explorer.stage.equation
    select(explorer, "dL_dz1", 3, 1)
    select(explorer, "stamp", 2, 2)
    assert "∂L/∂z⁽¹⁾[3, 1] · x[5, 3]" in explorer.stage.equation


def test_a_typed_weight_changes_the_gradient_as_the_network_says(explorer):
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="w1", row=1, column=2, text="-0.9")
    front.send(kind="type", matrix="x", row=4, column=3, text="1")
    assert explorer.state.params["w1"][1, 2, 0, 0] == -0.9
    gradient = run_of(explorer.state).grads["dL_dw1"][:, :, 0, 0]
    assert fills(groups(explorer, "dL_dw1")[0]) == [
        colour.fill(v, explorer.numbers(explorer.state).limit, True) for v in gradient.ravel()]
    for u, v in np.ndindex(3, 3):
        select(explorer, "dL_dw1", u, v)
        assert f"{plain(gradient[u, v])}" in texts(explorer)
    front.check("typing")


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400"])
def test_what_is_no_usable_number_changes_nothing_and_is_said(explorer, text):
    before = explorer.state
    FrontEnd(explorer).send(kind="type", matrix="w1", row=0, column=0, text=text)
    assert explorer.state is before and not explorer.errors
    assert explorer.stage.status.endswith(("-2.", "needed."))


def test_a_gradient_that_all_but_vanishes_carries_its_factor_in_the_label(explorer):
    FrontEnd(explorer).send(kind="type", matrix="w1", row=2, column=2, text="-5")
    small = explorer.picture(explorer.state)
    largest = max(abs(run_of(explorer.state).grads[name]).max() for name in ("dL_dz1", "dL_dw1", "dL_db1"))
    assert (0 < largest < 0.095) == ("×10" in small.svg)


@pytest.mark.parametrize("view", ["weight", "output"])
@pytest.mark.parametrize("selected", [("x", 4, 2), ("x", 7, 7), ("w1", 2, 1), ("b1", 0, 0)])
def test_what_is_selected_is_marked_in_every_view(explorer, view, selected):
    select(explorer, *(("dL_dw1", 0, 1) if view == "weight" else ("dL_dz1", 3, 1)))
    plain = ET.tostring(groups(explorer, selected[0])[0])
    select(explorer, *selected)
    assert explorer.state.view == view
    assert ET.tostring(groups(explorer, selected[0])[0]) != plain


def test_the_selected_pixel_and_the_pixel_of_a_product_are_framed_inside_the_part_and_nothing_is_ringed(
        explorer):
    for selected, cell in ((("x", 7, 7), (7, 7)), (("products", 1, 1), (1, 3)), (("stamp", 2, 0), (5, 1))):
        select(explorer, *(("dL_dz1", 3, 1) if selected[0] == "stamp" else ("dL_dw1", 0, 2)))
        select(explorer, *selected)
        thick = [path.get("d") for path in groups(explorer, "x")[0][1] if path.get("stroke-width") == "4.4"]
        assert thick[-1] == f"M{20 * cell[1]} {20 * cell[0]}h20v20H{20 * cell[1]}z"
        assert "l5 5" not in explorer.picture(explorer.state).svg


def test_every_row_and_sign_of_the_lens_says_what_it_is(explorer):
    for gradient, said in ((("dL_dw1", 0, 2), {"slide", "over", "36 products", "output", "· pixel it met"}),
                           (("dL_db1", 0, 0), {"· 1", "product", "Σ ="}),
                           (("dL_dz1", 3, 1), {"its window of x", "its stamp", "what lay there", "stamp 20 of 36"})):
        select(explorer, *gradient)
        assert said <= set(texts(explorer))


def test_a_selected_pixel_shows_the_product_it_takes_part_in(explorer):
    for gradient, close, at in ((("dL_dw1", 2, 1), "products", (2, 1)), (("dL_dz1", 3, 1), "stamp", (1, 1))):
        select(explorer, *gradient)
        select(explorer, "x", 4, 2)
        size = 22 if close == "products" else 48
        border = [path.get("d") for path in groups(explorer, close)[0][1]
                  if path.get("stroke-width") == "4.4"]
        assert border[0].startswith(f"M{at[1] * size} {at[0] * size}h{size}")


def test_a_product_pressed_moves_the_slider_of_the_outputs_and_the_strip_names_the_pixel(explorer):
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="products", row=3, column=2)
    assert explorer.state.view == "weight" and explorer.output.label == "[3, 2]"
    texts = ["".join(text.itertext()) for text in front.root.iter(f"{{{SVG}}}text")]
    pixels = [text for text in texts if re.fullmatch(r"x\[\d, \d\]", text)]
    outputs = [text for text in texts if re.fullmatch(r"\[\d, \d\]", text)]
    assert len(pixels) == len(outputs) == 9 and "x[3, 4]" in pixels
    assert pixels == [f"x[{text[1]}, {int(text[4]) + 2}]" for text in outputs]


def test_it_says_what_all_36_outputs_change(explorer):
    explorer.reached.value = "all"
    assert "average pooling" in explorer.stage.status and len(explorer.stage.status) <= 95


def drawn(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).round(1)


OWN = {"of many": {"x": drawn((2, 7, 6, 3)), "w1": drawn((3, 2, 3, 2)), "dL_dz1": drawn((2, 4, 4, 2)),
                   "stride": 2, "padding": 1},
       "without padding": {"x": drawn((2, 6, 9, 3)), "w1": drawn((2, 3, 3, 2)), "dL_dz1": drawn((2, 3, 4, 2)),
                           "stride": 2},
       "a digit": {"x": drawn((28, 28)), "w1": drawn((5, 4))},
       "a strip": {"x": drawn((5, 9)), "w1": drawn((2, 3)), "padding": 2},
       "one pixel": {"x": [[0.5]]}, "the example moved": {"stride": 3}}


def backward(state):
    return conv.backward(state.dL_dz1, state.x, state.w1, state.stride, state.padding)


@pytest.mark.parametrize("given", OWN.values(), ids=OWN)
def test_of_own_arrays_every_control_can_be_moved_and_a_walk_never_fails(sweep, random_walk, given):
    if np.size(given.get("x", 0)) < 500:
        sweep(KernelGradient(**given))
    random_walk(KernelGradient(**given), steps=60)


@pytest.mark.parametrize("name", ["of many", "without padding", "a strip"])
def test_of_own_arrays_all_examples_add_up_to_the_gradient_of_each_weight(name):
    explorer = KernelGradient(**OWN[name])
    front, state = FrontEnd(explorer), explorer.state
    _, dL_dw1, dL_db1 = backward(state)
    for u, v, channel, number_ in np.ndindex(state.w1.shape):
        shares = []
        for example in range(len(state.x)):
            explorer.become(replace(explorer.state, focus=(example, channel, number_),
                                    selected=("dL_dw1", (u, v, channel, number_))))
            now = explorer.numbers(explorer.state)
            shares.append(now.products.sum())
            assert now.total == pytest.approx(dL_dw1[u, v, channel, number_])
            assert explorer.value(explorer.state) == pytest.approx(now.total)
        assert sum(shares) == pytest.approx(now.total)
        moving = explorer.travellers(explorer.state)
        assert sum(one.arrives for one in moving) == pytest.approx(now.total)
    explorer.become(replace(explorer.state, selected=("dL_db1", (0,))))
    assert explorer.numbers(explorer.state).total == pytest.approx(dL_db1[0])
    front.check("every weight")


@pytest.mark.parametrize("name", ["of many", "without padding", "a strip"])
def test_of_own_arrays_the_stamps_of_all_outputs_and_examples_add_up(name):
    explorer = KernelGradient(**OWN[name])
    state = explorer.state
    total = np.zeros(state.w1.shape[:2])
    for n, i, j in np.ndindex(state.dL_dz1.shape[:3]):
        explorer.become(replace(explorer.state, selected=("dL_dz1", (n, i, j, 0))))
        now = explorer.numbers(explorer.state)
        total += now.stamp
        np.testing.assert_allclose(now.so_far, total, atol=1e-12)
        landed = {one.end[1][:2]: one.arrives for one in explorer.travellers(explorer.state)}
        for weight, product in np.ndenumerate(now.stamp):
            assert landed.get(weight, 0.0) == pytest.approx(product)
    np.testing.assert_allclose(total, backward(state)[1][:, :, 0, 0], atol=1e-12)


def test_of_several_examples_the_words_and_the_lens_name_the_share_of_each():
    explorer = KernelGradient(**OWN["of many"])
    FrontEnd(explorer).set(explorer.example, 1)
    now = explorer.numbers(explorer.state)
    assert f"Example 1 of 2, channel 0 of 3, filter 0 of 2 gives {plain(now.products.sum())}" in explorer.stage.equation
    assert "from the other example" in explorer.stage.equation
    assert f"example 1 of 2 gives {plain(now.products.sum())}" in texts(explorer)
    told = [text.partition(": ") for text in texts(explorer) if text.startswith(("these ", "other ", "example 0:"))]
    parts = [number(value) for _, _, value in told]
    assert len(parts) == 3 and sum(parts) == pytest.approx(now.total, abs=2e-3)


@pytest.mark.parametrize("given", OWN.values(), ids=OWN)
def test_of_own_arrays_a_cell_pressed_is_the_one_meant_and_nothing_collides(given):
    explorer = KernelGradient(**given)
    front = FrontEnd(explorer)
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        view = explorer.views(explorer.state)[matrix]
        focus = {axis: count - 1 for axis, count in view.stacks.items()}
        front.send(kind="press", matrix=matrix, row=rows - 1, column=columns - 1, **focus)
        assert explorer.state.selected == (matrix, view.at(**focus).index(rows - 1, columns - 1))
        front.check(f"pressing {matrix}")
        picture = explorer.picture(explorer.state)
        assert (picture.width, picture.height) == (900, 440)
        assert svg_reader.collisions(picture) == svg_reader.blemishes(picture) == []
        assert min(svg_reader.number_sizes(picture)) >= 12.5
        lines = explorer.stage.equation.split("\n")
        assert len(lines) <= 4 and max(map(len, lines)) <= 105


def test_a_square_brings_its_channel_or_filter_into_focus_and_keeps_the_weight():
    explorer = KernelGradient(**OWN["of many"])
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="dL_dw1", row=2, column=1, channel=0, filter=0)
    front.send(kind="press", matrix="x", row=0, column=2, pick="channel")
    assert explorer.state.selected == ("dL_dw1", (2, 1, 2, 0))
    front.send(kind="press", matrix="dL_dz1", row=0, column=1, pick="channel")
    assert explorer.state.selected == ("dL_dw1", (2, 1, 2, 1)) and explorer.state.focus == (0, 2, 1)
    front.check("picking")


@pytest.mark.parametrize("name", OWN)
def test_a_link_with_own_arrays_leads_back(name):
    given = OWN[name]
    explorer = KernelGradient(**given)
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="dL_dz1", row=0, column=0)
    front.send(kind="type", matrix="dL_dz1", row=0, column=0, text="0.75")
    arrays = {name: value for name, value in given.items() if name in ("x", "w1", "dL_dz1")}
    back = KernelGradient.at(explorer.link, **arrays)
    assert back.state.selected == explorer.state.selected and back.stage.equation == explorer.stage.equation
    np.testing.assert_array_equal(back.state.dL_dz1, explorer.state.dL_dz1)


@pytest.mark.parametrize("given, said", [
    ({"x": np.zeros((40, 40))}, r"x has shape \(40, 40\), too large"),
    ({"x": [[np.nan]]}, "x must be finite"),
    ({"x": np.zeros((5, 5)), "w1": np.zeros((6, 2))}, r"w1 has shape \(6, 2\)"),
    ({"x": np.zeros((5, 5)), "dL_dz1": np.zeros((4, 4))},
     r"dL_dz1 has shape \(4, 4\); it needs \(1, 3, 3, 1\), that of z1 with stride 1 and padding 0"),
    ({"dL_dz1": np.full((6, 6), np.inf)}, "dL_dz1 must be finite"),
    ({"stride": 0}, "stride is 0; it needs a whole number from 1 to 3"),
    ({"padding": 1.5}, "padding is 1.5; it needs a whole number from 0 to 2")])
def test_what_does_not_fit_is_refused_by_name(given, said):
    with pytest.raises(ValueError, match=said):
        KernelGradient(**given)


def test_example_gradients_are_called_so():
    explorer = KernelGradient(drawn((5, 6)))
    assert "Example gradients" in explorer.stage.status
    assert any("example gradients are not 0" in text for text in texts(explorer))
