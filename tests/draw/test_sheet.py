"""The whole small network on one sheet of paper, blank and filled."""

from pathlib import Path

import numpy as np
import pytest
from svg_reader import blemishes, by_name, collisions, description, parse, value

from cnnlib import draw, examples
from cnnlib.draw.sheet import on_paper

DOCS = Path(__file__).resolve().parents[2] / "docs"
GIVEN = {"x", "w1", "b1", "w3", "b3"}
ALL = GIVEN | {"z1", "a1", "a2", "z3", "a3", "L"}
SHEETS = {"filled": True, "blank": False}


def tensors(run):
    return {**run.trace, **run.params, **run.grads, "L": run.L}


def test_every_number_is_there_and_the_gradients_are_whole_numbers_of_t(small_run):
    drawn, t = by_name(draw.sheet(small_run)), abs(small_run.grads["dL_dz3"].item()) / 10
    assert drawn.keys() == ALL | {f"dL_d{name}" for name in ALL - {"a3", "L"}} | {"t"}
    for name, one in drawn.items():
        true = [t] if name == "t" else np.ravel(tensors(small_run)[name]) / (t if name.startswith("dL_") else 1)
        for text, number in zip(one.texts, true, strict=True):
            shown, error = value(text)
            assert abs(shown - number) <= error
            assert not name.startswith("dL_") or "." not in text


def test_blank_it_prints_what_is_given_and_no_more(small_run):
    drawn, filled = by_name(draw.sheet(small_run, filled=False)), by_name(draw.sheet(small_run))
    assert {name for name, one in drawn.items() if any(one.texts)} == GIVEN
    for name, one in drawn.items():
        assert (one.x, one.y, one.corners) == (filled[name].x, filled[name].y, filled[name].corners)
        assert name in GIVEN or set(one.fills) == {"#FFFFFF"}


def test_each_gradient_stands_under_its_variable_and_winners_are_ringed_in_both_rows(small_run):
    drawn = by_name(draw.sheet(small_run))
    for name in ALL - {"a3", "L"}:
        above, below = drawn[name], drawn[f"dL_d{name}"]
        assert (above.x, above.cell) == (below.x, below.cell) and below.y > above.y
    assert len(drawn["a1"].paths) == len(drawn["dL_da1"].paths) == 2


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_overlaps_and_the_stored_file_is_what_the_code_draws_in_the_size_of_the_paper(small_run, name):
    picture = draw.sheet(small_run, SHEETS[name])
    assert collisions(picture) == [] == blemishes(picture)
    stored = (DOCS / f"by_hand_{name}.svg").read_text(encoding="utf-8")
    assert stored == on_paper(picture)
    wide, tall = (float(parse(picture).get(side)) for side in ("width", "height"))
    assert "width='277mm'" in stored and 277 / wide * tall < 190          # A4 less a centimetre on each side
    assert 0.729 * 14 * 277 / wide > 3                    # millimetres: a digit of DejaVu Sans of 14 pixels


def test_its_caption_says_what_is_on_it(small_run):
    assert description(draw.sheet(small_run)).endswith("gradients in units of t = 0.06225.")
    assert "(number · t)" in draw.sheet(small_run, filled=False).svg
    assert "the other 128 boxes are empty" in description(draw.sheet(small_run, filled=False))


def test_another_label_has_its_own_loss(small_run):
    net, params, x, y = examples.six_by_six()
    assert "L = −ln (1 − a⁽³⁾)" in draw.sheet(net.run(params, x, 1 - y)).svg


@pytest.mark.parametrize("wrong", ["a run", None, 3, "other network", "two examples", "no error"])
def test_it_refuses_what_there_are_no_boxes_for(run, wrong):
    net, params, x, y = examples.six_by_six()
    given = {"other network": run, "two examples": net.run(params, np.repeat(x, 2, 0), np.repeat(y, 2, 0)),
             "no error": net.run({**params, "b3": np.array([900.0])}, x, y)}.get(wrong, wrong)
    with pytest.raises(ValueError, match=r"run: got .*six_by_six"):
        draw.sheet(given)
