"""Slopes of a function, found by moving its argument: one cell, or several together."""

import math
from dataclasses import dataclass, replace

import numpy as np

from .number import number

EPS = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 5e-3}    # near the bottom of the U of lesson 10
TRUST = 16             # a slope may be off by this many times f's measured rounding, over the nudge
DIGITS = 1e-10         # no more digits of a slope are asked for
LEVELS = 8             # nudges ten times smaller each: then f's rounding is all that is left


@dataclass(frozen=True)
class Slope:
    """What nudging some cells together gave:
    f's slopes to both sides, by which nudge, how far they can be off.

    span is how far to both sides the slopes stay as they are: the larger of two nudges that agree.
    """

    left: float
    right: float
    nudge: float
    span: float
    tolerance: float
    kink: bool = False

    @property
    def central(self):
        return (self.left + self.right) / 2

    @property
    def gap(self):
        return abs(self.right - self.left)

    def misses(self, claim):
        """Return how far a claim is from the central slope
        or, at a kink, from the one-sided slopes' interval."""
        if not self.kink:
            return abs(claim - self.central)
        low, high = sorted((self.left, self.right))
        return max(low - claim, claim - high, 0.0)

    def change(self, finer, kink):
        """Return how much the slopes differ from those of a finer nudge."""
        if kink:
            return max(abs(self.left - finer.left), abs(self.right - finer.right))
        return abs(self.central - finer.central)


class Nudges:
    """A function f around the array x.

    Cells are numbered in reading order; what was asked once is remembered.
    """

    def __init__(self, f, x, eps=None):
        self.f, self.x = f, x
        self._sides, self._bases = {}, {}
        self.f0 = self.value(x)
        self.ask_again()
        self.eps, self.reach, self.noise = self._fit(eps)

    def value(self, x):
        """Return f at a copy of x, which f may keep or change."""
        return number(self.f(x.copy()))

    def ask_again(self):
        """Raise ValueError unless f returns the same number for x as at first, but for its last digits."""
        again = self.value(self.x)
        if abs(again - self.f0) > 1e4 * np.finfo(self.x.dtype).eps * abs(self.f0):
            raise ValueError(f"f returned {self.f0!r} and then {again!r} for the same x; "
                             "it must return the same number each time: "
                             "no dropout, no new random numbers, nothing kept from call to call")

    def settle(self, cells, claim, own=0.0):
        """Nudge the cells together; while the claim is in doubt ten times less, until the slopes stay.

        Where f is smooth, left and right come together, and of two nudges that agree the larger has less
        rounding. At a kink they stay apart, and the smaller nudge has less of the curve.
        own is the rounding of the claim.
        """
        slope = self._slope(cells, float(self.reach.flat[cells[0]]), own)
        if (slope.misses(claim) <= slope.tolerance
                and slope.gap <= slope.tolerance + 1e-3 * abs(slope.central)):
            return slope
        for _ in range(LEVELS):
            finer = self._slope(cells, slope.nudge / 10, own)
            kink = finer.gap > max(finer.tolerance, slope.gap / 2)          # a tenth of it where f is smooth
            change = slope.change(finer, kink)
            if change <= finer.tolerance + 0.01 * kink * finer.gap:
                break
            slope = finer
        if kink:
            return replace(finer, span=slope.nudge, tolerance=finer.tolerance + change, kink=True)
        unseen = min(slope.gap / 2, finer.tolerance)                   # a kink too small for the finer nudge
        return replace(slope, tolerance=slope.tolerance + 2 * change + unseen)

    def side(self, cells, nudge):
        """Return f's slope from x to where all the cells are nudged, each by as much, up or down."""
        if (cells, nudge) not in self._sides:
            self._sides[cells, nudge] = self._slope_from(self.x, self.f0, cells, nudge)
        return self._sides[cells, nudge]

    def known(self, cells, nudge):
        """Return that slope if it was asked for before, else None."""
        return self._sides.get((cells, nudge))

    def side_from(self, move, cells, nudge):
        """Return the same slope from the point x + move, and how far rounding can move it."""
        base = self.moved(move)
        key = base.tobytes()
        if key not in self._bases:
            self._bases[key] = self.value(base)
        slope = self._slope_from(base, self._bases[key], cells, nudge)
        return slope, self.slack(abs(self._bases[key]) + nudge * abs(slope)) / nudge

    def moved(self, move, cells=(), nudge=0.0):
        """Return x + move, with the cells nudged besides."""
        point = (self.x + move).astype(self.x.dtype)
        point.flat[list(cells)] += self.x.dtype.type(nudge)
        return point

    def rounding(self, nudge, *slopes):
        """Return how far rounding can move such slopes from x, over this nudge."""
        return self.slack(abs(self.f0) + nudge * max(map(abs, slopes))) / nudge

    def slack(self, size):
        """Return how far rounding can move f where it has this size."""
        return TRUST * np.maximum(self.noise, np.finfo(self.x.dtype).eps / 2 * size)

    def _slope(self, cells, nudge, own):
        left, right = self.side(cells, -nudge), self.side(cells, nudge)
        doubt = self.rounding(nudge, left, right) + DIGITS * max(abs(left), abs(right)) + own
        return Slope(left, right, nudge, nudge, doubt)

    def _slope_from(self, base, value, cells, nudge):
        moved, least = base.copy(), np.spacing(np.abs(base.flat[cells[0]]))
        moved.flat[list(cells)] += self.x.dtype.type(math.copysign(max(abs(nudge), least), nudge))
        step = float(moved.flat[cells[0]]) - float(base.flat[cells[0]])   # what the digits of x leave of it
        return (self.value(moved) - value) / step + 0.0                     # no -0.0

    def _fit(self, eps):
        """Return eps, the nudge of every cell and f's rounding;
        an f whose rounding drowns eps is nudged as float32."""
        usual = np.maximum(np.abs(self.x), np.median(np.abs(self.x)))
        digits = np.sqrt(np.finfo(self.x.dtype).eps) * usual                # less would drown in a large x
        for size in [eps] if eps else sorted({EPS[self.x.dtype], EPS[np.dtype(np.float32)]}):
            reach = np.full(self.x.shape, eps) if eps else np.maximum(size, digits)
            noise, change = self._noise(reach)
            if max(noise, np.finfo(self.x.dtype).eps / 2 * abs(self.f0)) <= 1e-6 * change:
                break
        return size, reach, noise

    def _noise(self, reach):
        """Return f's measured rounding, and how much f changes over the reach.

        Short rays from x measure it: no kink at x shows on them. A kink beside x does, and rays a hundred
        times shorter may leave it behind. Rays on which f stands still, as one that rounds coarsely does, are
        too short; if it never moves, nothing tells the size of what it rounds, and 1 is assumed.
        """
        shrink = 0.01
        noise, values, moves = self._differences(shrink * reach)
        change = np.ptp(values) / shrink
        if not moves:
            noise, values, _ = self._differences(reach)
            return noise if np.ptp(values) else np.finfo(self.x.dtype).eps * max(abs(self.f0), 1.0), change
        while noise > 1e-13 * np.abs(values).max() and shrink > 1e-9:
            shrink /= 100
            shorter, _, moves = self._differences(shrink * reach)
            if not moves or shorter > noise / 10:
                break
            noise = shorter
        return noise, change

    def _differences(self, reach):
        """Return the largest fourth difference of f on six rays as rounding, f's values,
        and whether f moves."""
        rays = np.random.default_rng(0).uniform(-1, 1, (6, *self.x.shape)) * reach / 4
        values = np.array([[self.f0] + [self.value(self.moved(t * ray)) for t in range(1, 5)]
                           for ray in rays])
        moves = np.mean([len(set(line)) for line in values.tolist()]) >= 3
        return np.abs(np.diff(values, 4)).max() / 8, values, moves         # 8**2 is near 1 + 16 + 36 + 16 + 1
