"""A limit on the time that somebody's Python code may take, in the thread that runs it: a kernel's or a callback's."""

import ctypes
import sys
import threading
from contextlib import contextmanager

SECONDS = 2.0
AGAIN = 0.05            # seconds until a loop that caught TooLong gets the next one


class TooLong(BaseException):
    """What is raised in code that runs too long; no "except Exception" of a learner catches it."""


def has_limit():
    """Whether this Python can stop code: one with threads, and with CPython's way to raise in another thread."""
    return sys.platform != "emscripten" and hasattr(getattr(ctypes, "pythonapi", None), "PyThreadState_SetAsyncExc")


@contextmanager
def limited(seconds=SECONDS):
    """Raise TooLong in the body after so many seconds, None for no limit; where that cannot be, let it run.

    A single call into compiled code cannot be interrupted: it is stopped after it.
    """
    if seconds is None or not has_limit():
        yield
        return
    done, watcher, thread = threading.Event(), threading.Lock(), threading.get_ident()
    timer = threading.Thread(target=raise_later, args=(thread, seconds, done, watcher), daemon=True)
    timer.start()
    try:
        yield
    finally:
        with watcher:                      # the last one is sent or will never be
            done.set()
            send(thread, None)             # one that is on its way is called back


def raise_later(thread, seconds, done, watcher):
    while not done.wait(seconds):
        with watcher:
            if not done.is_set():
                send(thread, TooLong)
        seconds = AGAIN


def send(thread, error):
    """Ask the interpreter to raise an error in a thread at its next instruction; None takes back what is pending."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error and ctypes.py_object(error))
