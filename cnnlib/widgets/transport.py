"""The transport bar: Back, Step, Play, Finish the phase and a scrubber over the steps of an explorer."""

from dataclasses import replace

import ipywidgets as W


class Transport:
    """Controls that move the field `step` of an explorer's state from 0 to the last step.

    phases: the last step of each phase, in rising order;  names: what each step shows
    """

    def __init__(self, explorer, names, phases):
        self.explorer, self.names, self.phases = explorer, names, phases
        last = len(names) - 1
        step = explorer.state.step
        self.play = W.Play(value=step, min=0, max=last, interval=900, tooltip="Play the steps one after the other")
        self.scrubber = W.IntSlider(value=step, min=0, max=last, description="Step", readout=False)
        self.name = W.Label()
        explorer.links = (*explorer.links, W.jslink((self.play, "value"), (self.scrubber, "value")))
        explorer.follow(self.scrubber, lambda state, k: replace(state, step=k))
        make = explorer.button
        self.widgets = [make("Back", "One step back", lambda: self._go(-1)),
                        make("Step", "One step forward", lambda: self._go(1)), self.play,
                        make("Finish phase", "To the end of the forward or the backward pass", self._finish),
                        self.scrubber, self.name]

    def settle(self, state):
        """Show the step of a state."""
        self.scrubber.value = self.play.value = state.step
        self.name.value = self.names[state.step]

    def _go(self, by):
        step = min(max(self.explorer.state.step + by, 0), len(self.names) - 1)
        self.explorer.become(replace(self.explorer.state, step=step))

    def _finish(self):
        step = next((last for last in self.phases if last > self.explorer.state.step), self.phases[-1])
        self.explorer.become(replace(self.explorer.state, step=step))
