"""Convolution and pooling, forward and backward in float64,
against PyTorch eager and against plain Python loops."""

import _timing  # noqa: I001  before NumPy: it sets the number of threads
import itertools

import numpy as np

from cnnlib.ops import conv, max_pool

torch = _timing.torch
SMALL = ((1, 8, 8, 1), (3, 3, 1, 4), 1, 0)            # a size at which the plain loops finish
LARGE = (((100, 31, 31, 3), (3, 3, 3, 25), 2, 1), ((64, 28, 28, 8), (3, 3, 8, 16), 1, 1))


def main():
    _timing.versions()
    for x_shape, w_shape, stride, padding in (SMALL, *LARGE):
        title = f"conv forward + backward, x {x_shape}, w {w_shape}, stride {stride}, padding {padding}"
        x, w, b, dL_dz = numbers(x_shape, w_shape, stride, padding)
        rivals = {"cnnlib": ours(dL_dz, x, w, b, stride, padding)}
        if torch:
            rivals["PyTorch"] = theirs(dL_dz, x, w, b, stride, padding)
        if x_shape == SMALL[0]:
            rivals["plain loops"] = lambda args=(dL_dz, x, w, b): plain_loops(*args)
        agree(rivals)
        _timing.compare(title, rivals)
    for shapes in LARGE:
        there_and_back(*shapes)
    pooling((64, 28, 28, 8))


def numbers(x_shape, w_shape, stride, padding):
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=x_shape), rng.normal(size=w_shape), rng.normal(size=w_shape[3])
    return x, w, b, rng.normal(size=conv.forward(x, w, b, stride, padding).shape)


def ours(dL_dz, x, w, b, stride, padding):
    return lambda: (conv.forward(x, w, b, stride, padding), *conv.backward(dL_dz, x, w, stride, padding))


def theirs(dL_dz, x, w, b, stride, padding):
    """Return the same in PyTorch, in its own order of axes, all three gradients asked for."""
    dL_dz, x = (torch.from_numpy(t.transpose(0, 3, 1, 2).copy()) for t in (dL_dz, x))
    leaves = [t.requires_grad_() for t in (x, torch.from_numpy(w.transpose(3, 2, 0, 1).copy()),
                                           torch.from_numpy(b))]

    def call():
        z = torch.nn.functional.conv2d(*leaves, stride, padding)
        dL_dx, dL_dw, dL_db = torch.autograd.grad(z, leaves, dL_dz)
        return (z.detach().permute(0, 2, 3, 1), dL_dx.permute(0, 2, 3, 1), dL_dw.permute(2, 3, 1, 0), dL_db)

    return call


def there_and_back(x_shape, w_shape, stride, padding):
    """Time backward beside forward: it takes two matrix products where forward takes one of the same size."""
    x, w, b, dL_dz = numbers(x_shape, w_shape, stride, padding)
    ways = {"forward": lambda: conv.forward(x, w, b, stride, padding),
            "backward": lambda: conv.backward(dL_dz, x, w, stride, padding)}
    _timing.compare(f"conv, x {x_shape}, w {w_shape}, stride {stride}, padding {padding}", ways)


def plain_loops(dL_dz, x, w, b):
    """One window, one kernel cell at a time, as one writes it on the first day (stride 1, no padding)."""
    z, dL_dx, dL_dw = np.zeros(dL_dz.shape), np.zeros(x.shape), np.zeros(w.shape)
    for e, i, j, k in np.ndindex(dL_dz.shape):
        z[e, i, j, k] = b[k]
        for u, v, n in itertools.product(*map(range, w.shape[:3])):
            z[e, i, j, k] += x[e, i + u, j + v, n] * w[u, v, n, k]
            dL_dx[e, i + u, j + v, n] += dL_dz[e, i, j, k] * w[u, v, n, k]
            dL_dw[u, v, n, k] += dL_dz[e, i, j, k] * x[e, i + u, j + v, n]
    return z, dL_dx, dL_dw, dL_dz.sum(axis=(0, 1, 2))


def pooling(shape):
    rng = np.random.default_rng(0)
    a = rng.normal(size=shape)
    dL_dp = rng.normal(size=max_pool.forward(a).shape)
    rivals = {"cnnlib": lambda: (max_pool.forward(a), max_pool.backward(dL_dp, a))}
    if torch:
        b, upstream = (torch.from_numpy(t.transpose(0, 3, 1, 2).copy()) for t in (a, dL_dp))
        b.requires_grad_()

        def call():
            p = torch.nn.functional.max_pool2d(b, 2)
            dL_db, = torch.autograd.grad(p, b, upstream)
            return p.detach().permute(0, 2, 3, 1), dL_db.permute(0, 2, 3, 1)

        rivals["PyTorch"] = call
    agree(rivals)
    _timing.compare(f"max_pool forward + backward, a {shape}, size 2", rivals)


def agree(rivals):
    """Stop unless all rivals compute the same numbers."""
    first, *others = (f() for f in rivals.values())
    for results in others:
        for expected, got in zip(first, results, strict=True):
            np.testing.assert_allclose(np.asarray(got), expected, rtol=1e-9, atol=1e-9)


if __name__ == "__main__":
    main()
