"""Gradient checking: nudge every cell both ways and compare the slopes with the claimed gradient.

1. Every cell is nudged up and down. A claim that is not at the central slope at once is nudged ten times
   less, until the slopes stay as they are. f's measured rounding over the nudge, and what the slopes still
   changed, are the tolerance of the cell.
2. At a kink the left and the right slope differ however small the nudge. Any claim between them passes.
3. Equal cells at kinks whose slopes do not add up compete: a tie in a max-pool window. They are nudged
   together, too; the sum of their claims must lie between the two joint slopes. So "first" and "split" pass
   and "all" does not.
4. Where kinks of both signs meet (a tied cell in two windows, one with a positive and one with a negative
   gradient) the one-sided slopes of a sum no longer bracket what is right. A claim outside them passes if it
   is the slope a small step beside x, where the first of tied cells, or the last, is the largest. Else walks
   past the cell, a small step aside, meet the kinks one by one. If all bend one way, or bend too little to
   explain the claim, it disagrees; if not, it "cannot be decided here", and the report says what to do.

A cell whose tolerance is more than 0.3 of the largest slope "cannot be decided here", either.
At kinks many claims pass, at a picture that is nothing but ties some wrong ones with them:
x without ties decides.
"""

import math
from dataclasses import replace
from numbers import Real

import numpy as np

from cnnlib import inputs

from . import beside, ties
from .nudges import EPS, Nudges
from .report import AGREES, COARSE, DISAGREES, UNDECIDED, Report, Tie

__all__ = ["Report", "Tie", "check"]
WALKS = 32             # past a cell, before its claim is the first to be called wrong


def check(f, x, dL_dx, eps=None):
    """Compare a claimed gradient with the slopes of f, cell by cell.

        left    = (f(x) - f(x - eps)) / eps
        right   = (f(x + eps) - f(x)) / eps
        central = (left + right) / 2                    error of order eps**2 while f is smooth

    f maps an array of x's shape to a number; dL_dx has x's shape. eps is 1e-6 for float64 (integers become
    float64) and 5e-3 for float32, or an f that rounds like it, where 1e-6 would drown in rounding; a large
    cell is nudged in proportion. f is called two to four times a cell, and about once more for a tied cell.
    Raises ValueError for other types, unequal shapes, an entry that is not finite, or an f that does not
    return one finite number, each time the same.
    """
    digits = np.finfo(dL_dx.dtype if getattr(dL_dx, "dtype", None) in EPS else float).eps
    x, dL_dx, eps = _accept(f, x, dL_dx, eps)
    nudges = Nudges(f, x, eps)
    own = digits * _own_rounding(nudges, np.abs(dL_dx).max())
    claims, cells = dL_dx.ravel().tolist(), [(cell,) for cell in range(x.size)]
    slopes = [nudges.settle(cell, claim, own) for cell, claim in zip(cells, claims, strict=True)]
    slopes = _with_hidden_kinks(nudges, slopes)
    tied = ties.groups(nudges, {cell: slope.span for cell, slope in enumerate(slopes) if slope.kink})
    sums = [sum(claims[cell] for cell in group) for group in tied]
    together = [nudges.settle(group, claim, own) for group, claim in zip(tied, sums, strict=True)]
    verdicts = _judge_all(nudges, [*tied, *cells], [*sums, *claims], [*together, *slopes])
    nudges.ask_again()
    joint = [_tie(x.shape, *each) for each in zip(tied, sums, together, verdicts, strict=False)]
    return _report(dL_dx, nudges.eps, slopes, verdicts[len(tied):], tuple(joint))


def _own_rounding(nudges, largest):
    """Return how many last digits a right gradient may be off.

    More if it is made of numbers like a - y with a near 1:
    then f is as small as a - y, and for either the digits of 1 count.
    """
    size = max(abs(nudges.f0), largest * nudges.reach.min())
    return float(max(8 * largest, 2, 2 * largest / size if size else 0))


def _with_hidden_kinks(nudges, slopes):
    """Mark the kinks that cancel in a cell's own slopes."""
    central, span, tolerance = (_array(slopes, name, nudges.x.shape)
                                for name in ("central", "span", "tolerance"))
    smooth = [cell for cell, slope in enumerate(slopes) if not slope.kink]
    found = set(beside.hidden(nudges, smooth, central, span, tolerance))
    return [replace(slope, kink=slope.kink or cell in found) for cell, slope in enumerate(slopes)]


def _judge_all(nudges, cells, claims, slopes):
    """Return a verdict for each. Excuses for a claim that is off are sought until the first has none."""
    verdicts, limit = [], _limit(nudges, claims, slopes)
    excusable = any(slope.kink or slope.tolerance > limit               # or kinks could hide in rounding
                    for slope in slopes)
    for each in zip(cells, claims, slopes, strict=True):
        thorough, decidable = excusable and DISAGREES not in verdicts, each[-1].tolerance <= limit
        verdicts.append(_judge(nudges, *each, thorough) if decidable else UNDECIDED)
    return verdicts


def _limit(nudges, claims, slopes):
    """Return the tolerance beyond which nothing can be decided: a part of the largest slope;
    none for claims of next to 0."""
    if np.abs(claims).max() <= 10 * np.finfo(nudges.x.dtype).eps * max(abs(nudges.f0), 1.0):
        return np.inf
    lefts, rights = [slope.left for slope in slopes], [slope.right for slope in slopes]
    return COARSE * np.abs([claims, lefts, rights]).max()


def _judge(nudges, cells, claim, slope, thorough):
    """Return the verdict on one claim, of a cell or the sum of tied cells."""
    miss = slope.misses(claim)
    if miss <= slope.tolerance:
        return AGREES
    if not slope.kink and not thorough:
        return DISAGREES
    if any(abs(claim - near) <= doubt < 0.1 * miss
           for near, doubt in beside.slopes(nudges, cells, slope.span)):
        return AGREES
    walks = beside.turns(nudges, cells, slope, WALKS if thorough else 1)
    return UNDECIDED if any(miss <= 4 * turn for turn in walks) else DISAGREES      # no walk meets every kink


def _tie(shape, cells, claimed, slope, verdict):
    places = tuple(tuple(int(i) for i in np.unravel_index(cell, shape)) for cell in cells)
    return Tie(places, claimed, slope.left, slope.right, verdict == AGREES, verdict == UNDECIDED)


def _report(dL_dx, eps, slopes, verdicts, joint):
    left, right, central, kink, nudge, tolerance = (
        _array(slopes, name, dL_dx.shape)
        for name in ("left", "right", "central", "kink", "nudge", "tolerance"))
    verdicts = np.reshape(verdicts, dL_dx.shape)
    misses = [slope.misses(claim) for slope, claim in zip(slopes, dL_dx.flat, strict=True)]
    miss = np.reshape(misses, dL_dx.shape)
    excused = (miss > tolerance) & (verdicts != DISAGREES)
    return Report(dL_dx, left, right, central, kink | excused, np.where(excused, 0.0, miss),
                  verdicts == UNDECIDED, joint, eps, nudge, tolerance)


def _array(slopes, name, shape):
    return np.reshape([getattr(slope, name) for slope in slopes], shape)


def _accept(f, x, dL_dx, eps):
    """Return copies of x and dL_dx, and eps."""
    if not callable(f):
        raise ValueError(f"f is a {type(f).__name__}; it must be a function of x: check(f, x, dL_dx)")
    x, dL_dx = _numbers(x, "x"), _numbers(dL_dx, "dL_dx").astype(np.float64)
    if x.size == 0:
        raise ValueError(f"x has shape {x.shape}; gradient checking needs at least one cell")
    if x.shape != dL_dx.shape:
        raise ValueError(f"dL_dx has shape {dL_dx.shape}; it needs x's shape {x.shape}")
    if eps is not None and not (isinstance(eps, Real) and math.isfinite(eps) and eps > 0):
        raise ValueError(f"eps is {eps!r}; it must be a positive, finite number")
    if eps is not None and np.any(np.abs(x) + x.dtype.type(eps) == np.abs(x)):
        raise ValueError(f"eps is {eps!r}; it must be larger: added to x, it leaves a cell as it was")
    return x, dL_dx, eps


def _numbers(value, name):
    """Return a copy in float64, or in float32 if it is that."""
    if not isinstance(value, np.ndarray | np.generic | list | tuple | Real):
        write = f"{name}.detach().numpy()" if hasattr(value, "detach") else f"np.asarray({name})"
        raise ValueError(f"{name} is a {type(value).__name__}; it must be a NumPy array: write {write}")
    dtype = getattr(value, "dtype", np.dtype(float)).newbyteorder("=")
    if name == "x" and dtype.kind not in "iu" and dtype not in EPS:
        raise ValueError(f"x has type {dtype}; gradient checking needs float64, float32 or integers")
    value = np.array(inputs.real(value, name))
    if not np.all(np.isfinite(value)):
        raise ValueError(f"{name} holds NaN or infinity; every entry must be finite")
    return value
