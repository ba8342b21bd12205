"""Softmax and its loss: shares that add to 1, gradients that add to 0, and the long way back that can break."""

from dataclasses import replace

from cnnlib import explain
from cnnlib.draw import plain

from ..stage.address import with_cell
from ..stage.controls import Slider, Stops, Tick
from ..stage.explorer import Explorer
from .numbers import FAR, WRONG, numbers, opening, steady
from .picture import picture
from .words import words

STEP = 1 / 8                  # of the slider, exact in binary: any other the browser sends back changed
NAMED = {"dp_dz": "∂p/∂z", "dL_dp": "∂L/∂p", "dL_dz products": "products", "dL_dz long": "their sum",
         WRONG: "p, tempting"}        # in the picker
TIMES = {f"×{times}": times for times in (1, 10, 100, 200)}
BROKEN = "p − y stands. Which number of the long way broke first?"
TEMPTED = "Columns add to 1 now, rows need not. Whose shares are these?"
SHIFTED = "The same was added to all scores. Which numbers moved with them?"
STEEP = "Scores far apart. Does the long way still hold at ×200?"


class SoftmaxExplorer(Explorer):
    """Drag one score and watch all shares move, for they add to 1; what comes back to the scores adds to 0.

        p = softmax(z),  L = mean of −log p[label],  dL_dz = (p − y)/m

    Beside it the long way, dL_dz[j] = sum over i of dL_dp[i] · dp[i]/dz[j]. It opens on two examples of three
    classes; scores can be multiplied until the long way breaks, and shifted, which changes nothing.
    """

    shows = numbers, picture, words
    editable = ("z", "y")
    least, most = -1e12, 1e12      # which scores can be reached depends on the factor and the shift
    words = NAMED
    invitation = "Drag the slider: it moves one score. Why do all the shares move?"
    legend = "Framed: the slopes by the score in focus. Crossed out in red: tempting, and wrong."

    def __init__(self):
        super().__init__(opening())

    def controls(self):
        return (Slider("score", "Score", "The score in focus, before it is multiplied and shifted", 295,
                       least=-FAR, most=FAR, step=STEP, shown=lambda state: float(state.z[state.example, state.of]),
                       labelled=lambda state: f"Score z[{state.example}, {state.of}]", room=8,
                       change=lambda state, z: replace(state, z=with_cell(state.z, (state.example, state.of), z))),
                Stops("times", "Scores", "Multiply all scores", 175, stops=TIMES),
                Slider("shift", "Shift", "Add this to all scores", 180, least=-1000, most=1000, step=50, room=6,
                       labelled=lambda state: f"Shift {plain(state.shift, 4)}"),
                Tick("tempting", "Tempting", "Show the softmax over the examples, a common mistake", 105))

    def more(self):
        return (Stops("classes", "Classes", "How many classes there are", 230,
                      stops={str(classes): classes for classes in (3, 4, 5)}, change=at_classes),
                Slider("label", "True class", "The true class of the example in focus", 200, readout=True,
                       bounds=lambda state: (0, state.classes - 1), most=4,
                       change=lambda state, k: labelled(state, state.example, k)))

    def steady(self, state):
        return steady(state)

    def travellers(self, state):
        now = self.numbers(state)
        return () if now.breaks else explain.travellers(now.cell)

    def counts(self, state, old):
        """Choosing a cell compares nothing: what the last number moved stays to be seen."""
        return any(getattr(state, name) is not getattr(old, name) for name in ("z", "labels", "times", "shift"))

    def remark(self, state):
        if state.tempting:
            return TEMPTED
        if self.numbers(state).breaks:
            return BROKEN
        return SHIFTED if state.shift else STEEP if state.times > 1 else self.invitation

    def write(self, state, matrix, index, number):
        if matrix == "y":
            return labelled(state, *with_label(state, index, number))
        z = (number - state.shift) / state.times
        if not -FAR <= z <= FAR:
            least, most = (plain(end * state.times + state.shift, 4) for end in (-FAR, FAR))
            raise ValueError(f"At ×{state.times} and shift {plain(state.shift, 4)} a score from {least} to {most} "
                             "is needed.")
        return replace(state, z=with_cell(state.z, index, z))

    def check_state(self, state):
        if state.z.shape != self.opened.z.shape or not abs(state.z).max() <= FAR:
            raise ValueError("z has another shape, or a score is too large.")
        if len(state.labels) != len(state.z) or not all(k in range(state.classes) for k in state.labels):
            raise ValueError("A label is no class.")
        if state.example not in range(len(state.z)) or state.of not in range(state.classes):
            raise ValueError("No such score can be in focus.")


def at_classes(state, classes):
    """More or fewer classes; a label that is none any more becomes the last."""
    return replace(state, classes=classes, labels=tuple(min(k, classes - 1) for k in state.labels))


def labelled(state, example, label):
    """The state with another label of an example."""
    if state.labels[example] == label:
        return state
    labels = list(state.labels)
    labels[example] = label
    return replace(state, labels=tuple(labels))


def with_label(state, index, number):
    """The example and its label when a number is typed into y; ValueError where that leaves no label."""
    example, k = index
    if number == 1 or (number == 0 and state.labels[example] != k):
        return example, k if number == 1 else state.labels[example]
    if number == 0:
        raise ValueError("Each row of y has one 1: type 1 at the true class.")
    raise ValueError(f"y is one-hot; it needs 0 or 1, not {plain(number)}.")
