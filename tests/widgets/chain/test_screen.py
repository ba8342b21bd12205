"""ChainExplorer stands on one screen, large where one looks; it says what changed."""

import re

import pytest
from front_end import SVG, FrontEnd, controls
from svg_reader import blemishes, collisions
from walking import STARTS, bands, follow, texts

from cnnlib.widgets import ChainExplorer


@pytest.fixture
def front():
    return FrontEnd(ChainExplorer())


EVERY = [(start, nudge) for start in STARTS for nudge in (-1.5, -0.5, 0.015625, 1.5)]


@pytest.mark.parametrize("start, nudge", EVERY)
def test_it_is_one_screen_in_every_state_with_numbers_large_enough_and_room_for_all(front, start, nudge):
    picture = (explorer := follow(front, start, nudge)).picture(explorer.state)
    assert (picture.width, picture.height) == (900, 440)
    assert blemishes(picture) == []
    assert [collisions(band) for band in bands(picture)] == [[], [], []]
    assert smallest(front.root) >= 12.5
    lines = front.stage.equation.split("\n")
    assert max(map(len, lines)) <= 105
    assert len(lines) <= (4 if start[0] not in ("z1", "z3") else 6)     # whose sums take two or three


def smallest(root):
    """The smallest size of a number in a cell, old ones apart."""
    cells = [group[2] for group in root.iter(f"{{{SVG}}}g") if group.get("data-name") and len(group) > 2]
    return min(float(group[0].get("font-size", group.get("font-size"))) for group in cells)


def test_the_nudge_is_first_and_no_control_is_ever_disabled(front):
    for start in STARTS:
        explorer = follow(front, start)
        first = list(controls(explorer))[:2]
        assert [one.description for one in first] == ["Nudge", "Follow"]
        assert not any(one.disabled for one in first) and not explorer.following.disabled
    assert sum(int(one.layout.width.removesuffix("px")) for one in first) <= 680


def test_the_first_touch_moves_both_bars_the_loss_and_the_gap(front):
    def bars():
        return [path.get("d") for path in front.root.iter(f"{{{SVG}}}path")
                if re.fullmatch(r"M[\d.]+ \d+H[\d.]+V\d+H.*z", path.get("d"))]
    before, said = bars(), {text for text in texts(front) if text.startswith(("loss 0", "gap"))}
    front.set(front.explorer.slider, -0.5)
    assert len(before) == 2 and not set(before) & set(bars())
    assert not said & set(texts(front)) and "gap 0.0418 = 19 % of real · kink" in texts(front)


def ghosts(front):
    """{matrix: the old number that stands above the new one}."""
    found = {group.get("data-name"): group[3][0].text for group in front.root.iter(f"{{{SVG}}}g")
             if group.get("data-name") and len(group) > 3}
    return {name: text for name, text in found.items() if text}


def test_a_drag_leaves_the_numbers_from_before_it_above_the_new_ones(front):
    assert ghosts(front) == {}
    for nudge in (0.125, 0.0, -0.25, -0.5):
        front.set(front.explorer.slider, nudge)
    assert ghosts(front) == {"nudge": ".25", "dL_predicted": "−.133", "L nudged": ".787", "real": "−.127"}


def test_a_number_typed_leaves_the_old_path_above_the_new_and_another_path_has_none(front):
    front.send(kind="type", matrix="w1", row=0, column=2, text="0.1")
    old = ghosts(front)
    assert (old["w1"], old["z3"], old["L"], old["dL_dw1 path"]) == (".8", "−.401", ".913", "−.135")
    front.explorer.following.click()
    assert ghosts(front) == {}


def test_the_path_is_yellow_on_the_map(front):
    for group in front.root.iter(f"{{{SVG}}}g"):
        if group.get("data-name") in ("x", "z1", "a1", "a2", "w3") and group.get("data-columns"):
            assert any(path.get("stroke") == "#FFC400" for path in group.iter(f"{{{SVG}}}path")), group.attrib


def test_only_changes_travel_while_the_nudge_moves(front):
    front.set(front.explorer.slider, 0.125)
    whole = front.explorer.stage.picture["revision"]
    for nudge in (-1.5, 0.0, 0.015625, 1.5):
        front.set(front.explorer.slider, nudge)
        assert front.explorer.stage.picture["revision"] == whole
