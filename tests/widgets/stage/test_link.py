"""A state as a short text: whoever opens it sees what was seen, and no other text opens anything."""

import json
import re
import warnings

import numpy as np
import pytest
from front_end import FrontEnd
from networks import network

from cnnlib import widgets
from cnnlib.widgets import ImageGradient, NetworkExplorer, PoolRouter, ReluGate, Trainer, WindowExplorer
from cnnlib.widgets.stage import link as links

LETTERS = re.compile(r"[A-Za-z0-9\-_.~]+")
QUICK = [name for name in widgets.__all__ if name != "Trainer"]


def again(explorer, *given):
    """The explorer that the link of another opens: equal in state, picture and words; then closed."""
    opened = type(explorer).at(explorer.link, *given)
    assert told(opened) == told(explorer)
    now, then = (one._draw(links.alone(one.state), "") for one in (opened, explorer))
    assert now[0].svg == then[0].svg
    assert now[1] == then[1]
    assert opened.stage._shown == opened.picture(opened.state).root
    opened.close()


def told(explorer):
    """A state, all of it but the one before, with every bit of its numbers."""
    return links.text_of(links.alone(explorer.state))


def crafted(explorer, **fields):
    """A link that is whole, and says something of one's own about the state."""
    kind, mark, made, said = links.unpacked(explorer.link)
    return links.packed([kind, mark, made, {**said, **fields}])


def refused(kind, text, *given):
    """What is said of a text that opens nothing."""
    with pytest.raises(ValueError, match=r"^[A-Z].{30,}\.$") as caught:
        kind.at(text, *given)
    return str(caught.value)


@pytest.mark.parametrize("name", QUICK)
def test_after_any_walk_a_link_opens_the_same_state_in_at_most_2000_letters(name, random_walk):
    explorer = getattr(widgets, name)()
    again(explorer)
    for part in range(10):
        random_walk(explorer, steps=50, seed=part)
        again(explorer)
        assert LETTERS.fullmatch(explorer.link)
        assert len(explorer.link) <= links.LONGEST


@pytest.mark.parametrize("seed", range(3))
def test_many_walks_of_the_quickest_explorers_come_back(seed, random_walk):
    for kind in (ReluGate, WindowExplorer, PoolRouter):
        explorer = kind()
        random_walk(explorer, steps=100, seed=10 + seed)
        again(explorer)


def test_a_walk_through_a_training_comes_back(random_walk):
    explorer = Trainer(steps=30)
    for part in range(4):
        random_walk(explorer, steps=15, seed=part)
        explorer.halt()                                  # a walk may have pressed Play
        again(explorer)


@pytest.mark.parametrize("m, name", [(2, "stacked channels"), (1, "three classes"), (3, "as in the lessons")])
def test_an_explorer_of_a_network_of_ones_own_comes_back_with_the_same_arguments(m, name, random_walk):
    given = network(name, m)
    explorer = NetworkExplorer(*given)
    for part in range(3):
        random_walk(explorer, steps=20, seed=part)
        again(explorer, *given)
    assert "opened with other numbers" in refused(NetworkExplorer, explorer.link)
    other = network(name, m)
    other[1]["w1"][0] += 1
    assert "opened with other numbers" in refused(NetworkExplorer, explorer.link, *other)


def test_a_number_comes_back_to_the_last_bit():
    explorer = NetworkExplorer()
    for k, number in enumerate((0.1 + 0.2, 1e-300, -0.0, 5e-324, 1 / 3)):
        explorer.become(explorer.write(explorer.state, "x", (0, 0, k, 0), number))
    opened = NetworkExplorer.at(explorer.link)
    assert opened.state.x.tobytes() == explorer.state.x.tobytes()


def test_a_link_holds_what_differs_from_the_opening_alone():
    explorer = NetworkExplorer()
    explorer.become(explorer.write(explorer.state, "w1", (0, 0, 0, 0), 0.5))
    assert links.unpacked(explorer.link)[3] == {"params": {"w1": {"0": 0.5}}}


def test_what_was_taken_back_leaves_the_link_of_the_opening():
    explorer = NetworkExplorer()
    opening = explorer.link
    explorer.become(explorer.write(explorer.state, "w1", (0, 0, 0, 0), 0.5))
    assert explorer.link != opening
    explorer.undo.click()
    assert explorer.link == opening


def test_undo_has_nothing_to_take_back_there_and_reset_leads_to_the_opening():
    explorer = WindowExplorer()
    FrontEnd(explorer).set(explorer.stride, 2)
    opened = WindowExplorer.at(explorer.link)
    assert opened.undo.disabled
    assert (opened.stride.value, opened.state.before) == (2, None)
    opened.reset.click()
    assert told(opened) == told(WindowExplorer())


def test_what_is_stored_of_an_opened_link_is_the_picture_of_its_state():
    explorer = WindowExplorer()
    explorer.become(explorer.write(explorer.state, "b1", (0,), 7.0))
    opened = WindowExplorer.at(explorer.link)
    assert opened.twin().svg == opened.picture(opened.state).svg != WindowExplorer().twin().svg


# Training

def test_a_training_is_told_by_its_seed_its_rate_and_its_steps():
    trainer = Trainer(classes=(1, 7), seed=4, lr=0.3, batch=16, steps=90)
    trainer.train(20)
    trainer.size.value, trainer.rate.value = 32, 0.1         # of what comes next
    assert links.unpacked(trainer.link)[3]["deeds"] == [[20, 0.3, 16]]
    assert len(trainer.link) < 200
    opened = Trainer.at(trainer.link)
    assert told(opened) == told(trainer)
    assert (opened.steps, opened.classes) == (90, (1, 7))


def test_a_training_is_told_by_what_was_done_rates_and_typed_numbers_in_their_order():
    trainer = Trainer()
    trainer.train(2)
    trainer.train(1)
    trainer.rate.value = 0.1
    trainer.train(3)
    front = FrontEnd(trainer)
    for text in ("7", "0.5"):
        front.send(kind="type", matrix="w1", row=0, column=2, text=text)
    trainer.train(1)
    said = links.unpacked(trainer.link)[3]
    assert said["deeds"] == [[3, 0.5, 32], [3, 0.1, 32], ["w1", [0, 2, 0, 0], 0.5], [1, 0.1, 32]]
    again(trainer)


@pytest.mark.parametrize("rule", ["momentum", "Adam"])
def test_a_training_by_another_rule_comes_back_with_what_the_rule_remembers(rule):
    trainer = Trainer(lr=0.05)
    trainer.train(2)
    trainer.rule.value = rule
    trainer.train(3)
    FrontEnd(trainer).send(kind="type", matrix="w1", row=0, column=0, text="0.5")
    trainer.train(1)
    assert links.unpacked(trainer.link)[3]["deeds"] == [[2, 0.05, 32], [3, 0.05, 32, rule],
                                                        ["w1", [0, 0, 0, 0], 0.5], [1, 0.05, 32, rule]]
    again(trainer)
    opened = Trainer.at(trainer.link)
    opened.train(2)
    trainer.train(2)
    assert opened.history == trainer.history


def test_a_training_with_a_typed_weight_comes_back_whatever_its_numbers_are():
    trainer = Trainer()
    trainer.train(1)
    FrontEnd(trainer).send(kind="type", matrix="w1", row=0, column=0, text="1000")
    again(trainer)
    trainer.train(2)                                         # where gradients are infinite
    again(trainer)


def test_a_walk_of_500_steps_through_a_training_leaves_a_link_of_at_most_2000_letters(random_walk):
    trainer = Trainer(steps=120)
    random_walk(trainer, steps=500)
    trainer.halt()                                           # a walk may have pressed Play
    assert len(trainer.link) <= links.LONGEST
    again(trainer)


def test_a_setting_that_is_given_beside_the_link_counts():
    trainer = Trainer(steps=40)
    assert Trainer.at(trainer.link, steps=50).steps == 50


# The button

def answers(explorer):
    """Press the button, as the browser does -> the line that comes back."""
    return answer(explorer)["line"]


def answer(explorer):
    """Press the button, as the browser does -> all that comes back."""
    front = FrontEnd(explorer)
    front.send(kind="link", asker="one view")
    (message,) = front.sent("link")
    assert message["content"]["asker"] == "one view"
    return message["content"]


def test_the_button_gets_one_line_of_python_that_opens_the_state():
    explorer = ReluGate()
    FrontEnd(explorer).set(explorer.leak, 3)
    line = answers(explorer)
    assert "\n" not in line
    imported, call = line.split("; ")
    scope = {}
    exec(imported, scope)
    assert told(eval(call, scope)) == told(explorer)


def test_the_line_of_an_explorer_with_arrays_of_ones_own_names_what_it_needs():
    net, params, x, y = network("three classes")
    explorer = NetworkExplorer(net, params, x=x, y=y)
    assert answers(explorer).endswith(", net=net, params=params, x=x, y=y)")
    assert told(eval(answers(explorer).split("; ")[1])) == told(explorer)


def test_a_state_too_long_for_a_line_is_offered_as_a_file_that_the_line_opens(tmp_path, monkeypatch):
    net, params, x, y = network("sixteen filters")
    explorer = NetworkExplorer(net, params, x, y)
    assert answer(explorer)["file"] is None
    noise = np.random.default_rng(0).random(x.shape)
    explorer.become(explorer.steady(type(explorer.state)(**{**vars(explorer.state), "x": noise})))
    got = answer(explorer)
    assert got["file"] == {"name": "NetworkExplorer.txt", "text": explorer.link}
    assert "“Save NetworkExplorer.txt”" in got["said"] and "Save NetworkExplorer.txt" in got["by_hand"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / got["file"]["name"]).write_text(got["file"]["text"] + "\n")
    _, call = got["line"].split("; ")
    assert call.startswith('NetworkExplorer.at(open("NetworkExplorer.txt").read(), net=net')
    assert told(eval(call)) == told(explorer)
    explorer.reset.click()
    assert answer(explorer)["file"] is None


# What is no link

@pytest.fixture(scope="module")
def sample():
    """A link with an edit, an option and a selection."""
    explorer = WindowExplorer()
    front = FrontEnd(explorer)
    front.set(explorer.stride, 2)
    front.send(kind="type", matrix="w1", row=1, column=1, text="0.7")
    return explorer.link


def test_no_part_of_a_link_opens(sample):
    for end in range(len(sample)):
        refused(WindowExplorer, sample[:end])
    for begin in range(1, len(sample)):
        refused(WindowExplorer, sample[begin:])


def test_no_letter_of_a_link_can_be_another(sample):
    for k, letter in enumerate(sample):
        for other in {chr(ord(letter) ^ 1), "A", "-", "~", "é", " ", "\x00"} - {letter}:
            refused(WindowExplorer, sample[:k] + other + sample[k + 1:] + ("." if k == len(sample) - 1 else ""))


def test_space_around_a_link_does_no_harm(sample):
    assert WindowExplorer.at(f" {sample}\n").link == sample


def test_a_link_of_another_explorer_is_named(sample):
    assert "WindowExplorer.at" in refused(ReluGate, sample)


@pytest.mark.parametrize("text", [None, 3, b"c1.", ["c1."], "", "c1.", "c1.AAAAAAAA", "https://example.org",
                                  "x" * 9999])
def test_what_is_no_link_at_all_is_refused_in_a_sentence(text):
    refused(WindowExplorer, text)


@pytest.mark.parametrize("content", [None, [], {}, 3, "text", [[], [], [], []], ["WindowExplorer", "", {"net": 1}, {}],
                                     ["WindowExplorer", "", {}, []], ["WindowExplorer"] * 4])
def test_a_whole_text_of_another_shape_is_refused_in_a_sentence(content):
    refused(WindowExplorer, links.packed(content))


HOSTILE = (None, True, -1, 99, 0.5, 1e999, float("nan"), "", "own", [], {}, [1, 2], [-1, -1], [99, 99], {"0": "a"},
           {"-1": 1}, {"9999": 1}, {"0": 1e9}, {"0": float("nan")}, {"0": None}, {"shape": [1], "cells": []},
           {"shape": [2, 2], "cells": [1, 1, 1, 1]}, {"shape": [-1], "cells": [1]}, {"shape": "a", "cells": "b"},
           ["x", [0, 0, 0, 99]], ["x", [0, 0, 0, -1]], ["nothing", [0]], ["x", []], ["x"], [["x"], 0], [[[[]]]])


@pytest.mark.parametrize("name", QUICK)
def test_whatever_is_said_of_a_field_opens_a_state_that_can_be_or_is_refused(name):
    explorer = getattr(widgets, name)()
    fields = [field for field in vars(explorer.state) if field != "before"]
    for field in [*fields, "before", "nonsense"]:
        for value in HOSTILE:
            text = crafted(explorer, **{field: value})
            try:
                with warnings.catch_warnings(action="error"):
                    opened = type(explorer).at(text)
            except ValueError as error:
                assert str(error) == links.UNKNOWN
            else:
                assert opened.errors == []
                FrontEnd(opened).check(f"{field} = {value!r}")
                again(opened)
                opened.close()


@pytest.mark.parametrize("fields", [{"deeds": 3}, {"deeds": [3]}, {"deeds": [[31, 0.5, 32]]}, {"deeds": [[0, 0.5, 32]]},
                                    {"deeds": [[3, -1, 32]]}, {"deeds": [[3, 0.5, 0]]}, {"deeds": [["3", 0.5, 32]]},
                                    {"deeds": [[3, 0.5, 32], [3, 0.5, 32]]}, {"deeds": [["w9", [0], 1.0]]},
                                    {"deeds": [["w1", [0, 0, 0, 9], 1.0]]}, {"deeds": [["w1", [0, 0, 0, 0], 1e9]]},
                                    {"deeds": [["w1", [0, 0, 0], 1.0]]}, {"deeds": [["w1", [0, 0, 0, 0], 1]]},
                                    {"deeds": [["w1", [0, 0, 0, -1], 1.0]]}, {"deeds": [[1, 2, 3, 4]]}, {"deeds": [[]]},
                                    {"deeds": [[3, 0.5, 32, "SGD"]]}, {"deeds": [[3, 0.5, 32, "Adagrad"]]},
                                    {"rule": "Adagrad"}, {"last_rule": "Adam"}, {"memory": {}},
                                    {"seed": -1}, {"seed": [1]}, {"lr": 0.123}, {"batch": 5}, {"last_rate": 0.5},
                                    {"pace": "fast"}, {"history": []}, {"history": [1]}, {"history": [{}]},
                                    {"now": {"step": 3}}, {"now": {"epoch": -1}}, {"now": []},
                                    {"now": {"params": {"w1": {"0": 1}}}}],
                         ids=json.dumps)
def test_a_training_that_cannot_be_is_refused(fields):
    assert refused(Trainer, crafted(Trainer(steps=30), **fields)) == links.UNKNOWN


@pytest.mark.parametrize("kind, fields", [
    (NetworkExplorer, {"held": ["z1", [0, 0, 0, 0]]}), (NetworkExplorer, {"focus": [3, 0, 0]}),
    (NetworkExplorer, {"limits": "foo"}), (NetworkExplorer, {"limits": [1.0]}), (NetworkExplorer, {"digit": 41}),
    (NetworkExplorer, {"x": {"0": 1001}}), (NetworkExplorer, {"step": 99}), (ReluGate, {"leak": 5.0}),
    (ReluGate, {"bias": 1001.0}), (WindowExplorer, {"stride": 4}), (WindowExplorer, {"at": [9, 9]}),
    (WindowExplorer, {"stride": 1.0}), (PoolRouter, {"ties": "none"}), (PoolRouter, {"size": 5}),
    (ImageGradient, {"stride": 2}), (widgets.ChainExplorer, {"nudge": 1.75}), (widgets.ErrorExplorer, {"y": 2})])
def test_a_state_that_no_hand_reaches_is_not_opened(kind, fields):
    assert refused(kind, crafted(kind(), **fields)) == links.UNKNOWN
