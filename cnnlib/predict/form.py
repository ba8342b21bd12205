"""The form below a question: type, press Enter, read how near it was."""

from functools import partial
from html import escape

import ipywidgets as W

from cnnlib.widgets.stage.twin import has_audience

from .compare import compare

STILL = "Run this cell (Shift+Enter), then type what you expect."


class Form(W.VBox):
    """A question and a place for its answer.

    question: a sentence;  judge: text -> a sentence on it;  choices: words to choose from, none where one types
    rows: lines to type in
    """

    def __init__(self, question, judge, choices=(), rows=1):
        self.judge, self.verdict = judge, W.HTML()
        self.entry = place(question, choices, rows)
        self.entry.observe(self.said, "value")
        super().__init__([W.HTML(f"<b>{escape(question)}</b>"), self.entry, self.verdict])

    def said(self, change):
        """Put the verdict on what was typed below it; what was typed stays."""
        text = str(change["new"] or "").strip()
        self.verdict.value = escape(self.judge(text)) if text else ""

    def _repr_mimebundle_(self, include=None, exclude=None):
        still = {"text/plain": STILL, "text/markdown": f"*{STILL}*"}
        return {**(super()._repr_mimebundle_() if has_audience() else {}), **still}


def place(question, choices, rows):
    """What one answers with: buttons, a line, or several."""
    if choices:
        return W.ToggleButtons(options=list(choices), value=None, tooltip=question)
    how = {"description": "You say", "tooltip": question, "continuous_update": False}
    if rows > 1:
        return W.Textarea(placeholder="rows of numbers, then Tab", rows=rows, **how)
    return W.Text(placeholder="a number, then Enter", **how)


def predict(question, answer, choices=()):
    """Ask before the answer is shown: the reader types, and reads how near it was.

    question: a sentence
    answer: a number, an array or a tuple of numbers, or one of the choices
    choices: words to choose from
    Raises ValueError where the answer is none of the choices.
    """
    if choices and answer not in choices or isinstance(answer, str) and not choices:
        raise ValueError(f"answer: got {answer!r}; needs one of the choices {list(choices)}")
    return Form(question, partial(compare, answer=answer), choices)
