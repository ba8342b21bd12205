"""Max-pool routing: windows pulled apart, winners ringed, one arrow for the selected window."""

import re

import numpy as np
import pytest
from svg_reader import SVG, collisions, labels, matrices, parse, power, value

from cnnlib import draw
from cnnlib.draw.ink import colour

A = np.array([[1.0, 3, 2, 2, 0, 4], [3, 0, 0, 1, 5, -1]])          # windows A and B tie, C does not
P = np.array([[3.0, 2, 5]])
WINNERS = np.array([[0, 1, 1, 1, 0, 0], [1, 0, 0, 0, 1, 0]], dtype=bool)
DP = np.array([[0.5, -1.0, 0.25]])
DA = np.array([[0, 0.25, -0.5, -0.5, 0, 0], [0.25, 0, 0, 0, 0.25, 0]])


def tied(**options):
    return draw.routing(A, P, DA, DP, WINNERS, **options)


def real(run, winners, **options):
    return draw.routing(run.trace["a1"], run.trace["a2"], run.grads["dL_da1"], run.grads["dL_da2"], winners,
                        **options)


def groups(picture):
    return [group for group in parse(picture).iter(f"{SVG}g") if group.get("data-name")]


def reassembled(picture, name, shape):
    """Put the windows of one map together again, by where they stand -> texts in the shape of the map."""
    parts = [one for one in matrices(picture) if one.name == name]
    rows = sorted({one.y for one in parts})
    lines = []
    for y in rows:
        line = sorted((one for one in parts if one.y == y), key=lambda one: one.x)
        lines.append(np.hstack([np.array(one.texts).reshape(one.rows, one.columns) for one in line]))
    whole = np.vstack(lines)
    assert whole.shape == shape
    return whole


def arrows(picture):
    """Lines of the arrows over the matrices, without halos and heads: (d, colour, dash)."""
    found = []
    for group in parse(picture).iter(f"{SVG}g"):
        if group.get("stroke-width") == "2":
            found += [(p.get("d"), group.get("stroke"), p.get("stroke-dasharray")) for p in group
                      if "Q" in p.get("d")]
    return found


def points(d):
    """Straight and bent pieces of an arrow as points, close together."""
    (x, y), found = (0.0, 0.0), []
    for command, numbers in re.findall(r"([MHVQ])([-\d. ]+)", d):
        n = [float(one) for one in numbers.split()]
        to = (n[0], y) if command == "H" else (x, n[0]) if command == "V" else tuple(n[-2:])
        found += [] if command == "M" else [(x + (to[0] - x) * k / 40, y + (to[1] - y) * k / 40)
                                            for k in range(1, 40)]
        x, y = to
    return found


@pytest.mark.parametrize("cell", [28, 50])
def test_every_cell_of_the_windows_parses_back(run, winners, cell):
    picture = real(run, winners, cell=cell)
    maps = {"a1": run.trace["a1"], "a2": run.trace["a2"], "dL_da1": run.grads["dL_da1"],
            "dL_da2": run.grads["dL_da2"]}
    for name, values in maps.items():
        true = values[0, :, :, 0] / 10.0**power(picture, name)
        for text, number in zip(reassembled(picture, name, true.shape).ravel(), true.ravel(), strict=True):
            shown, error = value(text)
            assert abs(shown - number) <= error and (text == "0") == (number == 0)


def test_every_window_says_where_in_its_map_it_begins():
    maps = {"a1": A, "a2": P, "dL_da1": DA, "dL_da2": DP}
    for group, one in zip(groups(tied()), matrices(tied()), strict=True):
        row, column = int(group.get("data-row", 0)), int(group.get("data-column", 0))
        part = maps[one.name][row:row + one.rows, column:column + one.columns]
        assert [value(text)[0] for text in one.texts] == part.ravel().tolist()


def test_small_gradients_of_both_maps_share_one_factor():
    picture = draw.routing(A, P, DA * 1e-7, DP * 1e-7, WINNERS)
    assert power(picture, "dL_da1") == power(picture, "dL_da2") == -7
    assert [one.texts[0] for one in matrices(picture) if one.name == "dL_da2"] == ["0.5", "−1", ".25"]


def test_windows_and_pooled_cells_carry_the_same_letters_in_reading_order(run, winners):
    letters = {}
    for group in groups(real(run, winners)):
        letter = group.find(f"{SVG}text").text
        letters.setdefault(group.get("data-name"), []).append(letter)
    assert letters == {name: list("ABCDEFGHI") for name in ("a1", "a2", "dL_da1", "dL_da2")}


def test_the_winners_are_ringed_in_both_rows():
    rings = {}
    for one in matrices(tied()):
        drawn = "".join(path.get("d") for path in one.paths if "l7 7" in path.get("d"))
        found = sorted((int(y) // 28, int(x) // 28) for x, y in re.findall(r"M(\d+) (\d+)h12", drawn))
        rings.setdefault(one.name, []).append(found)
    expected = [[(0, 1), (1, 0)], [(0, 0), (0, 1)], [(1, 0)]]
    assert rings == {"a1": expected, "dL_da1": expected, "a2": [[]] * 3, "dL_da2": [[]] * 3}


def test_losers_print_0_on_white():
    texts = [zip(one.texts, one.fills, strict=True) for one in matrices(tied()) if one.name == "dL_da1"]
    cells = [cell for window in texts for cell in window]
    assert cells.count(("0", "#FFFFFF")) == 7 and len(cells) == 12


def test_each_gradient_stands_directly_under_its_own_variable(run, winners):
    for cell in (28, 50):
        drawn = matrices(real(run, winners, cell=cell))
        for name in ("a1", "a2"):
            above, below = ([m for m in drawn if m.name == wanted] for wanted in (name, f"dL_d{name}"))
            assert [(m.x, m.cell, m.corners) for m in above] == [(m.x, m.cell, m.corners) for m in below]
            assert len({b.y - a.y for a, b in zip(above, below, strict=True)}) == 1
            assert below[0].y > above[-1].y


def test_frames_of_gradients_are_dashed_and_of_values_solid():
    for one in matrices(tied(selected=(0, 0))):
        assert one.frame.get("stroke-dasharray") == ("4 3" if one.name.startswith("dL_") else None)


def test_a_negative_loser_is_hatched():
    assert [one.hatched for one in matrices(tied()) if one.name == "a1"] == [[], [], [3]]


def test_without_a_selected_window_there_is_no_arrow_and_no_outline():
    picture = tied()
    assert arrows(picture) == [] and colour.OUTLINE not in picture.svg


@pytest.mark.parametrize(("selected", "count"), [((0, 0), 2), ((0, 1), 2), ((0, 2), 1)])
def test_the_selected_window_has_one_arrow_for_each_winner_in_each_row(selected, count):
    found = arrows(tied(selected=selected))
    ink = colour.mix(colour.BELOW if DP[selected] < 0 else colour.ABOVE, 1.0)
    looks = [(stroke, dash) for _, stroke, dash in found]
    assert looks == [(colour.OUTLINE, None)] * count + [(ink, "6 4")] * count


def test_exactly_the_selected_window_and_its_pooled_cell_are_outlined():
    outlined = [one.over(stroke=colour.OUTLINE) != [] for one in matrices(tied(selected=(0, 1)))]
    assert outlined == [False, False, True, True, False, False] * 2


def test_the_arrows_of_a_tie_share_their_way_dash_for_dash():
    for d, other in zip(arrows(tied(selected=(0, 1)))[::2], arrows(tied(selected=(0, 1)))[1::2], strict=True):
        assert d[0].split("H")[0] == other[0].split("H")[0] and d[0] != other[0]


def test_every_halo_lies_under_every_arrow():
    svg = tied(selected=(0, 1)).svg
    halos, lines = ([m.start() for m in re.finditer(f"<g [^>]*stroke-width='{width}'", svg)] for width in ("6", "2"))
    assert len(halos) == len(lines) == 2 and all(halo < line for halo, line in zip(halos, lines, strict=True))


@pytest.mark.parametrize("cell", [28, 50])
def test_no_arrow_crosses_a_number(run, winners, cell):
    for selected in np.ndindex(3, 3):
        picture = real(run, winners, selected=selected, cell=cell)
        boxes = [(m.x + 1, m.y + 1, m.x + m.columns * cell - 1, m.y + m.rows * cell - 1)
                 for m in matrices(picture)]
        for d, _, _ in arrows(picture):
            inside = [at for at in points(d) for left, top, right, bottom in boxes
                      if left < at[0] < right and top < at[1] < bottom]
            assert inside == []


@pytest.mark.parametrize("cell", [28, 50])
@pytest.mark.parametrize("scale", [1.0, 1e-5, 1e-12])
def test_no_label_leaves_the_picture_or_lies_on_another(cell, scale):
    one = draw.routing(A[:, :2], P[:, :1], scale * DA[:, :2], scale * DP[:, :1], WINNERS[:, :2],
                       selected=(0, 0), cell=cell, names=("a10", "a11"))
    assert collisions(one) == collisions(tied(selected=(0, 0), cell=cell)) == []


def test_the_maps_can_have_other_names():
    names = {label.text for label in labels(tied(names=("a3", "a4")))}
    assert names == {"a(3)", "a(4)", "∂L/∂a(3)", "∂L/∂a(4)"}


@pytest.mark.parametrize(("selected", "words"), [
    (None, "7 of 12 cells get exactly 0."),
    ((0, 0), "7 of 12 cells get exactly 0. In window A, 0.5 goes to row 0, column 1 and row 1, column 0."),
    ((0, 2), "In window C, 0.25 goes to row 1, column 4.")])
def test_the_caption_counts_the_zeros_and_says_where_the_gradient_goes(selected, words):
    assert tied(selected=selected).caption.endswith(words)


def test_the_caption_changes_with_the_data():
    other = draw.routing(A, P, DA * (DA > 0), DP, WINNERS, selected=(0, 0))
    assert "9 of 12 cells" in other.caption


def test_the_words_hold_all_four_maps_whole():
    words = tied().words()
    assert [line.split()[0] for line in words.splitlines() if not line.startswith(" ")] == [
        "a⁽¹⁾", "a⁽²⁾", "∂L/∂a⁽¹⁾", "∂L/∂a⁽²⁾"]
    assert words.splitlines()[1:3] == ["   1  3  2  2  0  4", "   3  0  0  1  5 −1"]


@pytest.mark.parametrize(("change", "words"), [
    ({"p": np.ones((1, 4))}, ["p", "(1, 4)", "(2, 6)", "tile"]),
    ({"dL_da": DA[:, :5]}, ["dL_da", "(2, 5)", "(2, 6)"]),
    ({"dL_dp": DP[:, :2]}, ["dL_dp", "(1, 2)", "(1, 3)"]),
    ({"winners": WINNERS[:1]}, ["winners", "(1, 6)", "(2, 6)"]),
    ({"selected": (0, 3)}, ["selected", "(0, 3)", "1 rows and 3 columns"])])
def test_what_does_not_fit_is_refused_in_words(change, words):
    given = {"a": A, "p": P, "dL_da": DA, "dL_dp": DP, "winners": WINNERS} | change
    if "p" in change:
        given["dL_dp"] = change["p"]
    with pytest.raises(ValueError) as caught:
        draw.routing(**given)
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_selected_window_without_a_winner_is_refused_in_words():
    with pytest.raises(ValueError, match=r"winners: got none in window \(0, 2\); needs at least one"):
        draw.routing(A, P, DA, DP, WINNERS & (np.arange(6) < 4), selected=(0, 2))
