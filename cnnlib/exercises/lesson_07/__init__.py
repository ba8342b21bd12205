"""Exercises of lesson 7."""

from .highest_score import highest_score
from .leaky_gate import leaky_gate
from .room_to_fall import room_to_fall

EXERCISES = room_to_fall, leaky_gate, highest_score
