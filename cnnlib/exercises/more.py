"""Mistakes in one output of a backward function that are no entry of cnnlib.mistakes.MISTAKES, for examine()."""

import numpy as np

from cnnlib.mistakes import MISTAKES
from cnnlib.ops import conv, sigmoid


def overwritten(dL_dw, dL_dz, x, w, stride, padding):
    """What is left of a kernel's gradient where each window wipes out the one before."""
    padded = np.pad(x, [(0, 0)] + [(padding, padding)] * 2 + [(0, 0)])
    r, c = [(n - 1) * stride for n in dL_dz.shape[1:3]]
    return np.einsum("uvn,k->uvnk", padded[-1, r:r + w.shape[0], c:c + w.shape[1]], dL_dz[-1, -1, -1])


def last_filter(dL_dx, dL_dz, x, w, stride, padding):
    """What is left of an image's gradient where each filter's stamp wipes out the one before."""
    return MISTAKES["= for +="].wrong(dL_dz[..., -1:], x, w[..., -1:], stride, padding)[0]


def winners_of(choose):
    """A pooling whose windows choose another cell, or several: window -> weights of its cells."""
    def change(dL_da, dL_dp, a, size, stride):
        back = np.zeros(a.shape)
        for e, i, j, k in np.ndindex(dL_dp.shape):
            window = np.s_[e, i * stride:i * stride + size, j * stride:j * stride + size, k]
            back[window] += choose(a[window]) * dL_dp[e, i, j, k]
        return back
    return change


def step_of(stride_of):
    """A pooling whose windows start elsewhere."""
    def change(dL_da, dL_dp, a, size, stride):
        back, step = np.zeros(a.shape), stride_of(size)
        for e, i, j, k in np.ndindex(dL_dp.shape):
            window = a[e, i * step:i * step + size, j * step:j * step + size, k]
            u, v = divmod(window.argmax(), window.shape[1])
            back[e, i * step + u, j * step + v, k] += dL_dp[e, i, j, k]
        return back
    return change


def one(window, cell):
    return (np.arange(window.size) == cell).reshape(window.shape)


def over_m(found, dL_dz, *others):
    return found / len(dL_dz)


MORE = {                # {op: {output: ((name, (the right output, *arguments) -> the wrong one), …)}}
    "conv.backward": {
        "dL_dx": (("= where += is needed", last_filter), ("1/m in the layer, too", over_m)),
        "dL_dw": (("= where += is needed", overwritten), ("1/m in the layer, too", over_m),
                  ("only the first example",
                   lambda found, dL_dz, x, w, *how: conv.backward(dL_dz[:1], x[:1], w, *how)[1])),
        "dL_db": (("= where += is needed", lambda found, dL_dz, *others: dL_dz[-1, -1, -1]),
                  ("= where += is needed", lambda found, dL_dz, *others: dL_dz[-1].sum(axis=(0, 1))),
                  ("1/m in the layer, too", over_m))},
    "dense.backward": {
        "dL_da": (("1/m in the layer, too", over_m),),
        "dL_db": (("1/m in the layer, too", over_m),
                  ("= where += is needed", lambda found, dL_dz, *others: dL_dz[-1]))},
    "max_pool.backward": {"dL_da": (
        ("the tie shared", winners_of(lambda window: (window == window.max()) / (window == window.max()).sum())),
        ("the last of a tie",
         winners_of(lambda window: one(window, window.size - 1 - window.ravel()[::-1].argmax()))),
        ("smallest for largest", winners_of(lambda window: one(window, window.argmin()))),
        ("every cell paid", winners_of(lambda window: np.ones(window.shape))),
        ("a quarter each", winners_of(lambda window: np.ones(window.shape) / window.size)),
        ("the corner of the window", winners_of(lambda window: one(window, 0))),
        ("stride left out", step_of(lambda size: 1)), ("size for stride", step_of(lambda size: size)))},
    "avg_pool.backward": {"dL_da": (("averaged by the stride",
                                     lambda found, dL_dp, a, size, stride: found * size ** 2 / stride ** 2),
                                    ("averaged by one side",
                                     lambda found, dL_dp, a, size, stride: found * size))},
    "relu.backward": {"dL_dz": (("no gate", lambda found, dL_da, z: dL_da),
                                ("gates exchanged", lambda found, dL_da, z: np.where(z > 0, 0, dL_da)),
                                ("times the score", lambda found, dL_da, z: found * z),
                                ("upstream left out", lambda found, dL_da, z: (z > 0) * 1.0))},
    "sigmoid.backward": {"dL_dz": (("upstream left out", lambda found, dL_da, z: found / dL_da),
                                   ("a factor is missing", lambda found, dL_da, z: dL_da * sigmoid.forward(z)))},
    "losses.softmax_cross_entropy_backward": {"dL_dz": (
        ("1/m forgotten", lambda found, z, y: found * len(z)), ("1/m twice", lambda found, z, y: found / len(z)),
        ("divided by the classes", lambda found, z, y: found * len(z) / z.shape[1]))},
    "losses.sigmoid_binary_cross_entropy_backward": {"dL_dz": (
        ("divided by the classes", lambda found, z, y: found / z.shape[1]),)},
}
