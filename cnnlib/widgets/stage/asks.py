"""An explorer that asks: cells are clicked before a step runs; then it runs and shows which were right."""

from dataclasses import dataclass, replace

import numpy as np

ANSWER = "Click them, then press Check."
SPOKEN = {"guess": ", clicked", "hit": ", found", "wrong": ", wrong", "missed": ", missed"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """What a state knows of a prediction.

    asked: the matrix whose cells are clicked, "" where nothing is asked;  guess: their indices
    checked: whether the answer is shown
    """

    asked: str = ""
    guess: tuple = ()
    checked: bool = False


@dataclass(frozen=True)
class Question:
    """Cells of a matrix are asked for.

    right: their indices;  words: the question;  why: what makes them right, after a colon
    """

    matrix: str
    words: str
    right: frozenset
    why: str


class Asks:
    """Predict and Check, for an explorer whose State is an Asked one and which overrides these three."""

    def question(self, state):
        """The Question that a state in which something is asked asks; None where there is none."""

    def asking(self, state):
        """The state in which the next question is asked; ValueError, in words, where there is none."""

    def answered(self, state):
        """The state in which the answer can be seen."""

    def offered(self, state):
        """What the button says that asks or checks; "" where there is none."""
        return ("Check" if is_open(state) else "Predict") if hasattr(state, "asked") else ""

    def ask(self):
        """Ask, or check what was clicked."""
        state = self.state
        self.become(self.answered(state) if is_open(state) else self.asking(state))

    def clicked(self, state, matrix, index):
        """The state after a cell was clicked as an answer, or, the second time, not any more."""
        others = tuple(at for at in state.guess if at != index)
        guess = others if index in state.guess else (*others, index)
        return replace(state, guess=guess, selected=(matrix, index))

    def swept(self, state, cells):
        """The state after a drag over cells: all of them are answers."""
        for cell in cells:
            index = self.index(state, **cell) if cell["matrix"] == state.asked else None
            if index is not None and index not in state.guess:
                state = self.clicked(state, state.asked, index)
        return state

    def still_asked(self, state, old):
        """The state without its prediction where something else changed, so that it is no longer about it."""
        if not is_asked(state) or said(state) != said(old) or self.question(state) == self.question(old):
            return state
        return replace(state, asked="", guess=(), checked=False)

    def marks(self, state):
        """{cell (row, column): "guess", "hit", "wrong" or "missed"} of the matrix that is asked about."""
        if not is_asked(state):
            return {}
        view, right = self.views(state)[state.asked], self.question(state).right
        found = {at: kind(at in state.guess, at in right, state.checked) for at in {*state.guess, *right}}
        return {cell: mark for at, mark in found.items() if mark and (cell := view.cell(at)) is not None}

    def verdict(self, state):
        """The question, or how good the answer was; "" where nothing is asked."""
        if not is_asked(state):
            return ""
        question, clicked = self.question(state), set(state.guess)
        if not state.checked:
            return f"{question.words} {f'{len(clicked)} clicked; then Check.' if clicked else ANSWER}"
        return f"{judged(clicked, question.right)}: {question.why}"

    def check_guess(self, state):
        """Raise ValueError for a prediction that no hand can make."""
        if not is_asked(state):
            if getattr(state, "guess", ()) or getattr(state, "checked", False):
                raise ValueError("Nothing is asked here.")
            return
        question, shape = self.question(state), np.shape(self.matrices(state)[state.asked])
        if question is None or question.matrix != state.asked or len({*state.guess}) != len(state.guess):
            raise ValueError(f"Nothing is asked about {state.asked} here.")
        for at in state.guess:
            np.empty(shape)[at]          # IndexError outside


def is_asked(state):
    """Whether something is asked, or its answer shown."""
    return bool(getattr(state, "asked", ""))


def is_open(state):
    """Whether something is asked that is not answered yet."""
    return is_asked(state) and not state.checked


def said(state):
    """All that a state knows of a prediction."""
    return state.asked, state.guess, state.checked


def kind(is_clicked, is_right, checked):
    """How a cell is marked; "" where it is not."""
    if not checked:
        return "guess" if is_clicked else ""
    return ("hit" if is_right else "wrong") if is_clicked else "missed" if is_right else ""


def judged(clicked, right):
    """How many were found, clicked wrongly and missed, each with its mark."""
    vain, missed = len(clicked - right), len(right - clicked)
    found = f"{len(clicked & right)} of {len(right)} found ✓" if right else "There is none"
    return f"{found}{f', {vain} wrong ✗' * bool(vain)}{f', {missed} missed ◌' * bool(missed)}"
