r"""On paper: the three pixels and the kernel 2, 3 again, with an upstream of 4 and 1. What do the three pixels get from
the right code, and from the one that does not rotate? Type two rows of three numbers."""

import numpy as np

from ..edits import Edit
from ..typed import numbers


@numbers(
    asks="right, not rotated",
    hints=("Output 0 has read pixels 0 and 1, output 1 pixels 1 and 2.",
           "Right: output 0 sends 2 · 4 and 3 · 4, output 1 sends 2 · 1 and 3 · 1; what meets adds.",
           "Not rotated: the kernel's two weights are exchanged on the way back."),
    edits=(Edit("the two exchanged", "stamped(2, 3), stamped(3, 2)", "stamped(3, 2), stamped(2, 3)"),
           Edit("both rotated", "stamped(2, 3), stamped(3, 2)", "stamped(2, 3), stamped(2, 3)"),
           Edit("= where += is needed", "+= 4 * u", "= 4 * u"),
           Edit("upstream left out", "4 * u", "u"),
           # the same numbers as "turned by 180°", whatever the kernel and the upstream: both are named
           Edit("upstream exchanged", "back[1:] += 1 * u\n        back[:2] += 4 * u",
                "back[1:] += 4 * u\n        back[:2] += 1 * u")))
def turned_or_not():
    def stamped(first, second):
        u, back = np.array([first, second]), np.zeros(3)
        # output 1 has read pixels 1 and 2, output 0 pixels 0 and 1; at pixel 1 both add
        back[1:] += 1 * u
        back[:2] += 4 * u
        return back
    return np.array([stamped(2, 3), stamped(3, 2)])
