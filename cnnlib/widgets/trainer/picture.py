"""What a Trainer draws beside its chart: parameters, their last gradients, where the training stands."""

from cnnlib import draw
from cnnlib.draw.charts import words as chart_words

from .words import news

LIMITS = 3.0, 0.3                        # of the colours of weights and of gradients


def picture(now, views):
    """The parameters above their gradients, the selected cell outlined in both, and what has changed."""
    def flat(arrays):
        return {name: views[name].values(array) for name, array in arrays.items()}

    selected, index = now.selected
    name = selected.removeprefix("dL_d")
    cell, old = views[name].cell(index), now.before and float(now.before[name][index])
    grads = None if now.blank else flat(now.grads)
    return draw.parameters(flat(now.params), grads, LIMITS, (name, cell), old, news(now),
                           chart_words.caption(now.history))
