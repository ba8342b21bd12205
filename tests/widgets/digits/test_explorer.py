"""DigitsTrainer: its curve, its counts and its maps are the library's, at every pace; a press shows whom it meant."""

import asyncio
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
import svg_reader
from front_end import SVG, FrontEnd
from loop import PATIENCE, apart, until

from cnnlib import examples, optim, slices, training
from cnnlib.widgets import DigitsTrainer
from cnnlib.widgets.digits.numbers import IMAGE, TABLE, Answers
from cnnlib.widgets.digits.words import worst, worst_of
from cnnlib.widgets.stage import link as links
from cnnlib.widgets.trainer import playing
from cnnlib.widgets.trainer.numbers import EPOCH, FULL, STEP

NET = examples.ten_digits()[0]
X, Y = examples.digits(classes=None)[1]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Pictures as soon as there is something to show."""
    monkeypatch.setattr(playing, "FRAME", 0)
    monkeypatch.setattr(playing, "APART", dict.fromkeys((STEP, EPOCH, FULL), 0))


@pytest.fixture(scope="module")
def learned():
    """The state after three epochs."""
    explorer = DigitsTrainer()
    explorer.train(130)
    return explorer.state


def trained(learned):
    """An explorer that stands there."""
    explorer = DigitsTrainer()
    explorer.become(learned)
    return explorer


def expected(explorer, steps, optimizer):
    """The records of a run, as the library makes them of as many digits."""
    setup, state = explorer.setup(0), training.start(explorer.setup(0))
    history = [slices.finished(training.recording(setup, state, explorer.measured))]
    for _ in range(steps):
        state = training.step(setup, state, optimizer, 32)
        history.append(slices.finished(training.recording(setup, state, explorer.measured)))
    return tuple(history)


def groups(explorer, name):
    """The drawn matrices of one name."""
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return [one for one in root.iter(f"{{{SVG}}}g") if one.get("data-name") == name]


def texts(explorer):
    root = ET.fromstring(explorer.picture(explorer.state).svg)
    return ["".join(text.itertext()) for text in root.iter(f"{{{SVG}}}text")]


def press(explorer, name, row, column, **focus):
    FrontEnd(explorer).send(kind="press", matrix=name, row=row, column=column, **focus)
    assert explorer.errors == []


def counts(params):
    """Who is taken for whom, one digit after the other."""
    table = np.zeros((10, 10))
    for true, said in zip(Y.argmax(axis=1), NET.forward(params, X)["a5"].argmax(axis=1), strict=True):
        table[true, said] += 1
    return table


def test_no_value_of_any_control_breaks_it(sweep):
    sweep(DigitsTrainer(steps=50))


def test_no_order_of_events_breaks_it(random_walk):
    random_walk(DigitsTrainer(steps=60), steps=80)


@pytest.mark.parametrize("pace", [STEP, EPOCH, FULL])
def test_play_gives_the_curve_of_the_library_at_every_pace_and_ends_by_itself(pace):
    async def run():
        explorer = DigitsTrainer(steps=12)
        explorer.pace.value = pace
        explorer.play.click()
        assert explorer.play.description == "Pause"
        await until(lambda: not explorer.runner.running, explorer)
        FrontEnd(explorer).check("the end")
        return explorer

    explorer = apart(lambda: asyncio.run(run()))
    assert explorer.history == expected(explorer, 12, optim.Adam(0.01))
    assert explorer.stage.status.startswith("Done. Press row ")


def test_what_is_pressed_while_it_trains_is_shown_and_training_goes_on():
    async def run():
        explorer = DigitsTrainer(steps=100_000)
        explorer.play.click()
        await until(lambda: explorer.state.now.step > 2, explorer)
        press(explorer, "w1", 0, 0, filter=5)
        press(explorer, TABLE, 3, 3)
        assert explorer.runner.running and explorer.play.description == "Pause"
        step = explorer.state.now.step
        await until(lambda: explorer.state.now.step > step, explorer)
        assert (explorer.state.cell, explorer.state.channel) == ((3, 3), 5)
        explorer.play.click()
        await asyncio.wait_for(explorer.runner.task, PATIENCE)
        FrontEnd(explorer).check("a pause")

    apart(lambda: asyncio.run(run()))


def test_the_matrix_counts_the_held_out_digits_of_each_class_by_what_they_are_taken_for(learned):
    explorer = trained(learned)
    table = explorer.matrices(explorer.state)[TABLE]
    np.testing.assert_array_equal(table, counts(learned.now.params))
    np.testing.assert_array_equal(table.sum(axis=1), Y.sum(axis=0))
    assert np.trace(table) / table.sum() == explorer.history[-1]["accuracy_held_out"] > 0.9
    drawn = [text.text for text in groups(explorer, TABLE)[0].iter(f"{{{SVG}}}text")]
    assert list(map(int, drawn)) == table.ravel().astype(int).tolist()


def test_a_press_on_a_cell_shows_its_digits_and_chooses_one_and_a_press_on_a_digit_another(learned):
    explorer = trained(learned)
    true, said = worst_of(explorer.answers(learned.now))
    press(explorer, TABLE, true, said)
    a = NET.forward(learned.now.params, X)["a5"]
    members = np.flatnonzero((Y.argmax(axis=1) == true) & (a.argmax(axis=1) == said)).tolist()
    assert [int(one.get("data-example")) for one in groups(explorer, IMAGE)] == members[:10]
    assert explorer.state.digit == members[0] and len(members) > 1
    assert f"it takes {len(members)} for {said}" in explorer.stage.equation
    assert f"{true}, taken for {said}: {len(members)}" in texts(explorer)
    press(explorer, IMAGE, 2, 3, example=members[1])
    assert explorer.state.digit == members[1] and explorer.state.cell == (true, said)
    assert f"Held-out digit {members[1]} is " in explorer.stage.equation


def test_of_many_digits_ten_are_shown_and_an_empty_cell_says_so(learned):
    explorer = trained(learned)
    press(explorer, TABLE, 0, 0)
    assert len(groups(explorer, IMAGE)) == 10
    assert f"0, right, 10 of {int(explorer.matrices(explorer.state)[TABLE][0, 0])}" in texts(explorer)
    digit = explorer.state.digit
    row, column = np.argwhere(explorer.matrices(explorer.state)[TABLE] == 0)[0].tolist()
    press(explorer, TABLE, row, column)
    assert groups(explorer, IMAGE) == [] and explorer.state.digit == digit
    assert f"{row}, taken for {column}: none" in texts(explorer)


def test_a_digit_chosen_by_its_number_stands_among_those_of_its_cell_and_is_outlined(learned):
    explorer = trained(learned)
    press(explorer, TABLE, 0, 0)
    for digit in (np.flatnonzero(explorer.answers(learned.now).true == 7)[-1], 0):
        explorer.become(explorer.press(explorer.state, IMAGE, 0, 0, example=int(digit)))
        answers = explorer.answers(learned.now)
        assert explorer.state.cell == (answers.true[digit], answers.said[digit])
        shown = groups(explorer, IMAGE)
        assert str(digit) in [one.get("data-example") for one in shown] and len(shown) <= 10
        assert f"Held-out digit {digit} is" in explorer.stage.equation


def test_the_maps_are_those_of_the_chosen_digit_and_filters_and_norms_those_of_now(learned):
    explorer = trained(learned)
    press(explorer, IMAGE, 0, 0, example=77)
    now, trace = explorer.numbers(explorer.state), NET.forward(learned.now.params, X[77:78])
    for name in ("a1", "a3"):
        np.testing.assert_array_equal(now.matrices[name], trace[name])
        assert len(groups(explorer, name)) == trace[name].shape[-1]
    for name in ("w1", "w3"):
        assert now.matrices[name] is learned.now.params[name]
        assert len(groups(explorer, name)) == learned.now.params[name].shape[-1]
    squared = [sum(np.sum(learned.now.grads[f"dL_d{kind}{k}"]**2) for kind in "wb") for k in "135"]
    assert list(now.norms.values()) == pytest.approx(np.sqrt(squared))
    assert now.shares == pytest.approx(trace["a5"][0])


def test_a_filter_or_map_of_the_first_convolution_chooses_what_of_the_second_is_shown(learned):
    explorer = trained(learned)
    for name, focus in (("w1", {"filter": 6}), ("a1", {"channel": 3}), ("w3", {"channel": 2, "filter": 9})):
        press(explorer, name, 0, 0, **focus)
        channel = focus.get("channel", focus.get("filter"))
        assert explorer.state.channel == channel
        assert {one.get("data-channel") for one in groups(explorer, "w3")} == {str(channel)}


def test_a_typed_weight_is_trained_on_from():
    explorer = DigitsTrainer()
    explorer.train(2)
    before = explorer.history[-1]["L"]
    press(explorer, "w1", 1, 1, filter=4)
    FrontEnd(explorer).send(kind="type", matrix="w1", row=1, column=1, filter=4, text="3")
    assert explorer.params["w1"][1, 1, 0, 4] == 3 and explorer.history[-1]["L"] != before
    explorer.train(1)
    assert len(explorer.history) == 4 and explorer.errors == []
    assert "old \N{MINUS SIGN} rate · m/(√v + ε)" in explorer.stage.equation


def test_undo_and_reset_lead_back_and_another_seed_begins_again():
    explorer = DigitsTrainer()
    first = explorer.history
    explorer.train(3)
    three = explorer.history
    explorer.train(2)
    explorer.undo.click()
    assert explorer.history == three
    explorer.reset.click()
    assert explorer.history == first and explorer.rule.value == "Adam" and explorer.pace.value == FULL
    explorer.seed.value = 3
    assert explorer.history != first and len(explorer.history) == 1
    explorer.seed.value = 0
    explorer.train(3)
    assert explorer.history == three


def test_a_link_leads_to_the_same_training_and_the_same_digit():
    explorer = DigitsTrainer(steps=50)
    explorer.train(4)
    press(explorer, TABLE, 2, 2)
    press(explorer, "a1", 1, 1, channel=5)
    again = DigitsTrainer.at(explorer.link)
    assert again.history == explorer.history
    for name in ("cell", "digit", "channel", "selected", "rule", "pace"):
        assert getattr(again.state, name) == getattr(explorer.state, name)


@pytest.mark.parametrize("fields", [{"digit": 450}, {"digit": -1}, {"channel": 8}, {"channel": -1}, {"cell": (10, 0)},
                                    {"cell": (0,)}])
def test_a_link_to_no_digit_channel_or_cell_is_refused(fields):
    explorer = DigitsTrainer(steps=10)
    explorer.state = replace(explorer.state, selected=(IMAGE, (0, 0, 0, 0)), **({"digit": 0} | fields))
    with pytest.raises(ValueError, match="no explorer here can show"):
        DigitsTrainer.at(explorer.link)
    assert links.UNKNOWN


def test_the_picture_keeps_its_size_and_nothing_collides_from_the_first_step_to_the_last(learned):
    for explorer in (DigitsTrainer(), trained(learned)):
        for cell in ((0, 0), (4, 0), (8, 8)):
            press(explorer, TABLE, *cell)
            picture = explorer.picture(explorer.state)
            assert (picture.width, picture.height) == (654, 436)
            assert [one for one in svg_reader.collisions(picture) if "" not in one] == []
            assert svg_reader.blemishes(picture) == []


def test_it_opens_on_what_an_untrained_network_says_and_stores_that_whatever_was_done(learned):
    explorer = DigitsTrainer()
    table = explorer.matrices(explorer.state)[TABLE]
    assert explorer.stage.status == (f"Untrained, it takes {int(table.sum(axis=0).max())} of 450 digits for "
                                     f"{table.sum(axis=0).argmax()}. Press Play.")
    assert table[explorer.state.selected[1]] == np.max(table - np.diag(np.diag(table)))
    assert texts(explorer).count("no step yet") == 3
    stored = repr(explorer.twin())
    explorer.train(1)
    assert repr(explorer.twin()) == stored and "no step yet" not in texts(explorer)


def test_words_name_the_most_frequent_mistake_and_hold_every_count(learned):
    explorer = trained(learned)
    true, said = worst_of(explorer.answers(learned.now))
    many = int(counts(learned.now.params)[true, said])
    picture = explorer.picture(explorer.state)
    assert f"Most frequent mistake: {true} taken for {said}, {many} times" in picture.caption
    assert explorer.stage.status == f"Press row {true}, column {said}: {true} taken for {said}, {many} times."
    assert len([line for line in picture.words().splitlines() if "confusion" in line]) == 1


def test_a_mistake_that_is_as_frequent_as_others_says_so():
    confusion = np.diag(np.full(10, 2.0))
    confusion[4, 9] = confusion[8, 1] = confusion[8, 3] = 2
    said = worst(Answers(np.zeros(1), np.ones(1), confusion))
    assert said == "Most frequent mistake: 4 taken for 9, 2 times, as often as 2 others."


def test_at_the_end_of_a_run_the_mistakes_are_named():
    explorer = DigitsTrainer(steps=1)
    explorer.train(1)
    true, said = worst_of(explorer.answers(explorer.state.now))
    assert explorer.stage.status.startswith(f"Done. Press row {true}, column {said}: {true} taken for {said}, ")
    assert len(explorer.stage.status) < 57, "it has one line beside the charts"


def test_play_comes_first_and_is_never_disabled():
    explorer = DigitsTrainer(steps=1)
    row, folds, _ = explorer.children
    assert row.children[0] is explorer.play and {explorer.pace, explorer.rate} <= set(row.children)
    explorer.train(1)
    assert not explorer.play.disabled
    assert {explorer.size, explorer.rule, explorer.seed} <= set(folds.children[0].children)
