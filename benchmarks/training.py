"""One training step of the 20-parameter network and one epoch of the ten-digit network, against PyTorch eager.

Both sides start from the same weights and are compared (loss after one step) before they are timed.
"""

import _timing  # noqa: I001  before NumPy: it sets the number of threads
import numpy as np

from cnnlib import examples, optim

torch = _timing.torch
LR = 0.1


def main():
    _timing.versions()
    for m in (1, 32):
        net, params, x, y = twenty(m)
        race(f"one step, 20 parameters, batch of {m}", net, params, [(x, y)], their_twenty)
    net, params, _, _ = examples.ten_digits()
    sides = examples.digits(classes=None)
    x, y = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    for m in (32, 64):
        batches = [(x[i:i + m], y[i:i + m]) for i in range(0, len(x), m)]
        race(f"one epoch, ten digits, {len(x)} pictures, batches of {m}", net, params, batches, their_ten)


def race(title, net, params, batches, their_model):
    """Time our epoch against PyTorch's, which may leave the picture's gradient out; ours never does."""
    rivals = {"cnnlib": our_epoch(net, params, batches)}
    if torch:
        rivals["PyTorch"] = their_epoch(*their_model(params), batches)
        rivals["with dL_dx"] = their_epoch(*their_model(params), batches, picture=True)
        agree(rivals)
    _timing.compare(title, rivals)


def twenty(m):
    net, params, x, y = examples.eight_by_eight()
    if m > 1:
        (x, y), _ = examples.digits()
    return net, params, x[:m], y[:m]


def our_epoch(net, params, batches):
    optimizer = optim.SGD(LR)

    def epoch():
        nonlocal params
        for x, y in batches:
            run = net.run(params, x, y)
            params = optimizer.step(params, run.grads)
        return float(run.L)

    return epoch


def their_epoch(model, loss, batches, picture=False):
    """Return one epoch in PyTorch's own order of axes;
    picture=True asks for the gradient of the picture as well."""
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    batches = [(torch.tensor(np.moveaxis(x, 3, 1).copy(), requires_grad=picture), torch.tensor(y))
               for x, y in batches]

    def epoch():
        for x, y in batches:
            optimizer.zero_grad()
            x.grad = None
            L = loss(model(x), y)
            L.backward()
            optimizer.step()
        return L.item()

    return epoch


def their_twenty(params):
    nn = torch.nn
    model = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(9, 1))
    return with_weights(model, params, w3=(3, 3, 1)), nn.BCEWithLogitsLoss()


def their_ten(params):
    nn = torch.nn
    model = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Flatten(), nn.Linear(64, 10))
    return with_weights(model, params, w5=(2, 2, 16)), nn.CrossEntropyLoss()


def with_weights(model, params, **maps):
    """Copy our weights into PyTorch's axes: (filters, channels, rows, columns) and (units, inputs)."""
    model = model.double()
    with torch.no_grad():
        for theirs, (name, ours) in zip(model.parameters(), params.items(), strict=True):
            if name in maps:
                ours = ours.reshape(*maps[name], -1).transpose(3, 2, 0, 1).reshape(ours.shape[1], -1)
            elif ours.ndim == 4:
                ours = ours.transpose(3, 2, 0, 1)
            theirs.copy_(torch.tensor(ours.copy()))
    return model


def agree(rivals):
    """Stop unless all sides report the same loss twice, before and after they have learned."""
    for _ in range(2):
        losses = {name: run() for name, run in rivals.items()}
        if np.ptp(list(losses.values())) > 1e-9:
            raise SystemExit(f"the losses differ, nothing is timed: {losses}")


if __name__ == "__main__":
    main()
