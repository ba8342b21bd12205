"""What a Trainer draws beside its chart: parameters, their last gradients, where the training stands."""

import numpy as np

from cnnlib import draw
from cnnlib.draw.charts import words as chart_words
from cnnlib.draw.parts.matrix import as_matrix

from .words import news

LIMITS = 3.0, 0.3                        # of the colours of weights and of gradients


def picture(now, folded):
    """The parameters above their gradients, the selected cell outlined in both, and what has changed."""
    def flat(arrays):
        return {name: as_matrix(name, np.reshape(array, folded.get(name, array.shape)))
                for name, array in arrays.items()}

    selected, *cell = now.selected
    name, cell = selected.removeprefix("dL_d"), tuple(cell)
    old = now.before and float(flat({name: now.before[name]})[name][cell])
    grads = None if now.blank else flat(now.grads)
    return draw.parameters(flat(now.params), grads, LIMITS, (name, cell), old, news(now),
                           chart_words.caption(now.history))
