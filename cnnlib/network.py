"""Layers in a row: forward keeps every intermediate, backward returns every gradient."""

from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np

from cnnlib import inputs
from cnnlib.layers import AvgPool, Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax, check, last_kinds

__all__ = ["Network", "Run", "Step",
           "AvgPool", "Conv", "Dense", "Flatten", "MaxPool", "ReLU", "Sigmoid", "Softmax"]


@dataclass(frozen=True)
class Step:
    """One layer with the names of what it reads, what it makes and what it has learned."""

    layer: object
    number: int
    input: str
    output: str
    weights: tuple = ()

    @cached_property
    def needed(self):
        """The weights that backward needs: all but the bias."""
        letters = zip(self.weights, self.layer.learns, strict=True)
        return tuple(name for name, letter in letters if letter != "b")

    def shapes(self, shape):
        """Return {name: shape} of what the layer makes of an input of this shape, and of what it has learned.

        Shapes without the batch. ValueError if the layer does not fit; the op says why.
        """
        try:
            learned = self.layer.weight_shapes(shape) if self.weights else ()
            blank = [np.zeros(each) for each in ((1, *shape), *learned)]
            made = self.layer.forward(*blank).shape[1:]
        except ValueError as error:
            raise ValueError(f"{self.layer} does not fit {self.input} {shape}: {error}") from error
        return {self.output: made, **dict(zip(self.weights, learned, strict=True))}


@dataclass(frozen=True, eq=False)
class Run:
    """Everything of one pass forward and backward, in arrays that nobody else holds."""

    net: object
    params: dict = field(repr=False)
    trace: dict = field(repr=False)
    y: np.ndarray = field(repr=False)
    L: float
    grads: dict = field(repr=False)


class Network:
    """A chain of layers with one name for every tensor.

    A convolution, a pooling and a dense layer each open a number; what they make is z, or a when no
    activation acts on a pooling; an activation makes a with the number of the z it acts on.

        net.steps       the chain, one Step for each layer but Flatten
        net.maker       {output: Step}; net.user {input or weight: Step}
        net.shapes      {name: shape}, of a tensor in the trace without the batch

    ValueError if the layers do not fit together or do not end with Dense, then Sigmoid or Softmax.
    """

    def __init__(self, input_shape, layers):
        _check_input_shape(input_shape)
        if not isinstance(layers, tuple | list):
            raise ValueError(f"layers must be a list of layers, got {layers!r}")
        _check_kinds(layers)
        self.input_shape, self.layers = tuple(map(int, input_shape)), tuple(map(_with_tuples, layers))
        _check_order(self.input_shape, self.layers)
        self.steps = _name_steps(self.layers)
        self.maker = {step.output: step for step in self.steps}
        self.user = {name: step for step in self.steps for name in (step.input, *step.weights)}
        self.shapes = _find_shapes(self.input_shape, self.steps)
        self.layers[-1].check_units(self.layers[-2].units)
        self.param_shapes = {name: self.shapes[name] for step in self.steps for name in step.weights}
        self.parameter_count = sum(int(np.prod(shape)) for shape in self.param_shapes.values())

    def __repr__(self):
        return f"Network({self.input_shape}, {list(self.layers)})"

    def init(self, rng):
        """Draw weights, biases are 0; w ~ N(0, 2/inputs) before a ReLU, else N(0, 2/(inputs + outputs)).

        He et al. 2015, arXiv:1502.01852; Glorot and Bengio 2010, AISTATS.
        """
        if not isinstance(rng, np.random.Generator):
            raise ValueError(f"rng must be a generator as np.random.default_rng(0) makes it, got {rng!r}")
        params = {}
        for step in self.steps:
            if step.weights:
                shapes = [self.shapes[name] for name in step.weights]
                drawn = step.layer.init(rng, shapes, self._next_activation(step))
                params |= dict(zip(step.weights, drawn, strict=True))
        return params

    def forward(self, params, x):
        """Return every tensor on the way from x to the prediction: {"x", "z1", "a1", ...}.

        The trace keeps a copy of x. ValueError if x is not finite or not (m, *input_shape), or if a parameter
        does not fit.
        """
        return self._forward(inputs.parameters(params, self.param_shapes), inputs.images(x, self.input_shape))

    def loss(self, trace, y):
        """Return L, the cross-entropy averaged over the m examples, from the last z (fused)."""
        trace = self._checked_trace(trace)
        return self._loss(trace, self._checked_y(y, trace))

    def backward(self, params, trace, y):
        """Return the gradient of L for every tensor and parameter, from the prediction back to x.

        dL_dz of the last layer is the fused (a − y)/m and stays finite; dL_da of the last layer, which
        nothing else uses, is inf where a prediction is saturated at the wrong label.
        """
        trace = self._checked_trace(trace)
        return self._backward(inputs.parameters(params, self.param_shapes), trace, self._checked_y(y, trace))

    def run(self, params, x, y):
        """Do forward, loss and backward, and keep it all in one Run.

        It holds copies, whatever happens to params, x and y.
        """
        params, x = inputs.parameters(params, self.param_shapes), inputs.images(x, self.input_shape)
        trace = self._forward(params, x)
        y = self._checked_y(y, trace)
        return Run(self, params, trace, y, self._loss(trace, y), self._backward(params, trace, y))

    def _forward(self, params, x):
        trace = {"x": x}
        for step in self.steps:
            weights = [params[name] for name in step.weights]
            trace[step.output] = step.layer.forward(trace[step.input], *weights)
        return trace

    def _loss(self, trace, y):
        last = self.steps[-1]
        return last.layer.loss(trace[last.input], y)

    def _backward(self, params, trace, y):
        *hidden, last = self.steps
        z, a = last.input, last.output
        dL_da, dL_dz = last.layer.loss_backward(trace[a], y)
        grads = {f"dL_d{a}": dL_da, f"dL_d{z}": dL_dz}
        for step in reversed(hidden):
            grads |= _step_backward(step, grads[f"dL_d{step.output}"], params, trace)
        return grads

    def _next_activation(self, step):
        following = self.steps[self.steps.index(step) + 1:]
        return next(s.layer for s in following if not s.layer.opens)

    def _checked_y(self, y, trace):
        a = trace[self.steps[-1].output]
        return inputs.labels(y, a.shape).astype(a.dtype, copy=False)      # labels never widen float32

    def _checked_trace(self, trace):
        """Return the tensors of a trace as arrays; ValueError for a gap and for another shape."""
        if not isinstance(trace, dict):
            raise ValueError(f"trace must be the dict that net.forward returns; got {type(trace).__name__}")
        missing = [name for name in ("x", *self.maker) if name not in trace]
        if missing:
            raise ValueError(f"trace must come from net.forward; it lacks {', '.join(missing)}")
        m = len(inputs.images(trace["x"], self.input_shape))
        return {name: inputs.of_shape(trace[name], (m, *self.shapes[name]), f"trace[{name!r}]")
                for name in ("x", *self.maker)}


def _step_backward(step, upstream, params, trace):
    """Return the gradients that one step sends back: of its weights, then of its input."""
    a = trace[step.input]
    if not step.weights:
        return {f"dL_d{step.input}": step.layer.backward(upstream, a)}
    dL_da, *dL_dweights = step.layer.backward(upstream, a, *[params[name] for name in step.needed])
    below = (*step.weights, step.input)
    return {f"dL_d{name}": dL for name, dL in zip(below, (*dL_dweights, dL_da), strict=True)}


def _check_input_shape(shape):
    fits = isinstance(shape, tuple | list) and len(shape) in (1, 3)
    if not fits or not all(isinstance(n, int | np.integer) and n > 0 and n is not True for n in shape):
        raise ValueError(f"input_shape must be (rows, columns, channels) or (inputs,), got {shape!r}")


def _with_tuples(layer):
    """Return the layer with tuples for lists, which somebody could change later."""
    given = {one.name: getattr(layer, one.name) for one in fields(layer)}
    return replace(layer, **{name: _tuples(value) for name, value in given.items()})


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _check_kinds(layers):
    """Raise ValueError unless layers are layers and the last two make a prediction with a loss."""
    for n, layer in enumerate(layers):
        check(layer, f"layers[{n}]")
    if len(layers) < 2 or not hasattr(layers[-1], "loss") or not isinstance(layers[-2], Dense):
        last = " or ".join(last_kinds())
        raise ValueError(f"layers must end with Dense, then {last}; got {list(layers[-2:])}")


def _check_order(input_shape, layers):
    """Raise ValueError, in words, unless every layer may follow the one before it."""
    before, flat = None, len(input_shape) == 1
    for n, layer in enumerate(layers):
        here, acts = f"layers[{n}], {layer},", not (layer.opens or isinstance(layer, Flatten))
        if acts and not (before and before.opens):
            raise ValueError(f"{here} must come directly after a Conv, a pooling or a Dense; got {before}")
        if acts and not hasattr(layer, "backward") and n < len(layers) - 1:
            raise ValueError(f"{here} can only be the last layer")
        if isinstance(before, Flatten) and layer.reads != "row":
            raise ValueError(f"{here} comes after Flatten(), which must stand directly before a Dense")
        if layer.reads == "map" and flat:
            raise ValueError(f"{here} needs a map (rows, columns, channels), but gets one flat row")
        flat = flat or isinstance(layer, Flatten)
        if layer.reads == "row" and not flat:
            raise ValueError(f"{here} needs one flat row; put Flatten() before it")
        before = layer


def _name_steps(layers):
    """Give every layer its number and the names of its tensors."""
    steps, number, name = [], 0, "x"
    layers = [layer for layer in layers if not isinstance(layer, Flatten)]
    for layer, after in zip(layers, (*layers[1:], None), strict=True):
        number += layer.opens
        acted_on = after is not None and not after.opens
        output = f"z{number}" if layer.opens and (layer.learns or acted_on) else f"a{number}"
        steps.append(Step(layer, number, name, output, tuple(f"{letter}{number}" for letter in layer.learns)))
        name = output
    return tuple(steps)


def _find_shapes(input_shape, steps):
    """Return {name: shape} by sending one blank example through; the ops refuse what does not fit."""
    shapes = {"x": input_shape}
    for step in steps:
        shapes |= step.shapes(shapes[step.input])
    return shapes
