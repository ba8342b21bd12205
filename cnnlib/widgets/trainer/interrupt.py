"""An interrupt of the kernel while training goes on between two cells, which ipykernel would ignore."""

import asyncio
import signal
import threading


class Interrupt:
    """Call act() on the event loop when SIGINT comes, from hold() to release().

    Only where nobody else listens: a cell that runs is interrupted as ever.
    """

    def __init__(self, act):
        self._act, self._loop = act, None

    def hold(self):
        """Take an ignored SIGINT; from the event loop of the main thread, where alone that can be done."""
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            self._loop = asyncio.get_running_loop()
            signal.signal(signal.SIGINT, self._heard)

    def release(self):
        """Let SIGINT be ignored again, as soon as the loop is free; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._give_back)

    def _heard(self, *_):
        self._loop.call_soon_threadsafe(self._act)       # not here: a picture may be half done

    def _give_back(self):
        if signal.getsignal(signal.SIGINT) == self._heard:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
