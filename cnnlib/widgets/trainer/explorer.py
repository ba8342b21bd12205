"""Watch a network learn, step by step, with loss, gradients and weights live."""

from dataclasses import replace
from math import isfinite

import ipywidgets as W

from cnnlib import optim, training
from cnnlib.draw import charts
from cnnlib.draw.charts import words as chart_words
from cnnlib.draw.charts.axes import axes_of
from cnnlib.draw.ink.number import typable
from cnnlib.draw.parameters import WIDTH

from ..rules import RULES
from ..stage.address import with_cell
from ..stage.controls import Choice, Stops, Whole
from ..stage.explorer import Explorer
from ..stage.film import Film
from ..stage.runner import Runner
from .course import Course
from .data import gathered
from .deeds import typed
from .interrupt import Interrupt
from .numbers import PACES, State, numbers, parameter_views
from .picture import picture
from .playing import Playing
from .replay import FORGOTTEN, Replayed
from .words import changed, dead, runs_away, words

RATES = tuple(float(f"{n}e{power}") for power in range(-4, 2) for n in (1, 2, 5)) + (100.0,)
BATCHES = (1, 4, 16, 32, 64, 128)
SIDE = {"flex_flow": "row wrap", "align_items": "flex-start"}    # on a narrow page one below the other


class Trainer(Playing, Replayed, Explorer):
    """Train a network on images: play, pause, one step, one epoch, other rates on the way.

        w <- w - lr * dL_dw         L is the mean loss of a batch

    Momentum and Adam, too, make steps (optim.Momentum, optim.Adam). A changed rule goes on from where the
    weights are, and remembers no gradient from before.
    Without arguments the 20 parameters of the lessons learn two digits. Play runs as a task on the kernel's
    event loop, in slices of 20 ms: all else goes on answering.
    net: any Network;  params: where it starts, drawn from the seed where they are left out
    x (m, *net.input_shape), y (m,), (m, 1) or one-hot: images of your own and the class of each, from 0
    held_out: images (x, y) that nothing is learned from, or the share of x to hold out, a quarter unless given
    classes: of our digits, as `examples.digits` takes them, where x is left out
    seed, lr, batch: what it opens with;  steps: of a run
    Raises ValueError for what cannot be used, and for a class without an image.
    """

    twin_lead = ""
    invitation = "Press Play: watch it learn."
    measured = None              # images of each kind that a record asks; None: as many as are quick
    film_size, picture_wide = (490, 430), WIDTH      # pixels of the chart at its natural size, of the picture beside it

    def __init__(self, net=None, params=None, x=None, y=None, held_out=None, classes=(3, 8), seed=5, lr=0.5,
                 batch=32, steps=1000):
        self.runner, self.interrupt = Runner(self.advance), Interrupt(self.interrupted)
        data = gathered(net, params, x, y, held_out, classes)
        self.data, self.course = data, Course(data, training.whole("steps", steps, 1), self.measured)
        self.images, self.classes = "digits" if data.ours else "images", data.names
        self.editable, self._views = tuple(data.net.param_shapes), parameter_views(data.net)
        lr, batch = optim.SGD(lr).lr, training.whole("batch", batch, 1)
        opening = self.state_before(self.setup(seed).seed, lr, batch)
        if not isfinite(opening.history[-1]["L"]):
            raise ValueError("params and x take the loss out of the range of numbers; they need to be smaller")
        self.film = Film(self.csv, self.film_size)
        self._charted, self._trained, self._due, self._earned, self._speed = None, None, 0.0, 0.0, None
        self._chart = self.chart(opening)
        super().__init__(opening)
        row, folds, stage = self.children
        for one, width in ((self.film, self.film_size[0]), (stage, self.picture_wide)):
            one.layout.flex, one.layout.min_width = f"{width} 1 {round(0.72 * width)}px", "0"
        self.children = row, folds, W.HBox([self.film, stage], layout=SIDE)
        self.film.observe(lambda _: self.safely(self.sharpen), "sharp")

    def controls(self):
        return (*self.runs(), self.rates(380), self.reset)

    def more(self):
        return self.batches(), self.rules(), self.paces("Pace", 200), self.seeds()

    def runs(self):
        """The buttons that train, the main one first."""
        self.play = self.button("Play", "Train on, or pause", self.toggle)
        return (self.play, self.button("Step", "One step: one batch", lambda: self.train(1)),
                self.button("Epoch", "To the end of this epoch: every image used once", self.play_epoch))

    def rates(self, width):
        """The learning rate."""
        return Stops("rate", "Learning rate", "How far a step goes; it may change while training runs", width,
                     stops={typable(lr): lr for lr in sorted({*RATES, self.state.lr})},
                     shown=lambda state: state.lr, change=lambda state, lr: replace(state, lr=lr))

    def batches(self):
        """The size of a batch."""
        opening, m = self.state, len(self.data.train[0])
        batches = sorted({*(n for n in BATCHES if n < m), m, opening.batch})
        return Choice("size", "Batch", "Images of one step", 130, shown=lambda state: state.batch,
                      options=[(f"all {m}" if n == m else str(n), n) for n in batches],
                      change=lambda state, batch: replace(state, batch=batch))

    def rules(self):
        """The rule of a step."""
        return Choice("rule", "Step by", "How gradients make a step. Training goes on from here; the new rule "
                      "remembers no gradient from before. In Adam's m/(√v + ε) m is a running mean of gradients, "
                      "v of their squares", 165, options=RULES)

    def paces(self, label, width):
        """How often there is a picture."""
        return Choice("pace", label, "How much is trained between two pictures", width, options=PACES)

    def seeds(self):
        """What all that is random is drawn from."""
        return Whole("seed", "Seed", "Draws the first weights and the order of the images; another one begins again",
                     120, change=self.with_seed)

    def close(self):
        """Stop, then close everything."""
        self.halt()
        super().close()

    # What others may read

    @property
    def history(self):
        """The records of all steps, step 0 first."""
        return self.state.history

    @property
    def params(self):
        """The parameters as they stand."""
        return self.state.now.params

    @property
    def steps(self):
        """How many steps a run has."""
        return self.course.steps

    def setup(self, seed):
        """The network, the images and the seed, as `training` takes them."""
        return self.course.setup(seed)

    def csv(self):
        """The records as CSV text."""
        return training.to_csv(self.history)

    def png(self):
        """The chart as PNG bytes."""
        return self.plot().png

    def plot(self):
        """The chart as a picture with words and caption."""
        return charts.curves(self.history, self.course.mistakes(self.state), self.images, len(self.classes))

    # Training

    def train(self, steps):
        """Train so many steps, at most to the end of the run, and show where that leads."""
        end = self.state.now.step + training.whole("steps", steps, 1)
        self.show_advanced(lambda now: now.step >= end)

    def train_epoch(self):
        """Train to the end of the present epoch."""
        self.show_advanced(self.epoch_ends())

    def show_advanced(self, enough):
        """Train until enough(now) and show it."""
        with self._lock:
            state, problem, _ = self.course.advanced(self.state, enough)
            self.become(state, status=problem)

    # The explorer

    def state_before(self, seed, lr, batch):
        """The state before the first step."""
        weights = self.editable[0]
        middle = tuple((n - 1) // 2 for n in self.data.net.param_shapes[weights][:2])
        rows = middle if len(self.data.net.param_shapes[weights]) == 4 else (0,)
        index = (*rows, *(0 for _ in self.data.net.param_shapes[weights][len(rows):]))
        return State(*self.course.first(seed), lr, batch, seed, selected=(weights, index))

    def with_seed(self, state, seed):
        """The state before the first step with another seed."""
        now, history = self.course.first(seed)
        return replace(state, now=now, history=history, seed=seed, before=None, **FORGOTTEN)

    def numbers(self, state):
        return numbers(state, self.course, self.images)

    def views(self, state):
        return self._views

    def picture(self, state):
        return picture(self.numbers(state), self._views)

    def equation(self, state):
        return words(self.numbers(state), self._views)

    def value(self, state):
        computed = state.selected[0] in self.editable or not self.numbers(state).blank
        return super().value(state) if computed else None

    def remark(self, state):
        if state.now.step >= self.steps:
            return self.course.done
        troubles = dead(self.numbers(state)) or runs_away(state.history)
        if troubles or self.plays(state):
            return troubles or "Drag the rate while it trains."
        return changed(state) or super().remark(state)

    def announced(self, state, number):      # not a number many times a second
        return "Training goes on." if self.plays(state) else super().announced(state, number)

    def settle(self, state):
        if not self.plays(state):
            self.halt()
        self._start = self.with_seed(state, state.seed)  # Reset keeps the settings
        self.play.description = "Pause" if self.runner.running else "Play"
        if state.history is not self._charted:
            self._charted = state.history
            caption = chart_words.caption(state.history, self.images, len(self.classes))
            self.film.show(self._chart.update(state.history, self.strip(state)),
                           f"{chart_words.title(state.history)}. {caption}", [state.now.step, self.steps])

    def strip(self, state):
        """The images in a row below the chart, each with its label."""
        return self.course.mistakes(state)

    def chart(self, state, sharp=1.0):
        """A chart that is drawn anew with every frame, in so many pixels for one."""
        wide, tall = (side / 100 for side in self.film_size)
        return charts.Chart(axes_of(state.history[0], len(self.classes)), True, sharp, wide, tall)

    def sharpen(self):
        """Draw the chart as sharp as the screen that shows it."""
        self._chart, self._charted = self.chart(self.state, self.film.sharp), None
        self.settle(self.state)

    def write(self, state, matrix, index, number):
        """Type a weight: the training goes on from there."""
        changed = with_cell(state.now.params[matrix], index, number)
        now = replace(state.now, params=state.now.params | {matrix: changed}, before=None, grads=None, L=None)
        return replace(state, now=now, history=(*state.history[:-1], self.course.record(state.seed, now)),
                       deeds=typed(state.deeds, matrix, index, number))

    def twin(self):
        """The chart as it stands; in words the parameters, too."""
        plot = self.plot()
        return replace(plot, words=f"{plot.words}\n{self.picture(self.state).words()}")
