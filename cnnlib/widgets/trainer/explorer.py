"""Watch 20 parameters learn two kinds of digits, step by step, with loss, gradients and weights live."""

from dataclasses import replace
from functools import lru_cache
from time import monotonic, process_time

import ipywidgets as W

from cnnlib import examples, optim, training
from cnnlib.draw import charts
from cnnlib.draw.charts import words as chart_words
from cnnlib.draw.charts.axes import axes_of
from cnnlib.draw.ink.number import typable
from cnnlib.draw.parameters import WIDTH

from ..stage.address import with_cell
from ..stage.controls import Choice, Stops, Whole
from ..stage.explorer import Explorer
from ..stage.film import Film
from ..stage.runner import Runner
from .interrupt import Interrupt
from .numbers import EPOCH, FULL, PACES, STEP, State, mistakes, numbers, parameter_views
from .picture import picture
from .replay import Replayed
from .words import words

RATES = tuple(float(f"{n}e{power}") for power in range(-4, 2) for n in (1, 2, 5)) + (100.0,)
BATCHES = (1, 4, 16, 32, 64, 128)
FRAME, SLICE = 1 / 15, 0.02              # seconds from one picture to the next; of training at a stretch
APART = {STEP: 2, EPOCH: 2, FULL: 5}     # a picture comes no sooner than so many times what the last cost
SIDE = {"flex_flow": "row wrap", "align_items": "flex-start"}    # on a narrow page one below the other
FILM = 490, 430                          # pixels of the chart at its natural size


class Trainer(Replayed, Explorer):
    """Train the 20-parameter network on two digits: play, pause, one step, one epoch, other rates on the way.

        w <- w - lr * dL_dw         L is the mean loss of a batch

    Play runs as a task on the kernel's event loop, in slices of 20 ms: all else goes on answering.
    classes: as `examples.digits` takes them;  seed, lr, batch: what it opens with;  steps: of a run
    Raises ValueError for what cannot be used.
    """

    twin_lead = ""
    invitation = "Press Play: watch it learn."

    def __init__(self, classes=(3, 8), seed=5, lr=0.5, batch=32, steps=1000):
        self.runner, self.interrupt = Runner(self.advance), Interrupt(self.interrupted)
        self.classes, self.steps = classes, training.whole("steps", steps, 1)
        net, images = examples.eight_by_eight()[0], examples.digits(classes)
        self.editable, self._views = tuple(net.param_shapes), parameter_views(net)
        self.setup = lru_cache(maxsize=4)(lambda seed: training.Setup(net, *images, seed=seed))
        self.first = lru_cache(maxsize=4)(self.first_of)
        lr, batch = optim.SGD(lr).lr, training.whole("batch", batch, 1)
        opening = self.state_before(self.setup(seed).seed, lr, batch)
        self.film = Film(self.csv, FILM)
        self._charted, self._trained, self._due = None, None, 0.0
        self._chart = self.chart(opening)
        super().__init__(opening)
        row, stage, folds = self.children
        for one, width in ((self.film, FILM[0]), (stage, WIDTH)):
            one.layout.flex, one.layout.min_width = f"{width} 1 {round(0.72 * width)}px", "0"
        self.children = row, W.HBox([self.film, stage], layout=SIDE), folds
        self.film.observe(lambda _: self.safely(self.sharpen), "sharp")

    def controls(self):
        self.play = self.button("Play", "Train on, or pause", self.toggle)
        return (self.play, self.button("Step", "One step: one batch", lambda: self.train(1)),
                self.button("Epoch", "To the end of this epoch: every image used once", self.train_epoch),
                Stops("rate", "Learning rate", "How far a step goes; it may change while training runs", 380,
                      stops={typable(lr): lr for lr in sorted({*RATES, self.state.lr})},
                      shown=lambda state: state.lr, change=lambda state, lr: replace(state, lr=lr)), self.reset)

    def more(self):
        opening = self.state
        m = len(self.setup(opening.seed).train[0])
        batches = sorted({*(n for n in BATCHES if n < m), m, opening.batch})
        return (Choice("size", "Batch", "Images of one step", 130, shown=lambda state: state.batch,
                       options=[(f"all {m}" if n == m else str(n), n) for n in batches],
                       change=lambda state, batch: replace(state, batch=batch)),
                Choice("pace", "Pace", "How much is trained between two pictures", 200, options=PACES),
                Whole("seed", "Seed",
                      "Draws the first weights and the order of the images; another one begins again",
                      120, change=self.with_seed))

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

    def csv(self):
        """The records as CSV text."""
        return training.to_csv(self.history)

    def png(self):
        """The chart as PNG bytes."""
        return self.plot().png

    def plot(self):
        """The chart as a picture with words and caption."""
        return charts.curves(self.history, self.mistakes(self.state))

    # Training

    def train(self, steps):
        """Train so many steps, at most to the end of the run, and show where that leads."""
        end = self.state.now.step + training.whole("steps", steps, 1)
        self.show_advanced(lambda now: now.step >= end)

    def train_epoch(self):
        """Train to the end of the present epoch."""
        epoch = self.state.now.epoch
        self.show_advanced(lambda now: now.epoch > epoch)

    def show_advanced(self, enough):
        """Train until enough(now) and show it."""
        with self._lock:
            state, problem = self.advanced(self.state, enough)
            self.become(state, status=problem)

    def advanced(self, state, enough):
        """Train until enough(now) or the end of the run -> the state, and in words what stopped it before."""
        setup, optimizer = self.setup(state.seed), optim.SGD(state.lr)
        now, records = state.now, []
        try:
            if now.step >= self.steps:
                raise ValueError(self.done)
            while now.step < self.steps and not (records and enough(now)):
                now = training.step(setup, now, optimizer, state.batch)
                records.append(training.record(setup, now))
            problem = ""
        except ValueError as error:          # a rate so large that a weight overflows, or the end
            problem = str(error)
        if not records:
            return state, problem
        return replace(state, now=now, history=(*state.history, *records), last_rate=state.lr), problem

    # Playing

    def toggle(self):
        """Play or pause."""
        if self.plays(self.state):
            self.pause()
        elif self.state.now.step >= self.steps:
            raise ValueError(self.done)
        elif not self.runner.can_run:
            raise ValueError("No event loop runs here, so training cannot go on by itself; "
                             "trainer.train(100) does.")
        else:
            self._trained = self.state.history
            self.note()                                        # Undo comes back to here
            self.runner.start()
            self.become(self.state, remember=False)

    def pause(self, status=""):
        """Stop, and show where the training stands."""
        self.halt()
        self.become(self.state, remember=False, status=status)

    def halt(self):
        """Train no further, and let go of the interrupt."""
        self.runner.stop()
        self.interrupt.release()

    def interrupted(self):
        """Somebody interrupted the kernel: that stops the training, too."""
        if self.runner.running:
            self.pause(f"Interrupted at step {self.state.now.step}. Play goes on.")

    @property
    def done(self):
        """What is said at the end of a run."""
        return f"All {self.steps} steps are done. Reset begins again."

    def plays(self, state):
        """Whether training goes on from a state; anything else that changes the records stops it."""
        return self.runner.running and state.history is self._trained

    def advance(self):
        """Train a slice and show it when that is due -> seconds until the next."""
        self.interrupt.hold()
        with self._lock:                                   # a pause may have come on another thread
            if self.runner.running and not self.safely(self.go_on):
                self.halt()
        return 0 if self.state.pace == FULL else max(self._due - monotonic(), 0.002)

    def go_on(self):
        """Train as far as the pace allows; show a picture when it is due and the wire is free."""
        problem = ""
        if self.state.pace == FULL or self.free():
            self.state, problem = self.advanced(self.state, self.enough())
            self._trained = self.state.history
        if problem or self.state.now.step >= self.steps:
            self.pause(problem or self.done)
        elif self.free():
            start, work = monotonic(), process_time()  # work: a busy machine would make any picture look dear
            self.become(self.state, remember=False)
            self._due = start + max(FRAME, APART[self.state.pace] * (process_time() - work))

    def free(self):
        """Whether a picture is due and the wire is free for it."""
        return monotonic() >= self._due and not self.film.busy

    def enough(self):
        """When a slice ends: after a step, an epoch, or at full speed some milliseconds."""
        epoch, start = self.state.now.epoch, monotonic()
        return {STEP: lambda now: True, EPOCH: lambda now: now.epoch > epoch,
                FULL: lambda now: monotonic() - start > SLICE}[self.state.pace]

    # The explorer

    def state_before(self, seed, lr, batch):
        """The state before the first step."""
        return State(*self.first(seed), lr, batch, seed)

    def first_of(self, seed):
        """Where a seed starts, and the record of it."""
        now = training.start(self.setup(seed))
        return now, (training.record(self.setup(seed), now),)

    def with_seed(self, state, seed):
        """The state before the first step with another seed."""
        start = self.state_before(seed, state.lr, state.batch)
        return replace(start, pace=state.pace, selected=state.selected)

    def numbers(self, state):
        return numbers(state, self.steps)

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
            return self.done
        if state.history[-1]["dead_filters"]:
            return "Every z⁽¹⁾ ≤ 0, for every digit."
        return "Drag the rate while it trains." if self.plays(state) else super().remark(state)

    def announced(self, state, number):      # not a number many times a second
        return "Training goes on." if self.plays(state) else super().announced(state, number)

    def settle(self, state):
        if not self.plays(state):
            self.halt()
        self._start = self.with_seed(state, state.seed)  # Reset keeps the settings
        self.play.description = "Pause" if self.runner.running else "Play"
        if state.history is not self._charted:
            self._charted = state.history
            self.film.show(self._chart.update(state.history, self.mistakes(state)),
                           f"{chart_words.title(state.history)}. {chart_words.caption(state.history)}",
                           [state.now.step, self.steps])

    def chart(self, state, sharp=1.0):
        """A chart that is drawn anew with every frame, in so many pixels for one."""
        wide, tall = (side / 100 for side in FILM)
        return charts.Chart(axes_of(state.history[0]), True, sharp, wide, tall)

    def sharpen(self):
        """Draw the chart as sharp as the screen that shows it."""
        self._chart, self._charted = self.chart(self.state, self.film.sharp), None
        self.settle(self.state)

    def write(self, state, matrix, index, number):
        """Type a weight: the training goes on from there."""
        changed = with_cell(state.now.params[matrix], index, number)
        now = replace(state.now, params=state.now.params | {matrix: changed}, before=None, grads=None, L=None)
        record = training.record(self.setup(state.seed), now)
        return replace(state, now=now, history=(*state.history[:-1], record))

    def mistakes(self, state):
        """The held-out digits that the network gets wrong, each with a label."""
        return mistakes(self.setup(state.seed), state.now.params, self.classes)

    def twin(self):
        """The chart as it stands; in words the parameters, too."""
        plot = self.plot()
        return replace(plot, words=f"{plot.words}\n{self.picture(self.state).words()}")
