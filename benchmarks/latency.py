"""From slider move to painted picture, in a real JupyterLab in Chromium: explorer, naive figure, empty round trip.

    make bench-latency

The rivals take turns in one notebook, so that ratios hold on a noisy machine. A move is one arrow key on a slider; it
ends after the animation frame that shows another picture. A drag makes one move in every frame. Time is counted in
whole frames, and on a slow machine one more of them makes a third; the work behind it is not: what kernel and page do
for a move is measured too, beside the same for the empty slider.
"""

import json
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from _latency_cells import CLOCK, EMPTY, EXPLORER, FORGET, NAIVE, TELL  # noqa: E402
from _work import work  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

import browser  # noqa: E402
from wire import Wire  # noqa: E402

ROUNDS, MOVES, NAIVE_MOVES = 5, 40, 6
DRAG, FAR_DRAG = 2000, 5000     # milliseconds
ONE_WAY = 0.05                  # seconds, twice makes 100 ms
WORK = 1.4                      # of the empty slider's main-thread time: the picture's own share of a move
SCRIPT = (Path(__file__).parent / "_latency.js").read_text()
RUN = """cell => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
                   return window.jupyterapp.commands.execute('notebook:run-cell'); }"""


def main():
    if not browser.CHROMIUM:
        print("Left out: there is no Chromium on this machine (apt install chromium)")
        return 0
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two, sync_playwright() as play, \
            browser.Server(one, options=browser.PROMPT) as prompt, browser.Server(two) as plain:
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        met = [*near(chromium, prompt, plain), *far(chromium, prompt)]
        chromium.close()
    print(f"{sum(met)} of {len(met)} targets met")
    return 0


def near(chromium, prompt, plain):
    """Browser, server and kernel on one machine: latency, drags, kernel time."""
    pages = {"prompt": opened(chromium, prompt, prompt.url), "plain": opened(chromium, plain, plain.url)}
    page, names = pages["prompt"], ("empty", "explorer", "naive")
    times, drags, kernel, pages_work = {name: [] for name in names}, {}, {}, {}
    for name in names:
        moves(page, name, 3)
    for _ in range(ROUNDS):
        for name in names:
            page.evaluate(RUN, 4)
            times[name] += moves(page, name, NAIVE_MOVES if name == "naive" else MOVES)
            if name != "naive":
                kernel.setdefault(name, []).extend(told(page, prompt))
                one = work(chromium, page, lambda name=name: moves(page, name, MOVES))
                pages_work.setdefault(name, []).append(one)
        # neighbours in time are compared
        for name in ("empty", "explorer", "empty", "explorer", "naive"):
            drags.setdefault(name, []).append(drag(page, name, DRAG))
        for name in ("empty", "explorer"):
            drags.setdefault(f"plain {name}", []).append(drag(pages["plain"], name, DRAG))
    return [*report_moves(times), *report_drags(drags), *report_kernel(kernel), *report_work(pages_work)]


def far(chromium, server):
    """The same with a proxy in between: bytes of one move, then drags with a delay each way."""
    with Wire(server.port) as wire:
        page = opened(chromium, server, f"http://127.0.0.1:{wire.port}")
        sizes = [size(page, wire) for _ in range(MOVES)]
        wire.delay = ONE_WAY
        runs = {name: [drag(page, name, FAR_DRAG) for _ in range(2)]
                for name in ("empty", "explorer", "paint")}
        page.context.close()
    return [*report_size(sizes), *report_far(runs)]


def opened(chromium, server, url):
    """A page with a notebook that has run: empty round trip, explorer, naive figure, clock."""
    page = chromium.new_context(viewport={"width": 1400, "height": 1400}).new_page()
    page.set_default_timeout(browser.PATIENCE)
    # a notebook and so a kernel of its own
    name = f"latency_{len(list(server.folder.glob('*.ipynb')))}.ipynb"
    server.write(name, EMPTY, EXPLORER, NAIVE, CLOCK, FORGET, TELL)
    server.open(page, name, url)
    server.run_all(page)
    page.evaluate(SCRIPT)
    page.wait_for_function("() => window.bench.ready()")
    return page


def moves(page, name, count):
    page.evaluate("name => window.bench.scroll(name)", name)
    return [page.evaluate("name => window.bench.latency(name)", name) for _ in range(count)]


def drag(page, name, duration):
    page.evaluate("name => window.bench.scroll(name)", name)
    return page.evaluate("([name, duration]) => window.bench.drag(name, duration)", [name, duration])


def size(page, wire):
    """Bytes that come down for one slider step."""
    before = wire.received
    moves(page, "explorer", 1)
    page.evaluate("() => window.bench.idle()")
    return wire.received - before


def told(page, server):
    """What the kernel's clock has noted since it was cleared: [(wall, CPU)] in milliseconds."""
    page.evaluate(RUN, 5)
    page.wait_for_function(browser.IDLE)
    return json.loads((server.folder / "spent.json").read_text())


def target(text, met):
    print(f"  {'✓' if met else '✗'} {text}")
    return met


def report_moves(times):
    print(f"Slider move to painted picture, in turn, {ROUNDS} rounds, PromptConnection")
    for name, found in times.items():
        print(f"  {name:<10}{len(found):>5} moves   median {median(found):6.1f} ms   p95 {p95(found):6.1f} ms")
    ours, naive, empty = (median(times[name]) for name in ("explorer", "naive", "empty"))
    return [target(f"median at most 1/12 of naive: 1/{naive / ours:.1f}", ours <= naive / 12),
            target(f"median at most 1.4 of empty: {ours / empty:.2f}", ours <= 1.4 * empty),
            target(f"p95 at most 60 ms: {p95(times['explorer']):.1f}", p95(times["explorer"]) <= 60)]


def p95(found):
    return quantiles(found, n=20)[-1]


def report_drags(drags):
    print(f"Drag, a move in every frame, {DRAG / 1000:g} s each; 'plain' without PromptConnection")
    rates = {name: median(run["rate"] for run in runs) for name, runs in drags.items()}
    for name, rate in rates.items():
        print(f"  {name:<16}{rate:6.1f} pictures a second" + " (not one picture)" * (not rate))
    ours = rates["explorer"]
    last = [run["last"] for name in drags if "explorer" in name for run in drags[name]]
    shares = [one["rate"] / other["rate"]
              for one, other in zip(drags["explorer"], drags["empty"], strict=True)]
    spread = f"{min(shares):.2f} to {max(shares):.2f} in {len(shares)} pairs"
    times = f"{ours / rates['naive']:.1f}" if rates["naive"] else "naive showed none"
    return [target(f"at least 10 times naive: {times}", ours > 0 and ours >= 10 * rates["naive"]),
            target(f"at least 0.75 of empty: median {median(shares):.2f}, {spread}", median(shares) >= 0.75),
            target(f"the last value is the one shown: {sum(last)} of {len(last)} drags", all(last))]


def report_kernel(kernel):
    print("Kernel, one message from arrival to idle, milliseconds by the clock and of its thread")
    both = {name: tuple(map(median, zip(*spent, strict=True))) for name, spent in kernel.items()}
    for name, (wall, cpu) in both.items():
        print(f"  {name:<10}{wall:5.1f} {cpu:5.1f}")
    own = both["explorer"][1] - both["empty"][1]
    return [target(f"at most 4 ms of its thread: {both['explorer'][1]:.1f}, {own:.1f} more than empty",
                   both["explorer"][1] <= 4)]


def report_work(pages_work):
    print("Page, one move, milliseconds of the browser's main thread: script, layout, paint, all")
    found = {name: {kind: median(run[kind] / MOVES for run in runs) for kind in runs[0]}
             for name, runs in pages_work.items()}
    for name, kinds in found.items():
        print(f"  {name:<10}" + "  ".join(f"{kind} {value:5.1f}" for kind, value in kinds.items()))
    pairs = zip(pages_work["explorer"], pages_work["empty"], strict=True)
    shares = [one["all"] / other["all"] for one, other in pairs]
    spread = f"{min(shares):.2f} to {max(shares):.2f}"
    return [target(f"at most {WORK:g} of empty's work: median {median(shares):.2f}, {spread}",
                   median(shares) <= WORK)]


def report_size(sizes):
    most = median(sizes)
    return [target(f"at most 8 KB down the wire for one slider step: median {most / 1024:.1f} KB, "
                   f"most {max(sizes) / 1024:.1f} KB", most <= 8192)]


def report_far(runs):
    print(f"Drag with {2000 * ONE_WAY:g} ms more on the wire, there and back")
    met = []
    for name, found in runs.items():
        rate, queue = min(run["rate"] for run in found), max(run["queue"] for run in found)
        print(f"  {name:<10}{rate:5.1f} pictures a second, the last one {queue:.0f} ms after the last move")
        if name != "empty":
            met += [target(f"{name}: at least 7 a second: {rate:.1f}", rate >= 7),
                    target(f"{name}: no queue, the last picture within 500 ms: {queue:.0f}", queue <= 500),
                    target(f"{name}: the last value is the one shown", all(run["last"] for run in found))]
    return met


if __name__ == "__main__":
    sys.exit(main())
