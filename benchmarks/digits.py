"""DigitsTrainer: when 97 % of the held-out digits are right, what its pictures cost, how soon a pause is one.

    make bench ARGS=benchmarks/digits.py

The first part runs in a process of its own on an event loop, with pictures, five seeds one after the other; the others
are those of benchmarks/trainer.py.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from time import monotonic, process_time
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from playwright.sync_api import sync_playwright  # noqa: E402
from trainer import alone, opened, pauses, speeds, target  # noqa: E402

import browser  # noqa: E402
from cnnlib.widgets import DigitsTrainer  # noqa: E402
from cnnlib.widgets.stage.film import Film  # noqa: E402

SEEDS, RIGHT, MOST = range(5), 0.97, 60
CELL = """
import asyncio, json, time
from cnnlib.widgets import DigitsTrainer
trainer = DigitsTrainer(steps=1_000_000)
trainer
"""


def main():
    with mock.patch.object(Film, "busy", False):      # nobody answers, so every picture counts as shown
        for seed in SEEDS:
            asyncio.run(learn(seed))
    if not browser.CHROMIUM:
        print("The rest is left out: there is no Chromium on this machine (apt install chromium)")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play, \
            browser.Server(folder, options=browser.PROMPT) as server:
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        alone(folder, CELL)
        page = opened(chromium, server, server.url, CELL)
        speeds(page, server)
        pauses(page)
        chromium.close()
    return 0


async def learn(seed):
    """A whole run at full speed, with pictures."""
    trainer = DigitsTrainer(seed=seed)
    start, work, pictures = monotonic(), process_time(), trainer.film.number
    trainer.play.click()
    reached = None
    while trainer.runner.running:
        await asyncio.sleep(0.05)
        if reached is None and trainer.history[-1]["accuracy_held_out"] >= RIGHT:
            reached = trainer.state.now.step, monotonic() - start, process_time() - work
    took, share = monotonic() - start, trainer.history[-1]["accuracy_held_out"]
    step, seconds, cpu = reached or (trainer.steps, float("inf"), float("inf"))
    print(f"Seed {seed}: {100 * RIGHT:.0f} % at step {step} after {seconds:.1f} s ({cpu:.1f} s of processor time); "
          f"{100 * share:.1f} % after all {trainer.steps} steps in {took:.1f} s ({process_time() - work:.1f} s), "
          f"{trainer.film.number - pictures} pictures")
    target(f"{100 * RIGHT:.0f} % within {MOST} s, and at the end", seconds <= MOST and share >= RIGHT)
    trainer.close()


if __name__ == "__main__":
    sys.exit(main())
