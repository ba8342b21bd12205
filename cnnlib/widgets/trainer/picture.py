"""What a Trainer draws beside its chart: parameters, their last gradients, where the training stands."""

from cnnlib import draw
from cnnlib.draw.charts import words as chart_words
from cnnlib.draw.parameters import fits

from .words import news

LIMITS = 3.0, 0.3                        # of the colours of weights and of gradients


def picture(now, views):
    """The parameters above their gradients, the selected cell outlined in both, and what has changed.

    Where they are too many, those of the layer that holds the selected one.
    """
    selected, index = now.selected
    name = selected.removeprefix("dL_d")
    old = now.before and float(now.before[name][index])
    told, caption = news(now), chart_words.caption(now.history, now.images, now.classes)
    if not fits([views[one] for one in now.params]):
        ours = {one: views[one].at(**views[name].showing(index).marks) for one in now.layer[name]}
        grads = {f"dL_d{one}": now.grads[f"dL_d{one}"] for one in ours}
        return draw.filters({one: now.params[one] for one in ours}, None if now.blank else grads,
                            ours | {f"dL_d{one}": view for one, view in ours.items()}, (name, index), old, told,
                            caption)

    def flat(arrays):
        return {one: views[one].values(array) for one, array in arrays.items()}

    return draw.parameters(flat(now.params), None if now.blank else flat(now.grads), LIMITS,
                           (name, views[name].cell(index)), old, told, caption)
