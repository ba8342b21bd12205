"""Values that no argument expects, and how a call has to answer them."""

import numpy as np

RAW = ("could not convert", "inhomogeneous", "unpack", "truth value", "not supported between",
       "cannot reshape",
       "broadcast", "ufunc")                               # what Python and NumPy say of themselves

HOSTILE = {
    "None": lambda: None, "text": lambda: "1", "no text": lambda: "", "a dict": dict, "a set": lambda: {1},
    "complex": lambda: 1j, "masked": lambda: np.ma.masked_equal([[1.0, 2], [3, 4]], 2),
    "complex array": lambda: np.ones((2, 2), complex), "ragged": lambda: [[1.0], [1.0, 2]], "an object": object,
    "objects": lambda: np.array([[object()]]), "minus one": lambda: -1, "a half": lambda: 0.5, "nothing": list,
    "NaN": lambda: np.nan, "infinity": lambda: np.inf, "True": lambda: True, "False": lambda: False,
    "three axes": lambda: np.ones((2, 3, 4)), "a date": lambda: np.array(["2020-01-01"], "M8[D]"),
    "a function": lambda: abs, "a class": lambda: int, "one number": lambda: [1], "a pair": lambda: (1, 2),
    "three numbers": lambda: (1, 2, 3), "five axes": lambda: np.zeros((1, 1, 1, 1, 1)), "bytes": lambda: b"1",
    "a generator": lambda: (k for k in (1, 2)),
}


def taken(argument, call):
    """Call with every hostile value -> the kinds that were taken; any other must be a ValueError that names it.

    argument: its name, or several with | between them; what follows " of " is not looked for
    """
    silent, names = [], argument.split(" of ")[0].split("|")
    for kind, make in HOSTILE.items():
        try:
            call(make())
        except ValueError as error:
            said = str(error)
            assert any(name in said for name in names), f"{argument} = {kind}: {said}"
            assert not any(words in said for words in RAW), f"{argument} = {kind}: {said}"
        else:
            silent.append(kind)
    return silent
