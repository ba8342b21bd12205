"""Time rivals against each other, round by round, on one thread."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"      # read when NumPy is first imported, so this module is imported before it

from statistics import median  # noqa: E402
from time import process_time  # noqa: E402

try:
    import torch
except ModuleNotFoundError:
    torch = None
else:
    torch.set_num_threads(1)


def compare(title, rivals, rounds=30, seconds=0.02):
    """Run the rivals in turn, round after round, and print median processor times and the ratio of each to the first.

    rivals {name: function without arguments}, the first one is ours; each is called once to warm up and then
    in every round as often as fits into the given seconds. A ratio is the median over the rounds of
    rival / ours within one round, so that a slow moment of the machine meets both; the time that other programs
    take from this one is not counted.
    Returns {name: ratio}.
    """
    calls = {name: _calls(f, seconds) for name, f in rivals.items()}
    times = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, f in rivals.items():
            times[name].append(_per_call(f, calls[name]))
    ours = next(iter(times.values()))
    ratios = {name: median(t / o for t, o in zip(times[name], ours, strict=True)) for name in rivals}
    print(title)
    for name, ratio in ratios.items():
        time = _readable(median(times[name]))
        print(f"  {name:<14}{time:>10}{ratio:>10.2f} x the time of {next(iter(rivals))}")
    return ratios


def versions():
    """Print what is compared; without PyTorch say so and go on."""
    import numpy as np

    other = f"PyTorch {torch.__version__}" if torch else "PyTorch is not installed: left out"
    print(f"NumPy {np.__version__}, {other}, one thread")


def _calls(f, seconds):
    f()
    return max(1, int(seconds / _per_call(f, 1)))


def _per_call(f, calls):
    start = process_time()
    for _ in range(calls):
        f()
    return (process_time() - start) / calls


def _readable(seconds):
    units = ("s", 1), ("ms", 1e3), ("us", 1e6)
    unit, factor = next((u, f) for u, f in units if seconds * f >= 1 or u == "us")
    return f"{seconds * factor:.3g} {unit}"
