"""Charts: lines where the numbers say, colour for gradients alone, words from the same records."""

import base64
import io
import itertools
import re
import threading

import numpy as np
import pytest
from PIL import Image

from cnnlib.draw import charts
from cnnlib.draw.charts import axes as chart_axes
from cnnlib.draw.charts import figure, words
from cnnlib.draw.ink import colour

COLUMNS = ("L_batch", "L", "L_held_out", "accuracy", "accuracy_held_out", "gradient_1", "gradient_3",
           "ratio_w1",
           "ratio_w3", "dead_filters", "dead_cells")


def record(step, **given):
    """A record with plain numbers in every column."""
    usual = {"step": step, "epoch": step // 9, **dict.fromkeys(COLUMNS, 0.3),
             "L_batch": None if step == 0 else 0.3,
             "dead_filters": 0.0, "dead_cells": 0.0}
    return usual | given


def falling(steps):
    return [record(k, L=0.7 * 0.99**k, gradient_1=0.1 + 0.05 * (k % 3)) for k in range(steps + 1)]


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def coloured(picture):
    """Where a pixel is not a grey."""
    return np.ptp(picture, axis=2) > 12


def half(picture, axis):
    """The part of a picture that one of the four pairs of axes stands in."""
    rows, columns = picture.shape[:2]
    return picture[rows // 2 * (axis // 2):rows // 2 * (axis // 2 + 1),
                   columns // 2 * (axis % 2):][:, :columns // 2]


@pytest.fixture(scope="module")
def chart():
    return charts.Chart(chart_axes.axes_of(record(0)))


def test_the_same_history_gives_the_same_bytes_whatever_was_drawn_before(chart):
    first = chart.update(falling(30))
    chart.update([*falling(40), record(41, L=55.0, gradient_1=1e-6)])
    assert chart.update(falling(30)) == first
    assert charts.Chart(chart_axes.axes_of(record(0))).update(falling(30)) == first


def test_another_number_gives_another_picture(chart):
    history = falling(30)
    for column in set(COLUMNS) - {"dead_filters", "dead_cells"}:
        changed = [*history[:-1], history[-1] | {column: 0.9}]
        assert chart.update(changed) != chart.update(history), column


def test_colour_stands_for_gradients_alone_on_a_white_card(chart):
    picture = pixels(chart.update(falling(30), [("8, says 3", np.eye(8))]))
    assert coloured(half(picture, 1)).sum() > 100
    assert not any(coloured(half(picture, axis)).any() for axis in (0, 2, 3))
    orange = picture[coloured(picture)]
    assert np.abs(orange - colour.ABOVE).sum(axis=1).min() < 12
    assert picture[0, 0].min() == picture[-1, -1].min() == 255


def test_lines_of_one_pair_of_axes_differ_in_more_than_their_colour():
    for axis in chart_axes.axes_of(record(0)):
        looks = {(line.dashes, line.width) for line in axis.lines}
        assert len(looks) == len(axis.lines), axis.title


def test_a_line_ends_at_the_height_of_its_last_value(chart):
    artist, line = next(one for one in chart.lines if one[1].column == "L")
    chart.update([record(0, L=1.0), record(10, L=0.25)])
    axes, _, x, y = chart.draw((artist, line), [record(0, L=1.0), record(10, L=0.25)])
    low, high = axes.bbox.y0, axes.bbox.y1
    assert chart.figure.bbox.height - y == pytest.approx(low + 0.25 * (high - low))
    assert x == pytest.approx(axes.bbox.x1 + 4, abs=1)


def test_before_the_first_step_the_names_of_the_lines_stand_beside_the_axes_where_no_line_could_be(chart):
    for history, inside in (([record(0)], False), (falling(2), True)):
        chart.update(history)
        placed = filter(None, (chart.draw(line, history) for line in chart.lines))
        assert {x < axes.bbox.x1 for axes, _, x, _ in placed} == {inside}


def test_what_is_infinite_or_not_a_number_or_zero_is_drawn_without_a_warning(chart, recwarn):
    history = [*falling(5), record(6, L=np.inf, gradient_1=0.0, ratio_w1=0.0),
               record(7, L=np.nan, gradient_1=np.inf),
               record(8, L=1e200, gradient_1=None, ratio_w1=None, ratio_w3=None)]
    assert chart.update(history).startswith(b"\x89PNG")
    assert not recwarn.list
    assert "infinite" in words.caption(history[:7]) and "not a number" in words.caption(history[:8])
    assert "∞" in words.words(history)


def test_limits_hold_every_finite_value_and_stay_while_they_do():
    loss, norm, _, _ = chart_axes.axes_of(record(0))
    assert chart_axes.limits(loss, falling(9)) == (0, 1) == chart_axes.limits(loss, falling(900))
    assert chart_axes.limits(loss, [record(1, L=1.2)]) == (0, 1.5)
    found = chart_axes.limits(norm, [record(1, gradient_1=3e-5, gradient_3=40.0)])
    assert found == pytest.approx((1e-5, 100))
    assert chart_axes.limits(norm, [record(1, gradient_1=0.0, gradient_3=None)]) == (1e-3, 1)


@pytest.mark.parametrize("steps", [0, 1, 7, 239, 240, 241, 1000, 20_000])
def test_a_long_history_is_thinned_but_keeps_its_ends_and_what_was_shown(steps):
    history = [{"step": k} for k in range(steps + 1)]
    shown = [row["step"] for row in chart_axes.thinned(history)]
    assert shown[0] == 0 and shown[-1] == steps
    assert len(shown) <= chart_axes.POINTS + 1
    assert steps >= chart_axes.POINTS or shown == list(range(steps + 1))
    longer = {row["step"] for row in chart_axes.thinned([{"step": k} for k in range(2 * steps + 1)])}
    assert all(step in shown or step > steps for step in longer)


@pytest.mark.parametrize("last", [0, 1, 9, 10, 11, 33, 47, 99, 101, 740, 12_345])
def test_the_steps_are_numbered_at_round_numbers(last):
    width = chart_axes.width_of(last)
    ticks = list(chart_axes.steps_between(width))
    assert last <= width <= max(10, 1.5 * last)
    assert 3 <= len(ticks) <= 6 and ticks[0] == 0 and ticks[-1] <= width


def test_labels_never_cover_each_other_nor_leave_the_axes():
    tops = chart_axes.stacked([10.2, 11.0, 30.0, 95.0], [14, 14, 14, 14], bottom=100)
    assert all(b - a >= 14 for a, b in itertools.pairwise(tops))
    assert tops[-1] + 14 == 100
    assert chart_axes.stacked([10.2, 50.0], [14, 14], bottom=100) == [10, 50]


def test_labels_are_not_moved_by_others_far_below():
    assert chart_axes.stacked([20.0, 80.0, 90.0, 95.0], [14, 14, 14, 14], bottom=110) == [20, 68, 82, 96]


@pytest.mark.parametrize("value, text", [(0.25, "0.25"), (1.0, "1"), (0.0, "0"), (800.0, "800"), (1000.0, "10³"),
                                         (20_000.0, "2·10⁴"), (1.5e12, "1.5·10¹²")])
def test_a_tick_is_short_however_large_the_loss(value, text):
    assert chart_axes.tick(value) == text


@pytest.mark.parametrize("wide", [4.9, 9.6])
def test_the_numbers_of_a_large_loss_and_the_names_of_the_lines_find_room(wide):
    made = charts.Chart(chart_axes.axes_of(record(0)), True, 1.0, wide, 4.3)
    picture = pixels(made.update([record(0), record(1, L=280_000.0, L_batch=390_000.0)]))
    assert (picture[:, :2] == 255).all() and (picture[:, -2:] == 255).all()
    right, left = made.frames[0].bbox.x1, made.frames[1].bbox.x0
    assert left - right >= figure.BEFORE + figure.BEHIND - 1


@pytest.mark.parametrize("column, name", [("L", "ln 2"), ("accuracy", "a coin")])
def test_a_flat_line_does_not_run_through_the_name_of_what_it_is_compared_with(chart, column, name):
    flat = 0.693 if column == "L" else 0.5
    both = dict.fromkeys((column, f"{column}_held_out"), flat)
    chart.update([record(k, **both) for k in range(30)])
    axis = next(one for one in chart.axes if one.mark and one.mark[1] == name)
    frame = chart.frames[chart.axes.index(axis)]
    assert not frame.texts                                   # none inside the axes
    at, words, x, _ = chart.marked(axis, frame)
    assert at is frame and words[0] == name and x > frame.bbox.x1


def test_a_wrong_digit_is_drawn_in_its_greys(chart):
    image = np.zeros((8, 8))
    image[0, 0] = image[7, 7] = 1.0
    with_digit, without = (pixels(chart.update(falling(5), digits))
                           for digits in ([("8, says 3", image)], [("8, says 3", np.zeros((8, 8)))]))
    rows, columns = np.nonzero(np.any(with_digit != without, axis=2))
    digit = with_digit[rows.min():, columns.min():]
    side = figure.DIGIT
    assert abs(digit[1 + side // 2, 1 + side // 2] - colour.INK[0]).max() <= 3
    assert digit[1 + side // 2, 1 + 3 * side].min() == 255


def test_a_row_of_digits_has_a_heading_above_it(chart):
    with_digit, without = (pixels(chart.update(falling(5), digits)) for digits in ([("8", np.zeros((8, 8)))], []))
    rows, _ = np.nonzero(np.any(with_digit != without, axis=2))
    assert with_digit.shape[0] - 66 - 24 < rows.min() < with_digit.shape[0] - 66 - 8


def test_words_and_caption_say_first_and_last_numbers():
    history = falling(30)
    plot = charts.curves(history, [("8, says 3", np.zeros((8, 8)))] * 2)
    assert "30 steps" in plot.title and "3 whole epochs" in plot.title
    row = next(line for line in plot.words.splitlines() if line.startswith("L "))
    assert re.split(r"\s+", row)[1:] == ["0.7", *row.split()[2:-1], "0.518"]
    assert "2 (8, says 3)" in plot.words
    assert "from 0.7 to 0.518" in plot.caption
    assert "every filter is dead" in words.caption([*history, record(31, dead_filters=1.0)])
    assert "Before the first step" in words.caption(history[:1])


def test_a_plot_says_how_large_its_pixels_are_shown():
    data, metadata = charts.curves(falling(12)).bundle()
    width = pixels(base64.b64decode(data["image/png"])).shape[1]
    assert metadata["image/png"]["width"] * figure.SHARP == width and len(data["text/plain"]) > 200


def test_several_runs_are_compared_in_one_pair_of_axes():
    plot = charts.compare({"lr 0.1": falling(30), "lr 1": falling(12)}, title="Learning rate")
    assert plot.caption == "L ends lowest, at 0.518, with lr 0.1."
    assert "lr 1: L from 0.7 to 0.62" in plot.words and "12 steps" in plot.words
    assert not coloured(pixels(plot.png)).any()
    with pytest.raises(ValueError, match="histories: got 7; needs one to six"):
        charts.compare({str(k): falling(2) for k in range(7)}, title="Too many")


def test_two_threads_draw_at_once_and_get_what_each_would_get_alone():
    histories = [falling(steps) for steps in (10, 25)]
    alone = [charts.Chart(chart_axes.axes_of(record(0))).update(history) for history in histories]
    found = [[], []]

    def work(k):
        chart = charts.Chart(chart_axes.axes_of(record(0)))
        found[k] += [chart.update(histories[k]) for _ in range(4)]

    threads = [threading.Thread(target=work, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[alone[0]] * 4, [alone[1]] * 4]
