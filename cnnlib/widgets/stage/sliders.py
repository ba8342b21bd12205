"""Sliders whose moves the kernel does not send back, and where one can stand.

The browser knows where it has moved its slider to. Without the echo a drag needs one message less a picture,
and no late echo pulls the handle back to where it was.
"""

import ipywidgets as W
from traitlets import CFloat, CInt, Int

from cnnlib.draw.ink.number import tidy


class FloatSlider(W.FloatSlider):
    value = CFloat(0.0).tag(sync=True, echo_update=False)


class IntSlider(W.IntSlider):
    value = CInt(0).tag(sync=True, echo_update=False)


class SelectionSlider(W.SelectionSlider):
    index = Int().tag(sync=True, echo_update=False)


def nearest(slider, value):
    """The number on a slider's steps that is nearest to a value.

    Given any other, the browser rounds it and sends that back as if somebody had moved the slider.
    Where the slider stands there up to its last bits, that is its own value:
    another would pull the handle away under a drag.
    """
    least, most, width, here = slider.min, slider.max, slider.step, slider.value
    step = round(least + round(tidy((min(max(value, least), most) - least) / width)) * width, 9)
    return here if abs(here - step) < 1e-9 else step


def is_moved(slider, value, number):
    """Whether a slider's value says that somebody moved it from the step nearest to a number."""
    return abs(value - nearest(slider, number)) >= slider.step / 2
