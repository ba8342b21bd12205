"""Exercises that say which mistake was made, three for each lesson.

    exercises.kernel_gradient.check(my_function)      right, or which mistake
    exercises.kernel_gradient.hint()                  one more each time;  .solution() shows the code
    exercises.one_weight.form()                       a place to type numbers
    exercises.examine("conv.backward", my_backward, layout="NCHW")      the same for what you have
    exercises.progress(8)                             how many of a lesson's three were right

One exercise is one file, lesson_08/kernel_gradient.py: prompt, cases, hints, mistakes, solution.
"""

from importlib import import_module
from pathlib import Path

from .examine import examine
from .kept import progress
from .of_ops import OPS

FOLDERS = sorted(folder.name for folder in Path(__file__).parent.glob("lesson_*"))
LESSONS = {int(name.removeprefix("lesson_")): import_module(f"{__name__}.{name}").EXERCISES for name in FOLDERS}
EVERY = {exercise.name: exercise for three in LESSONS.values() for exercise in three}

globals().update(EVERY)
__all__ = ["EVERY", "LESSONS", "OPS", "examine", "progress", *EVERY]
