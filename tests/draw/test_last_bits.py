"""No last bit of a number changes a character of a picture: each is drawn as three processors compute it."""

import numpy as np
import pytest
from last_bits import APART, PROCESSORS, moved, moved_run, too_long

from cnnlib import draw, examples, explain
from cnnlib.draw import matrix
from cnnlib.draw.board import tensors, views
from cnnlib.draw.charts import words
from cnnlib.draw.gate import Gate
from cnnlib.draw.ink import number
from cnnlib.draw.parts import matrix as matrices
from cnnlib.draw.parts.view import views_of
from cnnlib.draw.pooling import Marks

SIXTEENTHS = np.arange(-8, 8).reshape(4, 4) / 16            # halfway between two shades, and two decimals
AWKWARD = np.array([[0.125, -0.995, 9.995, 0.0005], [0.045, -0.0625, 99.95, 0.2345],
                    [0.1 + 0.2, 0.5, -0.3, 0.0]])
SMALL = AWKWARD / 1000                                       # with a power of ten in the label
SAME = 0.3, 0.1 + 0.2                                        # the same number, computed in two ways
KERNEL = np.array([[-0.8, 0.4], [0.25, 0.0625]])
STEPS = np.linspace(0.0, 1.0, 161)
QUARTERS = np.arange(161) % 23 + 0.25                        # pixels, halfway between two tenths
NUDGES = 10.0 ** np.arange(-15, 0)
HISTORY = [{"step": k, "epoch": k // 3, "L_batch": 0.6945 / (k + 1), "L": 0.6935 / (k + 1),
            "L_held_out": 0.7125,
            "accuracy": 0.0625 * k, "accuracy_held_out": 0.96875, "gradient_1": None if k == 0 else 0.12345,
            "dead_filters": 0.0, "dead_cells": 0.125} for k in range(9)]


def one_bars(run, by):
    return draw.bars([matrix("a3", by(0.12345)), "·", matrix("dL_da3", by(-0.095)), "=",
                      matrix("dL_dz3", by(0.234375))],
                     [matrix("a3", by(12.345)), "−", matrix("y", by(0.5)), "=",
                      matrix("dL_dz3 fused", by(-0.390625))], limit=by(1.25))


def one_board(run, by):
    other = by.run(run)
    return draw.board(other, winners=run.grads["dL_da1"] != 0, outline={"z1": [(0, 1)]})


def one_chain(run, by):
    values = [draw.Link(name, by(value)) for name, value in (("z3", -0.4005), ("a3", 0.40125), ("L", 0.9135))]
    slopes = [draw.Link("da3_dz3", by(0.09))]
    gradients = [draw.Link("dL_dz3", by(-0.05)), draw.Link("dL_da3", by(0.9135))]
    return draw.chain(values, slopes, gradients, limits=(by(1.25), by(0.9135)))


def one_curve(run, by):
    values = by(QUARTERS / 112 - 0.1)
    return draw.curve("dL_dz3", values, "z3", STEPS, (by(47.75 / 360), values[3]), limits=(by(-0.1), by(0.9)),
                      behind=np.where(STEPS < 0.7, values, np.nan))


def one_equation(run, by):
    other = by.run(run)
    return draw.stack(*(draw.equation(explain.cell(other, name, index), other) for name, index in (
        ("z1", (0, 1, 2, 0)), ("dL_dw1", (1, 2, 0, 0)), ("L", ()), ("dL_dx", (0, 3, 4, 0)))),
        title="", caption="")


def one_gate(run, by):
    other = by.run(run)
    maps = {name: matrices.as_matrix(name, {**other.params, **other.trace, **other.grads}[name])
            for name in ("b1", "z1", "a1", "a2", "dL_db1", "dL_dz1", "dL_da1", "dL_da2")}
    before = {name: by(values * 0.75) for name, values in maps.items()}
    bars = ("open", by(0.3), by(0.1 + 0.2), "", ""), ("through", by(0.125), 0.7, "", "")
    return draw.gate(maps, before, Gate((3, 1), by(1.0), True, "", ""), bars, {"z1": [(3, 1)]}, (), (3.0, 1.0), "")


def one_graph(run, by):
    values = by(QUARTERS / 190)
    points = (by(281.75 / 480), values[7]), (by(47.625 / 480), by(39.375 / 190), "a point", "below right")
    return draw.graph("a1", "z1", STEPS, (values, "one"), (by(np.linspace(*SAME, 161)), "the other"),
                      points=points, limits=(0, by(1.0)))


def one_filters(run, by):
    kernel = np.stack([AWKWARD, SIXTEENTHS[:3]], axis=-1)[:, :, None, :]
    values = {"w1": by(kernel), "b1": by(np.array([0.125, -0.995]))}
    grads = {f"dL_d{name}": array / 1000 for name, array in values.items()}
    seen = views_of({**values, **grads})
    return draw.filters(values, grads, seen, ("w1", (0, 1, 0, 0)), by(0.0625), ("one", "two", "three"), "A caption.")


def one_image_gradient(run, by):
    gradient, kernel = by(SIXTEENTHS), by(KERNEL)
    close = {"cell": (1, 1), "left": kernel, "right": gradient[:2, :2],
             "products": by(KERNEL * SIXTEENTHS[:2, :2]), "total": by(0.1125), "right total": by(0.25),
             "was": {"left": kernel, "right": kernel, "products": by(KERNEL), "total": by(0.3)}}
    arrays = {"dL_dx": by(np.pad(SIXTEENTHS, 1)), "w1": kernel, "dL_dz1": gradient}
    return draw.image_gradient("stamp", arrays, close,
                               {"dL_dx": [(1, 1)]}, (True, "right"), by(0.5))


def one_nudge(run, by):
    numbers = [by(value) for value in (-0.53125, 0.25, -0.1328125, 0.7865, 0.9135, -0.1270625)]
    items = [matrix(name, value) for name, value in
             zip(("dL_dw1", "nudge", "dL_predicted", "L nudged", "L", "real"), numbers, strict=True)]
    return draw.nudge(items[:3], items[3:], ("w1", (0, 2)), by(0.3), {"nudge": by(0.125), "real": by(0.0625)})


def one_walk(run, by):
    nodes = [draw.Link("w1", by(0.0625), (0, 2)), draw.Link("z3", by(-0.4005)), draw.Link("a3", by(0.40125)),
             draw.Link("L", by(0.9135))]
    return draw.walk(nodes, [draw.Link("dz3_dw1", by(0.0625)), draw.Link("da3_dz3", by(0.2405))],
                     [draw.Link("dL_dw1 path", by(-0.03745)), draw.Link("dL_dz3", by(-0.5995)),
                      draw.Link("dL_da3", by(-2.4925))], before={"z3": by(0.1 + 0.2)})


def one_two_ways(run, by):
    items = {name: matrix(name, by(value)) for name, value in (
        ("z3", -0.4005), ("a3", 0.40125), ("1 - a3", 0.59875), ("L", 0.9135), ("dL_da3", -2.4925),
        ("da3_dz3", 0.2405), ("dL_dz3", -0.5995), ("y", 1.0))}
    return draw.two_ways([items[name] for name in ("z3", "a3", "1 - a3")],
                         ("one", items["L"], [items["dL_da3"], "·", items["da3_dz3"], "=", items["dL_dz3"]]),
                         ("other", None, [items["a3"], "−", items["y"], "=", items["dL_dz3"]]),
                         before={"a3": by(0.0625)})


def one_output(run, by):
    return draw.one_output(*correlated(by), by(SIXTEENTHS[:2, :2]), by(KERNEL), by(KERNEL * 0.125), (0, 1))


def one_weight(run, by):
    return draw.one_weight(*correlated(by), by(SIXTEENTHS[:3, :3]), by(AWKWARD[:, :3]), (0, 1),
                           [(0, 0), (1, 2)])


def correlated(by):
    return ({"x": by(SIXTEENTHS), "w1": by(KERNEL), "b1": by([0.125])},
            {"dL_dz1": by(AWKWARD[:, :3]), "dL_dw1": by(KERNEL), "dL_db1": by([0.0625])})


def one_pooling(run, by):
    other = by.run(run)
    maps = {name: {**other.trace, **other.grads}[name][0, :, :, 0] for name in ("a1", "a2", "dL_da1", "dL_da2")}
    before = {name: by(values * 0.75) for name, values in maps.items()}
    return draw.pooling(maps, before, (2, 2), 2, 2, Marks(to=((5, 4),), held=(4, 4)), (("1", "", ()),) * 2,
                        (by(2.0), by(0.6)), "")


def one_routing(run, by):
    other = by.run(run)
    gradients = other.grads["dL_da1"], other.grads["dL_da2"]
    return draw.routing(other.trace["a1"], other.trace["a2"], *gradients, run.grads["dL_da1"] != 0,
                        selected=(1, 2))


def one_sliding(run, by):
    x, w, b = SIXTEENTHS, KERNEL, np.array([0.0625])
    products = by(x[1:3, 1:3] * w)
    z = by(np.add.outer([0.1875, 0.125, -0.3], [0.0005, 0.4, 0.5]))
    return draw.sliding(by(x), by(w), by(b), z, products, products.sum(), (1, 1))


def one_network(run, by):
    other, seen = by.run(run), views(run.net)
    cell, old = (explain.cell(one, "dL_dw1", (0, 1, 0, 0)) for one in (other, run))
    said = "an 8?", float(by(0.625)), float(by(0.4695)), (0.125, 0.9135), "a note"
    return draw.network(other, tensors(other), said, cell, old, seen, {"w1": [(0, 2)]}, {},
                        tuple(by(np.array([1.5, 0.9])).tolist()))


def one_sheet(run, by):
    net, params, x, y = examples.six_by_six()
    return draw.sheet(by.run(net.run(params, x, y)))


def one_stack(run, by):
    return draw.stack(matrix("z1", by(AWKWARD)), matrix("dL_dz1", by(SMALL), cell=28), across=True,
                      title="Two", caption="Two matrices.")


PICTURES = {
    "bars": one_bars,
    "board": one_board,
    "chain": one_chain,
    "curve": one_curve,
    "equation": one_equation,
    "errors": lambda run, by: draw.errors(NUDGES, {(True, False): by(NUDGES**2 + 1e-16 / NUDGES),
                                                   (False, True): by(NUDGES + 6e-8 / NUDGES)},
                                          [by(NUDGES**2)]),
    "filters": one_filters,
    "gate": one_gate,
    "graph": one_graph,
    "image_gradient": one_image_gradient,
    "maps": lambda run, by: draw.maps([matrix("x", by(SIXTEENTHS))],
                                      [matrix("w1", by(KERNEL)), matrix("b1", by(0.1125))], signs="⋆"),
    "matrix": lambda run, by: matrix("dL_dw1", by(SMALL), limit=by(0.5)),
    "network": one_network,
    "nudge": one_nudge,
    "one_output": one_output,
    "one_weight": one_weight,
    "pooling": one_pooling,
    "parameters": lambda run, by: draw.parameters(
        {"w1": by(KERNEL), "b1": by([[0.1125]])}, {"dL_dw1": by(SMALL), "dL_db1": by([[0.1125]])}, (3.0, 0.5),
        ("w1", (0, 1)), by(0.0625), ("Step 1", "Loss 1", "Right: 1 %"), "caption"),
    "routing": one_routing,
    "row": lambda run, by: draw.row(matrix("z1", by(AWKWARD)), "→", matrix("a1", by(np.maximum(AWKWARD, 0))),
                                    below=[matrix("dL_dz1", by(SMALL)), "←",
                                           matrix("dL_da1", by(SMALL / 10))]),
    "sheet": one_sheet,
    "sliding": one_sliding,
    "sparsity": lambda run, by: draw.sparsity(matrix("M", by(SIXTEENTHS)), matrix("Mᵀ", by(SIXTEENTHS.T)),
                                              rows=(0, 1)),
    "stack": one_stack,
    "strip": lambda run, by: draw.strip("ReLU"),
    "two_ways": one_two_ways,
    "walk": one_walk,
    "window": lambda run, by: draw.window(by(SIXTEENTHS), by(KERNEL), by(AWKWARD[:, :3]), (1, 1)),
}


class Processor:
    """What one processor computes: by(values), by.run(run)."""

    def __init__(self, share):
        self.share = share

    def __call__(self, values):
        return moved(values, self.share)

    def run(self, run):
        return moved_run(run, self.share)


def texts(picture):
    """Everything of a picture that a reader gets."""
    return picture.svg, picture.title, picture.caption, picture.words()


def alike(made):
    """Assert that made(by) is the same on every processor."""
    one, *others = (made(Processor(share)) for share in PROCESSORS)
    for other in others:
        assert one == other


def test_every_picture_is_drawn_as_three_processors_compute_it():
    no_pictures = {"Link", "bracket", "charts", "listing", "plain", "space", "symbol"}
    assert PICTURES.keys() == set(draw.__all__) - no_pictures


@pytest.mark.parametrize("name", PICTURES)
def test_no_last_bit_changes_a_character_of_a_picture(run, name):
    alike(lambda by: texts(PICTURES[name](run, by)))


@pytest.mark.parametrize("name", PICTURES)
def test_no_raw_number_is_written_into_a_picture(run, name):
    svg, *words = texts(PICTURES[name](run, Processor(APART)))
    assert too_long(svg, " ".join(words)) == []


MORE = {
    "factors, one for all bars": lambda by: draw.bars([matrix("dL_dz3", by(SAME[1]))],
                                                      [matrix("dL_dz1", by(SAME[0] / 100))]),
    "a bar as long as its limit": lambda by: draw.bars([matrix("dL_dz3", by(SAME[1]))], limit=by(SAME[0])),
    "a flat curve": lambda by: draw.curve("L", by(np.resize(SAME, 161)), "z3", STEPS,
                                          (STEPS[5], by(SAME[0]))),
    "a flat line": lambda by: draw.graph("L", "z3", STEPS, (by(np.resize(SAME, 161)), "L")),
    "two that are largest": lambda by: matrix("z1", by([[0.125, -SAME[0]], [SAME[1], 0.0]])),
    **{f"a largest of {largest}": lambda by, largest=largest: matrix("dL_dz1", by(SIXTEENTHS * 2 * largest))
       for largest in (0.095, 0.01, 999.5, 1e-7)}}


@pytest.mark.parametrize("what", MORE)
def test_no_last_bit_changes_what_hangs_on_a_comparison(what):
    alike(lambda by: texts(MORE[what](by)))


def test_no_last_bit_changes_the_words_of_a_chart():
    alike(chart_texts)


def chart_texts(by):
    """Title, caption and table of a training, and the comparison of two that end alike."""
    history = [{name: value if value is None or name in ("step", "epoch") else by(value)
                for name, value in record.items()} for record in HISTORY]
    rows = [{"step": k, "slow": by(SAME[0] + 3 - k), "fast": by(SAME[1] + (3 - k) / 2)} for k in range(4)]
    return (words.title(history), words.caption(history), words.words(history),
            words.comparison(rows, ("slow", "fast"), "L"))


@pytest.mark.parametrize("digits", [2, 3, 6])
def test_no_last_bit_changes_a_number_in_running_text(digits):
    values = [sign * mantissa * 10.0**power for sign in (1, -1) for power in range(-9, 9)
              for mantissa in (1.0, 1.125, 2.0625, 3.5, 0.1 + 0.2, 9.995, 9.5, 7.25, 0.6935)]
    alike(lambda by: [draw.plain(by(v), digits) for v in values])


@pytest.mark.parametrize("value", [9.9995, 99.9995, 0.0005, 2.0625, 12.0625])
def test_no_last_bit_changes_numbers_that_add_up_in_print(value):
    alike(lambda by: number.sums(*by([value, 0.0625, value - 0.0625]).tolist()))
