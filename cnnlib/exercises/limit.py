"""A limit on the time that somebody's Python code may take, in the thread that runs it: a kernel's or a callback's."""

import ctypes
import sys
import threading
from contextlib import suppress

SECONDS = 2.0
AGAIN = 0.05            # seconds until a loop that caught TooLong gets the next one


class TooLong(BaseException):
    """What is raised in code that runs too long; no "except Exception" of a learner catches it."""


def has_limit():
    """Whether this Python can stop code: one with threads, and with CPython's way to raise in another thread."""
    return sys.platform != "emscripten" and hasattr(getattr(ctypes, "pythonapi", None), "PyThreadState_SetAsyncExc")


def limited(seconds, function, *given):
    """Return function(*given), or raise TooLong in it after so many seconds (None: no limit).

    A single call into compiled code cannot be interrupted: it is stopped after it. Where there is no limit to be
    had, the function runs as long as it likes.
    """
    if seconds is None or not has_limit():
        return function(*given)
    done, lock, thread = threading.Event(), threading.Lock(), threading.get_ident()
    try:
        threading.Thread(target=raise_later, args=(thread, seconds, done, lock), daemon=True).start()
        return function(*given)
    finally:
        while not done.is_set():
            call_off(thread, done, lock)


def call_off(thread, done, lock):
    """Let no further TooLong be sent, and take back one that is on its way."""
    with suppress(TooLong), lock:
        done.set()
        send(thread, None)


def raise_later(thread, seconds, done, lock):
    while not done.wait(seconds):
        with lock:
            if not done.is_set():
                send(thread, TooLong)
        seconds = AGAIN


def send(thread, error):
    """Ask the interpreter to raise an error in a thread at its next instruction; None takes back what is pending."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error and ctypes.py_object(error))
