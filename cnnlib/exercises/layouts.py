"""The orders in which people lay out images, kernels and weights, and the way from ours to theirs and back."""

from typing import NamedTuple

import numpy as np

IMAGES, KERNEL = "NHWC", "HWIO"         # ours: example, row, column, channel; row, column, channel in, filter out
KERNELS = {"O": "OIHW", "I": "HWIO"}
LETTERS = "some of N (example), H (row), W (column), C (channel), H and W among them, each once"


class Layout(NamedTuple):
    """images, such as NCHW;  kernel, such as OIHW;  dense, IO or OI: the weights of a dense layer."""

    images: str
    kernel: str
    dense: str

    def theirs(self, name, values):
        """An array of ours as they lay it out."""
        return moved(values, *self.pair(name, values.ndim)) if isinstance(values, np.ndarray) else values

    def ours(self, name, values, ndim):
        """An array of theirs as we lay it out, with so many axes; unchanged where it has other axes than theirs."""
        mine, other = self.pair(name, ndim)
        return moved(values, other, mine) if values.ndim == len(other) else values

    def pair(self, name, ndim):
        """(our letters, theirs) for an array."""
        if ndim == 4:
            return (KERNEL, self.kernel) if name in ("w", "dL_dw") else (IMAGES, self.images)
        if ndim == 2 and name in ("w", "dL_dw"):
            return "IO", self.dense
        return "ABCD"[:ndim], "ABCD"[:ndim]

    @property
    def has_examples(self):
        return "N" in self.images

    @property
    def has_channels(self):
        return "C" in self.images


def layout(images, kernel=None):
    """Return the layout that letters describe.

    images: such as "NCHW"; without N a single example, without C a single channel
    kernel: such as "OIHW", or "OI" for a dense layer's weights; by default filters stand where examples do
    Raises ValueError for other letters.
    """
    wanted = str(images).upper()
    if sorted(wanted) != sorted(set(wanted)) or not set("HW") <= set(wanted) <= set(IMAGES):
        raise ValueError(f"layout: got {images!r}; needs {LETTERS}, such as NHWC or NCHW")
    first = wanted.find("C") < wanted.find("H") and "C" in wanted
    if kernel in ("IO", "OI"):
        return Layout(wanted, "OIHW" if first else KERNEL, kernel)
    usual = ("OIHW" if first else KERNEL) if "C" in wanted else "HW"
    inner = str(kernel).upper() if kernel else usual
    if sorted(inner) != sorted(set(inner)) or not set("HW") <= set(inner) <= set(KERNEL):
        raise ValueError(f"kernel: got {kernel!r}; needs some of H, W, I (channel in) and O (filter), such as OIHW")
    return Layout(wanted, inner, "OI" if first else "IO")


def moved(values, now, then):
    """Move axes by their letters; a letter that is missing stands for an axis of length 1."""
    kept = [letter for letter in now if letter in then]
    values = np.asarray(values).reshape([size for size, letter in zip(np.shape(values), now, strict=True)
                                         if letter in kept])
    values = values.transpose([kept.index(letter) for letter in then if letter in kept])
    return np.expand_dims(values, [k for k, letter in enumerate(then) if letter not in kept]) if len(kept) < len(then) \
        else values
