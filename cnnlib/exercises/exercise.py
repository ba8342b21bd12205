"""What every exercise has: a prompt, hints, a solution to be read."""

import os
from functools import cached_property

from . import kept
from .verdict import RIGHT, Said, wrapped

HIDDEN = "Solutions are switched off here (CNNLIB_SOLUTIONS=off): ask whoever gave you these lessons."


class Exercise:
    """One exercise; its file holds all of it.

    solution: the function that answers it, whose code is shown;  code: that code
    stars: 1 to 3;  hints: three sentences;  edits: the mistakes it can name
    """

    def __init__(self, solution, code, stars, hints, edits):
        self.answer, self.code, self.stars, self.hints, self.edits = solution, code, stars, hints, edits
        self.name, self.module = solution.__name__, solution.__module__
        self.prompt = solution.__globals__["__doc__"].strip()

    @cached_property
    def lesson(self):
        """The number of its lesson, that of its folder."""
        return int(self.module.split(".")[-2].removeprefix("lesson_"))

    def __repr__(self):
        return f"{'★' * self.stars} {self.prompt}"

    def _repr_markdown_(self):
        return repr(self)

    def hint(self):
        """Give one more hint each time, three in all."""
        given = min(kept.HINTS.get(self.name, 0) + 1, len(self.hints))
        kept.HINTS[self.name] = given
        more = f"\n(hint {given} of {len(self.hints)}: run this again for the next)" if given < len(self.hints) else ""
        return Said("\n".join(map(wrapped, self.hints[:given])) + more)

    def solution(self):
        """Show the code that is right; not where CNNLIB_SOLUTIONS=off."""
        return Said(HIDDEN if os.environ.get("CNNLIB_SOLUTIONS", "").lower() == "off" else self.code.rstrip())

    def settled(self, verdict):
        """Keep in the kernel that the exercise was answered."""
        if verdict.kind == RIGHT:
            kept.RIGHT.add(self.name)
        return verdict
