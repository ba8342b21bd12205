"""Where the cells of ChannelExplorer stand: every example, channel and filter of a tensor, and which is in focus."""

from dataclasses import dataclass, replace

from cnnlib.draw.parts.view import BIAS, KERNEL, View, spread_of

from .sums import HOME, SUMS

IMAGE, OUTPUT = ("example", "row", "column", "channel"), ("example", "row", "column", "filter")
AXES = "example", "channel", "filter"
KINDS = {"x": IMAGE, "w1": KERNEL, "b1": BIAS, "z1": OUTPUT, "dL_dz1": OUTPUT, "dL_dx": IMAGE, "dL_dw1": KERNEL,
         "dL_db1": BIAS}
PLACE = {"z1": "output", "dL_dx": "pixel", "dL_dw1": "weight"}      # the field that says which cell is open


@dataclass(frozen=True)
class Together(View):
    """A View of which the picture shows all channels and filters: each cell has its place, whatever is in focus."""

    def showing(self, index):
        return self.at(**dict(zip(self.axes, spread_of(self, tuple(index)), strict=True)))

    def cell(self, index):
        found = dict(zip(self.axes, spread_of(self, tuple(index)), strict=True))
        return found["row"], found["column"]


def views(shapes, focus, kind=Together):
    """{name: View} of arrays of these shapes, with the example, channel and filter in focus."""
    at = dict(zip(AXES, focus, strict=True))
    return {name: view_of(kind, KINDS[name], shape).at(**at) for name, shape in shapes.items()}


def view_of(kind, axes, shape):
    """The View of one array that shows the first place of every axis but rows and columns."""
    spread = (*shape, 1, 1) if axes is BIAS else shape
    return kind(tuple(shape), tuple(spread), axes, tuple(None if axis in ("row", "column") else 0 for axis in axes))


def opened(state):
    """The address of the cell whose sum is looked at."""
    (example, channel, number), name = state.focus, state.sum
    if name == "dL_db1":
        return name, (number,)
    row, column = getattr(state, PLACE[name])
    return name, {"z1": (example, row, column, number), "dL_dx": (example, row, column, channel),
                  "dL_dw1": (row, column, channel, number)}[name]


def steady(state, shapes):
    """The state in which the selected cell is in focus, and open where it is a sum."""
    name, index = state.selected
    view = views({name: shapes[name]}, state.focus)[name].showing(index)
    found = dict(zip(view.axes, view.focus, strict=True))
    focus = tuple(found.get(axis, old) for axis, old in zip(AXES, state.focus, strict=True))
    of = name if name in SUMS else state.sum if name in SUMS[state.sum].shown else HOME[name]
    place = {PLACE[name]: view.cell(index)} if name in PLACE else {}
    return replace(state, sum=of, focus=focus, **place)


def focused(state, shapes, axis, place):
    """The state with another example, channel or filter in focus, and the same place of it selected."""
    name, index = state.selected
    view = views({name: shapes[name]}, state.focus)[name].showing(index)
    focus = tuple(place if one == axis else old for one, old in zip(AXES, state.focus, strict=True))
    return replace(state, focus=focus, selected=(name, view.at(**{axis: place}).index(*view.cell(index))))
