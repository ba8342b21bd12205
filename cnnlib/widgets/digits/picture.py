"""The picture of DigitsTrainer: the matrix large, beside it its digits, the filters with their maps, the gradients."""

from cnnlib.draw.charts import words as chart_words
from cnnlib.draw.ink import colour, words
from cnnlib.draw.ink.svg import Picture, node
from cnnlib.draw.parts import cells, closeup, legend, matrix

from .layers import beside
from .numbers import TABLE
from .words import right, worst

WIDTH, HEIGHT = 654, 436            # pixels
LEFT, TOP, CELL = 34, 20, 40        # the upper left corner of the matrix, a cell of it
TOLD = 446                          # left edge of what stands beside the matrix


def picture(now):
    """Everything of a state."""
    table = confusion(now)
    panels, texts, bars = beside(now, TOLD)
    drawn = (cells.draw(table, LEFT, TOP, 0), *(cells.draw(one, x, y, 0) for one, x, y in panels))
    nodes = (cells.together(drawn[:1]), *heads(now), node("g", news(now), fill=colour.NOTE), *texts, *bars,
             cells.together(drawn[1:]), legend.legend(LEFT, HEIGHT - 4, legend.NEGATIVE, legend.OUR_PATH))
    caption = f"{chart_words.caption(now.history, 'digits', 10)} {worst(now.answers)}"
    title = "Ten digits: which held-out ones are taken for which, and what the filters see"
    return Picture(WIDTH, HEIGHT, nodes, title, caption, lambda: told(table, panels))


def told(table, panels):
    """The counts as text, and a sentence on each map: the picture prints none of their numbers."""
    return "\n".join([words.table(table), *(words.summary(one) for one, _, _ in panels)])


def confusion(now):
    """The matrix of counts: a row for each true class, a column for each that the network says."""
    full = now.answers.confusion.sum(axis=1).max()
    chosen = now.selected[1] if now.selected[0] == TABLE else now.cell
    return matrix.make(TABLE, now.answers.confusion, CELL, limit=full, outline=(chosen,), label="", note="", power=0)


def heads(now):
    """The classes beside the rows and above the columns, those of the cell dark."""
    middle = CELL // 2
    for at, (x, y), move in ((now.cell[0], (LEFT - 9, TOP + middle + 5), (0, CELL)),
                             (now.cell[1], (LEFT + middle, TOP - 6), (CELL, 0))):
        names = tuple(node("text", str(k), x=x + k * move[0], y=y + k * move[1],
                           fill="#000" if k == at else colour.NOTE) for k in range(10))
        yield node("g", names, font_size="14", text_anchor="middle")
    yield closeup.writing([("says", 2, TOP - 6)], "12")
    turned = f"translate(11 {TOP + 5 * CELL}) rotate(-90)"
    yield node("g", (node("text", "it is", font_size="12", text_anchor="middle", fill=colour.NOTE),),
               transform=turned)


def news(now):
    """Where the training stands."""
    return (node("text", right(now), x=TOLD, y=20, font_size="20", fill="#000"),
            node("text", f"step {now.record['step']} of {now.steps}; {len(now.answers.said)} held out", x=TOLD, y=38,
                 font_size="12.5"))
