"""The picture of an explorer on a page: its numbers, its cells, what is said about them."""

from playwright.sync_api import expect


def numbers(page, name):
    """The texts of one matrix, read from the DOM."""
    return page.locator(f'.cnnlib-canvas g[data-name="{name}"] > g:nth-child(3) > text').all_text_contents()


def middle(page, name, k):
    """Where cell k of a matrix stands on the page."""
    box = page.locator(f'.cnnlib-canvas g[data-name="{name}"] > g:first-child > path').nth(k).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press(page, name, k):
    """Press cell k of a matrix with the mouse."""
    page.mouse.click(*middle(page, name, k))


def said(page, text):
    expect(page.locator(".cnnlib-live")).to_contain_text(text)
