"""From slider move to painted picture, in a real JupyterLab in Chromium: explorer, naive figure and empty round trip.

    make bench ARGS=benchmarks/latency.py

All three run in the same notebook in turn, so that ratios hold on a noisy machine. A move is one key press on a slider;
it ends in the animation frame that shows its picture.
"""

import importlib.util
import json
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOVES, ROUNDS = 25, 4

SETUP = '''
import io, itertools
import ipywidgets as W, numpy as np
from cnnlib.widgets import NetworkExplorer
'''
EMPTY = '''
slider, label = W.IntSlider(description="empty", max=1000), W.Label("0")
slider.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
display(slider, label)
'''
EXPLORER = '''
from dataclasses import replace
explorer = NetworkExplorer()
explorer.become(replace(explorer.state, selected=("w1", 1, 1)))
explorer
'''
NAIVE = '''
import matplotlib.pyplot as plt
from cnnlib import examples
net, params, x, y = examples.eight_by_eight()
def board(value):
    changed = params | {"w1": params["w1"].copy()}
    changed["w1"][1, 1] = value
    run = net.run(changed, x, y)
    forward = {**run.trace, **run.params}
    names = ["x", "w1", "z1", "a1", "a2", "w3", "a3"]
    figure, axes = plt.subplots(2, 7, figsize=(12, 6))
    for (above, below), name in zip(axes.T, names):
        for axis, array in ((above, forward[name]), (below, run.grads["dL_d" + name])):
            shape = (3, 3) if name == "w3" else array.squeeze().shape or (1, 1)
            matrix = array.reshape(shape)
            axis.imshow(matrix, cmap="gray_r" if axis is above else "coolwarm")
            for (r, c), v in np.ndenumerate(matrix):
                axis.text(c, r, f"{v:.1f}", ha="center", va="center", fontsize=6)
            axis.set_title(name)
    plt.show()
W.interact(board, value=W.FloatSlider(description="naive", min=-2, max=2, step=0.05));
'''

MEASURE = '''
async ({ label, changed, moves }) => {
  const find = () => [...document.querySelectorAll('.widget-hslider')]
    .find((box) => box.querySelector('label')?.textContent === label);
  const handle = find().querySelector('.noUi-handle');
  const target = eval(changed);
  const times = [];
  for (let k = 0; k < moves; k++) {
    const painted = new Promise((done) => {
      const watch = new MutationObserver(() => {
        watch.disconnect();
        requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = () => done(performance.now()); port.port2.postMessage(0); });
      });
      watch.observe(target, { childList: true, subtree: true, characterData: true, attributes: true });
    });
    const start = performance.now();
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: k % 2 ? 'ArrowLeft' : 'ArrowRight', bubbles: true }));
    times.push(await painted - start);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
  return times;
}
'''
CASES = {
    "empty round trip": ("empty", "[...document.querySelectorAll('.widget-label')].find((n) => n.textContent === '0'"
                                  " || /^[0-9]+$/.test(n.textContent))"),
    "NetworkExplorer": ("Selected value", "document.querySelector('.cnnlib-canvas')"),
    "naive figure": ("naive", "[...document.querySelectorAll('.widget-interact')][0].querySelector('.widget-output')"),
}
