"""What was typed beside the answer, in words."""

import numpy as np

from cnnlib.draw import plain

from . import typed

CLOSE, SAME = 0.1, 0.02          # how far off, as a part of the answer
FORM = "is no number. Write it as −0.25 or 1/4"


def compare(text, answer):
    """Say in a sentence how near a prediction came.

    text: what somebody typed: a number, several numbers, or one of the words to choose from
    answer: a word, a number, or an array or tuple of numbers
    """
    if isinstance(answer, str):
        return f"You said {text}: right." if text == answer else f"You said {text}. It is {answer}."
    wanted = [float(value) for value in np.ravel(answer)]
    given = typed.words(text, len(wanted))
    numbers = [typed.number(word) for word in given]
    if None in numbers or not numbers:
        return f"“{text.strip()}” {FORM}{', several with a space between' if len(wanted) > 1 else ''}."
    if len(numbers) != len(wanted):
        return f"You typed {counted(len(numbers))}; the answer has {len(wanted)}."
    if len(wanted) == 1:
        return f"You said {text.strip()}{one(given[0], numbers[0], wanted[0])}"
    return several([hits(*both) for both in zip(given, numbers, wanted, strict=True)], wanted)


def counted(count):
    return "one number" if count == 1 else f"{count} numbers"


def hits(word, value, wanted):
    """Whether a number is right: the answer, rounded as it was typed, unless that leaves too little of it."""
    places = typed.decimals(word)
    half = 0 if places is None else 0.5 * 10.0 ** -places
    near = SAME * abs(wanted) if wanted % 1 else 0
    return abs(value - wanted) <= max(min(half, CLOSE * abs(wanted)), near) + 1e-9 * abs(wanted)


def one(word, value, wanted):
    """What follows "You said …" for one number."""
    answer = plain(wanted, 4)
    if hits(word, value, wanted):
        return ": right." if plain(value, 4) == answer else f": right. To four digits it is {answer}."
    if value and wanted and hits(word, abs(value), abs(wanted)):
        return f". The size is right, the sign is not: it is {answer}."
    if wanted == 0:
        return ". It is exactly 0."
    return f". It is {answer}{how_far(value, wanted)}."


def how_far(value, wanted):
    """The kind of a miss: nothing, another sign, close, too large, too small."""
    if value == 0:
        return ", not nothing"
    if value * wanted < 0:
        return ": the other sign"
    if abs(value - wanted) <= CLOSE * abs(wanted):
        return ": close"
    larger = abs(value) > abs(wanted)
    times = abs(value / wanted) if larger else abs(wanted / value)
    by = f"{plain(times, 2)} times " if times >= 2 else ""
    return f": the right sign, {by}too {'large' if larger else 'small'}"


def several(right, wanted):
    """The verdict on numbers in a row."""
    answer = ", ".join(plain(value) for value in wanted)
    if all(right):
        return f"All {len(right)} right: {answer}."
    return f"{sum(right)} of {len(right)} right. The answer: {answer}."
