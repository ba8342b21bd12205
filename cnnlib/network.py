"""Layers in a row: forward keeps every intermediate, backward returns every gradient."""

from dataclasses import dataclass, field, fields, replace
from math import sqrt

import numpy as np

from cnnlib import inputs
from cnnlib.layers import (
    ACTIVATIONS,
    LAYERS,
    MAPS,
    AvgPool,
    Conv,
    Dense,
    Flatten,
    MaxPool,
    ReLU,
    Sigmoid,
    Softmax,
)

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
        self.input_shape, self.layers = tuple(map(int, input_shape)), tuple(map(_fixed, layers))
        _check_order(self.input_shape, self.layers)
        self.steps = _name_steps(self.layers)
        self.maker = {step.output: step for step in self.steps}
        self.user = {name: step for step in self.steps for name in (step.input, *step.weights)}
        self.shapes = _find_shapes(self.input_shape, self.steps)
        _check_last_units(*self.layers[-2:])
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
                w, b = step.weights
                scale = _weight_scale(self.shapes[w], isinstance(self._next_activation(step), ReLU))
                params[w] = rng.normal(0.0, scale, self.shapes[w])
                params[b] = np.zeros(self.shapes[b])
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
        """Do forward, loss and backward, and keep it all in one Run: copies, whatever happens to params, x and y."""
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
        return next(s.layer for s in following if isinstance(s.layer, ACTIVATIONS))

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
    w, b = step.weights
    dL_da, dL_dw, dL_db = step.layer.backward(upstream, a, params[w])
    return {f"dL_d{w}": dL_dw, f"dL_d{b}": dL_db, f"dL_d{step.input}": dL_da}


def _weight_scale(shape, before_relu):
    """Return the standard deviation for weights (..., inputs, outputs), a kernel's cells counted in both."""
    cells = int(np.prod(shape[:-2]))
    inputs, outputs = cells * shape[-2], cells * shape[-1]
    return sqrt(2 / inputs) if before_relu else sqrt(2 / (inputs + outputs))


def _check_input_shape(shape):
    fits = isinstance(shape, tuple | list) and len(shape) in (1, 3)
    if not fits or not all(isinstance(n, int | np.integer) and n > 0 and n is not True for n in shape):
        raise ValueError(f"input_shape must be (rows, columns, channels) or (inputs,), got {shape!r}")


def _fixed(layer):
    """Return the layer with tuples for lists, which somebody could change later."""
    given = {one.name: getattr(layer, one.name) for one in fields(layer)}
    return replace(layer, **{name: _tuples(value) for name, value in given.items()})


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _check_kinds(layers):
    """Raise ValueError unless layers are layers and the last two make a prediction with a loss."""
    for n, layer in enumerate(layers):
        if not isinstance(layer, LAYERS):
            known = ", ".join(kind.__name__ for kind in LAYERS)
            raise ValueError(f"layers[{n}] must be one of {known}, with its brackets; got {layer!r}")
    if len(layers) < 2 or not isinstance(layers[-1], Sigmoid | Softmax) or not isinstance(layers[-2], Dense):
        raise ValueError(f"layers must end with Dense, then Sigmoid or Softmax; got {list(layers[-2:])}")


def _check_order(input_shape, layers):
    """Raise ValueError, in words, unless every layer may follow the one before it."""
    before, flat = None, len(input_shape) == 1
    for n, layer in enumerate(layers):
        here = f"layers[{n}], {layer},"
        if isinstance(layer, ACTIVATIONS) and not isinstance(before, (*MAPS, Dense)):
            raise ValueError(f"{here} must come directly after a Conv, a pooling or a Dense; got {before}")
        if isinstance(layer, Softmax) and n < len(layers) - 1:
            raise ValueError(f"{here} can only be the last layer")
        if isinstance(before, Flatten) and not isinstance(layer, Dense):
            raise ValueError(f"{here} comes after Flatten(), which must stand directly before a Dense")
        if isinstance(layer, MAPS) and flat:
            raise ValueError(f"{here} needs a map (rows, columns, channels), but gets one flat row")
        flat = flat or isinstance(layer, Flatten)
        if isinstance(layer, Dense) and not flat:
            raise ValueError(f"{here} needs one flat row; put Flatten() before it")
        before = layer


def _check_last_units(dense_layer, last):
    """Raise ValueError unless the last Dense has one unit for a Sigmoid, one per class for a Softmax."""
    if isinstance(last, Sigmoid) and dense_layer.units != 1:
        raise ValueError(f"the Dense before the last Sigmoid must have 1 unit, got {dense_layer.units}")
    if isinstance(last, Softmax) and dense_layer.units < 2:
        raise ValueError(f"the Dense before Softmax must have 2 units or more, got {dense_layer.units}")


def _name_steps(layers):
    """Give every layer its number and the names of its tensors."""
    steps, number, name = [], 0, "x"
    for layer, after in zip(layers, (*layers[1:], None), strict=True):
        if isinstance(layer, Flatten):
            continue
        opens, learns = not isinstance(layer, ACTIVATIONS), isinstance(layer, Conv | Dense)
        number += opens
        letter = "z" if learns or (opens and isinstance(after, ACTIVATIONS)) else "a"
        weights = (f"w{number}", f"b{number}") if learns else ()
        steps.append(Step(layer, number, name, f"{letter}{number}", weights))
        name = f"{letter}{number}"
    return tuple(steps)


def _find_shapes(input_shape, steps):
    """Return {name: shape} by sending one blank example through; the ops refuse what does not fit."""
    shapes = {"x": input_shape}
    for step in steps:
        try:
            weight_shapes = step.layer.weight_shapes(shapes[step.input]) if step.weights else ()
            blank = [np.zeros(shape) for shape in ((1, *shapes[step.input]), *weight_shapes)]
            shapes[step.output] = step.layer.forward(*blank).shape[1:]
        except ValueError as error:
            here = f"{step.layer} does not fit {step.input} {shapes[step.input]}"
            raise ValueError(f"{here}: {error}") from error
        shapes |= dict(zip(step.weights, weight_shapes, strict=True))
    return shapes
