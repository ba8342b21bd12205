"""The transport: Back, Step and Play over the steps of an explorer; what is rare folds away."""

import ipywidgets as W

from .controls import LABELS, bring
from .sliders import IntSlider


class Transport:
    """Controls that move an explorer from step to step.

    names: what each step shows, from step 0 on;  passes: the last step of each pass, in rising order
    change(state, step) -> the state at a step
    """

    def __init__(self, explorer, names, passes, change):
        self.explorer, self.names, self.passes, self.change = explorer, names, passes, change
        step, last = explorer.state.step, len(names) - 1
        self.play = W.Play(value=step, min=0, max=last, interval=1800,
                           tooltip="Play the steps one after the other")
        self.scrubber = IntSlider(value=step, min=0, max=last, readout=False,
                                  description="Step", style=LABELS,
                                  layout=W.Layout(width="250px"),
                                  tooltip="From the given numbers to the last gradient")
        self.name = W.Label(tooltip="The step just done",
                            layout=W.Layout(width="130px"))          # the row keeps its place
        explorer.players = (self.play,)
        explorer.links = (*explorer.links, W.jslink((self.play, "value"), (self.scrubber, "value")))
        explorer.follow(self.scrubber, lambda state, k: state if k == state.step else change(state, k))
        make = explorer.button
        self.buttons = [make("Back", "One step back", self._back),
                        make("Step", "One step forward; after the last, from the first", self._step),
                        self.play]
        self.buttons[1].add_class("cnnlib-main")
        self.rare = [self.scrubber, self.name]
        if len(passes) > 1:
            self.rare.append(make("Finish pass", "To the end of this pass: the loss going forward, "
                                  "the image's gradient going backward", self._finish))

    def settle(self, state):
        """Show the step of a state."""
        bring(self.scrubber, value=state.step)
        if self.explorer.source is not self.scrubber:      # which Play moves, and by now has moved on, far away
            bring(self.play, value=state.step)
        bring(self.name, value=self.names[state.step])

    def _go(self, step):
        self.explorer.become(self.change(self.explorer.state, step))

    def _back(self):
        self._go(max(self.explorer.state.step - 1, 0))

    def _step(self):
        self._go(self.explorer.state.step % (len(self.names) - 1) + 1)

    def _finish(self):
        self._go(next((last for last in self.passes if last > self.explorer.state.step), self.passes[-1]))
