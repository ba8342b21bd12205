"""A state as a short text that an address may hold: what differs from the opening state, and a check.

The text is JSON, deflated; numbers are written so that they come back to the last bit.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from math import isfinite, prod

import numpy as np

from cnnlib.draw.ink.number import tidy

VERSION, LONGEST = "c1.", 2000       # how a link begins; how many letters still make one
CHECK, FULL = 6, 100_000_000         # bytes of the check; what no text unfolds to
DAMAGED = ("This link is damaged: a part of it is missing or has changed. Copy it again, "
           "from the first letter to the last.")
UNKNOWN = "This link says something that no explorer here can show; take a new one with “Copy link”."


def encoded(state, start):
    """What a state has that its opening state has not, as JSON; the state before it does not count."""
    return differences(alone(state), alone(start))


def decoded(told, start):
    """The state that differs so from the opening state; ValueError for what does not fit it."""
    if not isinstance(told, dict) or "before" in told:
        raise ValueError(UNKNOWN)
    return changed(alone(start), told)


def alone(state):
    """The state without the one before it."""
    return replace(state, before=None) if hasattr(state, "before") else state


def same(one, other):
    """Whether two values are equal to the last bit of every number, and of the same kind."""
    return one is other or text_of(one) == text_of(other)


def text_of(value):
    """A value as JSON text; what JSON does not know, as it calls itself."""
    return json.dumps(whole(value), default=repr, separators=(",", ":"))


def mark(start):
    """Eight letters by which an opening state is known again, whatever its last bits on another processor."""
    return sha256(json.dumps(whole(alone(start), tidied), default=repr).encode()).hexdigest()[:8]


def tidied(number):
    """A number without its last bits, which are another processor's own."""
    return float(tidy(number)) + 0.0 if isinstance(number, float) and isfinite(number) else number


def whole(value, number=lambda one: one):
    """A value as JSON has it; number(one) -> how a number is written."""
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "cells": [number(one) for one in value.ravel().tolist()]}
    if is_dataclass(value):
        return {field.name: whole(getattr(value, field.name), number) for field in fields(value)}
    if isinstance(value, dict):
        return {name: whole(one, number) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [whole(one, number) for one in value]
    return number(value.item() if isinstance(value, np.generic) else value)


def differences(value, start):
    """What turns one value into another: the cells or the parts that differ, or all of it."""
    if alike(value, start):
        cells = zip(value.ravel().tolist(), start.ravel().tolist(), strict=True)
        apart = {str(k): new for k, (new, old) in enumerate(cells) if not same(new, old)}
        return apart if 3 * len(apart) < value.size else whole(value)
    if is_dataclass(start):
        names = [field.name for field in fields(start)]
        pairs = {name: (getattr(value, name), getattr(start, name)) for name in names}
    elif isinstance(start, dict):
        pairs = {name: (value[name], start[name]) for name in start}
    else:
        return whole(value)
    return {name: differences(*pair) for name, pair in pairs.items() if not same(*pair)}


def alike(value, start):
    """Whether both are arrays of one shape, which may differ in some cells."""
    return isinstance(value, np.ndarray) and isinstance(start, np.ndarray) and value.shape == start.shape


def changed(start, told):
    """The value that differs so from another; ValueError for what does not fit."""
    if isinstance(start, np.ndarray):
        return array(told, start)
    if not (is_dataclass(start) or isinstance(start, dict)):
        return fitting(start, plain(told))
    names = start if isinstance(start, dict) else [field.name for field in fields(start)]
    if not isinstance(told, dict) or not told.keys() <= set(names):
        raise ValueError(UNKNOWN)
    if isinstance(start, dict):
        return start | {name: changed(start[name], one) for name, one in told.items()}
    return replace(start, **{name: changed(getattr(start, name), one) for name, one in told.items()})


def array(told, start=None):
    """An array from its cells, or from those that differ from another's; ValueError for what makes none."""
    if not isinstance(told, dict):
        raise ValueError(UNKNOWN)
    if told.keys() == {"shape", "cells"}:
        return in_shape(told["cells"], told["shape"], np.float64 if start is None else start.dtype)
    found = np.zeros(0) if start is None else start.copy()
    for place, one in told.items():
        if not (place.isascii() and place.isdigit() and len(place) < 12 and int(place) < found.size):
            raise ValueError(UNKNOWN)
        found.flat[int(place)] = finite(one)
    return found


def in_shape(cells, shape, kind):
    """An array of this shape; ValueError for what makes none."""
    if not (isinstance(shape, list) and all(type(n) is int and n >= 0 for n in shape)
            and isinstance(cells, list) and prod(shape) == len(cells)):
        raise ValueError(UNKNOWN)
    return np.array([finite(one) for one in cells], kind).reshape(shape)


def finite(number):
    """A number; ValueError for what is none."""
    if type(number) not in (int, float) or not isfinite(number):
        raise ValueError(UNKNOWN)
    return number


def plain(told):
    """A value that was written as a whole."""
    if isinstance(told, list):
        return tuple(map(plain, told))
    if isinstance(told, dict):
        is_array = told.keys() == {"shape", "cells"}
        return array(told) if is_array else {name: plain(one) for name, one in told.items()}
    return told


def fitting(start, value):
    """A value; ValueError where it is of another kind than what it replaces, or before the first place."""
    if isinstance(value, tuple):
        return tuple(fitting(None, one) for one in value)
    kind = next((one for one in (bool, int, float, str) if isinstance(start, one)), None)
    is_number, is_place = type(value) in (int, float), start is None and type(value) is int
    if kind not in (None, type(value)) or (is_number and not isfinite(value)) or (is_place and value < 0):
        raise ValueError(UNKNOWN)
    return value


# The text

def packed(content):
    """JSON as a text of A–Z a–z 0–9 - _ and a point, with a check."""
    squeeze = zlib.compressobj(9, wbits=-15)
    body = squeeze.compress(json.dumps(content, separators=(",", ":")).encode()) + squeeze.flush()
    return VERSION + letters(sha256(body).digest()[:CHECK] + body)


def letters(content):
    """Bytes as letters that an address may hold."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def unpacked(text):
    """The JSON of such a text; ValueError, in words, for any other."""
    if not isinstance(text, str):
        raise ValueError(f"A link is text in quotes, from “Copy link”; at() got a {type(text).__name__}.")
    text = text.strip()
    if not text.startswith(VERSION):
        raise ValueError(f"This is no link of an explorer here: one begins with {VERSION} and comes from "
                         "“Copy link”.")
    coded = text.removeprefix(VERSION)
    try:
        content = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        check, body = content[:CHECK], content[CHECK:]
        if letters(content) != coded or sha256(body).digest()[:CHECK] != check:
            raise ValueError(DAMAGED)
        return json.loads(zlib.decompressobj(-15).decompress(body, FULL))
    except (ValueError, zlib.error, RecursionError) as error:
        raise ValueError(DAMAGED) from error
