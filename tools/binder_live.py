"""The twin of Binder's image at work: paths, a drag in Chromium, time to the first explorer, memory."""

import re
import urllib.error
import urllib.request
from pathlib import Path

import psutil
from playwright.sync_api import expect as until
from playwright.sync_api import sync_playwright

import browser

ROOT = Path(__file__).resolve().parent.parent
BADGE = re.compile(r"https://mybinder\.org/v2/gh/[^)\s\"]*?urlpath=([^)\s\"]+)")
HEAVY, SECOND = "12_", "01_"           # a lesson with matplotlib charts, the one with the largest picture
MOST = {1: 250, 2: 350}    # MB of server and kernels with so many lessons running; mybinder guarantees 450
FIRST = 2000               # milliseconds from the start of a cell to the first explorer on the screen
CELL = "import cnnlib\nfrom cnnlib.widgets import NetworkExplorer\nNetworkExplorer()"
TO_EXPLORER = """async (patience) => {
    const start = performance.now();
    const shown = () => document.querySelector('.cnnlib-canvas svg')?.getBoundingClientRect().height > 0;
    window.jupyterapp.commands.execute('notebook:run-all-cells');
    while (!shown() && performance.now() - start < patience) await new Promise(requestAnimationFrame);
    return performance.now() - start; }"""


def check(python, sources):
    """Start the twin's JupyterLab and return what is wrong with it, in sentences."""
    print("The twin in Chromium", flush=True)
    if not browser.CHROMIUM:
        return expect("there is a Chromium (Debian: apt install chromium)", False)
    command = ("bash", sources / "binder/start", python)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        with browser.Server(sources, subshells=None, python=command) as server:
            wrong = [*paths(server), *first_explorer(chromium, server), *drag(chromium, server)]
        # one without those kernels
        with browser.Server(sources, subshells=None, python=command) as server:
            wrong += memory(chromium, server)
        chromium.close()
    return wrong


def expect(sentence, met):
    """Print what was checked; return the sentence where it is not so."""
    print(f"  {'✓' if met else '✗'} {sentence}", flush=True)
    return [] if met else [sentence]


def paths(server):
    """Every badge of the README leads to a page and to a file of exactly this name."""
    found = BADGE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    files = [path.replace("lab/tree/", "api/contents/", 1) for path in found]
    return expect(f"{len(found)} badges lead to a page that is served",
                  bool(found) and all(answers(server, path) for path in (*found, *files)))


def answers(server, path):
    """Whether the server has this path."""
    try:
        return urllib.request.urlopen(f"{server.url}/{path}?token={browser.TOKEN}").status == 200
    except urllib.error.HTTPError:
        return False


def opened(chromium, server, name):
    page = chromium.new_context(viewport={"width": 1400, "height": 1400}).new_page()
    page.set_default_timeout(browser.PATIENCE)
    server.open(page, name)
    return page


def first_explorer(chromium, server):
    """In a kernel that has imported nothing yet."""
    server.write("first.ipynb", CELL)
    page = opened(chromium, server, "first.ipynb")
    spent = page.evaluate(TO_EXPLORER, browser.PATIENCE)
    page.context.close()
    return expect(f"import and first explorer within {FIRST} ms: {spent:.0f} ms", spent <= FIRST)


def drag(chromium, server):
    """One key on a slider changes the picture."""
    page = opened(chromium, server, "first.ipynb")
    server.run_all(page)
    page.locator(".cnnlib-canvas g[data-name=w1]").click()
    page.wait_for_function("() => document.querySelector('.cnnlib-live').textContent.startsWith('w1')")
    map_shown = page.locator(".cnnlib-canvas g[data-name=z1]")
    before = map_shown.inner_html()
    page.locator(".cnnlib-first .noUi-handle").first.press("ArrowRight")
    until(map_shown).not_to_have_js_property("innerHTML", before)
    page.context.close()
    return expect("an explorer answers a drag", True)


def memory(chromium, server):
    """Server and kernels, shared pages counted once (PSS), with one lesson running and with two."""
    wrong = []
    for count, start in enumerate((HEAVY, SECOND), start=1):
        (name,) = (path.name for path in (server.folder / "notebooks").glob(f"{start}*.ipynb"))
        page = opened(chromium, server, f"notebooks/{name}")
        server.run_all(page)
        used = megabytes(server.process.pid)
        wrong += expect(f"memory with {count} running: {used:.0f} MB, at most {MOST[count]}",
                        used <= MOST[count])
    return wrong


def megabytes(pid):
    """What a process and all its descendants hold."""
    parent = psutil.Process(pid)
    return sum(one.memory_full_info().pss for one in (parent, *parent.children(recursive=True))) / 2**20
