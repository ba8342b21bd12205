"""Gradient checking: nudge every cell both ways and compare the slopes with the claimed gradient."""

import math
from dataclasses import dataclass

import numpy as np

EPS = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 5e-3}    # near the bottom of the U of lesson 10
SMALLEST_BOUND = 1e-8                                             # below it only rounding is left to read


@dataclass(frozen=True)
class Tie:
    """Cells of equal value whose nudges do not add up: only their sum, nudged together, can be checked."""

    cells: tuple
    claimed: float
    left: float
    right: float
    passed: bool


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What nudging found: arrays of x's shape, and every tie. `worst` is (index, error), the error being the
    distance from the claim to the central slope or, at a kink, to the interval of the one-sided slopes."""

    claimed: np.ndarray
    left: np.ndarray
    right: np.ndarray
    central: np.ndarray
    kink: np.ndarray
    error: np.ndarray
    ties: tuple
    eps: float
    tolerance: float

    @property
    def worst(self):
        index = np.unravel_index(np.argmax(self.error), self.error.shape)
        return tuple(int(i) for i in index), float(self.error[index])

    @property
    def passed(self):
        return bool(np.all(self.error <= self.tolerance)) and all(tie.passed for tie in self.ties)

    def __bool__(self):
        return self.passed

    def __str__(self):
        agree = self.error <= self.tolerance
        lines = [f"{agree.sum()} of {agree.size} cells agree; largest difference {_bound(self.worst[1])}"]
        if not agree.all():
            lines.append(_disagreement(self))
        if self.kink.any():
            lines.append(f"{self.kink.sum()} at a kink: any value between the one-sided slopes agrees")
        lines += [_together(tie) for tie in self.ties]
        return "\n".join(lines)

    __repr__ = __str__


def check(f, x, dL_dx, eps=None):
    """Compare a claimed gradient with the slopes of f, cell by cell.

        left    = (f(x) - f(x - eps)) / eps
        right   = (f(x + eps) - f(x)) / eps
        central = (left + right) / 2                    error of order eps**2 while f is smooth

    At a kink left and right differ however small the nudge; every claim between them passes. Cells at a kink
    that hold exactly the same value and whose slopes do not add up (a tie in a max-pool window) are nudged
    together as well: the sum of their claims must lie between the two joint slopes.

    f maps an array of x's shape to a number; dL_dx has x's shape. eps is 1e-6 for float64 (integers become
    float64) and 5e-3 for float32, where 1e-6 would drown in rounding. Raises ValueError for other types,
    unequal shapes, an entry that is not finite, or an f that does not return one finite number.
    """
    x, dL_dx, eps = _accept(x, dL_dx, eps)
    f0 = _number(f, x.copy())
    left, right = _slopes(f, x, f0, eps)
    wide_left, wide_right = _slopes(f, x, f0, 10 * eps)
    central = (left + right) / 2
    tolerance = _tolerance(x.dtype, eps, f0, central)
    kink = _kinks(right - left, wide_right - wide_left, tolerance)
    error = np.where(kink, _outside(dL_dx, left, right), np.abs(dL_dx - central))
    ties = tuple(_tie(f, x, f0, eps, cells, dL_dx, tolerance)
                 for cells in _tied_cells(f, x, f0, eps, kink, left, right, tolerance))
    return Report(dL_dx, left, right, central, kink, error, ties, eps, tolerance)


def _slopes(f, x, f0, eps):
    """Return the slopes of f to the left and to the right of every cell."""
    left, right = np.empty(x.shape), np.empty(x.shape)
    for index in np.ndindex(x.shape):
        left[index], right[index] = _slopes_along(f, x, f0, eps, [index])
    return left, right


def _slopes_along(f, x, f0, eps, cells):
    """Return f's left and right slope while all the given cells move together."""
    below, above = x.copy(), x.copy()
    for cell in cells:
        below[cell] -= eps
        above[cell] += eps
    return (f0 - _number(f, below)) / eps, (_number(f, above) - f0) / eps


def _tolerance(dtype, eps, f0, central):
    """Allow the rounding of f, which 1/eps magnifies, and a part of the largest slope as small as eps."""
    rounding = 50 * np.finfo(dtype).eps * max(abs(f0), 1.0) / eps
    return float(rounding + eps * np.max(np.abs(central)))


def _kinks(gap, wide_gap, tolerance):
    """Mark the cells where a ten times smaller nudge does not bring left and right together."""
    return (np.abs(gap) > tolerance) & (np.abs(gap) > 0.2 * np.abs(wide_gap))    # 0.1 where f is smooth


def _outside(claim, left, right):
    """Return how far a claim lies outside the interval of the two one-sided slopes, 0 inside."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    return np.maximum(np.maximum(low - claim, claim - high), 0.0)


def _tied_cells(f, x, f0, eps, kink, left, right, tolerance):
    """Group the cells at a kink that hold the same value and whose slopes do not add up, pair by pair."""
    def tied(a, b):
        joint_left, joint_right = _slopes_along(f, x, f0, eps, [a, b])
        gap = max(abs(joint_left - left[a] - left[b]), abs(joint_right - right[a] - right[b]))
        return gap > 3 * tolerance                        # three slopes, three roundings

    groups = []
    for cell in map(tuple, np.argwhere(kink).tolist()):
        near = [group for group in groups if any(x[cell] == x[c] and tied(cell, c) for c in group)]
        groups = [group for group in groups if group not in near] + [sorted([*sum(near, []), cell])]
    return [group for group in groups if len(group) > 1]


def _tie(f, x, f0, eps, cells, dL_dx, tolerance):
    left, right = _slopes_along(f, x, f0, eps, cells)
    claimed = float(sum(dL_dx[cell] for cell in cells))
    passed = bool(_outside(claimed, left, right) <= len(cells) * tolerance)
    return Tie(tuple(cells), claimed, left, right, passed)


def _accept(x, dL_dx, eps):
    x, dL_dx = np.asarray(x), np.asarray(dL_dx)
    x = x.astype(np.float64) if x.dtype.kind in "iu" else x
    if x.dtype not in EPS:
        raise ValueError(f"x has type {x.dtype}; gradient checking needs float64, float32 or integers")
    if x.size == 0:
        raise ValueError(f"x has shape {x.shape}; gradient checking needs at least one cell")
    if x.shape != dL_dx.shape:
        raise ValueError(f"dL_dx has shape {dL_dx.shape}; it needs x's shape {x.shape}")
    for name, array in (("x", x), ("dL_dx", dL_dx)):
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{name} holds NaN or infinity; every entry must be finite")
    eps = EPS[x.dtype] if eps is None else eps
    if not (math.isfinite(eps) and eps > 0):
        raise ValueError(f"eps is {eps!r}; it must be a positive, finite number")
    return x, dL_dx, eps


def _number(f, x):
    value = np.asarray(f(x))
    if value.size != 1 or not np.isfinite(value).all():
        raise ValueError(f"f returned {value!r}; gradient checking needs one finite number")
    return float(value.reshape(()))


def _bound(error):
    """Print an error as a power of ten above it: its digits are rounding and change with the processor."""
    return f"< {10.0 ** math.ceil(math.log10(max(error, SMALLEST_BOUND))):.0e}"


def _disagreement(report):
    index, _ = report.worst
    left, right, central = (float(s[index]) for s in (report.left, report.right, report.central))
    found = f"between {left:.3g} and {right:.3g}" if report.kink[index] else f"{central:.3g}"
    return f"worst at {list(index)}: claimed {report.claimed[index]:.3g}, nudging gives {found}"


def _together(tie):
    cells = ", ".join(str(list(cell)) for cell in tie.cells)
    ends = sorted({f"{tie.left:.3g}", f"{tie.right:.3g}"}, key=float)
    verdict = "agrees" if tie.passed else "disagrees"
    found = f"nudged together they give {' to '.join(ends)}: {verdict}"
    return f"tied cells {cells}: claims sum to {tie.claimed:.3g}, {found}"
