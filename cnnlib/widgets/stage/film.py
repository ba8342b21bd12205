"""A chart in the browser that changes many times a second, and never faster than the wire carries it."""

from time import monotonic

import anywidget
from traitlets import Bytes, Float, Int, List, Unicode

from .script import joined

TRAVELLING = 2     # frames on their way at a time; with one a wire of 100 ms would idle half of the time
SHARPEST = 3.0
LOST = 1.0         # seconds till an unanswered frame is thought lost: its page may be closed or scrolled away


class Film(anywidget.AnyWidget):
    """Show one PNG after another, and a progress bar; the browser answers for each frame it has shown.

    numbers(): the text behind "Save numbers", made when asked for
    size: natural width and height in pixels;  sharp: how many pixels of the screen show one of them
    """

    _esm = joined("film.js", "save.js")
    _css = joined("film.css")

    png = Bytes().tag(sync=True)
    number = Int().tag(sync=True)
    words = Unicode().tag(sync=True)
    size = List().tag(sync=True)
    sharp = Float(1.0, min=1.0, max=SHARPEST).tag(sync=True)
    done = List().tag(sync=True)

    def __init__(self, numbers, size):
        self._numbers, self._answered, self._sent = numbers, 0, 0.0
        super().__init__(size=list(size))
        self.on_msg(self._receive)

    def show(self, png, words, done):
        """Send another frame, in one message. words: what it shows;  done: steps, and how many there are"""
        with self.hold_sync():
            self.png, self.words, self.done = png, words, done
            self.number += 1
        self._sent = monotonic()

    @property
    def busy(self):
        """Whether as many frames are on their way as may be."""
        return self.number - self._answered >= TRAVELLING and monotonic() - self._sent < LOST

    def _receive(self, _, content, buffers):
        if content["kind"] == "shown":
            self._answered = max(self._answered, content["number"])
        elif content["kind"] == "csv":
            self.send({"kind": "csv", "view": content["view"], "text": self._numbers()})
