"""Run somebody's function once and tell what came out: numbers, or a sentence on what to change."""

import copy
import io
import traceback
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .limit import SECONDS, TooLong, limited

LIBRARIES = {"torch": "value.detach().numpy()", "tensorflow": "value.numpy()", "jax": "np.asarray(value)",
             "jaxlib": "np.asarray(value)", "cupy": "value.get()"}
ENDLESS = f"It was stopped after {SECONDS:g} seconds: does a loop never end, or is it slow?"
OURS = str(Path(__file__).parents[1])          # cnnlib: a frame there is not the learner's
KEPT = "It gives other numbers when it is called again with the same arguments: does it keep something between calls?"


class Attempt(NamedTuple):
    """What one call came to.

    outputs: a tuple of arrays, None where there are none;  trouble: a sentence, "" where all went well
    error: the exception's class, None without one;  printed: what the call printed
    final: whether the trouble stands whatever numbers came out
    """

    outputs: tuple | None = None
    trouble: str = ""
    error: type | None = None
    printed: str = ""
    final: bool = False


def attempt(function, arguments, names, parameters, seconds=SECONDS):
    """Call a function on copies of its arguments.

    names: of the outputs;  parameters: of the arguments, for sentences;  seconds: None where a limit runs already
    """
    given, printed = copy.deepcopy(arguments), io.StringIO()
    try:
        with redirect_stdout(printed), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = limited(seconds, function, *given)
    except TooLong:
        if seconds is None:             # the limit is that of a whole search
            raise
        return Attempt(trouble=ENDLESS, error=TooLong, final=True)
    except SystemExit:
        return Attempt(trouble="It leaves Python, with exit or quit; end with return.", error=SystemExit, final=True)
    except Exception as error:  # noqa: BLE001  whatever a learner's code raises is told in a sentence
        return Attempt(trouble=raised(error), error=type(error), printed=printed.getvalue())
    changed = [name for name, now, before in zip(parameters, given, arguments, strict=True) if not alike(now, before)]
    if changed:
        return Attempt(trouble=f"It changes its argument {changed[0]}, which others still need: work on a copy, "
                               f"{changed[0]}.copy().", printed=printed.getvalue(), final=True)
    outputs, trouble = taken(value, names, printed.getvalue())
    return Attempt(outputs, trouble, printed=printed.getvalue(), final=bool(trouble))


def raised(error):
    """Say in a sentence what was raised, and in which line of the learner's code."""
    frames = traceback.extract_tb(error.__traceback__)
    mine = [one for one in frames if not one.filename.startswith(OURS) and "site-packages" not in one.filename]
    where = f", in line {mine[-1].lineno}" + (f": {mine[-1].line}" if mine[-1].line else "") if mine else ""
    said = str(error).strip().splitlines()
    return f"It raises {type(error).__name__}{': ' if said else ''}{said[0] if said else ''}{where}."


def alike(now, before):
    """Whether an argument is what it was before the call, up to the rounding of a nudge that was taken back."""
    if isinstance(before, np.ndarray):
        return isinstance(now, np.ndarray) and now.shape == before.shape and np.allclose(now, before, equal_nan=True)
    if isinstance(before, list | tuple):
        return len(now) == len(before) and all(map(alike, now, before))
    return callable(before) or now == before


def taken(value, names, printed):
    """Return the outputs as a tuple of arrays and "", or None and what is wrong with them."""
    if value is None:
        return None, ("It prints its answer and returns None: end with return." if printed
                      else "It returns None: is the return missing?")
    values = tuple(value) if isinstance(value, tuple | list) and len(names) > 1 else (value,)
    if len(values) != len(names):
        what = f"{len(values)} values" if len(values) > 1 else "one value"
        return None, f"It returns {what}; needed are {len(names)}: {', '.join(names)}."
    trouble = next(filter(None, map(wrong_type, values, names)), "")
    return (None, trouble) if trouble else (tuple(np.asarray(one) for one in values), "")


def wrong_type(value, name):
    """Say what is wrong with the type of an output, "" for nothing."""
    library = type(value).__module__.split(".")[0]
    if library in LIBRARIES:
        return f"{name} is a {library} tensor: return {LIBRARIES[library]}, or ask exercises.examine."
    if isinstance(value, np.ma.MaskedArray | np.matrix):
        return f"{name} is a {type(value).__name__}: return a plain array, np.asarray(…)."
    if isinstance(value, list | tuple):
        return f"{name} is a {type(value).__name__}: return an array, np.array(…)."
    if not isinstance(value, np.ndarray | np.generic | int | float):
        return f"{name} is of type {type(value).__name__}: return an array of numbers."
    kind = np.asarray(value).dtype.kind
    return "" if kind in "bifu" else f"{name} holds {np.asarray(value).dtype}: return real numbers."
