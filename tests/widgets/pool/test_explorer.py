"""PoolRouter: what it shows is what max_pool routes, what it says about slopes is what nudging finds."""

import re
from dataclasses import replace

import numpy as np
import one_screen
import pytest
from front_end import address
from svg_reader import SVG, labels, text_width, value

from cnnlib import examples, gradcheck
from cnnlib.draw import plain
from cnnlib.draw.ink import colour, number
from cnnlib.ops import max_pool
from cnnlib.widgets.pool.explorer import STEPS, TIES, WINDOWS, PoolRouter, marks, with_windows
from cnnlib.widgets.pool.numbers import arrays, slopes, winners
from cnnlib.widgets.pool.opening import BRIGHTEST
from cnnlib.widgets.pool.words import EXAMPLE, collected
from cnnlib.widgets.stage.address import spot

OVERLAPPING = [label for label, (size, stride) in WINDOWS.items() if stride < size]


@pytest.fixture
def explorer():
    return PoolRouter()


@pytest.fixture
def front(explorer):
    from front_end import FrontEnd
    return FrontEnd(explorer)


def groups(front, name, tiles):
    """The groups of a matrix in the browser: its tiles in the lens, or its map, whose cells have no numbers."""
    return [group for group in front.root.iter(f"{SVG}g") if group.get("data-name") == name
            and (len(group) > 2) == tiles]


def places(group):
    """The (row, column) of each cell of a group."""
    top, left, columns = (int(group.get(f"data-{name}", default))
                          for name, default in (("row", 0), ("column", 0), ("columns", 1)))
    return [(k // columns + top, k % columns + left) for k in range(len(group[0]))]


def shown(front, name):
    """{(row, column): text} of the tiles of a matrix."""
    return {places(group)[0]: group[2][0].text for group in groups(front, name, True)}


def fills(front, name):
    """{(row, column): fill} of the map of a matrix; each cell is there once."""
    pairs = [(place, path.get("fill", "#FFFFFF")) for group in groups(front, name, False)
             for place, path in zip(places(group), group[0], strict=True)]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def lens_of(explorer):
    """What the lens of the present picture is called."""
    return next(label.text for label in labels(explorer.picture(explorer.state)) if label.text.startswith("window"))


def window_cells(explorer, at):
    (size, stride), (i, j) = (explorer.state.size, explorer.state.stride), at
    return {(i * stride + u, j * stride + v) for u, v in np.ndindex(size, size)}


def agree(texts, values):
    """Whether every tile prints its number, as exactly as it prints."""
    for place, text in texts.items():
        shown, error = value(text)
        assert abs(shown - values[place]) <= error and (text == "0") == (values[place] == 0), (place, text)


def check_all(explorer, front):
    """Every number and every colour is what max_pool computes, whichever window is close up."""
    state = explorer.state
    a1, a2 = state.a1, max_pool.forward(state.a1, state.size, state.stride)
    dL_da1 = max_pool.backward(state.dL_da2, a1, state.size, state.stride, ties=state.ties)
    truth = {"a1": a1, "a2": a2, "dL_da1": dL_da1, "dL_da2": state.dL_da2}
    limits = explorer.numbers(state).limits
    for name, values in truth.items():
        expected = {at: colour.fill(number.tidy(values[0, *at, 0]), limits[name.startswith("dL")],
                                    name.startswith("dL")) for at in np.ndindex(values.shape[1:3])}
        assert fills(front, name) == expected, name
    for at in np.ndindex(a2.shape[1:3]):
        front.send(kind="press", matrix="dL_da2", row=at[0], column=at[1])
        for name, values in truth.items():
            texts = shown(front, name)
            assert set(texts) == (window_cells(explorer, at) if name.endswith("a1") else {at})
            agree(texts, sent_by(state, at) if name == "dL_da1" else values[0, :, :, 0])
        totals(front, dL_da1[0, :, :, 0], sent_by(state, at))


def sent_by(state, at):
    """What one window alone sends to the map (rows, columns)."""
    alone = np.zeros_like(state.dL_da2)
    alone[0, *at, 0] = state.dL_da2[0, *at, 0]
    return max_pool.backward(alone, state.a1, state.size, state.stride, ties=state.ties)[0, :, :, 0]


def totals(front, whole, sent):
    """Whether the tiles of the gradient say the total of a cell exactly where this window sends it another."""
    for group in groups(front, "dL_da1", True):
        (at,), (text,) = places(group), [part.text or "" for part in group[3].iter(f"{SVG}text")]
        if number.figures(whole[at]) != number.figures(sent[at]):
            found, error = value(text.removeprefix("total ").removeprefix("Σ "))
            assert text[0] in "tΣ" and abs(found - whole[at]) <= error
        else:
            assert text == "" or text[0] not in "tΣ"


def choose(explorer, windows, ties="first"):
    explorer.windows.value, explorer.ties.value = WINDOWS[windows], ties


def random_state(windows, ties, seed=3):
    """A map of few different numbers, so that windows tie, and a random gradient."""
    rng = np.random.default_rng(seed)
    state = with_windows(PoolRouter().state, *WINDOWS[windows])
    return replace(state, a1=rng.integers(0, 3, (1, 6, 6, 1)) / 2, dL_da2=rng.normal(size=state.dL_da2.shape),
                   ties=ties)


def test_it_opens_with_the_map_and_the_gradient_of_the_running_example(explorer, front):
    net, params, x, y = examples.eight_by_eight()
    run = net.run(params, x, y)
    assert explorer.state.a1 == pytest.approx(run.trace["a1"], abs=1e-5)
    assert np.array_equal(explorer.state.dL_da2, run.grads["dL_da2"])
    assert set(shown(front, "a1")) == window_cells(explorer, (2, 2)) and lens_of(explorer) == "window I of a(1)"
    check_all(explorer, front)


@pytest.mark.parametrize("ties", TIES.values())
@pytest.mark.parametrize("windows", WINDOWS)
def test_every_number_and_colour_in_the_picture_is_what_max_pool_computes(explorer, front, windows, ties):
    choose(explorer, windows, ties)
    explorer.tie.click()
    check_all(explorer, front)
    front.check(windows)


def test_the_whole_gradient_jumps_when_the_runner_up_overtakes_and_not_before(explorer):
    g = [float(arrays(explorer.write(explorer.state, *address("a1", 4, 4), value))["dL_da1"][0, 4, 4, 0])
         for value in (0.0, 0.5, 0.73, 0.732, 2.0)]
    whole = explorer.state.dL_da2[0, 2, 2, 0]
    assert g == [0, 0, 0, whole, whole] and whole != 0


@pytest.mark.parametrize("ties", TIES.values())
@pytest.mark.parametrize("windows", WINDOWS)
def test_the_slopes_are_those_of_the_gradient_check_at_ties_and_elsewhere(windows, ties):
    state = random_state(windows, ties)
    size, stride = WINDOWS[windows]

    def routed_sum(a):
        return (max_pool.forward(a, size, stride) * state.dL_da2).sum()

    report = gradcheck.check(routed_sum, state.a1, arrays(state)["dL_da1"])
    for cell in np.ndindex(6, 6):
        expected = report.left[0, *cell, 0], report.right[0, *cell, 0]
        assert slopes(state, cell) == pytest.approx(expected, abs=1e-6)
    assert report.kink.any()


@pytest.mark.parametrize("value", [1000.0, -1000.0, 0.0, 1e-5])
def test_the_slopes_do_not_drown_in_rounding_at_the_ends_of_what_can_be_typed(explorer, value):
    state = explorer.write(explorer.state, *address("a1", 0, 0), value)
    wins = value == 1000
    assert slopes(state, (0, 0)) == pytest.approx((state.dL_da2[0, 0, 0, 0] * wins,) * 2, abs=1e-9)


@pytest.mark.parametrize("windows", WINDOWS)
def test_a_tie_is_called_a_tie_exactly_where_the_slopes_differ(explorer, windows):
    state = random_state(windows, "split")
    for cell in np.ndindex(6, 6):
        left, right = slopes(state, cell)
        text = explorer.equation(replace(state, selected=address("dL_da1", *cell)))
        assert ("anything between" in text) == (left != right)


def test_at_a_tie_the_words_name_both_slopes_and_what_the_rule_does(explorer):
    explorer.tie.click()
    assert ("A tie: nudged down, the loss changes by 0 per unit (left slope); nudged up, by 0.299 (right slope)."
            in explorer.stage.equation)
    assert "anything between 0 and 0.299 is legitimate" in explorer.stage.equation
    said = {}
    for ties in TIES.values():
        explorer.ties.value = ties
        said[ties] = explorer.stage.equation
    assert "gives 0.299 to the first of 2" in said["first"]
    assert "gives 0.150 to each of 2" in said["split"]
    assert "0.599 together. That is too much: nudged together their slope is 0.299" in said["all"]


def test_first_and_split_give_a_window_out_once_and_all_gives_it_twice(explorer):
    explorer.tie.click()
    sums = {ties: arrays(replace(explorer.state, ties=ties))["dL_da1"][0, 4:, 4:, 0].sum()
            for ties in TIES.values()}
    whole = explorer.state.dL_da2[0, 2, 2, 0]
    assert sums == pytest.approx({"first": whole, "split": whole, "all": 2 * whole})


@pytest.mark.parametrize("windows", OVERLAPPING)
def test_a_cell_that_wins_several_windows_adds_them_up_and_says_so(explorer, windows):
    choose(explorer, windows)
    state = explorer.state
    said = {cell: explorer.equation(replace(state, selected=address("dL_da1", *cell)))
            for cell in np.ndindex(6, 6)}
    twice = [cell for cell, text in said.items() if "add up, +=" in text]
    size, stride = WINDOWS[windows]
    wins = np.zeros((6, 6))
    for i, j in np.ndindex(state.dL_da2.shape[1:3]):
        window = state.a1[0, i * stride:i * stride + size, j * stride:j * stride + size, 0]
        u, v = np.unravel_index(window.argmax(), window.shape)
        wins[i * stride + u, j * stride + v] += 1
    assert twice == [tuple(cell) for cell in np.argwhere(wins > 1).tolist()]
    assert explorer.picture(state).caption.endswith(f"win more than one window and add up: {len(twice)}.")


def test_the_caption_says_where_the_gradient_of_the_window_close_up_goes(explorer, front):
    assert explorer.picture(explorer.state).caption.endswith("In window I, 0.299 goes to row 5, column 4.")
    front.send(kind="press", matrix="a2", row=0, column=1)
    assert "In window B, 0.180 goes to row 1, column 3." in explorer.picture(explorer.state).caption


@pytest.mark.parametrize("windows", WINDOWS)
def test_the_made_up_gradient_differs_from_window_to_window_and_leaves_no_winner_with_nothing(
        explorer, windows):
    choose(explorer, windows)
    state = explorer.state
    assert (np.abs(arrays(state)["dL_da1"][winners(state)]) > 0.01).all()
    assert len(np.unique(np.abs(state.dL_da2))) >= min(4, state.dL_da2.size)
    choose(explorer, windows)
    assert np.array_equal(explorer.state.dL_da2, state.dL_da2)


@pytest.mark.parametrize("windows", OVERLAPPING)
def test_it_says_which_of_a_cells_windows_is_close_up_and_how_to_see_the_others(explorer, front, windows):
    choose(explorer, windows)
    explorer.become(replace(explorer.state, selected=address("a1", 2, 2)))
    inside = [window.at for window in explorer.numbers(explorer.state).contests]
    assert len(inside) > 1
    for k, (i, j) in enumerate(inside):
        if k:
            front.send(kind="press", matrix="a2", row=i, column=j)
        assert lens_of(explorer) == f"window [{i}, {j}] of a(1), {k + 1} of {len(inside)}"
        state, share = explorer.state, sent_by(explorer.state, (i, j))[2, 2]
        whole = arrays(state)["dL_da1"][0, 2, 2, 0]
        share = "all of its gradient" if share == whole != 0 else f"{plain(share)} of {plain(whole)}" if whole else "0"
        said = (f"Large: window [{i}, {j}], one of {len(inside)}; it sends a⁽¹⁾[2, 2] {share}. "
                "Press a⁽²⁾ for another.")
        assert explorer.stage.status == said and len(said) <= 100
    explorer.become(replace(explorer.state, selected=address("a1", 0, 0)))
    assert explorer.stage.status == explorer.invitation and lens_of(explorer) == "window [0, 0] of a(1)"


def test_cells_outside_every_window_are_said_to_be(explorer):
    explorer.windows.value = 2, 3
    front_cell = replace(explorer.state, selected=address("a1", 2, 2))
    said = explorer.equation(front_cell)
    assert said.startswith("∂L/∂a⁽¹⁾[2, 2] = 0: the cell lies in no window") and said.count("no window") == 1
    explorer.become(front_cell)
    explorer.tie.click()
    assert "lies in no window" in explorer.stage.status and explorer.errors == []


def test_a_pulled_apart_cell_answers_with_its_place_in_the_whole_map(explorer, front):
    assert set(fills(front, "a1")) == set(np.ndindex(6, 6))
    front.send(kind="press", matrix="a1", row=3, column=1)
    front.send(kind="key", key="ArrowRight")
    assert spot(explorer.state.selected) == ("a1", 3, 2)
    assert "1.48" in explorer.stage.equation


def test_the_window_close_up_follows_the_selected_cell(explorer, front):
    places = {"C": ("a1", 1, 5), "G": ("dL_da1", 4, 0), "E": ("a2", 1, 1), "B": ("dL_da2", 0, 1)}
    for window, (matrix, row, column) in places.items():
        front.send(kind="press", matrix=matrix, row=row, column=column)
        assert lens_of(explorer) == f"window {window} of a(1)"


def test_a_cell_that_lies_in_no_window_shows_the_next_one_and_says_so(explorer, front):
    explorer.windows.value = 2, 3
    front.send(kind="press", matrix="a1", row=5, column=2)
    said = [label.text for label in labels(explorer.picture(explorer.state))]
    assert "lies in no window" in said and "nothing comes back" in said
    assert lens_of(explorer).startswith("window [1, 0]")


def test_a_drag_over_cells_selects_the_last_and_changes_no_number(explorer, front):
    before = explorer.state
    cells = [{"matrix": "a1", "row": 0, "column": column} for column in (1, 2, 3)]
    front.send(kind="paint", cells=cells)
    assert explorer.state.a1 is before.a1 and spot(explorer.state.selected) == ("a1", 0, 3)
    front.check("dragging")


def test_a_drag_that_ends_after_the_windows_changed_changes_nothing(explorer, front):
    explorer.windows.value = 3, 3
    before = explorer.state
    front.send(kind="paint", cells=[{"matrix": "dL_da2", "row": k, "column": k} for k in (0, 2)])
    assert explorer.state is before and explorer.errors == []


@pytest.mark.parametrize("windows", WINDOWS)
def test_example_gradients_are_called_so_in_the_menu_and_beside_every_cell(explorer, windows):
    choose(explorer, windows)
    state, example = explorer.state, WINDOWS[windows] != (2, 2)
    assert ("example values" in windows) == example
    for matrix in explorer.shapes(state):
        assert (EXAMPLE in explorer.equation(replace(state, selected=address(matrix, 0, 0)))) == example


def test_the_words_call_a_window_by_its_letter_where_the_picture_shows_letters(explorer):
    said = explorer.stage.equation
    assert "a⁽¹⁾[4, 4] = 0.625 loses its window I; a⁽¹⁾[5, 4] = 0.731 is 0.106 ahead." in said
    window = replace(explorer.state, selected=address("a2", 2, 2))
    assert "the other cells of window I get 0" in explorer.equation(window)
    choose(explorer, "3×3, stride 3: side by side; example values")
    assert "its window D" in explorer.equation(replace(explorer.state, selected=address("a1", 4, 4)))
    choose(explorer, "2×2, stride 1: overlap; example values")
    for selected in (address("a1", 0, 0), address("a1", 4, 4), address("a2", 2, 2)):
        assert not re.search("window [A-Z]", explorer.equation(replace(explorer.state, selected=selected)))


@pytest.mark.parametrize("windows", WINDOWS)
def test_no_line_of_a_sum_breaks_inside_a_symbol(explorer, windows):
    choose(explorer, windows)
    for cell in np.ndindex(6, 6):
        lines = explorer.equation(replace(explorer.state, selected=address("dL_da1", *cell))).split("\n")
        summed = [line for line in lines if line.startswith(("∂L", "   "))]
        assert summed and max(map(len, summed)) <= 130 and not any(line.endswith("⁾") for line in summed[:-1])


def test_make_a_tie_raises_the_selected_loser_and_else_the_runner_up(explorer):
    explorer.become(replace(explorer.state, selected=address("a1", 0, 2)))
    explorer.tie.click()
    assert explorer.state.a1[0, 0, 2, 0] == explorer.state.a1[0, 1, 3, 0]
    explorer.become(replace(explorer.state, selected=address("a2", 0, 0)))
    explorer.tie.click()
    assert explorer.state.a1[0, 1, 1, 0] == explorer.state.a1[0, 0, 1, 0]


def test_make_a_tie_keeps_what_is_selected_and_says_which_other_cell_it_raised(explorer, front):
    front.set(explorer.slider, 160)                    # the selected cell wins
    explorer.tie.click()
    assert spot(explorer.state.selected) == ("a1", 4, 4) and explorer.state.a1[0, 5, 4, 0] == 1
    assert explorer.stage.status == "a⁽¹⁾[5, 4] is raised to 1, a tie."


def test_a_cell_in_no_window_has_no_path(explorer, front):
    explorer.windows.value = 2, 3
    front.send(kind="press", matrix="a1", row=2, column=5)
    outline = marks(explorer.numbers(explorer.state)).outline
    assert outline == {"a1": ((2, 5),), "dL_da1": ((2, 5),), "a2": (), "dL_da2": ()}


def test_where_windows_overlap_the_words_tell_what_a_window_sends_from_what_a_cell_gets_in_all(explorer, front):
    choose(explorer, "2×2, stride 1: overlap; example values")
    for at in np.ndindex(5, 5):
        front.send(kind="press", matrix="dL_da2", row=at[0], column=at[1])
        sent, whole = sent_by(explorer.state, at), arrays(explorer.state)["dL_da1"][0, :, :, 0]
        winner = np.unravel_index(np.abs(sent).argmax(), sent.shape)
        several = sent[winner] != whole[winner]
        assert (f"(in all {plain(whole[winner])})" in explorer.stage.equation) == several


def test_a_window_of_equal_numbers_has_nothing_left_to_tie(explorer):
    for _ in range(4):
        explorer.tie.click()
    assert explorer.state.a1[0, 4:, 4:, 0].tolist() == [[0.73125] * 2] * 2
    assert "same number already" in explorer.stage.status and explorer.errors == []


def test_a_value_typed_as_it_is_printed_ties_with_the_cell_that_prints_it(explorer, front):
    front.send(kind="type", matrix="a1", row=0, column=0, text="1.50625")
    assert "ties with a⁽¹⁾[0, 1]" in explorer.equation(replace(explorer.state, selected=address("a1", 0, 0)))


@pytest.mark.parametrize("text", ["", "abc", "nan", "1e308", "-1e400"])
def test_what_cannot_be_used_loses_nothing_and_gives_a_sentence(explorer, front, text):
    before = explorer.state
    front.send(kind="type", matrix="a1", row=0, column=0, text=text)
    assert explorer.state is before and len(explorer.stage.status) > 20 and explorer.errors == []


@pytest.mark.parametrize("windows", WINDOWS)
def test_while_the_slider_moves_only_changes_travel_and_no_other_colour_moves(explorer, front, windows):
    choose(explorer, windows)
    front.messages.clear()
    seen, structures = [], set()
    for at in (0.0, 0.7, 1.2, BRIGHTEST):
        front.set(explorer.slider, round(at * STEPS))
        seen.append([fill for place, fill in fills(front, "a1").items() if place != (4, 4)])
        structures.add(sum(1 for _ in front.root.iter(f"{SVG}text")))
        front.check(at)
    assert not any("picture" in message.get("state", {}) for message in front.messages)
    assert all(fill == seen[0] for fill in seen) and len(structures) == 1


@pytest.mark.parametrize(("selected", "moved"), [
    (("a1", 3, 2), (3, 2)), (("dL_da1", 3, 2), (3, 2)), (("a2", 1, 0), (3, 1)), (("dL_da2", 0, 0), (0, 1)),
    (("a2", 2, 2), (4, 4))])
def test_the_slider_moves_the_selected_cell_the_one_over_a_gradient_or_one_of_the_window(
        explorer, front, selected, moved):
    front.send(kind="press", matrix=selected[0], row=selected[1], column=selected[2])
    before = explorer.state.a1.copy()
    assert explorer.stage.labels["slider"] == f"a⁽¹⁾[{moved[0]}, {moved[1]}] = {plain(explorer.state.a1[0, *moved, 0])}"
    front.set(explorer.slider, 3)
    front.set(explorer.slider, 2)             # the window has another winner by now
    assert [tuple(at) for at in np.argwhere(explorer.state.a1 != before)[:, 1:3].tolist()] == [moved]
    assert explorer.state.a1[0, *moved, 0] == 2 / STEPS and spot(explorer.state.selected) == selected


@pytest.mark.parametrize("windows", WINDOWS)
def test_the_slider_is_never_disabled(explorer, front, windows):
    choose(explorer, windows)
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        for row, column in np.ndindex(rows, columns):
            front.send(kind="press", matrix=matrix, row=row, column=column)
            before = explorer.state.a1
            front.set(explorer.slider, (explorer.slider.value + 40) % 320)
            assert not explorer.slider.disabled and explorer.state.a1 is not before


@pytest.mark.parametrize("windows", WINDOWS)
def test_the_picture_fits_one_screen_in_every_state(explorer, front, windows):
    for ties in TIES.values():
        choose(explorer, windows, ties)
        for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
            for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 2)):
                front.send(kind="press", matrix=matrix, row=row, column=column)
                one_screen.check(explorer.picture(explorer.state), (windows, ties, matrix, row, column))
        for step in (0, 117, 320):
            front.set(explorer.slider, step)
            one_screen.check(explorer.picture(explorer.state), (windows, step))
        explorer.tie.click()
        one_screen.check(explorer.picture(explorer.state), (windows, "tie"))


@pytest.mark.parametrize("text", ["-999.9", "1000", "-0.12345", "0.99999", "-123.45678"])
def test_a_long_number_fits_its_tile_and_its_headline(explorer, front, text):
    for matrix, row in (("a1", 4), ("dL_da2", 2)):
        front.send(kind="type", matrix=matrix, row=row, column=row, text=text)
        one_screen.check(explorer.picture(explorer.state), text)
        for group in groups(front, matrix, True):
            tile = group[2][0]
            size = float(tile.get("font-size"))
            assert text_width(tile.text, size) <= 76 and size >= 12.5


def test_the_first_drag_makes_the_gradient_leap_and_old_numbers_stay_as_ghosts(explorer, front):
    for step in (110, 116, 117):
        front.set(explorer.slider, step)
        old = {places(group)[0]: one_screen.ghosts(group) for group in groups(front, "dL_da1", True)}
        leapt = step == 117
        assert old == {(4, 4): ["0"] * leapt, (5, 4): ["0.299"] * leapt, (4, 5): [], (5, 5): []}
        said = [label.text for label in labels(explorer.picture(explorer.state))]
        assert "was 0.625" in said and ("was 0" in said) == leapt
    assert said.count("0.299") == 1 and "0.731" in said
    front.send(kind="grip")
    front.set(explorer.slider, 120)
    said = [label.text for label in labels(explorer.picture(explorer.state))]
    assert {"0.75", "was 0.731", "wins by 0.019"} <= set(said)       # they add up as they are printed
    assert explorer.stage.equation.startswith("a⁽¹⁾[4, 4] = 0.75 wins its window I, 0.019 ahead of a⁽¹⁾[5, 4] = 0.731.")


def test_the_opening_has_no_ghosts(explorer, front):
    assert [one_screen.ghosts(group) for name in explorer.shapes(explorer.state)
            for group in groups(front, name, True)] == [[]] * 10


def test_the_arrow_leads_to_the_winner_and_leaps_with_it(explorer, front):
    def tips():
        group, = (group for group in front.root.iter(f"{SVG}g") if len(group) == 4
                  and group[3].text in ("to the winner", "to the winners"))
        return re.findall(r"M([\d.]+) ([\d.]+)l", group[2].get("d"))

    below, left = tips()[0], tips()[0][0]
    front.set(explorer.slider, 200)
    above, = tips()
    assert above[0] == left and float(above[1]) == float(below[1]) - 78
    front.set(explorer.slider, 117)
    explorer.ties.value = "split"
    assert tips() == [above, below]


@pytest.mark.parametrize("windows", WINDOWS)
def test_beside_the_lens_stands_what_the_windows_of_the_cell_send(explorer, windows):
    choose(explorer, windows)
    for cell in np.ndindex(6, 6):
        now = explorer.numbers(replace(explorer.state, selected=address("a1", *cell)))
        sent = [window.gradient * window.shares[cell] for window in now.contests]
        assert sum(sent) == pytest.approx(now.matrices["dL_da1"][0, *cell, 0])
        told = " ".join(collected(now))
        if 2 <= sum(map(bool, sent)) <= 4:
            shown = told.removeprefix("= ").replace("−", "-").replace("- ", "-").replace("+ ", "")
            assert list(map(float, shown.split())) == pytest.approx([one for one in sent if one], abs=5e-3)


def test_the_words_fit_their_box_in_the_opening_and_while_the_slider_moves(explorer, front):
    for step in (None, 0, 117, 200, 320):
        if step is not None:
            front.set(explorer.slider, step)
        assert len(one_screen.lines(explorer)) <= 4, explorer.stage.equation
    for windows in WINDOWS:
        choose(explorer, windows)
        assert len(one_screen.lines(explorer)) <= 4, explorer.stage.equation


def test_the_controls_fit_one_row_with_the_main_one_first_and_the_invitation_one_line(explorer):
    assert explorer.children[0].children[0] is explorer.slider and one_screen.row_width(explorer) <= one_screen.ROW
    assert explorer.stage.status == explorer.invitation and len(explorer.invitation) <= 95


def test_every_control_has_a_name_and_a_tooltip(explorer):
    from front_end import buttons, controls
    assert all(control.description and control.tooltip
               for control in [*controls(explorer), *buttons(explorer)])


@pytest.mark.parametrize("typed", ["0.83", "0.831", "1.50625", "5", "-3"])
def test_where_the_slider_already_stands_nothing_changes(explorer, front, typed):
    front.send(kind="type", matrix="a1", row=2, column=3, text=typed)
    before = explorer.state
    for row, column in np.ndindex(6, 6):
        front.send(kind="press", matrix="a1", row=row, column=column)
        front.set(explorer.slider, explorer.slider.value)
    assert explorer.state.a1 is before.a1 and isinstance(explorer.slider.value, int)


def test_undo_brings_back_the_map_before_a_whole_drag(explorer, front):
    before = explorer.state
    for step in (112, 128, 144):
        front.set(explorer.slider, step)
    front.send(kind="undo")
    assert explorer.state is before


def test_every_control_can_be_moved_over_its_whole_range(explorer, sweep):
    sweep(explorer)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_walk_over_controls_and_events_never_fails(explorer, random_walk, seed):
    random_walk(explorer, steps=500, seed=seed)


RNG = np.random.default_rng(5)
OWN_MAPS = {"many": {"a1": RNG.normal(size=(2, 5, 7, 3)).round(2), "dL_da2": RNG.normal(size=(2, 2, 3, 3)).round(2)},
            "wide windows": {"a1": RNG.integers(0, 3, (2, 6, 9, 2)), "dL_da2": RNG.normal(size=(2, 4, 7, 2)),
                             "size": 3, "stride": 1},
            "gaps": {"a1": RNG.random((5, 9)).tolist(), "stride": 3},
            "a digit": {"a1": RNG.random((28, 28))}, "one window": {"a1": [[0.5, 0.25], [0.5, -1]]}}


@pytest.mark.parametrize("ties", TIES.values())
@pytest.mark.parametrize("name", OWN_MAPS)
def test_every_number_of_own_maps_is_what_max_pool_computes_in_every_example_and_channel(name, ties):
    from front_end import FrontEnd
    given = OWN_MAPS[name]
    explorer = PoolRouter(**given)
    front, size, stride = FrontEnd(explorer), given.get("size", 2), given.get("stride", 2)
    explorer.ties.value = ties
    a1 = np.array(given["a1"], float).round(5)
    a1 = a1 if a1.ndim == 4 else a1[None, :, :, None]
    a2 = max_pool.forward(a1, size, stride)
    dL_da2 = given.get("dL_da2", explorer.state.dL_da2)
    truth = {"a1": a1, "a2": a2, "dL_da1": max_pool.backward(dL_da2, a1, size, stride, ties=ties), "dL_da2": dL_da2}
    for matrix, values in truth.items():
        assert np.array_equal(explorer.matrices(explorer.state)[matrix], values)
        view = explorer.views(explorer.state)[matrix]
        for at in np.ndindex(*view.stacks.values()):
            focus = dict(zip(view.stacks, map(int, at), strict=True))
            for row, column in {(0, 0), (view.size[0] - 1, view.size[1] - 1), (0, view.size[1] - 1)}:
                front.send(kind="press", matrix=matrix, row=row, column=column, **focus)
                index = explorer.state.selected[1]
                found, *cell, marks = explorer.place(explorer.state)
                assert (found, *cell) == (matrix, row, column) and marks == focus
                assert explorer.value(explorer.state) == values[index]
                for each, every in truth.items():
                    shown = every[explorer.state.focus[0], :, :, explorer.state.focus[1]]
                    assert np.array_equal(explorer.numbers(explorer.state).matrices[each][0, :, :, 0], shown)
    front.check("pressing")


def test_own_maps_are_drawn_cell_by_cell_with_the_channel_they_show():
    from front_end import FrontEnd
    explorer = PoolRouter(**OWN_MAPS["many"])
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="dL_da2", row=1, column=2, example=1, channel=2)
    limits = explorer.numbers(explorer.state).limits
    for name in ("a1", "dL_da2"):
        drawn = [group for group in groups(front, name, False) if not group.get("data-pick")]
        assert {(group.get("data-example"), group.get("data-channel")) for group in drawn} == {("1", "2")}
        values = explorer.matrices(explorer.state)[name][1, :, :, 2]
        gradient = name.startswith("dL")
        assert [path.get("fill", "#FFFFFF") for path in drawn[0][0]] == [
            colour.fill(number.tidy(one), limits[gradient], gradient) for one in values.ravel()]
    assert "example 1 of 2, channel 2 of 3: max pooling acts on each alone" in explorer.stage.equation


def test_the_slider_and_a_tie_change_the_channel_in_focus_alone():
    from front_end import FrontEnd
    explorer = PoolRouter(**OWN_MAPS["many"])
    front = FrontEnd(explorer)
    front.send(kind="press", matrix="a1", row=0, column=1, pick="channel")
    front.set(explorer.example, 1)
    name, index = explorer.state.selected
    assert explorer.state.focus == (1, 1) and index[0] == index[3] == 1 and name == "a1"
    before = explorer.state.a1
    front.set(explorer.slider, -300)
    moved = np.argwhere(explorer.state.a1 != before).tolist()
    assert moved == [list(index)]
    explorer.tie.click()
    assert {tuple(at)[::3] for at in np.argwhere(explorer.state.a1 != before).tolist()} == {(1, 1)}
    front.check("changing a channel")


@pytest.mark.parametrize("name", OWN_MAPS)
def test_what_travels_with_own_maps_are_the_terms_of_the_selected_cell(name):
    explorer = PoolRouter(**OWN_MAPS[name])
    views = explorer.views(explorer.state)
    for matrix, view in views.items():
        last = tuple(n - 1 for n in view.shape)
        explorer.become(replace(explorer.state, selected=(matrix, last)))
        total = sum(one.arrives for one in explorer.travellers(explorer.state)
                    if one.lands and one.end == (matrix, last))
        if matrix in ("a2", "dL_da1"):
            assert total == pytest.approx(explorer.value(explorer.state))


@pytest.mark.parametrize("name", OWN_MAPS)
def test_with_own_maps_every_control_can_be_moved_and_the_picture_fits_one_screen(sweep, name):
    explorer = PoolRouter(**OWN_MAPS[name])
    front = sweep(explorer)
    assert one_screen.row_width(explorer) <= one_screen.ROW
    for k in range(len(explorer.windows.options)):
        front.set(explorer.windows, k)
        for matrix, view in explorer.views(explorer.state).items():
            for row, column in ((0, 0), (view.size[0] - 1, view.size[1] - 1)):
                front.send(kind="press", matrix=matrix, row=row, column=column)
                one_screen.check(explorer.picture(explorer.state), (k, matrix, row, column))


@pytest.mark.parametrize("name", OWN_MAPS)
def test_a_random_walk_with_own_maps_never_fails_and_its_link_leads_back(random_walk, name):
    given = OWN_MAPS[name]
    explorer = PoolRouter(**given)
    random_walk(explorer, steps=200 if explorer.state.a1.size < 700 else 20)
    arrays_given = {name: given[name] for name in ("a1", "dL_da2") if name in given}
    back = PoolRouter.at(explorer.link, **arrays_given)
    for matrix, values in explorer.matrices(explorer.state).items():
        assert np.array_equal(back.matrices(back.state)[matrix], values)
    assert back.stage.equation == explorer.stage.equation and back.state.selected == explorer.state.selected


def test_own_gradients_come_back_with_their_windows_and_others_are_called_example_values():
    explorer = PoolRouter(**OWN_MAPS["many"])
    assert EXAMPLE not in explorer.stage.equation
    explorer.windows.value = 3, 1
    assert EXAMPLE in explorer.stage.equation and explorer.state.dL_da2.shape == (2, 3, 5, 3)
    explorer.windows.value = 2, 2
    assert np.array_equal(explorer.state.dL_da2, OWN_MAPS["many"]["dL_da2"])
    assert [label for label in dict(PoolRouter(np.ones((2, 5))).windows.options) if label.startswith("3")] == []


@pytest.mark.parametrize("given, said", [
    ({"a1": np.zeros((33, 33))}, r"a1 has shape \(33, 33\), too large"),
    ({"a1": np.zeros((1, 5))}, "a1 has 1 rows and 5 columns; it needs at least 2"),
    ({"a1": np.zeros((2, 2)), "size": 3}, "at least 3, so that a window of size 3 fits"),
    ({"a1": np.zeros((4, 4)), "dL_da2": np.zeros((3, 3))}, r"dL_da2 has shape \(3, 3\); it needs \(1, 2, 2, 1\)"),
    ({"dL_da2": np.zeros((2, 2))}, r"dL_da2 has shape \(2, 2\); it needs \(1, 3, 3, 1\)"),
    ({"size": 4}, "size is 4; .*sizes 2 and 3"), ({"stride": 0}, "stride is 0"), ({"size": True}, "size is True"),
    ({"a1": [[np.nan, 1], [1, 1]]}, "a1 must be finite"), ({"a1": [[1e9, 1], [1, 1]]}, "a1 reaches 1.00×10⁹")])
def test_own_maps_that_cannot_be_shown_are_refused_by_name(given, said):
    with pytest.raises(ValueError, match=said):
        PoolRouter(**given)


@pytest.mark.parametrize("shape, size, stride", [((5, 9), 2, 2), ((7, 7), 2, 3), ((4, 5), 3, 3)])
def test_it_opens_on_a_cell_that_a_window_reads_so_that_its_slider_does_something(shape, size, stride):
    a1 = np.zeros(shape)
    a1[:, -1] = a1[-1, :] = 1                     # the largest lie where no window reads
    a1[1, 1] = 0.5
    explorer = PoolRouter(a1, size=size, stride=stride)
    gradients = set()
    for step in range(explorer.slider.min, explorer.slider.max + 1, 8):
        explorer.slider.value = step
        gradients.add(explorer.numbers(explorer.state).matrices["dL_da1"].tobytes())
    assert len(gradients) > 1
