"""A training by several rules in turn is told and made again."""

import pytest

from cnnlib.widgets import Trainer


@pytest.mark.parametrize("rule", ["momentum", "Adam"])
def test_a_link_makes_the_same_training_again_with_every_rule_in_turn(rule):
    trainer = Trainer(lr=0.05, steps=100)
    for one, steps in ((rule, 3), ("SGD", 2), (rule, 2)):
        trainer.rule.value = one
        trainer.train(steps)
    again = Trainer.at(trainer.link)
    assert again.history == trainer.history and again.state.rule == rule
    again.train(1)
    trainer.train(1)
    assert again.history == trainer.history


def test_a_rule_that_is_none_is_refused():
    trainer = Trainer(steps=20)
    with pytest.raises(ValueError, match="'Newton' is none of SGD, momentum, Adam"):
        trainer.trained(trainer.state, 1, 0.5, 32, "Newton")
