"""Watch two convolutions learn ten real digits: who is taken for whom, the filters, the maps of one digit."""

from dataclasses import replace
from functools import lru_cache

from cnnlib.draw import charts
from cnnlib.draw.charts.axes import axes_of
from cnnlib.draw.charts.figure import STRIP

from ..stage.explorer import Explorer
from ..stage.linked import inside
from ..trainer.explorer import Trainer
from ..trainer.words import changed, runs_away
from .numbers import IMAGE, TABLE, State, answered, convolutions, numbers, views
from .picture import WIDTH, picture
from .words import opening, pointed, words, worst_of

SHOWN = "Loss", "Accuracy"              # of the axes of a training


class DigitsTrainer(Trainer):
    """Train examples.ten_digits(), two convolutions, on ten real digits and see whom it takes for whom.

        confusion[true, said]       how many held-out digits of a class are given another, or the right one

    A press on a cell of the matrix shows its digits; what the filters find in the chosen one stands below.
    seed, lr, batch: what it opens with;  steps: of a run
    """

    twin_lead = "As it opens: "
    legend = ("Outlined: the selected cell, the chosen digit, the map that the second convolution reads. "
              "The training curves ask the first 450 digits.")
    words = {TABLE: "confusion matrix", IMAGE: "held-out digit"}
    measured = 450                      # every held-out digit; of the training digits as many, for speed
    film_size, picture_wide = (260, 430), WIDTH

    def __init__(self, seed=0, lr=0.01, batch=32, steps=860):
        self.answers = lru_cache(maxsize=2)(self.answers)
        super().__init__(classes=None, seed=seed, lr=lr, batch=batch, steps=steps)

    def controls(self):
        return (*self.runs(), self.paces("Speed", 190), self.rates(290), self.reset)

    def more(self):
        return self.batches(), self.rules(), self.seeds()

    def answers(self, now):
        """What the network says of the held-out digits where a training stands."""
        return answered(self.data.net, now.params, *self.data.held_out)

    # What a Trainer does, here with another picture

    def state_before(self, seed, lr, batch):
        now, history = self.course.first(seed)
        true, said = worst_of(self.answers(now))
        first = self.answers(now).members((true, said))[0]
        self.editable = tuple(w for w, _ in convolutions(self.data.net))
        return State(now, history, lr, batch, seed, selected=(TABLE, (true, said)), cell=(true, said), digit=first)

    def chart(self, state, sharp=1.0):
        axes = [one for one in axes_of(state.history[0], 10) if one.title in SHOWN]
        wide, tall = (side / 100 for side in self.film_size)
        return charts.Chart(axes, False, sharp, wide, tall + STRIP, columns=1)

    def strip(self, state):
        return ()

    def steady(self, state):
        """What is selected is looked at: a cell with its first digit, a digit, the channel of a filter or a map."""
        name, index = state.selected
        if name == TABLE:
            members = self.answers(state.now).members(index)
            digit = state.digit if state.digit in members or not members else members[0]
            return replace(state, cell=index, digit=digit)
        if name == IMAGE:
            return replace(state, digit=index[0], cell=self.answers(state.now).cell(index[0]))
        (w, a), (w_next, _) = convolutions(self.data.net)[:2]
        axis = {w: 3, a: 3, w_next: 2}.get(name)
        return state if axis is None else replace(state, channel=index[axis])

    def check_state(self, state):
        if not (inside(state.cell, (10, 10)) and inside((state.digit, state.channel), (len(self.data.held_out[0]), 8))):
            raise ValueError("There is no such cell, digit or channel.")

    def numbers(self, state):
        return numbers(state, self.course, self.answers(state.now))

    def views(self, state):
        return views(self.numbers(state))

    def picture(self, state):
        return picture(self.numbers(state))

    def equation(self, state):
        return words(self.numbers(state), self.views(state))

    def value(self, state):
        return Explorer.value(self, state)

    def remark(self, state):
        if state.now.step >= self.steps:
            return f"Done. {pointed(self.answers(state.now))}"
        if self.plays(state):
            return runs_away(state.history) or "Press a cell off the diagonal, then one of its digits."
        return runs_away(state.history) or changed(state) or opening(self.answers(state.now), state.now.step)

    def twin(self):
        return Explorer.twin(self)
