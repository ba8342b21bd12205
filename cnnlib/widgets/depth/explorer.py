"""Ten layers, and the scale at which their weights start: does a signal arrive, and a gradient come back?"""

from dataclasses import replace

from ..stage.controls import Choice, Stops, Tick
from ..stage.explorer import Explorer
from .numbers import GLOROT, HE, State, numbers
from .picture import picture
from .stacks import ACTIVATIONS, STACKS, STARTS
from .words import LABELS, SCALES, verdict, words

MARKS = {GLOROT: ", Glorot", HE: ", He"}


class DepthExplorer(Explorer):
    """Drag the scale of the starting weights of ten equal layers, seed 0.

        w ~ scale / √(fan in) · N(0, 1);  Glorot: √(2/(fan in + fan out)) is scale 1;  He: √(2/(fan in)) is √2

    Forward the root of the mean square of each layer's activations, backward the norm of their gradients. Weights
    can start equal, or at 0; inputs can be from 0 to 255; the layers can be convolutions (under More).
    """

    shows = numbers, picture, words
    words = LABELS
    invitation = "Drag Scale: where does the first layer's gradient neither vanish nor explode?"
    legend = "A bar is a factor of 10¹⁶ high, on a log scale. Black tip: beyond it. Dashed: a gradient."

    def __init__(self):
        super().__init__(State())

    def controls(self):
        return (Stops("half", "Scale", "Standard deviation of the starting weights times the root of fan in", 310,
                      stops={f"{text}{MARKS.get(half, '')}": half for half, text in SCALES.items()}),
                Choice("activation", "Activation", "What follows each of the ten layers", 150, options=ACTIVATIONS),
                Choice("start", "Weights", "How they start: drawn at random, all the same number, or all 0", 158,
                       options=STARTS),
                Tick("pixels", "Inputs 0 to 255", "Pixels as they come in a file, in place of 0 to 1", 140))

    def more(self):
        return (Choice("stack", "Layers", "Dense ones of 64 units, or 3×3 convolutions of 8 filters", 170,
                       options=STACKS),)

    def remark(self, state):
        fresh = replace(state, selected=self.opened.selected) == self.opened
        return self.invitation if fresh else verdict(self.numbers(state))
