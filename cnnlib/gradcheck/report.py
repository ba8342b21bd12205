"""What a gradient check found, as arrays and in words."""

import math
from dataclasses import dataclass

import numpy as np

AGREES, DISAGREES, UNDECIDED = "agrees", "disagrees", "cannot be decided here"
SMALLEST_BOUND = 1e-8                                   # below it only rounding is left to read
SHOWN = 6                                               # of a tie's cells; of more, the first three
COARSE = 0.3                                            # of the largest slope: tolerances beyond tell nothing
ADVICE = ("kinks that open upwards and kinks that open downwards meet there, "
          "and the one-sided slopes do not bracket the gradient. "
          "Move x off its ties, x + 1e-3 * np.random.default_rng(0).normal(size=x.shape), "
          "work out the gradient there and check that")
DROWNED = ("f's rounding, over so small a nudge, drowns the slopes there. Choose a larger eps, "
           "compute f in float64, or leave out large terms that x does not change")


@dataclass(frozen=True)
class Tie:
    """Cells of equal value whose nudges do not add up: what they share out can be checked by their sum."""

    cells: tuple
    claimed: float
    left: float
    right: float
    passed: bool
    undecided: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What nudging found: arrays of x's shape, and every tie.

    error is the distance from the claim to the central slope or, at a kink, to what is accepted there; a cell
    agrees while it is at most the cell's tolerance.
    undecided marks the cells that kinks of both signs, or f's rounding, leave open.
    nudge is how far each cell was moved for its slopes, eps the nudge it began with.

    verdict is "agrees", "disagrees" (one cell or tie is enough) or "cannot be decided here". passed, and the
    truth value of the report, is True for "agrees" alone.
    """

    claimed: np.ndarray
    left: np.ndarray
    right: np.ndarray
    central: np.ndarray
    kink: np.ndarray
    error: np.ndarray
    undecided: np.ndarray
    ties: tuple
    eps: float
    nudge: np.ndarray
    tolerance: np.ndarray

    @property
    def worst(self):
        """The index and the error of the cell that is furthest off; of those that disagree, if any does."""
        error = np.where(self._off, self.error, 0.0) if self._off.any() else self.error
        index = np.unravel_index(np.argmax(error), error.shape)
        return tuple(int(i) for i in index), float(error[index])

    @property
    def verdict(self):
        if self._off.any() or not all(tie.passed or tie.undecided for tie in self.ties):
            return DISAGREES
        open_ties = any(tie.undecided for tie in self.ties)
        return UNDECIDED if open_ties or self.undecided.any() else AGREES

    @property
    def passed(self):
        return self.verdict == AGREES

    @property
    def _off(self):
        return self.error > self.tolerance

    def __bool__(self):
        return self.passed

    def __str__(self):
        agree = ~self._off & ~self.undecided
        counted = f"{agree.sum()} of {agree.size} cells agree"
        lines = ([counted, _disagreement(self)] if self._off.any()       # the worst cell says more than a bound
                 else [f"{counted}; largest difference {_bound(self.worst[1])}"])
        largest = np.abs([self.claimed, self.left, self.right]).max()
        drowned = self.undecided & (self.tolerance > COARSE * largest)
        for cells, why in ((self.undecided & ~drowned, ADVICE), (drowned, DROWNED)):
            if cells.any():
                first = np.argwhere(cells)[0].tolist()
                lines.append(f"{cells.sum()} {UNDECIDED}, the first at {first}: {why}")
        if self.kink.any():
            outside = agree & self.kink & (_outside(self.claimed, self.left, self.right) > self.tolerance)
            rest = f"; {outside.sum()} outside: the slope a small step beside x" if outside.any() else ""
            lines.append(f"{self.kink.sum()} at a kink: any value between the one-sided slopes agrees{rest}")
        lines += [_together(tie) for tie in self.ties]
        return "\n".join(lines)

    __repr__ = __str__


def _outside(claimed, left, right):
    return np.maximum(np.minimum(left, right) - claimed, claimed - np.maximum(left, right))


def _bound(error):
    """Print an error as a power of ten above it: its digits are rounding and change with the processor."""
    return f"< {10.0 ** math.ceil(math.log10(max(error, SMALLEST_BOUND))):.0e}"


def _disagreement(report):
    index, _ = report.worst
    ends = [report.left[index], report.right[index]] if report.kink[index] else [report.central[index]]
    (claimed, *found), digits = _apart(report.claimed[index], *ends)
    by = f" by eps={report.nudge[index]:.0e}" if digits > 3 else ""      # so close that the nudge may matter
    found = f"between {' and '.join(found)}" if report.kink[index] else found[0]
    return f"worst at {list(index)}: claimed {claimed}, nudging{by} gives {found}"


def _apart(claimed, *found):
    """Print numbers with as many digits, three at least, as tell the first from the others."""
    for digits in range(3, 18):
        texts = [f"{value:.{digits}g}" for value in (claimed, *found)]
        if texts[0] not in texts[1:]:
            break
    return texts, digits


def _together(tie):
    shown = tie.cells if len(tie.cells) <= SHOWN else tie.cells[:3]
    cells = ", ".join(str(list(cell)) for cell in shown)
    more = f" and {len(tie.cells) - len(shown)} more" if len(shown) < len(tie.cells) else ""
    numbers = tie.claimed, tie.left, tie.right
    claimed, *ends = [f"{value:.3g}" for value in numbers] if tie.passed else _apart(*numbers)[0]
    verdict = AGREES if tie.passed else UNDECIDED if tie.undecided else DISAGREES
    found = f"nudged together they give {' to '.join(sorted(set(ends), key=float))}: {verdict}"
    return f"tied cells {cells}{more}: claims sum to {claimed}, {found}"
