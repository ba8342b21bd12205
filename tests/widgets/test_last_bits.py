"""No last bit of a computed number changes what a reader of an explorer sees:
each runs as on two processors."""

import sys

import numpy as np
import pytest
from front_end import FrontEnd, buttons, controls
from last_bits import APART, PROCESSORS, moved, moving, too_long

from cnnlib import examples, widgets
from cnnlib.ops import avg_pool, conv, dense, losses, sigmoid, softmax
from cnnlib.widgets.chain import nudges, walk, words
from cnnlib.widgets.image import ways
from cnnlib.widgets.stage import controls as stage_controls
from cnnlib.widgets.stage import sliders
from cnnlib.widgets.window import numbers as window

ROUNDED = {conv: ("forward", "backward"), dense: ("forward", "backward"), avg_pool: ("forward", "backward"),
           losses: ("binary_cross_entropy", "sigmoid_binary_cross_entropy", "softmax_cross_entropy"),
           softmax: ("forward", "backward"),
           ways: ("stamp", "gather", "transpose", "right"), window: ("multiplied",)}
HALFWAY = "0.123455", "0.1234565"     # typed, they bring sums halfway between two numbers of six digits
SETTLED = {"BugMuseum", "OptimizerExplorer"}     # they round after every step, so that not even raw numbers differ
EXPLORERS = [getattr(widgets, name) for name in widgets.__all__]


class Reader(FrontEnd):
    """What a reader sees after each action:
    `pages`, a list of {part: text};  raw: numbers selected, not rounded."""

    def __init__(self, explorer):
        super().__init__(explorer)
        self.pages, self.raw = [], []

    def check(self, after):
        """Note what is seen."""
        explorer, stage = self.explorer, self.explorer.stage
        assert explorer.errors == [], f"after {after}"
        picture = explorer.picture(explorer.state)
        set_to = [(one.description, one.value, one.disabled) for one in controls(explorer)]
        self.raw.append(explorer.value(explorer.state))
        self.pages.append({"after": after, "svg": picture.svg, "words": repr(picture),
                           "caption": picture.caption,
                           "equation": stage.equation, "status": stage.status, "said": stage.said,
                           "selected": repr(stage.selected),
                           "controls": repr(set_to), "labels": repr(stage.labels)})


@pytest.fixture
def read(monkeypatch, sweep):
    """read(kind, by): two Readers of an explorer on one of two processors,
    clicked and typed into, and swept."""
    def readers(kind, by):
        reached = []
        with monkeypatch.context() as patch:
            for module, names in ROUNDED.items():
                for name in names:
                    patch.setattr(module, name, noting(moving(getattr(module, name), by), reached))
            patch.setattr(sigmoid, "forward", lambda z: squashed(z, by))
            forget()
            explorer = kind()
            front = Reader(explorer)
            click_all(front)
            for text in HALFWAY:
                type_everywhere(front, text)
            click_all(front, but=("Undo", "Reset"))
            swept = sweep(explorer, Reader)
            assert reached, "nothing of the other processor is used"
            return front, swept
    yield readers
    forget()


def noting(function, reached):
    """The same function; each call of it is noted."""
    def called(*arguments, **named):
        reached.append(function)
        return function(*arguments, **named)
    return called


def click_all(front, but=()):
    """Click every button once, from left to right."""
    for button in buttons(front.explorer):
        if not button.disabled and button.description not in but:
            button.click()
            front.check(f"clicking {button.description}")


def type_everywhere(front, text):
    """Type a number into a cell of every matrix that takes one, then look at a cell of each."""
    explorer = front.explorer
    for matrix in explorer.editable:
        front.send(kind="type", matrix=matrix, row=0, column=0, text=text)
    for matrix, (rows, columns) in explorer.shapes(explorer.state).items():
        front.send(kind="press", matrix=matrix, row=rows // 2, column=columns // 2)
        front.check(f"typing {text} and pressing {matrix}")


def squashed(z, by):
    """The sigmoid with the exponential of another processor:
    1 + e^(−z) and its inverse are rounded alike on all."""
    with np.errstate(over="ignore"):
        return 1 / (1 + moved(np.exp(-z), by))


def forget():
    """Empty the caches of the explorers: they hold what another processor has computed."""
    for module in [one for name, one in sys.modules.items() if name.startswith("cnnlib.widgets.")]:
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def differences(one, other):
    """Where two readers see something else:
    after which action, in which part, around the first other character."""
    found = []
    for page, twin in zip(one, other, strict=True):
        for part, text in page.items():
            if text != twin[part]:
                k = next((k for k, pair in enumerate(zip(text, twin[part], strict=False))
                          if pair[0] != pair[1]), 0)
                start = max(k - 30, 0)
                found.append((page["after"], part, text[start:k + 30], twin[part][start:k + 30]))
    return found


@pytest.mark.parametrize("kind", EXPLORERS)
def test_no_last_bit_changes_what_a_reader_of_an_explorer_sees(kind, read):
    for one, other in zip(read(kind, APART), read(kind, -APART), strict=True):
        assert one.raw != other.raw or kind.__name__ in SETTLED, "both processors compute the same"
        assert differences(one.pages, other.pages) == []
        for page in one.pages:
            assert too_long(page["svg"], " ".join((page["words"], page["equation"], page["status"]))) == []


HALVES = {   # where a computed number stands exactly between two answers, or on the border of one
    "a slider's step":
        lambda by: sliders.nearest(sliders.FloatSlider(min=-2, max=2, step=1 / 16), by(0.34375)),
    "how near the prediction is": lambda by: words.agreement(by(0.1), by(0.099)),
    "whether a nudge stops": lambda by: words.stop(0.49, by(0.49)),
    "the nearest of some numbers": lambda by: stage_controls.closest((0.4, 0.5), by(0.45)),
    "the scale of the changes": lambda by: nudges.round_up(by(0.2))}


@pytest.mark.parametrize("what", HALVES)
def test_no_last_bit_changes_an_answer_that_hangs_on_a_comparison(what):
    one, *others = (HALVES[what](lambda value, share=share: moved(value, share)) for share in PROCESSORS)
    assert others == [one, one]


def test_a_sum_that_misses_1_by_a_last_bit_is_1_and_a_prediction_is_not():
    run, almost = examples.eight_by_eight(), 1 - 2.0**-52
    run = run[0].run(*run[1:])
    run.trace["z1"][0, 2, 3, 0] = run.trace["a3"][0, 0] = almost
    assert walk.value(run, ("z1", (0, 2, 3, 0))).value == 1 > walk.value(run, ("a3", (0, 0))).value
