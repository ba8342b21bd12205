"""An exercise that asks for numbers: what was typed is compared with the answer, and with what mistakes give."""

from functools import lru_cache

import numpy as np

from cnnlib.mistakes import SENTENCES
from cnnlib.predict import typed
from cnnlib.predict.compare import FORM, counted, hits
from cnnlib.predict.form import Form

from .edits import mistaken, source
from .exercise import Exercise
from .verdict import MISTAKE, NOT_YET, RIGHT, UNKNOWN, Verdict, listing, refused

NEAR = 0.02                     # of the answer: three digits are as near, and mostly two

TURNS = {                       # what people do to a whole matrix, or to a number
    "sign": lambda values: -values,
    "transposed": lambda values: values.T,
    "turned by 180°": lambda values: values[::-1, ::-1],
    "read from the end": lambda values: values[::-1],
}


def numbers(**options):
    """Turn the solution below, a function without arguments, into the exercise that asks for its numbers."""
    return lambda solution: TypedExercise(solution, source(solution), **options)


class TypedExercise(Exercise):
    """Work out a number, a few, or a matrix, on paper.

    asks: what stands before the place to type in
    """

    def __init__(self, solution, code, *, hints, edits, asks):
        super().__init__(solution, code, 1, hints, edits)
        self.asks = asks

    def form(self):
        """The place to type the answer: press Enter to have it checked."""
        rows = self.wanted().shape[0] if self.wanted().ndim == 2 else 1
        return Form(f"{self.asks} = (three digits)", lambda text: self.check(text).text, rows=rows)

    def wanted(self):
        return np.asarray(self.answer(), float)

    @lru_cache(maxsize=1)  # noqa: B019  one for each exercise, which lives as long as the program
    def others(self):
        """((name, what this mistake gives), …), where that is not the answer itself."""
        wanted = self.wanted()
        turned = [(name, turn(wanted)) for name, turn in TURNS.items() if applies(name, wanted)]
        edited = [(edit.name, np.asarray(mistaken(self.answer, self.code, (edit,))(), float)) for edit in self.edits]
        return tuple((name, values) for name, values in (*turned, *edited)
                     if values.shape == wanted.shape and not np.allclose(values, wanted, atol=0))

    def check(self, answer=None):
        """Say whether numbers are right, or what happened to them.

        answer: what was typed, as text; a number, a list or an array; None for "not yet"
        """
        if answer is None or isinstance(answer, str) and not answer.strip():
            return Verdict(NOT_YET, f"Not yet: type it into exercises.{self.name}.form() and press Enter.")
        if callable(answer):
            return refused("Not yet. Here numbers are asked for, no function.")
        text = answer if isinstance(answer, str) else spelled(answer)
        words = typed.words(text.replace("\n", " "), self.wanted().size)
        given = [typed.number(word) for word in words]
        if None in given:
            wrong = words[given.index(None)]
            return refused(f"“{wrong}” {FORM}.")
        if len(given) != self.wanted().size:
            return refused(f"You typed {counted(len(given))}; needed: {counted(self.wanted().size)}, {self.asks}.")
        return self.settled(self.verdict(words, given))

    def verdict(self, words, given):
        right = fits(words, given, self.wanted())
        if all(right):
            return Verdict(RIGHT, "Right." if len(given) == 1 else f"All {len(given)} right.")
        near = sorted((np.abs(np.ravel(values) - given).max(), name) for name, values in self.others()
                      if all(fits(words, given, values)) and any(given))
        exact = near and near[0][0] < 1e-9
        if not exact and all(map(rounded, words, given, np.ravel(self.wanted()).tolist())):
            return Verdict(UNKNOWN, "It needs more digits: three of each number.")
        names = tuple(dict.fromkeys(name for off, name in near if np.isclose(off, near[0][0])))
        if names:
            others = " (or: " + listing(names[1:]) + ", which gives the same)" if names[1:] else ""
            return Verdict(MISTAKE, f"Not yet: “{names[0]}”{others}. {SENTENCES[names[0]]}", names)
        if len(given) == 1:
            return Verdict(UNKNOWN, f"Not yet. {apart(given[0], float(self.wanted().ravel()[0]))}")
        place = tuple(int(n) for n in np.argwhere(~np.reshape(right, self.wanted().shape))[0])
        return Verdict(UNKNOWN, f"{sum(right)} of {len(right)} right. The first that is not: {where(place)}.")


def applies(name, wanted):
    """Whether one can do this to an answer, and see it."""
    if name == "read from the end":
        return wanted.ndim == 1 and wanted.size > 1
    return wanted.ndim == 2 or name == "sign"


def fits(words, given, wanted):
    """Which numbers are right, rounded as they were typed, to two per cent."""
    return [bool(hits(word, value, right)) and abs(value - right) <= NEAR * abs(right)
            for word, value, right in zip(words, given, np.ravel(wanted).tolist(), strict=True)]


def rounded(word, value, wanted):
    """Whether a number is the right one, rounded, if by too much."""
    places = typed.decimals(word)
    return places is not None and value != 0 and abs(value - wanted) <= 0.5001 * 10.0 ** -places


def apart(value, wanted):
    """The kind of a miss, without the answer."""
    if value * wanted < 0:
        return "The sign is the other one, and the size is another, too."
    if abs(value - wanted) <= 0.1 * abs(wanted):
        return "It is close: look at the last digit."
    return f"The sign is right; it is too {'large' if abs(value) > abs(wanted) else 'small'}." if value else \
        "It is not 0."


def where(place):
    return f"row {place[0] + 1}, number {place[1] + 1}" if len(place) == 2 else f"number {place[0] + 1}"


def spelled(answer):
    """An array, a list or a number as the text that somebody would have typed."""
    return " ".join(repr(float(value)) for value in np.ravel(answer))
