"""An exercise that asks for a function."""

from textwrap import wrap

from .edits import source
from .exercise import Exercise
from .question import Question
from .verdict import WIDTH


def function(**options):
    """Turn the solution below into the exercise that asks for it: see FunctionExercise."""
    return lambda solution: FunctionExercise(solution, source(solution), **options)


class FunctionExercise(Exercise, Question):
    """Write a function: a Question on a lesson's page.

    says: what it returns, a sentence;  takes: what its arguments are;  own: what the learner's function is called
    """

    def __init__(self, solution, code, *, stars, hints, edits, says, takes="", **asked):
        Exercise.__init__(self, solution, code, stars, hints, edits)
        Question.__init__(self, solution, code, edits=edits, **asked)
        self.says, self.takes, self.own = says, takes, f"my_{self.name}"

    @property
    def stub(self):
        """What a lesson's page has in the place of the answer."""
        head = self.code.splitlines()[0].replace(self.name, self.own, 1)
        told = [f'"""{self.says}', "", *wrap(self.takes, WIDTH), '"""'] if self.takes else [f'"""{self.says}"""']
        return "\n".join([head, *(f"    {line}".rstrip() for line in told)])

    def check(self, answer=None):
        """Say whether a function is right, or which mistake it makes; a right one counts as done.

        answer: the function itself, or None for "not yet"
        """
        return self.settled(super().check(answer))
