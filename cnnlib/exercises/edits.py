"""A mistake as a change of the right code: text that stands there, and what people write in its place."""

import ast
import importlib
import inspect
import textwrap
import warnings
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from cnnlib.mistakes import SENTENCES


class Edit(NamedTuple):
    """One mistake in one exercise: a change of its code, or of what it returns.

    name: that of a mistake in cnnlib.mistakes, which has the sentence
    old, new: a part of the solution, which stands there once, and what a mistaken solution has in its place
    after: output -> output, in place of the two
    """

    name: str
    old: str = ""
    new: str = ""
    after: Callable | None = None

    @property
    def says(self):
        return SENTENCES[self.name]


def after(name, change):
    """A mistake that changes what comes out."""
    return Edit(name, after=change)


def source(function):
    """Return the code of a decorated function from "def" on."""
    text = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(text).body[0]
    return "\n".join(text.splitlines()[tree.lineno - 1:]) + "\n"


def mistaken(code, module, edits=()):
    """Return the function that some code defines after these edits, None where they cannot be made together.

    module: whose names the code uses
    """
    for edit in edits:
        if edit.after is None:
            if code.count(edit.old) != 1:
                return None
            code = code.replace(edit.old, edit.new)
    return wrapped(made(code, module), [edit.after for edit in edits if edit.after])


def wrapped(function, changes):
    """The same function, what it returns changed."""
    if not changes or function is None:
        return function
    inner = wrapped(function, changes[:-1])
    return lambda *given: changes[-1](inner(*given))


@cache
def made(code, module):
    """Run code and return the one function that it defines, None where two edits left no Python."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            exec(compile(code, f"<{module}>", "exec"), dict(vars(importlib.import_module(module))), found)
        except SyntaxError:
            return None
    (function,) = found.values()
    return function
