"""The sentences of a verdict on a function."""

import dis
import inspect

import numpy as np

from .judge import first_difference, tells
from .limit import has_limit
from .verdict import NOT_YET, Verdict, listing, refused

FRAME = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "CACHE"}


def not_yet(question):
    limit = "" if has_limit() else " This Python cannot stop a loop that never ends: there is no limit here."
    return Verdict(NOT_YET, f"Not yet: write {question.own}, then run this cell again (Shift+Enter).{limit}")


def unready(answer, question):
    """The verdict on what cannot be run, None for what can."""
    if answer is None or answer is ... or is_stub(answer):
        return not_yet(question)
    if not callable(answer):
        return refused(f"Not yet. Hand over the function itself: check({question.own}), without calling it; "
                       f"this is {'an array' if isinstance(answer, np.ndarray) else repr(answer)[:40]}.")
    try:
        inspect.signature(answer).bind(*question.parameters)
    except TypeError:
        count = len(question.parameters)
        needed = f"{count} arguments in this order" if count > 1 else "one argument"
        return refused(f"Not yet. It must take {needed}: {', '.join(question.parameters)}.")
    except ValueError:          # compiled functions do not say what they take
        pass
    return None


def is_stub(answer):
    """Whether a function has no code but a sentence on what it should do."""
    code = getattr(answer, "__code__", None)
    return code is not None and {one.opname for one in dis.get_instructions(code)} <= FRAME and \
        set(code.co_consts) <= {None, answer.__doc__, ...}


def tell(alternatives):
    """Say which mistakes give these numbers."""
    first = alternatives[0]
    both = " And: ".join(edit.says for edit in first)
    names = list(dict.fromkeys(listing([edit.name for edit in edits]) for edits in alternatives))
    if len(names) == 1:
        count = "Two things at once: " if len(first) > 1 else ""
        return f"{count}{names[0]}. {both}"
    others = "; or ".join(names)
    return f"One of these, which give the same numbers here: {others}. {both}"


def elsewhere(mine, mines, rights):
    """Say that what came out is right where nothing was raised; "" where it is not, or nothing came out."""
    count = sum(one.outputs is not None for one in mine)
    return f" In {count} of {len(mine)} cases nothing is raised, and there it is right." if count and not any(
        map(tells, mines, rights)) else ""


def shown(mine, right, gives, show):
    """Yield (case, name, value, right one), in the layout in which they are told."""
    for n, (one, other) in enumerate(zip(mine, right, strict=True), start=1):
        for name, value, wanted in zip(gives, one.outputs or (), other.outputs, strict=False):
            yield n, name, show(name, value) if value.ndim == wanted.ndim else value, show(name, wanted)


def odd(mine, right, gives, show, only=None):
    """Say what is wrong with a shape, or where a number is none; "" for nothing.

    only: the number of the one output that is asked about
    """
    for n, name, value, wanted in shown(mine, right, gives, show):
        if only in (None, gives.index(name)):
            if value.shape != wanted.shape:
                turned = " Are two axes exchanged?" if sorted(value.shape) == sorted(wanted.shape) else ""
                needed = wanted.shape if wanted.shape else "a single number"
                return f"{name} has shape {value.shape}; needed is {needed}.{turned}"
            if value.dtype.kind == "f" and not np.isfinite(value).all() and np.isfinite(wanted).all():
                place = np.argwhere(~np.isfinite(value))[0]
                where = f"[{', '.join(map(str, place))}]" if len(place) else ""
                return f"{name}{where} is {value[tuple(place)]}, not a finite number, in case {n}."
            if (wanted.dtype == bool) != (value.dtype == bool):
                return f"{name} holds {value.dtype}; needed is {wanted.dtype}."
    return ""


def beside(wanted, value):
    """Two numbers with as many digits as tell them apart."""
    digits = next((n for n in range(4, 12) if f"{wanted:.{n}g}" != f"{value:.{n}g}"), 12)
    return f"{wanted:.{digits}g}, yours is {value:.{digits}g}"


def unknown(mine, right, gives, show):
    """Say where the first difference is."""
    for n, name, value, wanted in shown(mine, right, gives, show):
        place = first_difference(value, wanted)
        if place is not None:
            cell = f"{name}[{', '.join(map(str, place))}]" if place else name
            return (f"Not yet, and none of the mistakes known here. The first cell that differs, in case {n}: "
                    f"{cell} should be {beside(wanted[place], value[place])}.")
    return "Not yet."
