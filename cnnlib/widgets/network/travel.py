"""What moves when a step is taken, and the sentence that says it."""

import numpy as np

from cnnlib import explain
from cnnlib.draw import plain
from cnnlib.draw.ink.names import is_gradient
from cnnlib.draw.ink.words import count
from cnnlib.layers import AvgPool, Conv, Dense, MaxPool, ReLU, Sigmoid, Softmax
from cnnlib.ops.windows import pair

from ..stage.motion import MOST
from .words import called

AT_ONCE = MOST          # numbers that travel in one step; of longer sums the selected cell's alone


def of_step(now):
    """What travels in a step: to every cell in focus, or, where that is too much, to the selected one."""
    name, index = now.selected
    view = now.views[name]
    rows, columns = view.size
    if rows * columns * len(now.cell.terms) > AT_ONCE:
        return explain.travellers(now.cell)
    places = (view.index(row, column) for row in range(rows) for column in range(columns))
    return [one for at in places for one in explain.travellers(explain.cell(now.run, name, at))]


def told(now):
    """What the selected cell of a step has come from, in a sentence."""
    name, _ = now.selected
    here, total = called(*now.selected, now.views), plain(now.cell.total)
    if name == "L":
        return f"the loss is {total}: {of_loss(now.run.y)}."
    if is_gradient(name):
        return backward(now, name.removeprefix("dL_d"), here, total)
    layer, terms = now.run.net.maker[name].layer, now.cell.terms
    if isinstance(layer, Conv | Dense):
        return f"{count(len(terms) - 1, 'product')} and the bias add up to {here} = {total}."
    if isinstance(layer, AvgPool):
        return f"{here} = {total} is the mean of {averaged(layer, len(terms))}."
    first = plain(terms[0].value)
    return {ReLU: f"ReLU {passing(now)} {first} at {here}.",
            MaxPool: f"max pool keeps {total}, the largest of {len(terms)}, in {here}.",
            Sigmoid: f"σ turns {first} into {here} = {total}.",
            Softmax: f"softmax turns {len(terms)} scores into shares: {here} = {total}."}[type(layer)]


def of_loss(y):
    """What the loss of these labels is."""
    mean = f"the mean over {len(y)} examples of " if len(y) > 1 else ""
    if np.isin(y, (0, 1)).all():
        return f"{mean}minus the logarithm of what the label got"
    return f"{mean}minus the logarithm of each answer's share, weighed by the label"


def averaged(layer, met):
    """How many numbers average pooling takes the mean of, of which it met so many."""
    rows, columns = pair(layer.size, "size")
    return f"{rows * columns}{', the padding counted as 0' * (met < rows * columns)}"


def passing(now):
    """What ReLU does with a number."""
    if now.cell.terms[0].value > 0:
        return "passes on"
    return "lets a part through of" if now.cell.leak else "stops"


def backward(now, name, here, total):
    """What has come back to a cell, in a sentence."""
    last, terms = now.run.net.steps[-1], now.cell.terms
    if name == last.output:
        return f"the loss sends back {here} = {total}."
    if name == last.input:
        (a, *_), (y, *_) = ([f for f in term.factors if f.source] for term in terms)
        shared = f", over {len(now.run.y)} examples" if len(now.run.y) > 1 else ""
        return f"prediction {plain(a.value)} minus label {plain(y.value)}{shared}: {here} = {total}."
    step = now.run.net.user[name]
    if not terms:
        return f"{here} = 0: {'it met padding alone' if name in step.weights else 'no window reads it'}."
    if name in step.weights:
        alive = sum(term.value != 0 for term in terms)
        return learned(len(terms), alive, name == step.weights[-1], here, total)
    if isinstance(step.layer, MaxPool):
        return pooled(sum(slope.value > 0 for _, slope in (term.factors for term in terms)), here, total)
    if isinstance(step.layer, ReLU):
        return gate(terms[0], here, total)
    if len(terms) > 1:
        return f"{count(len(terms), 'product')} come back together: {here} = {total}."
    return f"{here} = {plain(terms[0].factors[0].value)} · {plain(terms[0].factors[1].value)} = {total}."


def learned(terms, alive, is_bias, here, total):
    """What adds up to the gradient of a weight or a bias."""
    if terms > 1:
        return f"{terms} {'gradients' if is_bias else 'products'}, {alive} not 0, add up to {here} = {total}."
    came = "the bias gets what comes back as it is" if is_bias else "upstream times what the weight met"
    return f"{came}: {here} = {total}."


def pooled(won, here, total):
    """What max pooling sends to a cell that has won so many windows."""
    if not won:
        return f"{here} = 0: it won no window."
    if total == "0":
        return f"{here} = 0: it won {count(won, 'window')}, but what comes back is 0."
    if won == 1:
        return f"max pool sends {total} to {here}; losers get 0."
    return f"{here} won {won} windows, their gradients add up: {total}."


def gate(term, here, total):
    """Whether a gate let a gradient pass."""
    upstream, slope = term.factors
    if slope.value == 1:
        return f"the gate is open: {total} passes to {here}."
    return (f"the gate leaks: of {plain(upstream.value)} comes {total} to {here}." if slope.value else
            f"the gate is shut: {plain(upstream.value)} stops, {here} = 0.")
