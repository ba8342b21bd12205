"""What a mistake is: one backward function with one thing changed, and what there is to know about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cnnlib import ops


class Source(NamedTuple):
    """Where somebody met a mistake in public, and what is told there, in our words."""

    address: str
    says: str


@dataclass(frozen=True)
class Mistake:
    """A backward function as people get it wrong.

    op names the right one, "conv.backward" for ops.conv.backward; wrong takes the same arguments and returns
    as many gradients. what says what was changed, why what makes it tempting, hides where its gradients are
    right all the same ("" if nowhere), source where it was met ("none" is None).
    """

    name: str
    op: str
    what: str
    why: str
    wrong: Callable
    hides: str = ""
    source: Source | None = None

    @property
    def right(self):
        """The function of ops that does it right."""
        module, function = self.op.split(".")
        return getattr(getattr(ops, module), function)
