"""Whatever comes as an argument of a picture: a picture, or a ValueError that names the argument."""

import numpy as np
import pytest
from hostile import HOSTILE, taken

from cnnlib import draw, examples, explain
from cnnlib.draw import charts

GOOD = np.array([[1.0, -2.0], [3.0, 4.0]])
NET, PARAMS, X, Y = examples.eight_by_eight()
RUN = NET.run(PARAMS, X, Y)
HISTORY = [{"step": 0, "L": 1.0}, {"step": 1, "L": 0.5}]
CALLS = {                                       # the argument that is named -> the call that gets the value
    "values": lambda v: draw.matrix("x", v),
    "name": lambda v: draw.matrix(v, GOOD),
    "limit": lambda v: v is None or draw.matrix("x", GOOD, limit=v),
    "outline": lambda v: draw.matrix("x", GOOD, outline=v),
    "rings": lambda v: draw.matrix("x", GOOD, rings=v),
    "cell": lambda v: draw.matrix("x", GOOD, cell=v),
    "items": lambda v: draw.row(v),
    "items|values": lambda v: draw.row(draw.matrix("x", v), "→", draw.matrix("z1", GOOD)),
    "below": lambda v: draw.row(draw.matrix("x", GOOD), below=v),
    "rows": lambda v: draw.bars(v),
    "rows|value": lambda v: draw.bars([draw.matrix("x", v), "=", draw.matrix("L", 1.0)]),
    "value|result": lambda v: draw.bars([draw.matrix("x", 2.0), "=", draw.matrix("L", v)]),
    "run": draw.board,
    "run of sheet": draw.sheet,
    "shown": lambda v: draw.board(RUN, shown=v),
    "winners": lambda v: draw.board(RUN, winners=v),
    "outline of board": lambda v: draw.board(RUN, outline=v),
    "limits": lambda v: draw.board(RUN, limits=v),
    "cell of board": lambda v: draw.board(RUN, cell=v),
    "cell of equation": lambda v: draw.equation(v, RUN),
    "run of equation": lambda v: draw.equation(explain.cell(RUN, "L"), v),
    "x of curve": lambda v: draw.curve("L", [0.0, 1.0], "b3", v, (0, 0.5)),
    "values of curve": lambda v: draw.curve("L", v, "b3", [0.0, 1.0], (0, 0.5)),
    "at of curve": lambda v: draw.curve("L", [0.0, 1.0], "b3", [0.0, 1.0], v),
    "x of graph": lambda v: draw.graph("L", "b3", v, (GOOD[0], "a")),
    "lines|values": lambda v: draw.graph("L", "b3", [0.0, 1.0], (v, "a")),
    "lines": lambda v: draw.graph("L", "b3", [0.0, 1.0], v),
    "points": lambda v: draw.graph("L", "b3", [0.0, 1.0], ([0.0, 1.0], "a"), points=v),
    "columns|values": lambda v: draw.maps([draw.matrix("x", v)]),
    "columns": draw.maps,
    "outline of maps": lambda v: draw.maps([draw.matrix("x", GOOD)], outline=v),
    "a1|dL_da": lambda v: draw.routing(v, GOOD, GOOD, GOOD, GOOD > 0),
    "winners of routing": lambda v: draw.routing(GOOD, GOOD, GOOD, GOOD, v),
    "selected": lambda v: draw.routing(GOOD, GOOD, GOOD, GOOD, GOOD != 0, selected=v),
    "lit": draw.strip,
    "pictures": lambda v: draw.stack(v, title="", caption=""),
    "at": lambda v: draw.window(np.ones((3, 3)), GOOD, GOOD, v),
    "items|values of sparsity": lambda v: draw.sparsity(draw.matrix("M", v)),
    "value": draw.plain,
    "history": charts.curves,
    "histories": lambda v: charts.compare(v, "t"),
    "histories['a']": lambda v: charts.compare({"a": v}, "t"),
    "digit": lambda v: charts.curves(examples_history(), [("wrong", v)]),
}
SAFE = {"shown", "winners", "outline", "rings"}            # None or an empty list says nothing here


def examples_history():
    from cnnlib import optim, training
    setup = training.Setup(NET, *((x[:20], y[:20]) for x, y in examples.digits()))
    return training.run(setup, optim.SGD(0.1), steps=1)[1]


@pytest.mark.parametrize("argument", CALLS)
def test_a_picture_is_drawn_or_the_argument_is_named(argument):
    assert not {"masked", "complex array", "an object", "a class"} & set(taken(argument, CALLS[argument]))


def test_the_table_is_long():
    assert len(CALLS) * len(HOSTILE) > 1_000
