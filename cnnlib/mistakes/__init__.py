"""Real mistakes in backward passes, each the right code with one thing changed.

    MISTAKES        {name: Mistake}, op by op
    SENTENCES       {name: what is wrong}, of these and of all that exercises can name besides
    Mistaken        a Network that makes one of them on its way back, to be trained
    probes          small cases that expose them, each probe others
    museum          a small network, trained with each of them, and the table of all that was found

Most crash nowhere, and many still train. The wrong functions are plain loops over windows, to be read; they
take what the right ones take, and check nothing.
"""

from .every import MISTAKES, SENTENCES
from .mistake import Mistake, Source
from .mistaken import Mistaken

__all__ = ["MISTAKES", "SENTENCES", "Mistake", "Mistaken", "Source"]
