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
    """One mistake in one exercise: a change of its code, of what it returns, or a function of its own.

    name: that of a mistake in cnnlib.mistakes, which has the sentence
    old, new: a part of the solution, which stands there once, and what a mistaken solution has in its place
    after: output -> output;  instead: the mistaken function
    """

    name: str
    old: str = ""
    new: str = ""
    after: Callable | None = None
    instead: Callable | None = None

    @property
    def says(self):
        return SENTENCES[self.name]


def after(name, change):
    """A mistake that changes what comes out."""
    return Edit(name, after=change)


def instead(name, function):
    """A mistake that has a function of its own."""
    return Edit(name, instead=function)


def source(function):
    """Return the code of a decorated function from "def" on."""
    text = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(text).body[0]
    return "\n".join(text.splitlines()[tree.lineno - 1:]) + "\n"


def mistaken(right, code, edits=()):
    """Return a function with these mistakes, None where they cannot be made together.

    right: the function without any;  code: its text
    """
    texts = [edit for edit in edits if edit.old]
    others = [edit.instead for edit in edits if edit.instead]
    if len(others) > 1 or others and texts:
        return None
    changed = code
    for edit in texts:
        if changed.count(edit.old) != 1:
            return None
        changed = changed.replace(edit.old, edit.new)
    function = made(changed, right.__module__) if texts else [*others, right][0]
    return wrapped(function, [edit.after for edit in edits if edit.after])


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
