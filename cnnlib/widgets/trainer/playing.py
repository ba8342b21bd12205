"""Play and pause: training goes on as a task of the event loop, in slices, and shows pictures when they are due."""

from time import monotonic, process_time

from .numbers import EPOCH, FULL, STEP

FRAME, SLICE = 1 / 15, 0.02              # seconds from one picture to the next; of training at a stretch
BREATH = 0.001                           # seconds without the lock: a pause that waits on another thread gets it
APART = {STEP: 2, EPOCH: 2, FULL: 5}     # a picture comes no sooner than so many times what the last cost


class Playing:
    """What the button Play of a Trainer does."""

    def toggle(self):
        """Play or pause."""
        if self.plays(self.state):
            self.pause()
        elif self.state.now.step >= self.steps:
            raise ValueError(self.course.done)
        elif not self.runner.can_run:
            raise ValueError("No event loop runs here, so training cannot go on by itself; "
                             "trainer.train(100) does.")
        else:
            self.set_out(lambda now: False)

    def play_epoch(self):
        """Train to the end of this epoch at full speed; where an event loop runs, as Play does."""
        if self.runner.can_run and self.state.now.step < self.steps:
            self.set_out(self.epoch_ends(), FULL)
        else:
            self.train_epoch()

    def epoch_ends(self):
        """A function that tells of a place in the training whether the present epoch has ended there."""
        epoch = self.state.now.epoch
        return lambda now: now.epoch > epoch

    @property
    def speed(self):
        """How much is trained between two pictures."""
        return self._speed or self.state.pace

    def set_out(self, arrived, speed=None):
        """Train on until arrived(now), or until somebody pauses. speed: instead of the chosen one"""
        self._arrived, self._speed = arrived, speed
        if not self.plays(self.state):
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

    def plays(self, state):
        """Whether training goes on from a state; anything else that changes the records stops it."""
        return self.runner.running and state.history is self._trained

    def advance(self):
        """Train a slice and show it when that is due -> seconds until the next."""
        self.interrupt.hold()
        with self._lock:                                   # a pause may have come on another thread
            if self.runner.running and not self.safely(self.go_on):
                self.halt()
        return BREATH if self.speed == FULL else max(self._due - monotonic(), 2 * BREATH)

    def go_on(self):
        """Train as far as the pace allows, or show a picture: it is due, and the wire is free."""
        full = self.speed == FULL
        if full and self.is_due():                 # by itself: whoever waits for the loop waits for one of the two
            self.show_due()
            return
        if not (full or self.free()):
            return
        end = monotonic() + SLICE
        enough, arrived = self.enough(), self._arrived
        self.state, problem, paced = self.course.advanced(
            self.state, lambda now: enough(now) or arrived(now), lambda: monotonic() > end)
        self._trained = self.state.history
        if problem or self.state.now.step >= self.steps:
            self.pause(problem)
        elif arrived(self.state.now):
            self.pause()
        elif paced and not full and self.is_due():
            self.show_due()

    def show_due(self):
        """Show a picture; the next one is due once this one has not cost too much."""
        start, work = monotonic(), process_time()  # work: a busy machine would make any picture look dear
        self.become(self.state, remember=False, status=self.refusal)       # which nobody could read else
        wait = APART[self.speed] * (process_time() - work)
        self._due, self._earned = start + max(FRAME, wait), process_time() + wait

    def is_due(self):
        """Whether there is something new to show, and time for it.

        At full speed training has first to do its share of the work, however long that takes on a busy machine.
        """
        earned = self.speed != FULL or process_time() >= self._earned
        return earned and self.state.history is not self._charted and self.free()

    def free(self):
        """Whether a picture is due and the wire is free for it."""
        return monotonic() >= self._due and not self.film.busy

    def enough(self):
        """When a slice ends: after a step, an epoch, or at full speed some milliseconds."""
        start = monotonic()
        return {STEP: lambda now: True, EPOCH: self.epoch_ends(),
                FULL: lambda now: monotonic() - start > SLICE}[self.speed]
