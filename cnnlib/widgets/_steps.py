"""Where a slider can stand."""


def nearest(slider, value):
    """The number on a slider's steps that is nearest to a value.

    Given any other, the browser rounds it and sends that back as if somebody had moved the slider. Where the slider
    stands there up to its last bits, that is its own value: another would pull the handle away under a drag.
    """
    inside = min(max(value, slider.min), slider.max)
    step = round(slider.min + round((inside - slider.min) / slider.step) * slider.step, 9)
    return slider.value if abs(slider.value - step) < 1e-9 else step


def is_moved(slider, value, number):
    """Whether a slider's value says that somebody moved it from the step nearest to a number."""
    return abs(value - nearest(slider, number)) >= slider.step / 2
