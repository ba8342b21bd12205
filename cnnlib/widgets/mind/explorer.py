"""Walk a picture along its gradient until the network changes its mind."""

from ..stage.controls import Choice, Slider, Tick
from ..stage.explorer import Explorer
from .numbers import PATCHES, State, last_digit, looked, numbers, steady
from .picture import picture
from .walk import GRADIENT, RANDOM, SIGN, STEPS
from .words import NAMES, task, words

WALKS = (("by the gradient", GRADIENT), ("by its sign", SIGN), ("at random", RANDOM))
LOOKS = (("gradient", "dL_dx"), ("change", "change"), ("covered", "covered"))


class MindChanger(Explorer):
    """Let a handwritten 8 walk in small steps to where a trained network calls it a 3, or a 3 to an 8.

        x <- x - length * dL_dx / |dL_dx|       L being the loss with the other label

    or by the sign of dL_dx, or at random; each step is at most 1/16 long.
    The network is the running example's, its 20 parameters learned from the training digits; the digits here are
    others. Beside the gradient: how far the prediction moves when paper covers a patch.
    """

    shows = numbers, picture, words
    words = NAMES
    invitation = "Drag Steps: how little ink must change until the 8 becomes a 3?"
    legend = f"A small map becomes large where it is pressed. {Explorer.legend}"

    def __init__(self):
        super().__init__(State())

    def controls(self):
        return (Slider("steps", "Steps", "How many small steps the picture walks", 290, most=STEPS, readout=True),
                Choice("way", "Walk", "What each step follows; none is longer than 1/16", 190, options=WALKS),
                Choice("look", "Look at", "What stands large beside the picture", 150, options=LOOKS, change=looked),
                Tick("clip", "Pixels in [0, 1]", "No pixel gets lighter than paper or darker than ink", 134))

    def more(self):
        return (Slider("digit", "Digit", "Another digit that the network has not learned from", 230,
                       most=last_digit(), readout=True),
                Choice("patch", "Paper", "The size of the paper that covers", 130,
                       options=tuple((f"{side}×{side}", side) for side in PATCHES)),
                Slider("down", "Down", "Move the digit by a row; the walk begins there", 150, least=-1, most=1,
                       readout=True),
                Slider("right", "Right", "Move the digit by a column; the walk begins there", 150, least=-1, most=1,
                       readout=True))

    def steady(self, state):
        return steady(state)

    def remark(self, state):
        return task(self.numbers(state))
