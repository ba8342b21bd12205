"""The code cells of the notebook in which latency is measured:
rivals, explorer, a clock around the kernel's work."""

EMPTY = '''
import json, time
import ipywidgets as W, numpy as np
slider = W.FloatSlider(description="empty", min=-2, max=2, step=1 / 16)
label = W.Label("0").add_class("empty-picture")
slider.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
display(W.VBox([slider, label]))
'''

EXPLORER = '''
from dataclasses import replace
from cnnlib import examples
from cnnlib.widgets import NetworkExplorer
explorer = NetworkExplorer()
explorer.become(replace(explorer.state, selected=("w1", (1, 1, 0, 0))))
explorer
'''

NAIVE = '''
import matplotlib.pyplot as plt
net, params, x, y = examples.eight_by_eight()

def board(value):
    changed = params | {"w1": params["w1"].copy()}
    changed["w1"][1, 1] = value
    run = net.run(changed, x, y)
    forward = {**run.trace, **run.params}
    names = ["x", "w1", "z1", "a1", "a2", "w3", "a3"]
    figure, axes = plt.subplots(2, len(names), figsize=(12, 5))
    for (above, below), name in zip(axes.T, names):
        for axis, array, colours in ((above, forward[name], "gray_r"), (below, run.grads["dL_d" + name], "coolwarm")):
            matrix = array.reshape((3, 3) if name == "w3" else array.squeeze().shape or (1, 1))
            axis.imshow(matrix, cmap=colours)
            for (row, column), v in np.ndenumerate(matrix):
                axis.text(column, row, f"{v:.2f}", ha="center", va="center", fontsize=6)
            axis.set_title(name if axis is above else "dL_d" + name)
    plt.show()

W.interact(board, value=W.FloatSlider(description="naive", min=-2, max=2, step=1 / 16));
'''

CLOCK = '''
kernel, spent = get_ipython().kernel, []
dispatch = kernel.dispatch_shell

async def timed(*arguments, **options):
    """Receive, compute, draw, compare, send, say idle again: all that the kernel does for one message."""
    wall, cpu = time.perf_counter(), time.thread_time()
    await dispatch(*arguments, **options)
    spent.append((1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - cpu)))

kernel.dispatch_shell = timed
'''

FORGET = "spent.clear()"
TELL = 'json.dump(spent, open("spent.json", "w"))'
