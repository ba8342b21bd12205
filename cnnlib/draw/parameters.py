"""The parameters of a training above the gradients of its last step, and in large type where it stands."""

from .ink import colour, names, words
from .ink.svg import Picture, node
from .parts import cells, legend, matrix

WIDTH, HEIGHT, LEFT = 424, 436, 8                # pixels
ABOVE, BELOW = 96, 260                           # tops of the parameters and of their gradients
NEAR, FAR = 10, 24                               # from a weight to its bias, from there to the next weight
FALLS = ("raise it: the loss falls", *legend.FALLS[1:])
RISES = ("the loss rises", *legend.RISES[1:])


def parameters(values, grads, limits, selected, before, told, caption):
    """Draw every parameter above its gradient, the selected one outlined in both.

    values, grads: {name: array} in the same order; grads None where there is no step yet
    limits: the |value| and the |gradient| in full colour;  selected: (name of the parameter, (row, column))
    before: what the selected parameter was before the last step, None for nothing else than now
    told: three lines that say where the training stands, the second in large type;  caption: one sentence
    """
    below = grads or {f"dL_d{name}": array for name, array in values.items()}
    placed = [*columns(values, limits[0], selected, before, ABOVE),
              *columns(below, limits[1], selected, None, BELOW, blank=grads is None)]
    lone = tuple(small(*one) for one in placed if one[0].values.size == 1)
    nodes = (headline(told), *cells.draw_all(placed),
             node("g", lone, font_size="13", font_style="italic"), MEANING)
    count = sum(array.size for array in values.values())
    title = f"The {count} parameters, and below each the gradient of the last step"
    return Picture(WIDTH, HEIGHT, nodes, title, caption, lambda: words.tables([one for one, _, _ in placed]))


def fits(views):
    """Whether all parameters with these Views stand side by side, each with its only filter."""
    wide = sum(view.size[1] * matrix.FOCUS + (FAR if view.size == (1, 1) else NEAR) for view in views)
    return LEFT + wide - FAR <= WIDTH and not any(view.stacks or view.size[0] > 3 for view in views)


def columns(arrays, limit, selected, before, y, blank=False):
    """One row of matrices -> [(panel, x, y)]; a single number stands at the foot of the row."""
    placed, x = [], LEFT
    for name, array in arrays.items():
        chosen = (selected[1],) if name.removeprefix("dL_d") == selected[0] else ()
        array = matrix.as_matrix(name, array)
        old = with_old(array, chosen[0], before) if chosen and before is not None else array
        one = matrix.make(name, array, matrix.FOCUS, limit=limit, outline=chosen, blank=blank, before=old,
                          label=None if array.size > 1 else "", note="")
        placed.append((one, x, y + (0 if array.size > 1 else 2 * matrix.FOCUS)))
        x += one.width + (NEAR if array.size > 1 else FAR)
    return placed


def with_old(array, at, old):
    """A copy of an array with one old number."""
    array = array.copy()
    array[at] = old
    return array


def small(panel, x, y):
    """The symbol of a single number, above the power of ten that its label holds."""
    return node("text", names.label(panel.name), x=x, y=y - 8 - 17 * bool(matrix.power(panel)))


def headline(told):
    """Where the training stands: a line, one in large type, one more."""
    first, large, last = told
    return node("g", (node("text", first, x=LEFT, y=20, font_size="14"),
                      node("text", large, x=LEFT, y=45, font_size="20", fill="#000"),
                      node("text", last, x=LEFT, y=67, font_size="12.5")), fill=colour.NOTE)


MEANING = node("g", (legend.legend(LEFT, HEIGHT - 25, legend.NEGATIVE, legend.OUR_PATH),
                     legend.legend(LEFT, HEIGHT - 6, FALLS, RISES)))
