"""What a function is asked: it is run on cases, and compared with the right one and with known mistakes."""

import inspect
import time
from functools import cache, cached_property, partial

import numpy as np

from . import picture, said
from .attempt import KEPT, attempt
from .edits import mistaken
from .judge import CLOSE as WITHIN
from .judge import FOR_PAIRS, column, named, same, tells
from .limit import SECONDS, TooLong, limited
from .numbers import Draw
from .smallest import first, ordered, smallest
from .verdict import CLOSE, MISTAKE, RIGHT, UNKNOWN, Verdict, refused


class Question:
    """What a function is asked, and every answer to it that is known.

    name, parameters, gives: of the function, its arguments and what it returns;  answer: the right one, code: its text
    arguments: (draw, *sizes) -> its arguments;  sizes: those of the cases;  small: those of the smallest case
    edits: the mistakes that can be named
    own: what the function is called;  show: (name, array) -> array as its sentences have it
    """

    def __init__(self, answer, code, gives, arguments, sizes, small, edits):
        self.name, self.answer, self.code, self.gives = answer.__name__, answer, code, gives
        self.own, self.show = "your function", unchanged
        self.arguments, self.sizes, self.small, self.edits = arguments, sizes, small, edits
        self.parameters = tuple(inspect.signature(answer).parameters)

    def check(self, answer=None):
        """Say whether a function is right, or which mistake it makes.

        answer: the function itself, or None for "not yet"
        """
        trouble = said.unready(answer, self)
        return self.verdict(answer, attempts(answer, self)) if trouble is None else trouble

    @cached_property
    def cases(self):
        """The arguments of every case, the same in each run."""
        return [self.arguments(Draw(np.random.default_rng(seed)), *each) for seed, each in enumerate(self.sizes)]

    @cached_property
    def in_order(self):
        """The small sizes, those with the fewest numbers first."""
        return ordered(self.arguments, self.small)

    @cache  # noqa: B019  a question lives as long as the program
    def outcomes(self, edits=()):
        """What the solution with these edits gives in every case; None where they cannot be made together."""
        wrong = mistaken(self.answer, self.code, edits)
        return wrong and [attempt(wrong, case, self.gives, self.parameters) for case in self.cases]

    def verdict(self, answer, mine):
        """Weigh what came out."""
        if all(one.error is NotImplementedError for one in mine):
            return said.not_yet(self)
        final = next((one for one in mine if one.final), None)
        if final:
            return refused(f"Not yet. {final.trouble}")
        rights = [column(self.outcomes(), k) for k in range(len(self.gives))]
        mines = [column(mine, k) for k in range(len(self.gives))]
        wrong = [k for k in range(len(self.gives)) if not all(map(same, values(mines[k]), rights[k]))]
        if not wrong:
            printed = " (It also prints, which nobody needs.)" if any(one.printed for one in mine) else ""
            return Verdict(RIGHT, f"Right, in {len(mine)} cases.{printed}" if len(mine) > 1 else f"Right.{printed}")
        end = time.monotonic() + FOR_PAIRS
        found = {k: named(mines[k], rights[k], lambda edits, k=k: self.output(edits, k), self.edits, end)
                 for k in wrong}
        if any(found.values()):
            return self.mistake(answer, {k: hit for k, hit in found.items() if tells(mines[k], rights[k])}, mine)
        trouble = next((one.trouble for one in mine if one.trouble), "")
        trouble = trouble and trouble + said.elsewhere(mine, mines, rights)
        trouble = trouble or said.odd(mine, self.outcomes(), self.gives, self.show)
        if trouble:
            return refused(f"Not yet. {trouble}")
        if all(same(one, other, WITHIN) for k in wrong for one, other in zip(mines[k], rights[k], strict=True)):
            return Verdict(CLOSE, "Close: all numbers agree to three digits and not to seven. Is something rounded, "
                                  "nudged, or in float32?")
        text = said.unknown(mine, self.outcomes(), self.gives, self.show)
        return Verdict(UNKNOWN, text, picture=self.picture(answer))

    def output(self, edits, k):
        found = self.outcomes(edits)
        return found and column(found, k)

    def mistake(self, answer, found, mine):
        """Name what was found, output by output."""
        told, names = [], []
        for k, hit in found.items():
            whose = f"{self.gives[k]}: " if len(self.gives) > 1 else ""
            other = said.odd(mine, self.outcomes(), self.gives, self.show, only=k)
            told.append(whose + (said.tell(hit) if hit else other or "wrong, and none of the mistakes known here."))
            names += [edit.name for edits in hit for edit in edits]
        return Verdict(MISTAKE, "\n".join(["Not yet. " + told[0], *told[1:]]), tuple(dict.fromkeys(names)),
                       self.picture(answer))

    def picture(self, answer):
        """The smallest whole-number case in which an answer differs, drawn."""
        given = self.smallest(answer)
        if given is None:
            return None
        mine, right = (attempt(one, given, self.gives, self.parameters) for one in (answer, self.answer))
        return picture.smallest(self, given, mine.outputs, right.outputs)

    def smallest(self, answer):
        """The smallest arguments on which an answer gives other numbers, or at least another shape; None for none."""
        def differs(given, shapes=False):
            mine, right = (attempt(one, given, self.gives, self.parameters, None) for one in (answer, self.answer))
            both = list(zip(mine.outputs or (), right.outputs or (), strict=False))
            return any(one.size and (shapes or one.shape == other.shape) and not same(one, other)
                       for one, other in both)
        try:
            return limited(SECONDS, search, differs, self.arguments, self.in_order)
        except TooLong:
            return None


def search(differs, *space):
    """A case with other numbers, shrunk, else one with another shape."""
    found = smallest(differs, *space)
    return found if found is not None else first(partial(differs, shapes=True), *space)


def unchanged(name, values):
    return values


def values(column):
    """A column with None for what raised."""
    return [one if isinstance(one, np.ndarray) else None for one in column]


def attempts(answer, question):
    """Run an answer on every case; what stands is at the end: one that runs too long is run once."""
    found, end = [], time.monotonic() + SECONDS
    for case in question.cases:
        left = max(0.05, end - time.monotonic())
        one = attempt(answer, case, question.gives, question.parameters, left)
        if one.error is TooLong:
            return [one]
        found.append(one)
    again = attempt(answer, question.cases[0], question.gives, question.parameters)
    if found[0].outputs and again.outputs and not all(map(same, again.outputs, found[0].outputs)):
        return [again._replace(trouble=KEPT, final=True)]
    return found
