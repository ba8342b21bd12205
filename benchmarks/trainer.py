"""Trainer at full speed in a real JupyterLab in Chromium: pictures a second, what they cost the training, pause.

    make bench ARGS=benchmarks/trainer.py

Rounds with and without pictures take turns in one kernel, each from step 0 and for the same time, so that their ratio
holds on a noisy machine. A picture counts when the browser has decoded it; a pause ends when the button says Play.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from textwrap import indent

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from playwright.sync_api import sync_playwright  # noqa: E402

import browser  # noqa: E402
from wire import Wire  # noqa: E402

ROUNDS, SECONDS, PAUSES = 6, 3, 20
ONE_WAY = 0.05                  # seconds, twice makes 100 ms
CELL = """
import asyncio, json, time
from cnnlib.widgets import Trainer
trainer = Trainer(steps=1_000_000)
trainer.pace.value = "Full speed"
trainer
"""
ROUND = f"""
spent, become = [0.0], trainer.become

def timed(*arguments, **options):
    start = time.thread_time()
    become(*arguments, **options)
    spent[0] += time.thread_time() - start

trainer.become = timed

async def speed(pictures):
    trainer.reset.click()
    trainer._due = 0.0 if pictures else float("inf")
    start, number = time.monotonic(), trainer.film.number
    spent[0], cpu = 0.0, time.thread_time()
    trainer.play.click()
    await asyncio.sleep({SECONDS})
    took, steps, frames = time.monotonic() - start, trainer.state.now.step, trainer.film.number - number
    share = spent[0] / (time.thread_time() - cpu)
    trainer._due = 0.0
    trainer.play.click()
    return steps / took, frames / took, share

async def measure():
    found = [[await speed(pictures) for pictures in (True, False)] for _ in range({ROUNDS})]
    json.dump(found, open("speed.json", "w"))
    trainer.stage.status = "measured"
"""
START = ROUND + "\ntask = asyncio.get_running_loop().create_task(measure())"
ALONE = """
async def main():
{setup}
    type(film).busy = False                     # nobody answers, so every picture counts as shown
    await measure()

import asyncio
asyncio.run(main())
"""
RUN = """cell => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
                   return window.jupyterapp.commands.execute('notebook:run-cell'); }"""
COUNT = """seconds => new Promise((done) => {
    const image = document.querySelector('.cnnlib-film-frame');
    let frames = 0;
    const seen = () => { frames += 1; };
    image.addEventListener('load', seen);
    const start = performance.now();
    setTimeout(() => { image.removeEventListener('load', seen);
                       done(1000 * frames / (performance.now() - start)); }, 1000 * seconds); })"""
PAUSE = """() => new Promise((done) => {
    const button = [...document.querySelectorAll('.cnnlib-explorer button')].find((b) => b.textContent === 'Pause');
    const start = performance.now();
    new MutationObserver((_, watch) => { if (button.textContent === 'Play') { watch.disconnect();
        done(performance.now() - start); } }).observe(button, { childList: true, subtree: true, characterData: true });
    button.click(); })"""


def main():
    if not browser.CHROMIUM:
        print("Left out: there is no Chromium on this machine (apt install chromium)")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play, \
            browser.Server(folder, options=browser.PROMPT) as server, Wire(server.port) as wire:
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        alone(folder, CELL)
        page = opened(chromium, server, f"http://127.0.0.1:{wire.port}", CELL)
        speeds(page, server)
        pauses(page)
        pictures(page, wire)
        chromium.close()
    return 0


def opened(chromium, server, url, cell):
    page = chromium.new_context(viewport={"width": 1400, "height": 1400}).new_page()
    page.set_default_timeout(browser.PATIENCE)
    server.write("trainer.ipynb", cell, START)
    server.open(page, "trainer.ipynb", url)
    page.evaluate(RUN, 0)
    page.wait_for_selector(".cnnlib-film-frame")
    return page


def alone(folder, cell):
    """The kernel's side by itself, as where the browser runs on another machine."""
    setup = indent(cell.rsplit("trainer", 1)[0] + "film = trainer.film" + ROUND, "    ")
    subprocess.run([sys.executable, "-c", ALONE.format(setup=setup)], cwd=folder, check=True)
    report("Kernel alone", folder)


def speeds(page, server):
    """Steps a second with and without pictures, in turn, with server and browser on the same machine."""
    page.evaluate(RUN, 1)
    page.wait_for_function("() => document.querySelector('.cnnlib-status').textContent === 'measured'")
    report("With server and browser", server.folder)


def report(title, folder):
    found = json.loads((Path(folder) / "speed.json").read_text())
    shown, hidden = (median(one[k][0] for one in found) for k in (0, 1))
    lost = median(1 - one[0][0] / one[1][0] for one in found)
    print(f"{title}, full speed, {ROUNDS} rounds of {SECONDS} s in turn: {shown:.0f} steps a second with pictures, "
          f"{hidden:.0f} without; {median(one[0][1] for one in found):.1f} pictures a second")
    target(f"pictures cost at most 20 % of the steps: {100 * lost:.0f} %", lost <= 0.2)
    share = median(one[0][2] for one in found)
    target(f"… and of the kernel's processor time: {100 * share:.0f} %", share <= 0.2)
    print("  rounds: " + ", ".join(f"{100 * (1 - one[0][0] / one[1][0]):.0f} %" for one in found))


def pauses(page):
    """From a press on Pause to a button that says Play, at full speed."""
    found = []
    for _ in range(PAUSES):
        press(page, "Play")
        page.wait_for_function("number => document.querySelector('.cnnlib-film-progress').value !== number",
                               arg=page.evaluate("() => document.querySelector('.cnnlib-film-progress').value"))
        page.get_by_role("button", name="Pause", exact=True).wait_for()
        found.append(page.evaluate(PAUSE))
    print(f"Pause, {PAUSES} times: median {median(found):.0f} ms, longest {max(found):.0f} ms")
    target(f"median at most 100 ms: {median(found):.0f}", median(found) <= 100)


def pictures(page, wire):
    """Pictures a second and bytes of one, near and with 100 ms more on the wire."""
    for delay in (0.0, ONE_WAY):
        wire.delay = delay
        press(page, "Reset")
        press(page, "Play")
        page.wait_for_function("() => document.querySelector('.cnnlib-film-progress').value > 50")
        before = wire.received
        rate = page.evaluate(COUNT, 2 * SECONDS)
        size = (wire.received - before) / (rate * 2 * SECONDS) / 1024
        print(f"With {2000 * delay:g} ms more on the wire: {rate:.1f} pictures a second, {size:.0f} KB each")
        target(f"at least 10 a second: {rate:.1f}", rate >= 10)
        press(page, "Pause")
        page.get_by_role("button", name="Play", exact=True).wait_for()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def target(text, met):
    print(f"  {'✓' if met else '✗'} {text}")


if __name__ == "__main__":
    sys.exit(main())
