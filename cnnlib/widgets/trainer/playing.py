"""Play and pause: training goes on as a task of the event loop, in slices, and shows pictures when they are due."""

from time import monotonic, process_time

from .numbers import EPOCH, FULL, STEP

FRAME, SLICE = 1 / 15, 0.02              # seconds from one picture to the next; of training at a stretch
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
        return 0 if self.state.pace == FULL else max(self._due - monotonic(), 0.002)

    def go_on(self):
        """Train as far as the pace allows; show a picture when it is due and the wire is free."""
        problem, enough, end = "", True, monotonic() + SLICE
        if self.state.pace == FULL or self.free():
            self.state, problem, enough = self.course.advanced(self.state, self.enough(), lambda: monotonic() > end)
            self._trained = self.state.history
        if problem or self.state.now.step >= self.steps:
            self.pause(problem or self.course.done)
        elif self.free() and (enough or self.state.pace == FULL) and self.state.history is not self._charted:
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
