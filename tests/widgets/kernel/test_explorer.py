import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from front_end import SVG, FrontEnd

from cnnlib import examples
from cnnlib.ops import conv
from cnnlib.widgets import KernelGradient


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


def select(explorer, *selected):
    explorer.become(replace(explorer.state, selected=selected))


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
        products = explorer.numbers(explorer.state).products
        assert products.shape == (6, 6)
        np.testing.assert_allclose(products.sum(), dL_dw1[u, v, 0, 0], atol=1e-12)
        np.testing.assert_allclose(printed(groups(explorer, "products")[0]), products, atol=0.0051)
        np.testing.assert_allclose(printed(groups(explorer, "dL_dw1")[1]), dL_dw1[u, v], atol=0.0051)
    select(explorer, "dL_db1", 0, 0)
    np.testing.assert_allclose(explorer.numbers(explorer.state).products.sum(), dL_db1[0], atol=1e-12)


def test_the_part_of_x_is_what_the_weight_saw(explorer):
    select(explorer, "dL_dw1", 2, 1)
    part = groups(explorer, "x")[1]
    assert (part.get("data-row"), part.get("data-column")) == ("2", "1")
    np.testing.assert_allclose(printed(part), explorer.state.x[0, 2:8, 1:7, 0], atol=0.0051)


def test_the_outlined_part_of_x_moves_with_the_weight(explorer):
    outlines = set()
    for u, v in np.ndindex(3, 3):
        select(explorer, "dL_dw1", u, v)
        thick = [path.get("d") for path in groups(explorer, "x")[0][1] if path.get("stroke-width") == "2.8"]
        assert len(thick) == 1 and thick[0].count("M") == 24   # 6 cells a side
        assert thick[0].startswith(f"M{28 * v} {28 * u}h")
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
    """The numbers of the last matrix of the close-up, which has no name:
    its cells are no cells of a tensor."""
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    nameless = [g for g in root.iter(f"{{{SVG}}}g") if g.get("transform", "").startswith("translate")
                and not g.get("data-name") and len(g) == 3 and len(g[2]) == 9]
    return np.array([number(text.text) for text in nameless[-1][2]]).reshape(3, 3)


def test_pressing_a_gradient_chooses_the_view_and_the_toggle_goes_back(explorer):
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="dL_dw1", row=2, column=0)
    assert (explorer.state.view, explorer.state.weight) == ("weight", (2, 0))
    front.send(kind="press", matrix="dL_dz1", row=4, column=2)
    assert (explorer.state.view, explorer.state.output, explorer.view.value) == ("output", (4, 2), "output")
    front.set(explorer.view, 0)
    assert explorer.state.selected == ("dL_dw1", 2, 0)
    front.set(explorer.view, 1)
    assert explorer.state.selected == ("dL_dz1", 4, 2)
    front.check("toggling")


def test_sliders_pick_weights_or_outputs(explorer):
    front = FrontEnd(explorer)
    front.set(explorer.row, 2)
    assert explorer.state.selected == ("dL_dw1", 2, 2) and explorer.row.max == 2
    front.set(explorer.view, 1)
    front.set(explorer.column, 5)
    assert explorer.state.selected == ("dL_dz1", 3, 5) and explorer.row.max == 5
    assert (explorer.row.description, explorer.column.description) == ("Output row", "Output column")
    front.set(explorer.view, 0)
    assert (explorer.row.description, explorer.column.description) == ("Weight row", "Weight column")
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
    run = explorer.numbers(explorer.state).run
    assert run.grads["dL_dz1"].all() and (run.trace["z1"] < 0).any()
    np.testing.assert_allclose(run.trace["a2"][0, 0, 2, 0], np.where(
        (z := run.trace["z1"][0, :2, 4:, 0]) > 0, z, 0.5 * z).mean(), atol=1e-12)
    np.testing.assert_allclose(explorer.numbers(explorer.state).products.sum(),
                               run.grads["dL_dw1"][0, 2, 0, 0], atol=1e-12)
    explorer.undo.click()
    assert explorer.reached.value == "winners"
    assert np.count_nonzero(explorer.numbers(explorer.state).run.grads["dL_dz1"]) == 9


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
    np.testing.assert_allclose(printed(groups(explorer, "dL_dw1")[0]),
                               run_of(explorer.state).grads["dL_dw1"][:, :, 0, 0], atol=0.0051)
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
        thick = [path.get("d") for path in groups(explorer, "x")[0][1] if path.get("stroke-width") == "2.8"]
        assert thick[-1].startswith(f"M{28 * cell[1]} {28 * cell[0]}h28M") and thick[-1].count("M") == 4
        assert "l7 7" not in explorer.picture(explorer.state).svg


def test_every_sign_that_is_not_school_arithmetic_says_what_it_does(explorer):
    for gradient, said in ((("dL_dw1", 0, 2), {"slide", "over", "cell", "by cell", "add up"}),
                           (("dL_dz1", 3, 1), {"slide", "over", "added to", "those before"})):
        select(explorer, *gradient)
        root = ET.fromstring(explorer.picture(explorer.state).svg)
        texts = {text.text for text in root.iter(f"{{{SVG}}}text")}
        assert said <= texts


def test_a_selected_pixel_shows_the_product_it_takes_part_in(explorer):
    for gradient, close, at in ((("dL_dw1", 2, 1), "products", (2, 1)), (("dL_dz1", 3, 1), "stamp", (1, 1))):
        select(explorer, *gradient)
        select(explorer, "x", 4, 2)
        size = 28 if close == "products" else 50
        border = [path.get("d") for path in groups(explorer, close)[0][1]
                  if path.get("stroke-width") == "2.8"]
        assert border[0].startswith(f"M{at[1] * size} {at[0] * size}h{size}")
