"""What a check says: a sentence for everybody, and a picture where there is one."""

from html import escape
from typing import NamedTuple

from cnnlib.draw.ink.shown import html

RIGHT, CLOSE, MISTAKE, UNKNOWN, REFUSED, NOT_YET = "right", "close", "mistake", "unknown", "refused", "not yet"


class Verdict(NamedTuple):
    """kind: one of the six words above;  text: sentences;  names: of the mistakes;  picture: a draw.Picture or None."""

    kind: str
    text: str
    names: tuple = ()
    picture: object = None

    @property
    def right(self):
        """Whether the answer is right."""
        return self.kind == RIGHT

    def __bool__(self):
        return self.right

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        plain = {"text/plain": self.text}
        if self.picture is None:
            return plain
        return {"text/plain": f"{self.text}\n\n{self.picture!r}",
                "text/html": f"<p>{escape(self.text)}</p>{html(self.picture)}"}


def refused(text):
    """The verdict on what cannot be compared."""
    return Verdict(REFUSED, text)


class Said(str):
    """Text that a notebook shows as it is, without quotation marks."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


def listing(names):
    """“a”, “b” and “c”."""
    quoted = [f"“{name}”" for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))
