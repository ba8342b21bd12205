r"""On paper: the pooling window of rows 2–3, columns 4–5 holds 0.1375, −1.25625, −0.425 and −1.09375 in $z^{(1)}$.
By how much may $b^{(1)}$ fall before the gradient of this window is stopped?"""

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="how far it may fall",
    hints=("A bias that falls takes every cell of z1 with it.",
           "The gradient goes through the winner's gate: which cell wins, and when does its gate shut?",
           "It shuts when the largest cell has reached 0."),
    edits=(Edit("where it stands then", "return max(window)", "return -0.2 - max(window)"),
           Edit("another cell", "max(window)", "0.425"),
           Edit("smallest for largest", "max(window)", "-min(window)"),
           Edit("off by the bias", "return max(window)", "return max(window) + 0.2"),
           Edit("from the bias on", "return max(window)", "return 0.2 - max(window)"),
           Edit("mean for largest", "max(window)", "-sum(window) / 4")))
def room_to_fall():
    window = 0.1375, -1.25625, -0.425, -1.09375
    # the bias moves the winner as far as it falls itself: at 0 its gate shuts
    return max(window)
