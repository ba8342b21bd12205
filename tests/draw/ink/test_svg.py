"""What all pictures share: plain SVG, words, the same text on every machine."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from svg_reader import SVG, blemishes, description, parse, title

from cnnlib import draw, explain
from cnnlib.draw.ink.svg import Picture, move, node

REPEAT = """
from cnnlib import draw, examples, explain
net, params, x, y = examples.eight_by_eight()
run = net.run(params, x, y)
a1, a2, g1, g2 = run.trace["a1"], run.trace["a2"], run.grads["dL_da1"], run.grads["dL_da2"]
pictures = [draw.board(run, winners=g1 != 0, outline={"z1": {(1, 2), (4, 4), (0, 1)}}, shown=set(run.trace)),
            draw.routing(a1, a2, g1, g2, g1 != 0, selected=(1, 2)),
            draw.equation(explain.cell(run, "dL_dw1", (1, 2, 0, 0)), run), draw.strip("ReLU"),
            draw.matrix("z1", run.trace["z1"], outline={(1, 2), (4, 4), (0, 1)})]
for picture in pictures:
    print(picture.svg, repr(picture), picture.caption)
"""


def with_noise(run, factor):
    """The same run as another processor may compute it; zeros stay zeros."""
    return replace(run, trace={k: v * factor for k, v in run.trace.items()}, L=run.L * factor,
                   params={k: v * factor for k, v in run.params.items()},
                   grads={k: v * factor for k, v in run.grads.items()})


def routing(run):
    a1, a2, g1, g2 = run.trace["a1"], run.trace["a2"], run.grads["dL_da1"], run.grads["dL_da2"]
    return draw.routing(a1, a2, g1, g2, g1 != 0, selected=(1, 2))


def row(run):
    t, g = run.trace, run.grads
    below = draw.matrix("dL_dz1", g["dL_dz1"]), "←", draw.matrix("dL_da1", g["dL_da1"])
    return draw.row(draw.matrix("z1", t["z1"]), "→", draw.matrix("a1", t["a1"]), below=below)


PICTURES = {
    "board": lambda run: draw.board(run, winners=run.grads["dL_da1"] != 0, outline={"z1": [(1, 2)]}),
    "own limits": lambda run: draw.board(run, limits="own", cell=50),
    "routing": routing,
    "row": row,
    "matrix": lambda run: draw.matrix("dL_dx", run.grads["dL_dx"] * 1e-7, rings=[(0, 0)], limit=1e-8),
    "blank": lambda run: draw.matrix("dL_dx", run.grads["dL_dx"], blank=True),
    "window": lambda run: draw.window(run.trace["x"], run.params["w1"], run.trace["z1"], (2, 3)),
    "equation": lambda run: draw.equation(explain.cell(run, "z1", (0, 1, 2, 0)), run),
    "strip": lambda run: draw.strip("loss", "image"),
    "awkward": lambda run: draw.matrix("dL_dx<&\"'>", [[np.nan, -np.inf], [1e308, -1e-12]]),
}


@pytest.fixture(scope="module")
def drawn(run):
    return {name: draw_it(run) for name, draw_it in PICTURES.items()}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_well_formed_plain_svg(drawn, name):
    assert parse(drawn[name]).tag == f"{SVG}svg" and blemishes(drawn[name]) == []


def test_what_is_not_plain_would_be_found():
    foul = node("style", "*{}"), node("g", id="a", style="b", **{"class": "c"}), node("image", href="d")
    assert blemishes(Picture(9, 9, foul, "t", "c", str)) == ["image", "style", "class", "href", "id", "style"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_white_card_of_the_size_of_the_picture_lies_under_everything(drawn, name):
    root = parse(drawn[name])
    card = root.find(f"{SVG}rect").attrib
    size = {"width": root.get("width"), "height": root.get("height")}
    assert card == {**size, "fill": "#FFF"} and root.get("viewBox") == f"0 0 {size['width']} {size['height']}"
    assert [child.tag for child in root][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}rect"]


@pytest.mark.parametrize("name", PICTURES)
def test_title_and_description_are_sentences_and_the_description_is_the_caption(drawn, name):
    picture = drawn[name]
    assert title(picture) == picture.title and description(picture) == picture.caption
    assert picture.title and picture.caption.endswith(".") and "\n" not in picture.caption


@pytest.mark.parametrize("name", sorted(PICTURES.keys() - {"strip", "awkward", "blank"}))
def test_the_description_changes_with_the_data(drawn, run, name):
    other = run.net.run({k: 3 * v for k, v in run.params.items()}, run.trace["x"], run.y)
    assert description(PICTURES[name](other)) != description(drawn[name])


@pytest.mark.parametrize("factor", [1 + 1e-13, 1 - 1e-13])
@pytest.mark.parametrize("name", PICTURES)
def test_noise_in_the_last_bits_changes_no_letter(drawn, run, name, factor):
    noisy = PICTURES[name](with_noise(run, factor))
    assert (noisy.svg, repr(noisy)) == (drawn[name].svg, repr(drawn[name]))


def test_a_change_that_can_be_seen_changes_the_picture(drawn, run):
    assert PICTURES["board"](with_noise(run, 1.01)).svg != drawn["board"].svg


@pytest.mark.parametrize("name", PICTURES)
def test_drawing_twice_gives_the_same_text_and_leaves_the_data_alone(drawn, run, name):
    before = {k: v.copy() for k, v in {**run.trace, **run.grads}.items()}
    assert PICTURES[name](run).svg == drawn[name].svg
    assert all(np.array_equal(before[k], v) for k, v in {**run.trace, **run.grads}.items())


def test_another_process_with_another_hash_seed_draws_the_same():
    texts = [subprocess.run([sys.executable, "-c", REPEAT], capture_output=True, text=True, check=True,
                            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}).stdout
             for seed in ("1", "2")]
    assert texts[0] == texts[1] and texts[0].count("<svg") == 5


def test_the_words_hold_every_number_the_picture_holds(drawn):
    words = repr(drawn["board"])
    assert words.count("−0.075") == 1 and "∂L/∂w⁽¹⁾" in words and words.startswith(drawn["board"].title)


@pytest.mark.parametrize(("made", "expected"), [
    (node("g"), "<g/>"),
    (node("text", "a<b&c", x=1.50, y=-0.126), "<text x='1.5' y='-0.13'>a&lt;b&amp;c</text>"),
    (node("g", (node("path", d="M0 0"), "t"), stroke_width="2", fill=None),
     "<g stroke-width='2'><path d='M0 0'/>t</g>"),
    (node("g", data_name="'\"<"), "<g data-name='&apos;&quot;&lt;'/>")])
def test_a_node_writes_itself(made, expected):
    assert str(made) == expected


def test_a_move_writes_no_more_digits_than_are_seen():
    assert move(1 / 3, 20) == "translate(0.33 20)"
