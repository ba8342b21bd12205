"""The picture of ChainExplorer: the test of the product, the path in close-up, the map."""

from functools import lru_cache
from math import isfinite

from cnnlib import draw
from cnnlib.draw.board import columns_of, signs_of
from cnnlib.draw.parts import legend

from .nudges import FAR
from .words import sentences

LEGEND = ((legend.VALUE, legend.NEGATIVE), (legend.FALLS,), (legend.RISES,), (legend.OUR_PATH,))
FEEDS = {"dL_predicted": ("nudge",), "real": ("L nudged", "L")}
SOFTMAX = "each score feeds", "every probability:", "softmax and loss", "are one step"
TALL = 450      # pixels: the picture


def picture(now):
    """The test of the product, the path in close-up, the map with the path on it."""
    marked = marked_cells(now)
    test = tested(now, marked)
    shown = tuple((name, tuple(map(tuple, cells))) for name, cells in marked.items())
    return draw.stack(test, *still(now.walk, tuple(now.views.items()), shown, tuple(now.before.items()),
                                   TALL - test.height),
                      title="One path of the chain rule, and its test", caption=" ".join(sentences(now)))


@lru_cache(maxsize=8)               # the same while the nudge moves
def still(walk, views, marked, before, room):
    """The path and the map.

    views: pairs (name, View);  marked: pairs (name, cells to outline)
    before: pairs (name, old number);  room: pixels for both
    """
    views, marked, run = dict(views), dict(marked), walk.run
    arrays = {**run.trace, **run.params}
    columns, signs = map_of(run.net)
    outline = {name: [*cells] for name, cells in marked.items()}
    for name, index in walk.sources:
        cell = views[name].cell(index)
        outline[name] = [*outline.get(name, ()), *([cell] if cell else [])]
    softmax = walk.path[-1][0] == run.net.steps[-1].input
    close = draw.walk(walk.nodes, walk.slopes, walk.gradients, outline=marked, before=dict(before),
                      note=f"example {walk.example}" if len(run.y) > 1 else "un-nudged",
                      end=SOFTMAX if softmax else ())
    panels = ([draw.matrix(name, views[name].values(arrays[name])) for name in column] for column in columns)
    return close, draw.maps(*panels, signs=signs, outline=outline, entries=LEGEND, views=views, arrays=arrays,
                            high=room - close.height)


def map_of(net):
    """The columns of the map and the signs between them: without single numbers at the end, which stand large
    in the close-up, and without the loss."""
    columns, signs = columns_of(net), signs_of(net)
    last = tuple(name for name in columns[-1] if name != "L" and net.shapes[name] != (1,))
    return ((*columns[:-1], last), signs) if last else (columns[:-1], signs[:-1])


def tested(now, marked):
    """The predicted and the real change of the loss, each with the calculation that leads to it."""
    test, most, start = now.test, now.reach, now.walk.start
    limits = {f"dL_d{start}": abs(test[f"dL_d{start}"]) or 1.0, "nudge": FAR, "dL_predicted": most,
              "L nudged": test["L"] + most, "L": test["L"] + most, "real": most}
    items = [draw.matrix(name, value, outline=((0, 0),) if name in marked else (),
                         limit=limits[name] if isfinite(limits[name]) else 1.0)
             for name, value in test.items()]
    return draw.nudge(items[:3], items[3:], (start, now.walk.nodes[0].index), most, now.before,
                      bool(now.crossed))


def marked_cells(now):
    """{name: cells} of the selected cell and of every cell that feeds it, as far as these are shown."""
    (name, index), walk = now.selected, now.walk
    here = now.views[name].cell(index) if name in now.views else (0, 0)
    marked = {name: [here]}
    for source, places in (now.cell.sources if now.cell else {}).items():
        marked[source] = [*marked.get(source, []), *drawn_cells(now, source, places)]
    single = FEEDS.get(name, ())
    if name == "dL_predicted":
        single = (*single, f"dL_d{walk.start}")
    if name.endswith(" path"):
        single = [link.name for link in (walk.gradients[-1], *walk.slopes)]
    fed = {source: places for source, places in marked.items() if places}
    return fed | dict.fromkeys(single, [(0, 0)]) | {name: marked[name]}


def drawn_cells(now, name, places):
    """Where the places of a tensor are in the picture: a gradient shows the one on the path alone."""
    if not name.startswith("dL_d"):
        view = now.views.get(name)
        return [cell for place in places if view and (cell := view.cell(place)) is not None]
    on_path = dict(now.walk.path).get(name.removeprefix("dL_d"))
    return [(0, 0)] if on_path in places else []
