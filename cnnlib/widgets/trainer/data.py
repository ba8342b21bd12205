"""What a Trainer learns from: digits of the library, or images and labels of the reader's own."""

from dataclasses import dataclass, field
from numbers import Real

import numpy as np

from cnnlib import examples, inputs, slices
from cnnlib.draw.ink.number import typable
from cnnlib.network import Network

SHARE = 0.25            # of the reader's images, held out where no others came


@dataclass(frozen=True, eq=False)
class Data:
    """A network, the weights it starts with (None: drawn from the seed), images with labels, names of classes.

    train, held_out: (x, y);  ours: whether these are digits of the library
    """

    net: Network
    params: dict | None = field(repr=False)
    train: tuple = field(repr=False)
    held_out: tuple = field(repr=False)
    names: tuple
    ours: bool

    @property
    def shades(self):
        """The lightest and the darkest number of the training images."""
        return (0.0, 1.0) if self.ours else (float(self.train[0].min()), float(self.train[0].max()))


def gathered(net=None, params=None, x=None, y=None, held_out=None, classes=(3, 8)):
    """Return the Data of what was given: without x digits of the library, without net a network of its lessons.

    y: a class number for each image, from 0, or one-hot rows
    held_out: images of one's own (x, y) that nothing is learned from, or the share of x to hold out
    Raises ValueError for whatever does not fit together.
    """
    if net is not None:
        inputs.of_kind(net, Network, "net")
    if x is None and (y is not None or held_out is not None):
        raise ValueError(f"{'held_out' if y is None else 'y'} came without x; it belongs to images of your own")
    if x is not None and classes != (3, 8):
        raise ValueError(f"classes={classes!r} chooses among digits of the library, and x came; leave one of them out")
    if x is None:
        net, images, names = digits(net, classes)
    else:
        net = net or usual(x)
        images, names = own(net, x, y, held_out), tuple(range(outcomes(net)))
    if params is not None:
        params = inputs.parameters(params, net.param_shapes)
    return Data(net, params, *images, names, x is None)


def outcomes(net):
    """How many classes a network tells apart: two by one unit."""
    return max(2, net.layers[-2].units)


def usual(x):
    """The network of the lessons, for images that it can read; ValueError, with a network for them, else."""
    net, shape = examples.eight_by_eight()[0], np.shape(x)
    if len(shape) == 4 and shape[1:] != net.input_shape:
        first = "Conv(4, 3), ReLU(), MaxPool(2), " if min(shape[1:3]) > 3 else ""       # where these have room
        raise ValueError(f"x holds images {shape[1:]} and net did not come; it needs one that reads them, such as "
                         f"net=Network({shape[1:]}, [{first}Flatten(), Dense(1), Sigmoid()])")
    return net


def digits(net, classes):
    """A network, digits that it can tell apart, and the names of their classes."""
    if net is None:
        net = (examples.ten_digits if classes is None else examples.eight_by_eight)()[0]
    units = net.layers[-2].units
    if net.input_shape != (8, 8, 1) or units not in (1, 2, 10):
        raise ValueError(f"net reads {net.input_shape} and tells {outcomes(net)} classes apart, which no digits "
                         "here have: images (8, 8, 1) of two or ten classes; it needs x and y of your own")
    if classes is None and units != 10:
        raise ValueError(f"classes=None is all ten digits, and net ends with Dense({units}); it needs Dense(10)")
    chosen = None if units == 10 else classes
    images = examples.digits(chosen)
    if units == 2:
        images = [(x, np.hstack([1 - y, y])) for x, y in images]
    return net, images, tuple(range(10) if chosen is None else chosen)


def own(net, x, y, held_out):
    """The reader's images with labels in the shape of the prediction: those to learn from, those held out."""
    train = pair(net, x, y, "")
    if held_out is None or isinstance(held_out, Real):
        return parted(net, *train, share_of(SHARE if held_out is None else held_out))
    if not isinstance(held_out, tuple | list) or len(held_out) != 2:
        raise ValueError(f"held_out is a {type(held_out).__name__}; it needs images and labels (x, y), "
                         f"or the share of x to hold out, such as {SHARE}")
    check_classes(net, train[1], "y")
    return mixed(train), mixed(pair(net, *held_out, " of held_out"))


def mixed(pair):
    """Images with their labels in an order drawn once: where the first ones are asked, no class is left out."""
    order = np.random.default_rng(0).permutation(len(pair[0]))
    return tuple(one[order] for one in pair)


def share_of(value):
    """A share between 0 and 1; ValueError for any other."""
    if isinstance(value, bool) or not 0 < value < 1:
        raise ValueError(f"held_out is {value!r}; it needs a share between 0 and 1, such as {SHARE}")
    return float(value)


def pair(net, x, y, where):
    """Images and labels that fit a network; where: what an error says behind their names."""
    if y is None:
        raise ValueError(f"x{where} came without y; it needs a label for each image, such as y=[0, 1, …]")
    x = inputs.images(x, net.input_shape, f"x{where}")
    return x, labels(y, len(x), net.layers[-2].units, f"y{where}")


def labels(y, m, units, name):
    """Labels (m, 1), or one-hot (m, units), of class numbers or of one-hot rows."""
    y, count = inputs.real(y, name), max(2, units)
    if units > 1 and y.shape == (m, units):
        return y
    if y.shape not in ((m,), (m, 1)):
        raise ValueError(f"{name} has the shape {y.shape}; it needs ({m},), a class number for each of {m} images")
    known = np.isin(y, np.arange(count)).ravel()
    if not known.all():
        more = " (more classes need a net that ends with Dense(classes), Softmax())" if units == 1 else ""
        odd = typable(float(y.ravel()[~known][0]))
        raise ValueError(f"{name} holds {odd}; it needs whole numbers from 0 to {count - 1}{more}")
    return y.reshape(m, 1) if units == 1 else inputs.one_hot(y, units)


def check_classes(net, y, name, least=1):
    """Raise ValueError unless every class has so many examples."""
    counts = np.bincount(slices.classes(y), minlength=outcomes(net))
    if counts.min() < least:
        k = counts.tolist().index(counts.min())
        held = ", one of them to be held out; or bring held_out=(x, y)" if least > 1 else ""
        raise ValueError(f"{name} names class {k} {counts[k]} times; it needs at least {least} of each{held}")


def parted(net, x, y, share):
    """Images to learn from and images held out, drawn once for all seeds: of every class the same share."""
    check_classes(net, y, "y", 2)
    order = np.random.default_rng(0).permutation(len(x))
    kinds, held = slices.classes(y)[order], np.zeros(len(x), bool)
    for k in range(outcomes(net)):
        places = np.flatnonzero(kinds == k)
        held[places[:min(max(1, round(share * len(places))), len(places) - 1)]] = True
    return (x[order[~held]], y[order[~held]]), (x[order[held]], y[order[held]])
