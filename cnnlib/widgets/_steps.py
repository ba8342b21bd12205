"""Where a slider can stand."""


def nearest(slider, value):
    """The number on a slider's steps that is nearest to a value.

    Given any other, the browser rounds it and sends that back as if somebody had moved the slider.
    """
    inside = min(max(value, slider.min), slider.max)
    return round(slider.min + round((inside - slider.min) / slider.step) * slider.step, 9)
