"""Numbers of several quantities, typed together, each quantity judged by itself."""

import numpy as np

from cnnlib.mistakes import SENTENCES
from cnnlib.predict.form import Form

from ..edits import source
from ..typed import TURNS, TypedExercise, fits
from ..verdict import MISTAKE, UNKNOWN, Verdict, listing


def parts(**options):
    """Turn the solution below, which returns all quantities in one row, into the exercise: see Parts."""
    return lambda solution: Parts(solution, source(solution), **options)


class Parts(TypedExercise):
    """A row of numbers that belong to several quantities.

    quantities: (name, how many numbers) of each, in the order in which they are typed
    """

    def __init__(self, solution, code, *, quantities, **asked):
        told = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in quantities)
        super().__init__(solution, code, asks=told, **asked)
        self.quantities = quantities

    def form(self):
        return Form(f"{self.asks} = (decimals, a line for each)", lambda text: self.check(text).text,
                    rows=len(self.quantities))

    def others(self):
        """What mistakes give, a 0 as 0; those that anybody can do to a matrix have names of their own here."""
        return tuple((name, np.round(values, 12)) for name, values in super().others() if name not in TURNS)

    def verdict(self, words, given):
        """One sentence where one mistake explains all, else one for each quantity that is wrong."""
        whole = super().verdict(words, given)
        if whole.kind != UNKNOWN or typed_too_short(whole):
            return whole
        told, names, right, start = [], [], [], 0
        for name, count in self.quantities:
            here = slice(start, start + count)
            start += count
            good = fits(words[here], given[here], self.wanted()[here])
            found = () if all(good) else self.explained(words, given, here)
            names += found
            if all(good):
                right.append(name)
            elif found:
                same = f" (or: {listing(found[1:])}, which gives the same)" if found[1:] else ""
                told.append(f"{name}: “{found[0]}”{same}. {SENTENCES[found[0]]}")
            else:
                told.append(f"{name} is not right." if count == 1 else
                            f"{name}: {sum(good)} of {count} right; the first that is not is number "
                            f"{good.index(False) + 1}.")
        head = f"Not yet. Right: {', '.join(right)}." if right else "Not yet."
        return Verdict(MISTAKE if names else UNKNOWN, "\n".join([head, *told]), tuple(dict.fromkeys(names)))

    def explained(self, words, given, here):
        """Names of the mistakes that give these numbers of one quantity and are nearest, in the order of the edits."""
        if not any(given[here]):
            return ()
        near = [(np.abs(values[here] - given[here]).max(), name) for name, values in self.others()
                if all(fits(words[here], given[here], values[here]))]
        return tuple(dict.fromkeys(name for off, name in near if np.isclose(off, min(near)[0])))


def typed_too_short(verdict):
    return verdict.text.startswith("It needs")
