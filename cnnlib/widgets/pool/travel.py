"""What travels in PoolRouter: the candidates to their window's maximum, or gradients back to the winners."""

from cnnlib.explain import Factor, Traveller


def travellers(now):
    """Forward where a value is selected, backward where a gradient is: every window it has to do with."""
    windows = [(window, list(window.values)) for window in now.windows]
    if now.selected[0].startswith("dL_"):
        if not now.pooled:
            windows = [(window, [now.cell]) for window, _ in windows]
        return [back(now, window, cell) for window, cells in windows for cell in cells]
    return [forth(now, window, cell) for window, cells in windows for cell in cells]


def forth(now, window, cell):
    """A candidate on its way to the maximum of its window; the first of the largest lands."""
    value = window.values[cell]
    first = max(window.values, key=window.values.get)
    return Traveller(("a1", at(now, cell)), ("a2", at(now, window.at)), value, (), value, cell == first)


def back(now, window, cell):
    """The gradient of a window on its way to a cell, times the share that the cell gets."""
    share = window.shares[cell]
    return Traveller(("dL_da2", at(now, window.at)), ("dL_da1", at(now, cell)), window.gradient,
                     (Factor(share, "da2_da1", at(now, cell), "a1"),), window.gradient * share, share != 0)


def at(now, cell):
    """The index of a cell in focus."""
    return now.focus[0], *cell, now.focus[1]
