"""Record README's moving picture: the gradient going back through the network, as NetworkExplorer shows it in Chromium.

    python tools/moving_picture.py          # writes docs/network.gif; needs the test requirements and Chromium
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import browser

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "network.gif"
STEPS = 8, 11, 12, 13, 14, 16       # prediction minus label, dense, max pool, ReLU, the kernel, the image
EVERY, HELD, LAST = 100, 1600, 2600  # milliseconds: between two frames, of the last of a step, of the last of all
WIDE, COLOURS = 720, 200            # pixels, colours
CELL = "from cnnlib.widgets import NetworkExplorer\nNetworkExplorer()"
LENGTH = """() => Math.max(0, ...document.getAnimations().map((one) => {
    const { delay, duration } = one.effect.getTiming(); return delay + duration; }))"""
AT = "(time) => { for (const one of document.getAnimations()) { one.pause(); one.currentTime = time; } }"
PLAY = "() => { for (const one of document.getAnimations()) one.finish(); }"


def main():
    with (tempfile.TemporaryDirectory() as folder, sync_playwright() as play,
          browser.Server(folder, options=[*browser.PROMPT, *browser.SHRINKING]) as server):
        chromium = play.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        server.write("moving.ipynb", CELL)
        server.open(page, "moving.ipynb")
        server.run_all(page)
        page.wait_for_selector(".cnnlib-canvas svg")
        frames = film(page)
        chromium.close()
    store(frames)
    print(f"{OUT.relative_to(ROOT)}: {len(frames)} frames, {OUT.stat().st_size / 1e6:.2f} MB")


def film(page):
    """[(image, milliseconds)] of every step."""
    explorer, frames = page.locator(".cnnlib-explorer"), []
    explorer.evaluate("(one) => one.scrollIntoView()")
    page.add_style_tag(content=".cnnlib-tools { visibility: hidden; }")
    step = page.get_by_role("button", name="Step", exact=True)
    for k in range(1, max(STEPS) + 1):
        step.click()
        page.locator(".cnnlib-status", has_text=f"Step {k} of 16").wait_for()
        page.locator(".cnnlib-sky").wait_for(state="attached")
        if k in STEPS:
            length = page.evaluate(LENGTH)
            for time in range(0, int(length), EVERY):
                page.evaluate(AT, time)
                frames.append((picture(page), EVERY))
        page.evaluate(PLAY)
        page.locator(".cnnlib-sky").wait_for(state="detached")
        if k in STEPS:
            frames.append((picture(page), LAST if k == STEPS[-1] else HELD))
    return [frames[-1], *frames]            # frozen, it shows a whole picture


def picture(page):
    """What the explorer shows now, its sentence and its picture."""
    top, low = (page.locator(one).bounding_box() for one in (".cnnlib-line", ".cnnlib-canvas"))
    clip = {"x": low["x"], "y": top["y"], "width": low["width"], "height": low["y"] + low["height"] - top["y"]}
    image = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return image.resize((WIDE, round(image.height * WIDE / image.width)), Image.LANCZOS)


def store(frames):
    """Write all frames in one palette, that of what each step ends with."""
    images, times = zip(*frames, strict=True)
    ends = [image for image, time in frames if time != EVERY]
    sheet = Image.new("RGB", (WIDE, sum(one.height for one in ends)))
    for k, one in enumerate(ends):
        sheet.paste(one, (0, k * one.height))
    palette = sheet.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE)
    drawn = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    drawn[0].save(OUT, save_all=True, append_images=drawn[1:], duration=list(times), loop=0, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
