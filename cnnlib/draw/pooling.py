"""Max pooling and its routing: the maps small, one window of them large, an arrow to its winner and back."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from .ink import colour, names, words
from .ink.svg import Picture, node, px
from .parts import cells, legend, matrix, signs, tiles
from .parts.squares import Stack, bar
from .routing import letter

WIDTH, HEIGHT = 900, 440
MAP, APART = 21, 15                           # pixels: a cell of the maps, between windows pulled apart
LEFT, POOLED, TOP, LOW, SIDE = 34, 230, 40, 244, 156   # x of the maps, y of the rows, side of map and window
CARD, WINDOW, ONE, STORY = 352, 370, 622, 722     # x of the lens, its window, its pooled cell, its headlines
TILE = 78                                     # pixels: the pooled cell, and a cell of a 2×2 window
POOLED_SIDE = 112                             # pixels: the widest pooled map
TITLE = "Max-pool routing, forward (grey) and backward (colour)"
KEY = legend.legend(LEFT - 10, HEIGHT - 9, legend.VALUE, legend.FALLS, legend.RISES, legend.WINNER,
                    legend.OUR_PATH)


@dataclass(frozen=True)
class Marks:
    """What is marked in the maps.

    rings: the winners;  outline, focus: {map: cells} of our path, and those alone inside it
    to: the cells of the window close up that share its gradient;  held: the cell that the headlines tell of
    sent: {cell: (what that window sends it, what it sent before)}, where that need not be all that it gets
    """

    rings: tuple = ()
    outline: dict = field(default_factory=dict)
    focus: dict = field(default_factory=dict)
    to: tuple = ()
    held: tuple = (0, 0)
    sent: dict = field(default_factory=dict)


def pooling(maps, before, at, size, stride, marks, stories, limits, caption, among="", stack=None):
    """Draw a map and its pooled map above their gradients, and one window close up beside them.

    maps: {a1, a2, dL_da1, dL_da2: (rows, columns)};  before: the same before the last change
    at: (i, j) of the window close up
    size, stride: of the windows, which are pulled apart if they tile the map
    marks: Marks;  stories: (number, what it was, notes) of the cell held, forward and backward
    limits: |value| and |gradient| in full colour;  among: which of a cell's windows is close up, in words
    stack: the Stack of which maps show one, where there are several
    """
    view = View(maps, before, tuple(at), size, stride, marks, limits, among, stack or Stack())
    rows = [part for row, (y, backward) in enumerate(((TOP, False), (LOW, True)))
            for part in draw_row(view, y, backward, stories[row])]
    nodes = (tiles.card(CARD, 8, WIDTH - CARD - 8, LOW + SIDE + 4), *rows,
             *bar("a1", view.stack, limits[0], LEFT, TOP + SIDE + 4), KEY)
    panels = [matrix.make(name, values) for name, values in maps.items()]
    return Picture(WIDTH, HEIGHT, nodes, TITLE, caption, lambda: words.tables(panels))


@dataclass(frozen=True, eq=False)
class View:
    """What the picture shows, handed to both of its rows."""

    maps: dict
    before: dict
    at: tuple
    size: int
    stride: int
    marks: Marks
    limits: tuple
    among: str
    stack: Stack

    @property
    def tiles(self):
        """Whether the windows are pulled apart."""
        return tiled(self.maps["a1"].shape, self.size, self.stride)

    @property
    def shown(self):
        """Which example and channel is shown."""
        return tuple(self.stack.marks.items())

    @property
    def small(self):
        """Pixels of a cell of the map and of the pooled map."""
        if max(self.maps["a1"].shape) * MAP <= SIDE:
            return MAP, MAP
        cell = min(MAP, SIDE // max(self.maps["a1"].shape))
        pooled = self.maps["a2"].shape
        return cell, min(cell, POOLED_SIDE // pooled[1], SIDE // pooled[0])

    def title(self, backward):
        """What the window in the lens is called; back, where windows overlap, what it does."""
        columns = self.maps["a2"].shape[1]
        return (f"window {letter(self.at, columns) if self.tiles else f'[{self.at[0]}, {self.at[1]}]'} "
                f"{'sends to' if backward and self.marks.sent else 'of'} ")

    @property
    def cell(self):
        """Pixels of a cell in the lens."""
        return SIDE // self.size

    def inside(self, place):
        """A cell of the map by its place in the window, None outside it."""
        row, column = (k - self.stride * first for k, first in zip(place, self.at, strict=True))
        return (row, column) if 0 <= row < self.size and 0 <= column < self.size else None


def tiled(shape, size, stride):
    """Whether windows stand side by side, fill the map, and have room to be pulled apart and lettered."""
    return size == stride and all(n % size == 0 and extent(n // size, size) <= SIDE for n in shape)


def draw_row(view, y, backward, story):
    """One row of the picture: lens first, where a typed number is asked for, then headline and maps."""
    wide, small = (f"dL_d{name}" if backward else name for name in ("a1", "a2"))
    limit, drawn = view.limits[backward], view.maps[small]
    middle = y + SIDE // 2
    return (cells.together((*window_tiles(view, wide, y, limit), pooled_tile(view, small, middle, limit))),
            tiles.on_path(view.inside(view.marks.held), view.cell, WINDOW, y),
            routes(view, y, backward, float(drawn[view.at])),
            tiles.headline(STORY, y + 17, wide, view.marks.held, *story),
            cells.together((*wide_map(view, wide, y, limit), small_map(view, small, y, limit))),
            signs.together([signs.arrow(LEFT + SIDE + 5, POOLED - 7, middle, backward)]),
            labels(view.title(backward), view.among, wide, small, view.maps[wide].shape, drawn.shape,
                   view.at, y),
            letters(view.maps["a2"].shape if view.tiles else (0, 0), view.size, y))


# The lens

def window_tiles(view, name, y, limit):
    """The cells of the window, large."""
    for u, v in np.ndindex(view.size, view.size):
        place = view.at[0] * view.stride + u, view.at[1] * view.stride + v
        total, before = float(view.maps[name][place]), float(view.before[name][place])
        sent = view.marks.sent if names.is_gradient(name) else {}
        shown, old = sent.get(place, (total, before))
        yield tiles.tile(name, shown, WINDOW + v * view.cell, y + u * view.cell, view.cell, place, old, limit,
                         place in view.marks.to, total, view.shown)


def pooled_tile(view, name, middle, limit):
    """The cell of the pooled map that the window makes, large."""
    return tiles.tile(name, float(view.maps[name][view.at]), ONE, middle - TILE // 2, TILE, view.at,
                     float(view.before[name][view.at]), limit, marks=view.shown)


def routes(view, y, backward, gradient):
    """The arrows between the winners and the pooled cell: as many nodes however many there are."""
    ink = tiles.ink(gradient) if backward else colour.OUTLINE
    return arrows(tuple(map(view.inside, view.marks.to)), view.cell, y, backward, ink)


def to_whom(winners):
    """What happens to a gradient on its way back."""
    return "to the winner" if winners == 1 else "to the winners"


@lru_cache(maxsize=500)
def arrows(places, cell, y, backward, ink):
    """The arrows to these cells of the window: halo, lines, heads, and above them what happens."""
    line = "".join(route(place, cell, y) for place in places)
    heads = "".join(head(*tip(place, cell, y), 9) for place in places) if backward else head(
        ONE - 3, y + SIDE // 2, -9)
    return node("g", (node("path", d=line, stroke="#FFF", stroke_width="6"),
                      node("path", d=line, stroke=ink, stroke_width="3.5" if backward else "2",
                           stroke_dasharray="9 4" if backward else None),
                      node("path", d=heads, stroke="#FFF", stroke_width="1", fill=ink),
                      node("text", to_whom(len(places)) if backward else "max", x=(WINDOW + SIDE + ONE) // 2,
                           y=y + 10, font_size="12.5", text_anchor="middle", stroke="none",
                           fill=colour.NOTE)),
                fill="none")


def tip(place, cell, y):
    """Where an arrow ends in the window: below the number of its cell."""
    return WINDOW + (place[1] + 0.5) * cell, y + round((place[0] + 0.84) * cell)


def route(place, cell, y):
    """A line from the pooled cell to a cell of the window, below the numbers that it passes."""
    (x, lane), level, edge = tip(place, cell, y), y + SIDE // 2, WINDOW + SIDE
    return f"M{ONE - 3} {level}C{ONE - 42} {level} {edge + 42} {px(lane)} {edge} {px(lane)}H{px(x + 6)}"


def head(x, y, long):
    """A filled arrow head with its tip at (x, y); long: towards its back, positive to the right."""
    return f"M{px(x)} {px(y)}l{long} -5v10z"


# The maps

def wide_map(view, name, y, limit):
    """The map: its windows pulled apart where they tile it, else whole."""
    marks = {mark: getattr(view.marks, mark).get(name, ()) for mark in ("outline", "focus")}
    marks["rings"] = view.marks.rings
    values, cell = view.maps[name], view.small[0]
    if not view.tiles:
        start = y + (SIDE - values.shape[0] * cell) // 2
        panel = matrix.make(name, values, cell, limit=limit, marks=view.shown, **marks)
        return (cells.draw(panel, LEFT, start, 0),)
    return tuple(block(view, name, at, y, limit, marks) for at in np.ndindex(view.maps["a2"].shape))


def block(view, name, at, y, limit, marks):
    """One window of the map, which says where it begins."""
    size, corner = view.size, (at[0] * view.size, at[1] * view.size)
    local = {mark: tuple((row - corner[0], column - corner[1]) for row, column in places
                         if corner[0] <= row < corner[0] + size and corner[1] <= column < corner[1] + size)
             for mark, places in marks.items()}
    part = view.maps[name][corner[0]:corner[0] + size, corner[1]:corner[1] + size]
    x, down = (k * (size * MAP + APART) for k in reversed(at))
    start = y + (SIDE - extent(view.maps["a2"].shape[0], size)) // 2
    panel = matrix.make(name, part, MAP, limit=limit, corner=corner, marks=view.shown, **local)
    return cells.piece(panel, LEFT + x, start + down, 0)


def extent(windows, size):
    """Pixels of so many windows pulled apart."""
    return windows * (size * MAP + APART) - APART


def small_map(view, name, y, limit):
    """The pooled map."""
    values = view.maps[name]
    panel = matrix.make(name, values, view.small[1], limit=limit, outline=view.marks.outline.get(name, ()),
                        focus=view.marks.focus.get(name, ()), marks=view.shown)
    return cells.draw(panel, POOLED, y + (SIDE - panel.height) // 2, 0)


@lru_cache(maxsize=100)
def labels(title, among, wide, small, shape, pooled, at, y):
    """The symbols over maps, window and pooled cell, those of the maps with their shapes."""
    small_print = {"font_size": "11", "font_style": "normal"}
    sized = [names.after(names.label(name), f"\u2002{'×'.join(map(str, size))}", **small_print)
             for name, size in ((wide, shape), (small, pooled))]
    runs = names.label(wide)
    window = title + runs[0], *runs[1:]
    above = ((sized[0], LEFT, y - 10), (sized[1], POOLED, y - 10),
             (names.after(window, among) if among else window, WINDOW, y - 10),
             (names.symbols(small, at), ONE - 12 * (max(at) > 9), y + (SIDE - TILE) // 2 - 10))
    return node("g", tuple(node("text", text, x=x, y=level) for text, x, level in above), font_size="13",
                font_style="italic")


@lru_cache(maxsize=20)
def letters(windows, size, y):
    """The letters of the windows pulled apart, each left of its own."""
    start = y + (SIDE - extent(windows[0], size)) // 2 if windows[0] else y
    return node("g", tuple(node("text", letter(at, windows[1]), x=LEFT + at[1] * (size * MAP + APART) - 6,
                                y=start + at[0] * (size * MAP + APART) + 10)
                           for at in np.ndindex(windows)) or (node("text", "", x=0, y=y),),
                font_size="11", text_anchor="end", fill=colour.NOTE)
