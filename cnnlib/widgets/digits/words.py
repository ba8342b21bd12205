"""What DigitsTrainer says: the selected cell, and what the network makes of the chosen digit."""

import numpy as np

from cnnlib.draw import plain, symbol
from cnnlib.draw.charts.words import percent
from cnnlib.draw.ink.words import count, peak

from ..trainer.words import update
from .numbers import IMAGE, SHOWN, TABLE

NONE = "All held-out digits are right."


def words(now, views):
    """Everything below the picture. views: {matrix: View}"""
    return f"{here(now, views)}\n{verdict(now)}"


def here(now, views):
    """The selected cell in a sentence."""
    name, index = now.selected
    if name == TABLE:
        return counted(now)
    if name == IMAGE:
        return f"Its pixel in row {index[1]}, column {index[2]}: {plain(float(now.images[index]))} of ink."
    if name in now.maps:
        _, row, column, channel = index
        return (f"{symbol(name)}, row {row}, column {column}, channel {channel}: "
                f"{plain(float(now.maps[name][index]))}, what filter {channel} finds there.")
    return update(now, views)


def counted(now):
    """How many digits stand in the selected cell."""
    true, said = now.selected[1]
    many, whole = int(now.answers.confusion[true, said]), int(now.answers.confusion[true].sum())
    if true == said:
        return f"Of {whole} held-out digits {true} it gets {many} right."
    return f"Of {whole} held-out digits {true} it takes {many} for {said}."


def verdict(now):
    """What the network says of the chosen digit."""
    true, said = int(now.answers.true[now.digit]), int(now.answers.said[now.digit])
    shares = f"p({said}) = {plain(float(now.shares[said]))}"
    if true != said:
        shares += f", p({true}) = {plain(float(now.shares[true]))}"
    return f"Held-out digit {now.digit} is {a(true)}; the network says {said}: {shares}."


def a(digit):
    """A digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def head(now):
    """What stands above the digits of the cell."""
    (true, said), many = now.cell, len(now.members)
    few = f", {len(now.shown)} of {many}" if many > SHOWN else f": {many or 'none'}"
    return f"{true}, right{few}" if true == said else f"{true}, taken for {said}{few}"


def worst_of(answers):
    """The cell off the diagonal with the most digits."""
    return peak(mistakes(answers))


def mistakes(answers):
    """The counts off the diagonal, with 0 on it."""
    wrong = answers.confusion.copy()
    np.fill_diagonal(wrong, 0)
    return wrong


def worst(answers):
    """The same in a sentence, with how many mistakes are as frequent."""
    if not answers.wrong:
        return NONE
    wrong = mistakes(answers)
    others = int((wrong == wrong.max()).sum()) - 1
    as_often = f", as often as {count(others, 'other')}" if others else ""
    return f"Most frequent mistake: {mistake(answers)}{as_often}."


def mistake(answers):
    """Who is taken for whom most often, and how often."""
    true, said = worst_of(answers)
    return f"{true} taken for {said}, {count(int(answers.confusion[true, said]), 'time')}"


def right(now):
    """How many of the held-out digits are right."""
    return f"{percent(now.record['accuracy_held_out'])} right"


def opening(answers, step):
    """The line above the picture while nothing runs."""
    if step:
        return pointed(answers)
    said = answers.confusion.sum(axis=0)
    most, = peak(said)
    return f"Untrained, it takes {int(said[most])} of {len(answers.said)} digits for {most}. Press Play."


def pointed(answers):
    """Where the most frequent mistake can be pressed."""
    true, said = worst_of(answers)
    return f"Press row {true}, column {said}: {mistake(answers)}." if answers.wrong else NONE
