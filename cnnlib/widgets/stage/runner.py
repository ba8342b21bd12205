"""A long run as a task of the event loop, in short slices: it serves everybody else in between."""

import asyncio


class Runner:
    """Call advance() again and again until somebody stops it.

    advance() -> seconds until the next call. start() and stop() may come from any thread;
    what runs is a task of the loop on which the Runner was made.
    """

    def __init__(self, advance):
        self._advance, self._loop, self._token, self.task = advance, running_loop(), None, None

    @property
    def can_run(self):
        """Whether there is an event loop."""
        return self._loop is not None

    @property
    def running(self):
        """Whether somebody started it and nobody stopped it since."""
        return self._token is not None

    def start(self):
        """Run from now on."""
        self._token = object()                   # who starts again soon after a stop starts anew
        self._loop.call_soon_threadsafe(self._launch, self._token)

    def stop(self):
        """Make no more calls."""
        self._token = None

    def _launch(self, token):
        self.task = self._loop.create_task(self._run(token))

    async def _run(self, token):
        while self._token is token:
            await asyncio.sleep(self._advance())


def running_loop():
    """The event loop that runs here, None where there is none."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
