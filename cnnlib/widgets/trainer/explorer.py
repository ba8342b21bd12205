"""Watch it learn: 20 parameters and two kinds of digits, step by step, with loss, gradients and weights live."""

import asyncio
from dataclasses import dataclass, replace
from functools import lru_cache
from time import monotonic, process_time

import ipywidgets as W

from cnnlib import examples, optim, training
from cnnlib.draw import charts
from cnnlib.draw.charts import words
from cnnlib.draw.charts.axes import axes_of
from cnnlib.draw.ink.number import typable

from ..stage.explorer import LABELS, Explorer
from ..stage.film import Film
from ..stage.sliders import SelectionSlider
from .picture import WEIGHTS, as_map, parameters
from .words import news, update

RATES = tuple(float(f"{n}e{power}") for power in range(-4, 2) for n in (1, 2, 5)) + (100.0,)
BATCHES = (1, 4, 16, 32, 64, 128)
STEP, EPOCH, FULL = PACES = ("One step a picture", "One epoch a picture", "Full speed")
FRAME, SLICE = 1 / 15, 0.02                   # seconds from one picture to the next; of training at a stretch
APART = {STEP: 2, EPOCH: 2, FULL: 5}          # a picture comes no sooner than so many times what the last one cost


@dataclass(frozen=True, eq=False)
class State:
    """Where the training stands, its records, what the next step uses, the rate of the last, the selected cell."""

    now: training.State
    history: tuple
    lr: float
    batch: int
    seed: int
    pace: str = STEP
    stepped: float = 0.0
    selected: tuple = ("w1", 1, 1)


class Trainer(Explorer):
    """Train the 20-parameter network on two digits: play, pause, one step, one epoch, another rate on the way.

        w <- w - lr * dL_dw         L is the mean loss of a batch

    Play runs as a task on the event loop of the kernel, in slices of 20 ms, so that everything else goes on answering.
    classes: as `examples.digits` takes them;  seed, lr, batch: what it opens with;  steps: the length of a run
    Raises ValueError for what cannot be used.
    """

    editable, twin_lead = WEIGHTS, ""

    def __init__(self, classes=(3, 8), seed=5, lr=0.5, batch=32, steps=1000):
        self.classes, self.steps = classes, training.whole("steps", steps, 1)
        net, images = examples.eight_by_eight()[0], examples.digits(classes)
        self.setup = lru_cache(maxsize=4)(lambda seed: training.Setup(net, *images, seed=seed))
        self.first = lru_cache(maxsize=4)(self.first_of)
        opening = self.opened(self.setup(seed).seed, optim.SGD(lr).lr, training.whole("batch", batch, 1))
        self.film = Film(self.csv)
        self._loop, self._running, self._charted, self._due = running_loop(), None, None, 0.0
        self._chart = charts.Chart(axes_of(opening.history[0]))
        self.play = self.button("Play", "Train on, or pause", self.toggle)
        bar = (self.play, self.button("Step", "One step: one batch", lambda: self.train(1)),
               self.button("Epoch", "To the end of this epoch, when every image was used once", self.train_epoch))
        super().__init__(opening, self.make_controls(opening), bar)
        self.children = (*self.children[:2], self.film, *self.children[2:])

    def make_controls(self, opening):
        """Learning rate, batch, pace and seed."""
        m = len(self.setup(opening.seed).train[0])
        batches = sorted({*(n for n in BATCHES if n < m), m, opening.batch})
        self.rate = SelectionSlider(
            options=[(typable(lr), lr) for lr in sorted({*RATES, opening.lr})], value=opening.lr, style=LABELS,
            description="Learning rate", tooltip="How far a step goes; it may change while training runs")
        self.size = W.Dropdown(
            options=[(f"all {m}" if n == m else str(n), n) for n in batches], value=opening.batch, style=LABELS,
            description="Batch", tooltip="Images of one step", layout=W.Layout(width="130px"))
        self.pace = W.Dropdown(options=PACES, description="Pace", tooltip="How much is trained between two pictures",
                               style=LABELS, layout=W.Layout(width="200px"))
        self.seed = W.BoundedIntText(
            min=0, max=9999, value=opening.seed, description="Seed", style=LABELS, layout=W.Layout(width="120px"),
            tooltip="Draws the first weights and the order of the images; another one begins again")
        return [self.follow(self.rate, lambda state, lr: replace(state, lr=lr)),
                self.follow(self.size, lambda state, batch: replace(state, batch=batch)),
                self.follow(self.pace, lambda state, pace: replace(state, pace=pace)),
                self.follow(self.seed, self.reseeded)]

    def close(self):
        """Stop, then close everything."""
        self._running = None
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
                raise ValueError(f"All {self.steps} steps are done. Reset begins again.")
            while now.step < self.steps and not (records and enough(now)):
                now = training.step(setup, now, optimizer, state.batch)
                records.append(training.record(setup, now))
            problem = ""
        except ValueError as error:          # a rate so large that a weight overflows, or the end
            problem = str(error)
        if not records:
            return state, problem
        return replace(state, now=now, history=(*state.history, *records), stepped=state.lr), problem

    def toggle(self):
        """Play or pause."""
        if self._running:
            self.pause()
        elif self._loop is None:
            raise ValueError("No event loop runs here, so training cannot go on by itself; trainer.train(100) does.")
        elif self.state.now.step >= self.steps:
            raise ValueError(f"All {self.steps} steps are done. Reset begins again.")
        else:
            self._running = object()                 # a token: who plays again soon after a pause starts anew
            self.note()                                        # Undo comes back to here
            self.become(self.state, remember=False, source=self._running)
            self._loop.call_soon_threadsafe(self.launch, self._running)

    def pause(self, status=""):
        """Stop, and show where the training stands."""
        self._running = None
        self.become(self.state, remember=False, status=status)

    def launch(self, token):
        self._task = self._loop.create_task(self.run(token))

    async def run(self, token):
        """Train in slices until another token or none is running; the loop serves everybody else in between."""
        while self._running is token:
            with self._lock:
                if self._running is token and not self.safely(self.go_on):
                    self._running = None
            await asyncio.sleep(0 if self.state.pace == FULL else max(self._due - monotonic(), 0.002))

    def go_on(self):
        """Train as far as the pace allows; show a picture when it is due and the wire is free."""
        problem = ""
        if self.state.pace == FULL or self.free():
            self.state, problem = self.advanced(self.state, self.enough())
        if problem or self.state.now.step >= self.steps:
            self.pause(problem or f"All {self.steps} steps are done.")
        elif self.free():
            start, work = monotonic(), process_time()       # work: a busy machine would make any picture look dear
            self.become(self.state, remember=False, source=self._running)
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

    def opened(self, seed, lr, batch):
        """The state before the first step."""
        return State(*self.first(seed), lr, batch, seed)

    def first_of(self, seed):
        """Where a seed starts, and the record of it."""
        now = training.start(self.setup(seed))
        return now, (training.record(self.setup(seed), now),)

    def reseeded(self, state, seed):
        opened = self.opened(seed, state.lr, state.batch)
        return replace(opened, pace=state.pace, selected=state.selected)

    def become(self, state, remember=True, status="", source=None):
        if state.history is not self.state.history:      # training would go on from elsewhere
            self._running = None
        super().become(state, remember, status, source)

    def _draw(self, state, status):
        picture, words = super()._draw(state, status)
        quiet = {"said": "Training goes on."} if self._running else {}      # not a number many times a second
        return picture, words | quiet

    def settle(self, state):
        self._start = self.reseeded(state, state.seed)   # Reset keeps the settings
        self.rate.value, self.size.value = state.lr, state.batch
        self.pace.value, self.seed.value = state.pace, state.seed
        self.play.description = "Pause" if self._running else "Play"
        if state.history is not self._charted:
            self._charted = state.history
            self.film.show(self._chart.update(state.history, self.mistakes(state)),
                           words.title(state.history), words.caption(state.history),
                           [state.now.step, self.steps])

    def picture(self, state):
        return parameters(state.now, state.selected, words.caption(state.history))

    def equation(self, state):
        return "\n".join([news(state.history[-1], self.steps), "", update(state)])

    def value(self, state):
        matrix, row, column = state.selected
        values = {**state.now.params, **(state.now.grads or {})}
        if matrix not in values:
            return None
        return float(as_map(matrix, values[matrix])[row, column])

    def shapes(self, state):
        shapes = {name: as_map(name, state.now.params[name]).shape for name in WEIGHTS}
        return {**shapes, **{f"dL_d{name}": shape for name, shape in shapes.items()}}

    def write(self, state, matrix, row, column, number):
        """Type a weight: the training goes on from there."""
        changed = as_map(matrix, state.now.params[matrix]).copy()
        changed[row, column] = number
        params = state.now.params | {matrix: changed.reshape(state.now.params[matrix].shape)}
        now = replace(state.now, params=params, before=None, grads=None, L=None)
        return replace(state, now=now, history=(*state.history[:-1], training.record(self.setup(state.seed), now)))

    def mistakes(self, state):
        """The held-out digits that the network gets wrong, the surest mistake first, each with a label."""
        setup, classes = self.setup(state.seed), self.classes
        x, y = setup.held_out
        return [(f"{classes[int(y[k, 0])]}, says {classes[1 - int(y[k, 0])]}", x[k, :, :, 0])
                for k in training.wrong(setup, state.now.params)]

    def twin(self):
        """The chart as it stands; in words the parameters, too."""
        plot = self.plot()
        return replace(plot, words=f"{plot.words}\n{self.picture(self.state).words()}")


def running_loop():
    """The event loop that runs here, None where there is none."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
