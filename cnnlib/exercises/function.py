"""An exercise that asks for a function."""

from .edits import source
from .exercise import Exercise
from .question import Question


def function(**options):
    """Turn the solution below into the exercise that asks for it: see FunctionExercise."""
    return lambda solution: FunctionExercise(solution, source(solution), **options)


class FunctionExercise(Exercise, Question):
    """Write a function: a Question on a lesson's page.

    says: one line for the stub, what it returns
    """

    def __init__(self, solution, code, *, stars, hints, edits, says, **asked):
        Exercise.__init__(self, solution, code, stars, hints, edits)
        Question.__init__(self, solution, code, edits=edits, **asked)
        self.says = says

    @property
    def stub(self):
        """What a lesson's page has in the place of the answer."""
        return f'{self.code.splitlines()[0]}\n    """{self.says}"""'

    def check(self, answer=None):
        """Say whether a function is right, or which mistake it makes; a right one counts as done.

        answer: the function itself, or None for "not yet"
        """
        return self.settled(super().check(answer))
