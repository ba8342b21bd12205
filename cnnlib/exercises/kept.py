"""What has been answered in this kernel: nothing is written to a file."""

from .verdict import Said

RIGHT = set()       # names of exercises
HINTS = {}          # name: how many hints were given


def progress(lesson):
    """Say how many of a lesson's three exercises were right in this kernel.

    lesson: its number.  Raises ValueError where no lesson has exercises under it.
    """
    from . import LESSONS
    if lesson not in LESSONS:
        raise ValueError(f"lesson: got {lesson!r}; needs one of {', '.join(map(str, LESSONS))}")
    every = LESSONS[lesson]
    done = [exercise for exercise in every if exercise.name in RIGHT]
    marks = "   ".join(f"{'★' * one.stars} {'right' if one in done else 'not yet'}" for one in every)
    return Said(f"Lesson {lesson}: {len(done)} of {len(every)} right.   {marks}")
