"""The form below a question: type, press Enter, read how near it was."""

from html import escape

import ipywidgets as W

from cnnlib.widgets.stage.twin import has_audience

from .compare import compare

STILL = "Run this cell (Shift+Enter), then type what you expect."


class Form(W.VBox):
    """A question and a place for its answer.

    question: a sentence;  answer: what compare() takes;  choices: words to choose from, none where one types
    """

    def __init__(self, question, answer, choices):
        self.answer, self.verdict = answer, W.HTML()
        self.entry = W.ToggleButtons(options=list(choices), value=None, tooltip=question) if choices else W.Text(
            description="You say", tooltip=question, placeholder="a number, then Enter", continuous_update=False)
        self.entry.observe(self.said, "value")
        super().__init__([W.HTML(f"<b>{escape(question)}</b>"), self.entry, self.verdict])

    def said(self, change):
        """Put the verdict on what was typed below it; what was typed stays."""
        text = str(change["new"] or "").strip()
        self.verdict.value = escape(compare(text, self.answer)) if text else ""

    def _repr_mimebundle_(self, include=None, exclude=None):
        still = {"text/plain": STILL, "text/markdown": f"*{STILL}*"}
        return {**(super()._repr_mimebundle_() if has_audience() else {}), **still}


def predict(question, answer, choices=()):
    """Ask before the answer is shown: the reader types, and reads how near it was.

    question: a sentence
    answer: a number, an array or a tuple of numbers, or one of the choices
    choices: words to choose from
    Raises ValueError where the answer is none of the choices.
    """
    if choices and answer not in choices or isinstance(answer, str) and not choices:
        raise ValueError(f"answer: got {answer!r}; needs one of the choices {list(choices)}")
    return Form(question, answer, choices)
