"""An exercise that asks for a function: it is run on cases, and compared with the right one and with known mistakes."""

import dis
import inspect
import time
from functools import cache, lru_cache

import numpy as np

from . import picture
from .attempt import attempt
from .edits import mistaken, source
from .exercise import Exercise, refused
from .judge import CLOSE as WITHIN
from .judge import column, first_difference, named, same
from .limit import SECONDS, TooLong, has_limit, limited
from .numbers import Draw
from .smallest import first, ordered, smallest
from .verdict import CLOSE, MISTAKE, NOT_YET, RIGHT, UNKNOWN, Verdict, listing

FRAME = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "CACHE"}


def function(**options):
    """Turn the solution below into the exercise that asks for it: see FunctionExercise."""
    return lambda solution: FunctionExercise(solution, source(solution), **options)


class FunctionExercise(Exercise):
    """Write a function.

    gives: names of what it returns;  says: one line for the stub, what it returns
    arguments: (draw, *sizes) -> its arguments;  sizes: those of the cases;  small: those of the smallest case
    ready: lines of the stub above it that the lesson's page gives
    """

    def __init__(self, solution, code, *, stars, hints, edits, gives, says, arguments, sizes, small):
        super().__init__(solution, code, stars, hints, edits)
        self.gives, self.says, self.arguments, self.sizes, self.small = gives, says, arguments, sizes, small
        self.parameters = tuple(inspect.signature(solution).parameters)

    @property
    def stub(self):
        """What a lesson's page has in the place of the answer."""
        return f'{self.code.splitlines()[0]}\n    """{self.says}"""'

    def check(self, answer=None):
        """Say whether a function is right, or which mistake it makes.

        answer: the function itself, or None for "not yet"
        """
        trouble = unready(answer, self)
        if trouble:
            return trouble
        mine = attempts(answer, self)
        return self.settled(self.verdict(answer, mine))

    @lru_cache(maxsize=1)  # noqa: B019  one for each exercise, which lives as long as the program
    def cases(self):
        """The arguments of every case, the same in each run."""
        return [self.arguments(Draw(np.random.default_rng(seed)), *each) for seed, each in enumerate(self.sizes)]

    @lru_cache(maxsize=1)  # noqa: B019
    def in_order(self):
        """The small sizes, those with the fewest numbers first."""
        return ordered(self.arguments, self.small)

    @cache  # noqa: B019
    def outcomes(self, edits=()):
        """What the solution with these edits gives in every case; None where they cannot be made together."""
        wrong = mistaken(self.code, self.module, edits)
        return wrong and [attempt(wrong, case, self.gives, self.parameters) for case in self.cases()]

    def verdict(self, answer, mine):
        """Weigh what came out."""
        final = next((one for one in mine if one.final), None)
        if final:
            return refused(f"Not yet. {final.trouble}")
        rights = [column(self.outcomes(), k) for k in range(len(self.gives))]
        mines = [column(mine, k) for k in range(len(self.gives))]
        wrong = [k for k in range(len(self.gives)) if not all(map(same, values(mines[k]), rights[k]))]
        if not wrong:
            printed = " (It also prints, which nobody needs.)" if any(one.printed for one in mine) else ""
            return Verdict(RIGHT, f"Right, in {len(mine)} cases.{printed}")
        found = {k: named(mines[k], rights[k], lambda edits, k=k: self.output(edits, k), self.edits) for k in wrong}
        if any(found.values()):
            return self.mistake(answer, found)
        trouble = next((one.trouble for one in mine if one.trouble), "") or odd(mine, self.outcomes(), self)
        if trouble:
            return refused(f"Not yet. {trouble}")
        if all(same(one, other, WITHIN) for k in wrong for one, other in zip(mines[k], rights[k], strict=True)):
            return Verdict(CLOSE, "Close: all numbers agree to three digits and not to seven. Is something rounded, "
                                  "nudged, or in float32?")
        return Verdict(UNKNOWN, unknown(mine, self), picture=self.picture(answer))

    def output(self, edits, k):
        found = self.outcomes(edits)
        return found and column(found, k)

    def mistake(self, answer, found):
        """Name what was found, output by output."""
        told, names = [], []
        for k, hit in found.items():
            whose = f"{self.gives[k]}: " if len(self.gives) > 1 else ""
            told.append(whose + (tell(hit.names) if hit else "wrong, and none of the mistakes known here."))
            names += [edit.name for edits in hit.names for edit in edits]
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
            return any((shapes or one.shape == other.shape) and not same(one, other) for one, other in both)
        try:
            with limited(SECONDS):
                found = smallest(differs, self.arguments, self.in_order())
                return found or first(partial(differs, shapes=True), self.arguments, self.in_order())
        except TooLong:
            return None


def values(column):
    """A column with None for what raised."""
    return [one if isinstance(one, np.ndarray) else None for one in column]


def unready(answer, exercise):
    """The verdict on what cannot be run, None for what can."""
    if answer is None or answer is ... or is_stub(answer):
        return Verdict(NOT_YET, f"Not yet: write {exercise.name}, then run this cell again (Shift+Enter).")
    if not callable(answer):
        return refused(f"Not yet. Hand over the function itself: check({exercise.name}), without calling it; "
                       f"this is {'an array' if isinstance(answer, np.ndarray) else repr(answer)[:40]}.")
    try:
        inspect.signature(answer).bind(*exercise.parameters)
    except TypeError:
        return refused(f"Not yet. It must take {len(exercise.parameters)} arguments in this order: "
                       f"{', '.join(exercise.parameters)}.")
    except ValueError:          # compiled functions do not say what they take
        pass
    return None


def is_stub(answer):
    """Whether a function has no code but a sentence on what it should do."""
    code = getattr(answer, "__code__", None)
    return code is not None and {one.opname for one in dis.get_instructions(code)} <= FRAME and \
        set(code.co_consts) <= {None, answer.__doc__, ...}


def attempts(answer, exercise):
    """Run an answer on every case; what stands is at the end: one that runs too long is run once."""
    found, end = [], time.monotonic() + SECONDS
    for case in exercise.cases():
        left = max(0.05, end - time.monotonic())
        one = attempt(answer, case, exercise.gives, exercise.parameters, left)
        if one.error is TooLong:
            limit = "" if has_limit() else " This Python has no limit."
            return [one._replace(trouble=f"It was stopped after {SECONDS:g} seconds: does a loop never end?{limit}")]
        found.append(one)
    return found


def tell(alternatives):
    """Say which mistakes give these numbers."""
    first = alternatives[0]
    both = " And: ".join(edit.says for edit in first)
    if len(alternatives) == 1:
        count = "Two things at once: " if len(first) > 1 else ""
        return f"{count}{listing([edit.name for edit in first])}. {both}"
    others = "; or ".join(listing([edit.name for edit in edits]) for edits in alternatives)
    return f"One of these, which give the same numbers here: {others}. {both}"


def odd(mine, right, exercise):
    """Say what is wrong with a shape, or where a number is none; "" for nothing."""
    for one, other in zip(mine, right, strict=True):
        for name, value, wanted in zip(exercise.gives, one.outputs, other.outputs, strict=True):
            if value.shape != wanted.shape:
                turned = " Are two axes exchanged?" if sorted(value.shape) == sorted(wanted.shape) else ""
                return f"{name} has shape {value.shape}; needed is {wanted.shape}.{turned}"
            if value.dtype.kind == "f" and not np.isfinite(value).all() and np.isfinite(wanted).all():
                place = np.argwhere(~np.isfinite(value))[0]
                where = f"[{', '.join(map(str, place))}]" if len(place) else ""
                return f"{name}{where} is {value[tuple(place)]}, not a finite number."
            if (wanted.dtype == bool) != (value.dtype == bool):
                return f"{name} holds {value.dtype}; needed is {wanted.dtype}."
    return ""


def unknown(mine, exercise):
    """Say where the first difference is, and how many cells agree."""
    for n, (one, other) in enumerate(zip(mine, exercise.outcomes(), strict=True), start=1):
        for name, value, wanted in zip(exercise.gives, one.outputs, other.outputs, strict=True):
            place = first_difference(value, wanted)
            if place is not None:
                cell = f"{name}[{', '.join(map(str, place))}]" if place else name
                return (f"Not yet, and none of the mistakes known here. The first cell that differs, in case {n}: "
                        f"{cell} should be {wanted[place]:.4g}, yours is {value[place]:.4g}.")
    return "Not yet."
