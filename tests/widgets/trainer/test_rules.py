"""Three rules of a step: the same curves as the library's optimizers, what they remember, and what is said."""

import pytest

from cnnlib import optim, training
from cnnlib.draw import bracket, plain
from cnnlib.widgets import Trainer

KINDS = {"momentum": optim.Momentum, "Adam": optim.Adam}
each = pytest.mark.parametrize("rule", KINDS)


@pytest.fixture
def trainer(rule):
    made = Trainer(lr=0.05, steps=100)
    made.rule.value = rule
    return made


@each
def test_a_rule_gives_the_curve_of_its_optimizer(trainer, rule):
    trainer.train(5)
    trainer.train(7)
    assert trainer.history == tuple(training.run(trainer.setup(5), KINDS[rule](0.05), 32, 12)[1])


@each
def test_a_rate_that_changes_on_the_way_leaves_what_is_remembered(trainer, rule):
    trainer.train(3)
    trainer.rate.value = 0.1
    trainer.train(2)
    optimizer, now = KINDS[rule](0.05), training.start(trainer.setup(5))
    for k in range(5):
        optimizer.lr = 0.05 if k < 3 else 0.1
        now = training.step(trainer.setup(5), now, optimizer, 32)
    assert trainer.history[-1]["L"] == training.record(trainer.setup(5), now)["L"]


@each
def test_another_rule_goes_on_from_these_weights_and_begins_its_own_memory(trainer, rule):
    trainer.train(4)
    w = trainer.params["w1"].copy()
    trainer.rule.value = "SGD"
    trainer.train(1)
    grads = trainer.state.now.grads["dL_dw1"]
    assert (trainer.params["w1"] == w - 0.05 * grads).all()
    trainer.rule.value = rule
    trainer.train(1)
    assert getattr(trainer.state.memory, "t", 1) == 1


@each
def test_undo_brings_the_memory_back(trainer, rule):
    trainer.train(3)
    here = trainer.history
    trainer.train(1)
    after = trainer.history
    trainer.undo.click()
    assert trainer.history == here
    trainer.train(1)
    assert trainer.history == after


@each
def test_a_link_makes_the_same_training_again_with_every_rule_in_turn(trainer, rule):
    trainer.train(3)
    trainer.rule.value = "SGD"
    trainer.train(2)
    trainer.rule.value = rule
    trainer.train(2)
    again = Trainer.at(trainer.link)
    assert again.history == trainer.history and again.state.rule == rule
    again.train(1)
    trainer.train(1)
    assert again.history == trainer.history


@each
def test_what_the_rate_is_multiplied_by_is_named_with_its_number(trainer, rule):
    trainer.train(2)
    (name, index), now = trainer.state.selected, trainer.state.now
    factor = (now.before[name][index] - now.params[name][index]) / 0.05
    said = trainer.equation(trainer.state)
    assert {"momentum": "rate · velocity", "Adam": "rate · m/(√v + ε)"}[rule] in said
    assert f"{plain(0.05)} · {bracket(factor)}" in said


@each
def test_reset_keeps_the_rule_and_forgets(trainer, rule):
    trainer.train(3)
    first = trainer.history
    trainer.reset.click()
    assert trainer.state.memory is None and trainer.state.rule == rule
    trainer.train(3)
    assert trainer.history == first


def test_a_rule_that_is_none_is_refused_in_a_link():
    trainer = Trainer(steps=20)
    with pytest.raises(ValueError, match="'Newton' is no rule of a step"):
        trainer.trained(trainer.state, 1, 0.5, 32, "Newton")
