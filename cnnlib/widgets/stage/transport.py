"""The transport bar: Back, Step, Play, Finish the pass and a scrubber over the steps of an explorer."""

from dataclasses import replace

import ipywidgets as W

from .controls import LABELS
from .sliders import IntSlider


class Transport:
    """Controls that move the field `step` of an explorer's state from 0 to the last step.

    passes: the last step of each pass, in rising order;  names: what each step shows
    """

    def __init__(self, explorer, names, passes):
        self.explorer, self.names, self.passes = explorer, names, passes
        last = len(names) - 1
        step = explorer.state.step
        self.play = W.Play(value=step, min=0, max=last, interval=900,
                           tooltip="Play the steps one after the other")
        self.scrubber = IntSlider(value=step, min=0, max=last, readout=False,
                                  description="Shown up to", style=LABELS, layout=W.Layout(width="250px"),
                                  tooltip="From the given numbers to the last gradient")
        self.name = W.Label(tooltip="The step just done",
                            layout=W.Layout(width="130px"))          # the bar keeps its place
        explorer.links = (*explorer.links, W.jslink((self.play, "value"), (self.scrubber, "value")))
        explorer.follow(self.scrubber, lambda state, k: replace(state, step=k))
        make = explorer.button
        self.widgets = [make("Back", "One step back", self._back),
                        make("Step", "One step forward; after the last, from the start", self._step),
                        self.play,
                        make("Finish pass",
                             "To the end of this pass: the loss going forward, ∂L/∂x going backward",
                             self._finish),
                        self.scrubber, self.name]

    def settle(self, state):
        """Show the step of a state."""
        self.scrubber.value = self.play.value = state.step
        self.name.value = self.names[state.step]

    def _go(self, step):
        self.explorer.become(replace(self.explorer.state, step=step))

    def _back(self):
        self._go(max(self.explorer.state.step - 1, 0))

    def _step(self):
        self._go((self.explorer.state.step + 1) % len(self.names))

    def _finish(self):
        self._go(next((last for last in self.passes if last > self.explorer.state.step), self.passes[-1]))
