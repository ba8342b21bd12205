"""The ops, networks and optimizers once more in PyTorch, with our layout outside: channels last, filters last."""

try:
    import torch
    import torch.nn.functional as F
except ImportError:          # the tests are skipped then, but counted
    torch = F = None

from cnnlib.layers import AvgPool, Conv, Dense, MaxPool, ReLU, Sigmoid, Softmax


def both_ways(op, upstream, *arrays):
    """Run op on arrays and send the upstream back -> [output, gradient of each array]."""
    inputs = [torch.tensor(array, requires_grad=True) for array in arrays]
    output = op(*inputs)
    output.backward(torch.tensor(upstream))
    return [output.detach().numpy(), *(one.grad.numpy() for one in inputs)]


def two(value):
    """(rows, columns) of a whole number or a pair."""
    return value if isinstance(value, tuple) else (value, value)


def channel_second(a):
    return a.permute(0, 3, 1, 2)


def channel_last(a):
    return a.permute(0, 2, 3, 1)


def pad(x, padding, value=0.0):
    """Add cells around pictures (m, channels, rows, columns); padding is written in any of our ways."""
    (top, bottom), (left, right) = (two(side) for side in two(padding))
    return F.pad(x, (left, right, top, bottom), value=value)


def conv(x, w, b, stride=1, padding=0, dilation=1):
    x = pad(channel_second(x), padding)
    return channel_last(F.conv2d(x, w.permute(3, 2, 0, 1).contiguous(), b, stride, 0, dilation))


def conv_in_words(x, w, b, padding, dilation):
    """PyTorch's own "same" and "valid"; its "same" has no stride."""
    return channel_last(F.conv2d(channel_second(x), w.permute(3, 2, 0, 1).contiguous(), b, 1, padding, dilation))


def max_pool(a, size, stride=None, padding=0):
    """Gradients go to the first maximum in reading order."""
    return channel_last(F.max_pool2d(pad(channel_second(a), padding, -torch.inf), size, stride))


def max_pool_unpadded(a, size, stride=None, padding=0):
    """PyTorch's own padding, of which no cell can win; it takes the same on both sides, half the window at most."""
    return channel_last(F.max_pool2d(channel_second(a), size, stride, padding))


def max_pool_split(a, size, stride=None, padding=0):
    """Gradients go to all maxima in equal parts, as amax sends them."""
    return windows(a, size, stride, padding).amax((-2, -1))


def max_pool_all(a, size, stride=None, padding=0):
    """Gradients go to each maximum in full: a sum of the winners, whose value is not that of the pooling."""
    cells = windows(a, size, stride, padding)
    won = cells == cells.amax((-2, -1), keepdim=True)
    return torch.where(won, cells, 0.0).sum((-2, -1))


def avg_pool(a, size, stride=None, padding=0):
    return channel_last(F.avg_pool2d(pad(channel_second(a), padding), size, stride))


def windows(a, size, stride, padding):
    """The cells (m, i, j, channels, u, v) of all windows, padded with -inf."""
    (rows, columns), (down, across) = two(size), two(size if stride is None else stride)
    padded = pad(channel_second(a), padding, -torch.inf)
    return padded.unfold(2, rows, down).unfold(3, columns, across).permute(0, 2, 3, 1, 4, 5)


def relu(z, leak=0.0):
    return F.leaky_relu(z, leak) if leak else F.relu(z)


def dense(a, w, b):
    return F.linear(a.flatten(1), w.T, b)


def flatten(a):
    return a.flatten(1)


def sigmoid(z):
    return torch.sigmoid(z)


def softmax(z):
    return torch.softmax(z, dim=1)


# Losses: y is a constant, the mean is over the examples alone

def binary_cross_entropy(a, y):
    return F.binary_cross_entropy(a, torch.tensor(y), reduction="sum") / len(a)


def certain_binary_cross_entropy(a, y):
    """F.binary_cross_entropy takes no logarithm below -100; this one, for labels 0 and 1, reaches infinity."""
    return -torch.log(torch.where(torch.tensor(y) == 1, a, 1 - a)).sum() / len(a)


def sigmoid_binary_cross_entropy(z, y):
    return F.binary_cross_entropy_with_logits(z, torch.tensor(y), reduction="sum") / len(z)


def cross_entropy(a, y):
    return -torch.xlogy(torch.tensor(y), a).sum() / len(a)


def certain_cross_entropy(a, y):
    return -torch.log(torch.where(torch.tensor(y) == 1, a, 1.0)).sum() / len(a)


def softmax_cross_entropy(z, y):
    return F.cross_entropy(z, torch.tensor(y))


# Networks

LAYERS = {Conv: lambda layer, a, w, b: conv(a, w, b, layer.stride, layer.padding, layer.dilation),
          MaxPool: lambda layer, a: max_pool(a, layer.size, layer.stride, layer.padding),
          AvgPool: lambda layer, a: avg_pool(a, layer.size, layer.stride, layer.padding),
          ReLU: lambda layer, z: relu(z, layer.leak),
          Dense: lambda layer, a, w, b: dense(a, w, b),
          Sigmoid: lambda layer, z: sigmoid(z),
          Softmax: lambda layer, z: softmax(z)}
FUSED = {Sigmoid: sigmoid_binary_cross_entropy, Softmax: softmax_cross_entropy}
SEPARATE = {Sigmoid: binary_cross_entropy, Softmax: cross_entropy}


def forward(net, params, x):
    """Return every tensor of a network, each of which keeps its gradient."""
    trace = {"x": x}
    for step in net.steps:
        made = LAYERS[type(step.layer)](step.layer, trace[step.input], *(params[name] for name in step.weights))
        made.retain_grad()
        trace[step.output] = made
    return trace


def loss(net, trace, y):
    last = net.steps[-1]
    return FUSED[type(last.layer)](trace[last.input], y)


def run(net, params, x, y):
    """Return the trace, the loss and the gradients of a network, as net.run names them."""
    params = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    trace = forward(net, params, torch.tensor(x, requires_grad=True))
    L = loss(net, trace, y)
    L.backward()
    last = net.steps[-1]                # which the fused loss goes around
    a = trace.pop(last.output).detach().numpy()
    grads = {f"dL_d{name}": value.grad.numpy() for name, value in (trace | params).items()}
    grads[f"dL_d{last.output}"] = both_ways(lambda a: SEPARATE[type(last.layer)](a, y), 1.0, a)[1]
    return {name: value.detach().numpy() for name, value in trace.items()} | {last.output: a}, L.item(), grads


def train(net, params, batches, optimizer):
    """Train on batches (x, y) one after the other -> the parameters and the loss before each step.

    optimizer(tensors) makes one of torch.optim
    """
    params = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    optimizer, losses = optimizer(list(params.values())), []
    for x, y in batches:
        optimizer.zero_grad()
        L = loss(net, forward(net, params, torch.tensor(x, requires_grad=True)), y)
        L.backward()
        optimizer.step()
        losses.append(L.item())
    return {name: value.detach().numpy() for name, value in params.items()}, losses
