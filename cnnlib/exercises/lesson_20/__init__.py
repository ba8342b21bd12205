"""Exercises of lesson 20."""

from .by_hand import by_hand
from .gradients_on_paper import gradients_on_paper
from .one_update import one_update

EXERCISES = gradients_on_paper, by_hand, one_update
