"""Frames a second while numbers travel, in a real JupyterLab in Chromium: every step of the running example, once.

    make bench ARGS=benchmarks/motion.py
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from playwright.sync_api import sync_playwright  # noqa: E402

import browser  # noqa: E402

STEPS, GOAL = 16, 50
CELL = "from cnnlib.widgets import NetworkExplorer\nNetworkExplorer()"
COUNT = """() => { window.flights = []; let sky = null, frames = 0, start = 0;
    const look = (now) => { const found = document.querySelector(".cnnlib-sky");
        if (found && found === sky) frames += 1;
        else {
            if (sky && frames) window.flights.push(frames * 1000 / (now - start));
            sky = found; frames = 0; start = now;
        }
        requestAnimationFrame(look); };
    requestAnimationFrame(look); }"""


def main():
    with (tempfile.TemporaryDirectory() as folder, sync_playwright() as play,
          browser.Server(folder, options=[*browser.PROMPT, *browser.SHRINKING]) as server):
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        server.write("motion.ipynb", CELL)
        server.open(page, "motion.ipynb")
        server.run_all(page)
        page.wait_for_selector(".cnnlib-canvas svg")
        page.evaluate(COUNT)
        for k in range(1, STEPS + 1):
            page.get_by_role("button", name="Step", exact=True).click()
            page.wait_for_function("(k) => window.flights.length >= k", arg=k)
        rates = page.evaluate("() => window.flights")
        chromium.close()
    print(f"frames a second over {len(rates)} flights: median {median(rates):.0f}, least {min(rates):.0f} "
          f"(goal {GOAL})")


if __name__ == "__main__":
    sys.exit(main())
