"""What is looked at, large: a tile with its number and the one before, a headline."""

import xml.etree.ElementTree as ET

import pytest
from svg_reader import SVG, text_width

from cnnlib.draw.ink import colour
from cnnlib.draw.parts import tiles


def group(drawn):
    return ET.fromstring(f"<svg xmlns='http://www.w3.org/2000/svg'>{drawn}</svg>")[0]


def texts(drawn):
    return [text.text or "" for text in group(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("cell", [52, 66, 78])
@pytest.mark.parametrize("number", [0.625, -0.5988, 1000.0, -999.6, -1e-9, 0.9999999999])
def test_a_number_fits_its_tile_at_12_5_pixels_or_more(cell, number):
    text = group(tiles.tile("dL_da1", number, 0, 0, cell))[2][0]
    size = float(text.get("font-size"))
    assert size >= 12.5 and text_width(text.text, size) < cell - 1


def test_a_tile_says_which_cell_it_is():
    found = group(tiles.tile("a1", 0.5, 3, 4, 78, at=(2, 0)))
    assert [found.get(f"data-{name}") for name in ("name", "row", "column")] == ["a1", "2", "0"]
    assert found.get("transform") == "translate(3 4)"


def test_what_a_tile_held_stands_over_it_only_where_it_prints_another_number():
    assert texts(tiles.tile("a1", 0.5, 0, 0, 78, before=0.25)) == ["0.5", "0.25"]
    assert texts(tiles.tile("a1", 0.5, 0, 0, 78, before=0.50000001)) == ["0.5", ""]
    assert texts(tiles.tile("a1", 0.5, 0, 0, 78)) == ["0.5", ""]


def test_ghost_and_number_are_both_legible_on_dark_and_do_not_touch():
    for cell in (52, 78):
        tile = group(tiles.tile("a1", 3.0, 0, 0, cell, before=1.0, limit=3.0))
        ghost, number = tile[3][0], tile[2][0]
        assert ghost.get("fill") == number.get("fill") == "#FFF"
        top = cell // 2 + 5 - 0.73 * float(number.get("font-size"))
        assert 8 <= float(tile[3].get("transform").rstrip(")").split()[1]) <= top


@pytest.mark.parametrize(("name", "text", "ink"), [
    ("a1", "−2", "#000"), ("dL_da1", "−2", colour.mix(colour.BELOW, 1.0)),
    ("dL_da1", "2", colour.mix(colour.ABOVE, 1.0)), ("dL_da1", "0", "#000")])
def test_a_headline_is_coloured_by_the_sign_of_a_gradient(name, text, ink):
    found = group(tiles.headline(0, 0, name, (1, 2), text, "3", ("a note", "")))
    assert found[1].get("fill") == ink and [one.text or "" for one in found[1:]] == [text, "was 3", "a note", ""]


def test_our_path_around_no_tile_keeps_its_nodes():
    around, nowhere = (group(tiles.on_path(place, 52, 0, 0)) for place in ((1, 1), None))
    assert [len(one) for one in (around, nowhere)] == [2, 2] and around[0].get("d") == "M52 52h52v52H52z"
    assert {line.get("d") for line in nowhere} == {"M0 0"}
