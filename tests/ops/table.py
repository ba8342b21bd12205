"""Every op with the shapes it takes and gives, for tests of what all ops promise."""

from typing import NamedTuple

import numpy as np

from cnnlib.ops import avg_pool, conv, dense, flatten, losses, max_pool, relu, sigmoid, softmax


class Op(NamedTuple):
    function: object
    shapes: dict            # argument -> its shape for one example; m stands for the number of examples
    results: tuple          # shape of each result
    options: dict = {}
    cellwise: bool = False  # takes any shape, also an empty one: cell by cell

    def __str__(self):
        return f"{self.function.__module__.split('.')[-1]}.{self.function.__name__}"


M = "m"
X, W, Z = (M, 5, 7, 2), (2, 3, 2, 4), (M, 3, 3, 4)
A, P, LAP = (M, 6, 5, 3), (M, 3, 2, 3), (M, 4, 3, 3)
CONV = {"stride": 2, "padding": ((0, 1), (1, 0))}
LAPPING = {"size": (3, 3), "stride": (1, 1)}
OPS = [
    Op(conv.forward, {"x": X, "w": W, "b": (4,)}, (Z,), CONV),
    Op(conv.backward, {"dL_dz": Z, "x": X, "w": W}, (X, W, (4,)), CONV),
    Op(max_pool.forward, {"a": A}, (P,)),
    Op(max_pool.backward, {"dL_dp": P, "a": A}, (A,)),
    Op(max_pool.backward, {"dL_dp": LAP, "a": A}, (A,), {**LAPPING, "ties": "all"}),
    Op(max_pool.backward, {"dL_dp": LAP, "a": A}, (A,), {**LAPPING, "ties": "split"}),
    Op(avg_pool.forward, {"a": A}, (P,)),
    Op(avg_pool.backward, {"dL_dp": P, "a": A}, (A,)),
    Op(avg_pool.backward, {"dL_dp": LAP, "a": A}, (A,), LAPPING),
    Op(avg_pool.forward, {"a": A}, ((M, 2, 2, 3),), {"stride": 3, "padding": (0, 1)}),
    Op(relu.forward, {"z": A}, (A,), cellwise=True),
    Op(relu.forward, {"z": A}, (A,), {"leak": 0.1}, cellwise=True),
    Op(relu.backward, {"dL_da": A, "z": A}, (A,), cellwise=True),
    Op(relu.backward, {"dL_da": A, "z": A}, (A,), {"leak": 0.1}, cellwise=True),
    Op(flatten.forward, {"a": A}, ((M, 90),)),
    Op(flatten.backward, {"dL_df": (M, 90), "a": A}, (A,)),
    Op(dense.forward, {"a": (M, 5), "w": (5, 3), "b": (3,)}, ((M, 3),)),
    Op(dense.backward, {"dL_dz": (M, 3), "a": (M, 5), "w": (5, 3)}, ((M, 5), (5, 3), (3,))),
    Op(sigmoid.forward, {"z": (M, 3)}, ((M, 3),), cellwise=True),
    Op(sigmoid.backward, {"dL_da": (M, 3), "z": (M, 3)}, ((M, 3),), cellwise=True),
    Op(softmax.forward, {"z": (M, 3)}, ((M, 3),)),
    Op(softmax.backward, {"dL_da": (M, 3), "z": (M, 3)}, ((M, 3),)),
    Op(losses.binary_cross_entropy, {"a": (M, 1), "y": (M, 1)}, ((),)),
    Op(losses.binary_cross_entropy_backward, {"a": (M, 1), "y": (M, 1)}, ((M, 1),)),
    Op(losses.sigmoid_binary_cross_entropy, {"z": (M, 1), "y": (M, 1)}, ((),)),
    Op(losses.sigmoid_binary_cross_entropy_backward, {"z": (M, 1), "y": (M, 1)}, ((M, 1),)),
    Op(losses.cross_entropy, {"a": (M, 3), "y": (M, 3)}, ((),)),
    Op(losses.cross_entropy_backward, {"a": (M, 3), "y": (M, 3)}, ((M, 3),)),
    Op(losses.softmax_cross_entropy, {"z": (M, 3), "y": (M, 3)}, ((),)),
    Op(losses.softmax_cross_entropy_backward, {"z": (M, 3), "y": (M, 3)}, ((M, 3),)),
]


def sized(shape, m):
    return tuple(m if n == M else n for n in shape)


def arguments(op, m=3, dtype=np.float64):
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=sized(shape, m)) for name, shape in op.shapes.items()}
    if "y" in values:                                     # labels, and activations that are probabilities
        values["y"] = np.eye(3)[rng.integers(3, size=m)] if values["y"].shape[1] == 3 else np.ones((m, 1))
        values["a" if "a" in values else "z"] = rng.uniform(0.1, 0.9, size=values["y"].shape)
    return {name: value.astype(dtype) for name, value in values.items()}


def run(op, values):
    results = op.function(*values.values(), **op.options)
    return results if isinstance(results, tuple) else (results,)
