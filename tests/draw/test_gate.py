"""The gate of ReLU: maps without numbers, one cell's gate large, bars of what comes through."""

import re
from dataclasses import replace

import numpy as np
import pytest
from one_screen import check
from svg_reader import labels, matrices, strokes, value

from cnnlib import draw
from cnnlib.draw.gate import Gate

Z = np.linspace(-1.5, 2, 36).reshape(6, 6)
UP = np.where(np.arange(36).reshape(6, 6) % 4 == 1, -0.75, 0.0)
MAPS = {"b1": np.array([[-0.2]]), "z1": Z, "a1": np.maximum(Z, 0), "a2": np.ones((3, 3)),
        "dL_db1": np.array([[-0.5]]), "dL_dz1": UP * (Z > 0), "dL_da1": UP, "dL_da2": -np.ones((3, 3))}
BARS = ("gates open", 0.5, 0.75, "18 of 36", "27 of 36"), ("gradient through", 0.25, 0.25, "25 %", "")
OPEN = Gate((3, 3), 1.0, True, "the gate is open", "−0.75 · 1 = −0.75")
SHUT = replace(OPEN, at=(0, 1), slope=0.0, is_open=False, state="the gate is shut", product="−0.75 · 0 = 0")


def gate(one=OPEN, maps=MAPS, before=MAPS, bars=BARS, outline=None):
    return draw.gate(maps, before, one, bars, outline or {}, ((0, 1), (5, 5)), (3, 1), "A caption.")


@pytest.mark.parametrize("one", [OPEN, SHUT, replace(SHUT, slope=0.1, state="the gate leaks")])
def test_it_fits_one_screen_whatever_the_gate_does(one):
    check(gate(one))
    assert [label.text for label in labels(gate(one)) if "gate " in label.text] == [one.state]


def test_the_cell_close_up_and_the_bias_say_their_numbers():
    found = {one.name: value(one.texts[0])[0] for one in matrices(gate(SHUT)) if one.cell > 40}
    assert found == {"b1": -0.2, "dL_db1": -0.5, "z1": pytest.approx(Z[0, 1], abs=5e-4), "a1": 0, "dL_dz1": 0,
                     "dL_da1": -0.75}


def test_each_gradient_stands_directly_under_its_variable_at_the_same_size():
    places = {(one.name, one.cell): (one.x, one.y) for one in matrices(gate())}
    for (name, cell), (x, y) in places.items():
        if not name.startswith("dL"):
            assert places[f"dL_d{name}", cell] == (x, y + 174)


def doors(picture):
    found = re.findall(r"M708 ([\d.]+)h12v26h-12zM708 ([\d.]+)h", picture.svg)
    return [float(low) - float(high) - 26 for high, low in found]


def test_the_arrow_passes_an_open_gate_and_ends_at_a_shut_one():
    def reach(picture):
        line, = strokes(picture, stroke_width="3.5")
        return tuple(map(int, re.fullmatch(r"M(\d+) \d+H(\d+)", line).groups()))

    assert doors(gate()) == [30, 30] and doors(gate(SHUT)) == [0, 0]
    assert reach(gate()) == (780, 657) and reach(gate(SHUT))[1] > 714 + 6
    assert 0 < doors(gate(replace(SHUT, slope=0.1)))[0] < 30


def test_a_bar_has_a_tick_where_it_ended_before_and_none_where_it_did_not_change():
    ticks = strokes(gate(), stroke_width="2.4")
    assert [tick.startswith(f"M{152 + 142} ") for tick in ticks] == [True, False] and ticks[1] == "M0 0"


def test_our_path_goes_round_tiles_and_map():
    chosen = gate(outline={"dL_dz1": [(3, 3)], "z1": [(3, 3)], "b1": [(0, 0)]})
    assert len([d for d in strokes(chosen, stroke="#FFC400", stroke_width="2") if d != "M0 0"]) == 3 + 2
    check(chosen)


def test_every_state_of_the_gate_has_as_many_nodes():
    counts = {(svg.count("<text"), svg.count("<path")) for svg in (gate(one).svg for one in (OPEN, SHUT))}
    assert len({texts for texts, _ in counts}) == 1
