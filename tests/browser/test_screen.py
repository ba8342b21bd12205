"""Every explorer on the screens people have: it fits, its numbers can be read, what a drag changes is in sight."""

from pathlib import Path

import pytest
from board import TO_THE_TOP, anew, more
from board import opened as page_with
from playwright.sync_api import expect

import browser

pytestmark = pytest.mark.browser
TESTS = Path(__file__).resolve().parents[1]
LAPTOP, PROJECTOR = (1366, 768, 600), (1280, 720, 560)      # width and height of the window, height at most
MEASURE = """() => {
    const explorer = document.querySelector(".cnnlib-explorer"), svg = document.querySelector(".cnnlib-canvas > svg");
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const printed = [...svg.querySelectorAll("g[data-name] text")].filter((one) => one.textContent.trim());
    const sizes = printed.filter((one) => parseFloat(getComputedStyle(one).fontSize) !== 11)     // ghosts
                         .map((one) => parseFloat(getComputedStyle(one).fontSize) * scale);
    const cells = [...svg.querySelectorAll("g[data-name] > g:first-child > path")];
    return { height: explorer.getBoundingClientRect().height, width: explorer.scrollWidth - explorer.clientWidth,
             smallest: Math.min(...sizes),
             largest: Math.max(...cells.map((one) => one.getBoundingClientRect().width)) } }"""
HIDDEN = """() => {      // what stands outside of the part of the notebook that can be seen
    const panel = document.querySelector(".jp-WindowedPanel-outer").getBoundingClientRect();
    const parts = [".cnnlib-first button, .cnnlib-first .noUi-handle", ".cnnlib-canvas > svg", ".cnnlib-equation"];
    return parts.filter((one) => { const box = document.querySelector(one)?.getBoundingClientRect();
        return box && (box.top < panel.top - 1 || box.bottom > panel.bottom + 1 || box.right > panel.right + 1) }) }"""
SIDEWAYS = """() => {
    const all = [...document.querySelectorAll(".cnnlib-explorer, .cnnlib-explorer *, .jp-OutputArea-output")];
    const right = document.querySelector(".jp-WindowedPanel-outer").getBoundingClientRect().right;
    return all.filter((one) => one.matches(".cnnlib-canvas, button") && one.getBoundingClientRect().right > right
        || one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX))
        .map((one) => one.className) }"""
REACHED = """() => {      // what is cut off in full screen, or cannot be scrolled to
    const box = document.querySelector(".cnnlib-explorer"), words = document.querySelector(".cnnlib-equation");
    const found = words.scrollHeight > words.clientHeight + 1 ? ["words"] : [];
    const rows = ":is(.cnnlib-first, .cnnlib-folds, .cnnlib-tools, .cnnlib-film)";
    const parts = `${rows} :is(button, select, input, label, .widget-readout), .cnnlib-hint`;
    for (const one of box.querySelectorAll(parts)) {
        if (!one.getClientRects().length || getComputedStyle(one).visibility === "hidden") continue;
        one.scrollIntoView({ block: "nearest" });
        const { left, right, top, bottom } = one.getBoundingClientRect(), middle = (left + right) / 2;
        const seen = [[left + 4, (top + bottom) / 2], [right - 4, (top + bottom) / 2], [middle, bottom - 4]]
            .map(([x, y]) => document.elementFromPoint(x, y));
        const cut = one.scrollWidth > one.clientWidth + 1 && !one.matches("select");
        if (cut || !seen.every((part) => part && (one.contains(part) || part.contains(one))))
            found.push(`${one.className} ${one.textContent}`);
    }
    box.scrollTop = 0;
    return found }"""
CUT = """() => {           // words that do not fit their place: over the picture, or beyond their box
    const bottom = document.querySelector(".cnnlib-status").getBoundingClientRect().bottom;
    const words = document.querySelector(".cnnlib-equation");
    return [bottom > document.querySelector(".cnnlib-canvas").getBoundingClientRect().top + 1 && "status",
            words.scrollHeight > words.clientHeight + 1 && "equation"].filter(Boolean) }"""
CONTRAST = """() => {      // the least contrast of a number with the colour of its cell
    const light = (colour) => colour.match(/\\d+/g).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, k) => sum + part * [0.2126, 0.7152, 0.0722][k], 0.05);
    const found = [];
    for (const matrix of document.querySelectorAll(".cnnlib-canvas g[data-name]")) {
        const squares = matrix.children[0].children;
        [...matrix.children[2]?.children ?? []].forEach((text, k) => {
            if (text.tagName !== "text" || !text.textContent) return;
            const pair = [text, squares[k]].map((one) => light(getComputedStyle(one).fill));
            found.push(Math.max(...pair) / Math.min(...pair)); }) }
    return Math.min(...found) }"""


def opened(lab, page, name, width, height):
    """A page of its own with one explorer, run, the explorer at the top."""
    lab.write(f"{name}.ipynb", f"from cnnlib.widgets import {name}\nexplorer = {name}()\nexplorer")
    lab.open(page, f"{name}.ipynb")
    return anew(page, width, height)


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
@pytest.mark.parametrize("screen", [LAPTOP, PROJECTOR], ids=["laptop", "projector"])
def test_it_fits_the_screen_with_numbers_that_can_be_read(explorer, screenshot, screen):
    width, height, most = screen
    found = anew(explorer, width, height).evaluate(MEASURE)
    screenshot(explorer, f"{explorer.explorer}_{width}x{height}")
    assert found["height"] <= most and found["width"] <= 0
    assert explorer.evaluate(HIDDEN) == [] == explorer.evaluate(CUT)
    if screen is LAPTOP:
        assert found["smallest"] >= 12 and found["largest"] >= 40


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_all_that_its_main_control_changes_is_in_sight_and_nothing_jumps(explorer):
    page = anew(explorer, *LAPTOP[:2])
    before = page.evaluate(MEASURE)
    place = page.locator(".cnnlib-canvas").bounding_box()
    texts = page.locator(".cnnlib-canvas").text_content() + page.locator(".cnnlib-equation").text_content()
    handle = page.locator(".cnnlib-first .noUi-handle").first
    opening = handle.get_attribute("aria-valuenow")
    if page.explorer.endswith("Trainer"):                              # its rate shows in the next step
        page.get_by_role("button", name="Step", exact=True).click()
    for key in ("PageUp", "ArrowRight", "ArrowRight", "End", "Home"):
        handle.press(key)
        assert page.evaluate(HIDDEN) == []
    if handle.get_attribute("aria-valuenow") == opening:      # back where it began, nothing would be seen to change
        handle.press("ArrowRight")
    page.wait_for_function("""texts => texts !== document.querySelector(".cnnlib-canvas").textContent
                              + document.querySelector(".cnnlib-equation").textContent""", arg=texts)
    assert page.locator(".cnnlib-canvas").bounding_box() == place
    assert page.evaluate(MEASURE)["height"] == before["height"]
    assert page.locator(".cnnlib-first .noUi-handle").first.is_enabled()


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_at_900_pixels_nothing_scrolls_sideways(explorer, screenshot):
    page = anew(explorer, 900, 700)
    screenshot(page, f"{page.explorer}_900")
    assert page.evaluate(SIDEWAYS) == [] == page.evaluate(CUT)


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_on_a_phone_nothing_scrolls_sideways_and_the_words_fit_their_box(explorer, screenshot):
    page = anew(explorer, 390, 844)
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    page.wait_for_function("() => document.querySelector('.cnnlib-explorer').clientWidth > 250")
    page.evaluate(TO_THE_TOP)
    screenshot(page, f"{page.explorer}_phone")
    assert page.evaluate(SIDEWAYS) == [] == page.evaluate(CUT)


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
@pytest.mark.parametrize("name", ["NetworkExplorer", "WindowExplorer", "ErrorExplorer"])
def test_every_number_can_be_read_in_the_dark_while_it_changes_too_and_comes_back_as_it_was(lab, page, name):
    opened(lab, page, name, *LAPTOP[:2])
    light = page.evaluate(CONTRAST)
    browser.show_theme(page, "Dark")
    assert light >= 4.5 and page.evaluate(CONTRAST) >= 4.2
    words = page.locator(".cnnlib-live").text_content()
    for key in ("End", "Home"):
        page.locator(".cnnlib-first .noUi-handle").first.press(key)
        expect(page.locator(".cnnlib-live")).not_to_have_text(words)
        words = page.locator(".cnnlib-live").text_content()
        assert page.evaluate(CONTRAST) >= 4.2
    browser.show_theme(page, "Light")
    assert page.evaluate(CONTRAST) >= 4.5 and page.locator(".cnnlib-canvas text[style]").count() == 0


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_what_folds_away_opens_below_the_first_row_and_is_whole_and_reached_in_full_screen(explorer, screenshot):
    page = anew(explorer, *LAPTOP[:2])
    more(page)
    panel = page.locator(".jp-WindowedPanel-outer").bounding_box()
    first, folds = (page.locator(part).bounding_box() for part in (".cnnlib-first", ".cnnlib-folds"))
    assert panel["y"] - 1 <= first["y"] < folds["y"]
    assert folds["y"] + folds["height"] <= panel["y"] + panel["height"]
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.fullscreenElement?.classList.contains('cnnlib-explorer')")
    for width, height in ((1366, 768), (1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        assert page.evaluate(REACHED) == [], (width, height)
    screenshot(page, f"{page.explorer}_presented")


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_a_picture_reached_with_the_keys_has_a_ring_that_nothing_covers(lab, page, screenshot):
    opened(lab, page, "PoolRouter", *LAPTOP[:2])
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "cnnlib-host"
    ring = page.evaluate("""() => { const look = getComputedStyle(document.querySelector(".cnnlib-canvas"), "::after");
        return [look.position, ...["Top", "Right", "Bottom", "Left"].map((side) => look[`border${side}Width`])] }""")
    assert ring == ["absolute", "3px", "3px", "3px", "3px"]
    screenshot(page, "PoolRouter_focus")


@pytest.fixture
def network(lab, page):
    return opened(lab, page, "NetworkExplorer", 1920, 1080)


def test_on_a_large_screen_the_picture_is_larger_and_present_fills_the_whole_of_it(network, screenshot):
    small = 900
    wide = network.locator(".cnnlib-canvas").bounding_box()["width"]
    assert wide > 1.4 * small
    screenshot(network, "NetworkExplorer_1920x1080")
    network.get_by_role("button", name="Present").click()
    network.wait_for_function("() => document.fullscreenElement?.classList.contains('cnnlib-explorer')")
    box = network.locator(".cnnlib-canvas").bounding_box()
    assert box["width"] > wide and box["y"] + box["height"] < 1080
    screenshot(network, "NetworkExplorer_presented")
    network.locator(".cnnlib-first .noUi-handle").first.press("End")
    expect(network.locator(".cnnlib-live")).to_contain_text("w1, row 0, column 2: 2")
    network.get_by_role("button", name="Present").click()
    network.wait_for_function("() => !document.fullscreenElement")


def test_what_is_rare_folds_away_and_opens_by_keyboard(network):
    button = network.get_by_role("button", name="More")
    expect(network.get_by_label("Matrix", exact=True)).to_be_hidden()
    button.focus()
    network.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    for one in (network.get_by_label("Matrix", exact=True), network.get_by_role("button", name="Undo"),
                network.get_by_role("button", name="Save SVG"), network.locator(".cnnlib-hint")):
        expect(one).to_be_visible()
    button.click()
    expect(network.get_by_role("button", name="Undo")).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")


CELLS = """() => [...document.querySelectorAll(".cnnlib-canvas g[data-name] > g:first-child > path[fill]")]
    .map((one) => parseInt(one.getAttribute("fill").slice(1, 3), 16))"""


def test_in_the_dark_theme_the_picture_is_dark_while_it_changes_too_and_comes_back_as_it_was(network):
    paper = network.evaluate(CELLS)
    browser.show_theme(network, "Dark")
    card = network.locator(".cnnlib-canvas > svg > rect").first
    expect(card).to_have_attribute("fill", "#161616")
    handle = network.locator(".cnnlib-first .noUi-handle").first
    value = handle.get_attribute("aria-valuetext")
    handle.press("End")
    expect(network.locator(".cnnlib-live")).to_contain_text("w1, row 0, column 2: 2")
    assert sum(network.evaluate(CELLS)) / len(network.evaluate(CELLS)) < 128 < sum(paper) / len(paper)
    for _ in range(40):
        if handle.get_attribute("aria-valuetext") == value:
            break
        handle.press("ArrowLeft")
    more(network)
    network.get_by_role("button", name="Reset").click()
    expect(network.locator(".cnnlib-live")).to_contain_text("w1, row 0, column 2: 0.8")
    browser.show_theme(network, "Light")
    expect(card).to_have_attribute("fill", "#FFFFFF")
    assert all(abs(one - other) <= 1 for one, other in zip(network.evaluate(CELLS), paper, strict=True))


def test_an_eraser_wipes_out_what_a_drag_would_paint(network):
    more(network)
    network.get_by_role("button", name="Eraser").click()
    squares = network.locator('.cnnlib-canvas g[data-name="x"] > g:first-child > path')
    squares.nth(27).scroll_into_view_if_needed()
    first, last = (squares.nth(k).bounding_box() for k in (27, 28))
    network.mouse.move(first["x"] + 5, first["y"] + 5)
    network.mouse.down()
    network.mouse.move(last["x"] + 9, last["y"] + 5, steps=4)
    network.mouse.up()
    expect(network.locator(".cnnlib-live")).to_contain_text("x, row 3, column 4: 0")
    assert [squares.nth(k).get_attribute("fill") for k in (27, 28)] == [None, None]


@pytest.mark.parametrize("how", ["restart", "shutdown"])
def test_a_kernel_that_is_gone_is_said_in_the_picture_and_in_words_and_what_was_typed_stays(network, how):
    value = network.get_by_label("Value", exact=True)
    value.fill("0.123")
    network.evaluate("""how => { const { sessionContext } = window.jupyterapp.shell.currentWidget;
        return how === "restart" ? sessionContext.session.kernel.restart() : sessionContext.shutdown() }""", how)
    expect(network.locator(".cnnlib-status")).to_contain_text("The kernel behind this explorer is gone")
    expect(network.locator(".cnnlib-again")).to_be_visible()
    expect(value).to_have_value("0.123")


def test_changed_cells_flash_unless_the_reader_wants_no_motion(network):
    for motion, seen in (("reduce", 0), ("no-preference", 1)):
        network.emulate_media(reduced_motion=motion)
        network.evaluate("""() => { window.flashes = 0; new MutationObserver((all) => { for (const one of all)
            for (const node of one.addedNodes) if (node.classList?.contains("cnnlib-flash")) window.flashes += 1 })
            .observe(document.querySelector(".cnnlib-canvas"), { childList: true }) }""")
        network.get_by_role("button", name="Back", exact=True).click()
        network.locator(".cnnlib-first .noUi-handle").nth(1).press("ArrowRight")          # another image
        expect(network.locator(".cnnlib-canvas")).to_contain_text(f"image {1 if seen == 0 else 2} of 40")
        assert (network.evaluate("() => window.flashes") > 0) == bool(seen)


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
def test_a_picture_that_was_run_shrinks_with_the_page(lab, page):
    page.set_viewport_size({"width": 1280, "height": 720})
    lab.write("board.ipynb", "from cnnlib import draw, examples\nnet, params, x, y = examples.eight_by_eight()\n"
                             "draw.board(net.run(params, x, y))")
    lab.open(page, "board.ipynb")
    lab.run_all(page)
    picture = page.locator(".jp-RenderedSVG img")
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('.jp-RenderedSVG img').naturalWidth > 900")
    outside = page.locator(".jp-RenderedSVG").bounding_box()["width"]
    assert 600 < picture.bounding_box()["width"] <= outside


@pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])
@pytest.mark.parametrize("cell", [
    "NetworkExplorer()\nexplorer.slider.value = -0.6875",
    "NetworkExplorer(*network('stacked channels'))\nexplorer.slider.value = -0.6875",
    "PoolRouter()\nexplorer.slider.value = 5", "ReluGate()\nexplorer.bias.index = 3", "SoftmaxExplorer()"])
def test_a_label_that_changes_shows_its_whole_number(lab, page, cell):
    page.set_viewport_size({"width": 1280, "height": 720})
    page_with(lab, page, f"import sys\nsys.path.insert(0, {str(TESTS)!r})\nfrom networks import network\n"
                         f"from cnnlib.widgets import *\nexplorer = {cell}\nexplorer")
    cut = """() => [...document.querySelectorAll("[class*=cnnlib-labelled-] > label")]
                   .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"""
    assert page.locator("[class*=cnnlib-labelled-] > label").count() and page.evaluate(cut) == []
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("() => document.fullscreenElement")
    assert page.evaluate(cut) == []
