"""The gate of ReLU: maps forward and backward, how much comes through as bars, one cell's gate close up."""

from dataclasses import dataclass
from functools import lru_cache

from .ink import colour, names, number, words
from .ink.svg import Picture, node, px
from .parts import cells, legend, matrix, signs, tiles
from .parts.squares import Stack
from .parts.squares import bar as squares

WIDTH, HEIGHT = 900, 440
MAP, SIDE, TOP, LOW = 22, 132, 40, 214     # pixels: a cell of the maps, a map of 6×6, y of the rows
SINGLE, TILE = 66, 78                      # pixels: the cell of b1, a cell of the lens
LEFT, COLUMNS = 20, {"b1": 20, "z1": 120, "a1": 286, "a2": 452}    # x of the first matrix, of each
ALONE, WIDE = {"b1": 20, "z1": 120, "a1": 332}, 176     # the same without pooling, and pixels for such a map
CARD, BEFORE, AFTER, DOOR = 546, 564, 786, 714     # x of the lens, its tiles, the middle of the gate
BAR, BAR_LEFT, BAR_WIDE, LEVELS = 15, 152, 190, (363, 390)     # pixels: a bar, y of both
WIDE_OPEN, CRACK = 30, 7                   # pixels between the halves of the door, open and leaking
TITLE = "ReLU and max pooling, forward (grey) and backward (colour)"
PLAIN_TITLE = "ReLU, forward (grey) and backward (colour)"
KEY = legend.legend(LEFT, HEIGHT - 8, legend.NEGATIVE, legend.FALLS, legend.RISES,
                    legend.WINNER, legend.OUR_PATH)
PLAIN_KEY = legend.legend(LEFT, HEIGHT - 8, legend.VALUE, legend.NEGATIVE, legend.FALLS, legend.RISES,
                          legend.OUR_PATH)


@dataclass(frozen=True, eq=False)
class Gate:
    """One cell close up.

    at: (row, column);  slope: 1 where the gate is open, else the leak;  is_open: whether z1 is above 0
    state, product, note: what stands between and below the tiles
    """

    at: tuple
    slope: float
    is_open: bool
    state: str
    product: str
    note: str = ""

    @property
    def gap(self):
        """Pixels between the two halves of the door."""
        return WIDE_OPEN if self.is_open else CRACK if self.slope else 0


def gate(maps, before, one, bars, outline, rings, limits, caption, stack=None):
    """Draw b1, z1, a1, a2 above their gradients, two bars below, and the gate of one cell beside them.

    maps: {name: (rows, columns)} of all eight, or of the six without a2
    before: the same before the last change;  one: Gate
    bars: (words, share, what it was, text, what that was) of what comes through, as share of all
    outline: {name: cells} of our path;  rings: the winners;  limits: |value| and |gradient| in full colour
    stack: the Stack of which maps show one, where there are several
    """
    stack, (title, key) = stack or Stack(), (TITLE, KEY) if "a2" in maps else (PLAIN_TITLE, PLAIN_KEY)
    rows = [part for y, backward in ((TOP, False), (LOW, True))
            for part in draw_row(maps, before, one, y, backward, outline, rings, limits[backward], stack)]
    nodes = (tiles.card(CARD, 8, WIDTH - CARD - 8, 402), *rows, in_words(one),
             *squares("z1", stack, limits[0], COLUMNS["z1"], TOP + SIDE + 2),
             *(bar(y, *each) for y, each in zip(LEVELS, bars, strict=True)), key)
    panels = [matrix.make(name, values) for name, values in maps.items()]
    return Picture(WIDTH, HEIGHT, nodes, title, caption, lambda: words.tables(panels))


def draw_row(maps, before, one, y, backward, outline, rings, limit, stack):
    """One row: the tiles of the lens and their arrow through the gate, b1, the maps, arrows between them."""
    columns, shown = COLUMNS if "a2" in maps else ALONE, tuple(stack.marks.items())
    named = {name: f"dL_d{name}" if backward else name for name in columns}
    opened = [close_up(named[name], maps, before, one.at, x, y, limit, shown)
              for name, x in (("z1", BEFORE), ("a1", AFTER))]
    at, single = (named["b1"], LEFT, y + (SIDE - SINGLE) // 2), float(maps[named["b1"]].item())
    bias = tiles.tile(*at[:1], single, *at[1:], SINGLE, before=float(before[named["b1"]].item()), limit=limit)
    panels = [(small_map(name, maps[name], limit, outline.get(name, ()), rings if name.endswith("a1") else (),
                         shown), columns[short]) for short, name in named.items() if short != "b1"]
    drawn = [cells.draw(panel, x, top_of(panel, y), 0) for panel, x in panels]
    ends = ((LEFT + SINGLE, panels[0][1]), *((x + panel.width, after) for (panel, x), (_, after)
                                             in zip(panels, panels[1:], strict=False)))
    tops = at[2], *(top_of(panel, y) for panel, _ in panels)
    return (cells.together((*opened, bias, *drawn)),
            tiles.on_path((0, 0) if outline.get(named["b1"]) else None, SINGLE, LEFT, at[2]),
            marked_tiles(tuple(named[short] in outline for short in ("z1", "a1")), y),
            through(y, one.gap, backward, float(maps[named["a1"]][one.at]) if backward else 0.0),
            between(ends, y, backward),
            labels(tuple(named.values()), tuple(columns.values()), tops, one.at, y))


def close_up(name, maps, before, at, x, y, limit, shown):
    """The cell of one map, large."""
    return tiles.tile(name, float(maps[name][at]), x, y + (SIDE - TILE) // 2, TILE, at,
                     float(before[name][at]), limit, marks=shown)


def small_map(name, values, limit, outline, rings, shown):
    """A map without numbers."""
    rows, columns = values.shape
    return matrix.make(name, values, min(MAP, SIDE // rows, WIDE // columns), limit=limit, outline=outline,
                       rings=rings, marks=shown)


def top_of(panel, y):
    """Where a map begins, so that the middles of a row are level."""
    return y + (SIDE - panel.height) // 2


@lru_cache(maxsize=50)
def between(ends, y, backward):
    """The arrows between the matrices of a row."""
    return signs.together([signs.arrow(left + 5, right - 5, y + SIDE // 2, backward) for left, right in ends])


@lru_cache(maxsize=200)
def labels(named, lefts, tops, at, y):
    """The symbols over the matrices and over the tiles of the lens."""
    maps = tuple(node("text", names.label(name), x=x, y=top - 9)
                 for name, x, top in zip(named, lefts, tops, strict=True))
    middle = y + SIDE // 2
    large = tuple(node("text", names.symbols(name, at), x=x, y=middle - TILE // 2 - 9)
                  for name, x in ((named[1], BEFORE), (named[2], AFTER)))
    return node("g", maps + large, font_size="13", font_style="italic")


# The lens

@lru_cache(maxsize=50)
def marked_tiles(chosen, y):
    """Our path around the tiles of the lens."""
    return node("g", tuple(tiles.on_path((0, 0) if mark else None, TILE, x, y + (SIDE - TILE) // 2)
                           for mark, x in zip(chosen, (BEFORE, AFTER), strict=True)))


def through(y, gap, backward, gradient):
    """The door of the gate in one row, and the arrow that passes it or ends there."""
    return passage(y, gap, backward, tiles.ink(gradient) if backward else colour.OUTLINE)


@lru_cache(maxsize=200)
def passage(y, gap, backward, ink):
    """The arrow and the two halves of the door, so far apart."""
    middle, ahead = y + SIDE // 2, -1 if backward else 1
    start, end = (BEFORE + TILE + 6, AFTER - 6)[::ahead]
    tip = end if gap else DOOR - 11 * ahead
    wide = "1.5" if gap == CRACK else "3.5" if backward else "2.5"
    door = "".join(f"M{DOOR - 6} {px(top)}h12v26h-12z" for top in (middle - gap / 2 - 26, middle + gap / 2))
    return node("g", (node("path", d=f"M{start} {middle}H{tip - 9 * ahead}", stroke_width=wide,
                           stroke_dasharray="9 4" if backward else None),
                      node("path", d=f"M{tip} {middle}l{-9 * ahead} -5v10z", stroke_width="1", fill=ink),
                      node("path", d=door, stroke=colour.FRAME, stroke_width="1.2", fill=colour.FRAME)),
                stroke=ink, fill="none")


def in_words(one):
    """Whether the gate is open and its slope between the rows; the product below the lower one."""
    lines = ((one.state, TOP + SIDE + 4, 20), (f"local slope {number.plain(one.slope)}", TOP + SIDE + 26, 14),
             (one.product, LOW + SIDE + 28, 17), (one.note, LOW + SIDE + 52, 13))
    return node("g", tuple(node("text", text, x=DOOR, y=y, font_size=size, fill="#000")
                           for text, y, size in lines), text_anchor="middle")


# What comes through

def bar(y, said, share, was, text, before):
    """A bar that fills with a share of its width, a tick where it ended before, both in words behind."""
    full, tick = (round(number.tidy(BAR_WIDE * each)) for each in (share, was))
    ticked = f"M{BAR_LEFT + tick} {y - 3}v{BAR + 6}" if tick != full else "M0 0"
    filled = f"M{BAR_LEFT} {y}h{full}v{BAR}H{BAR_LEFT}z"
    return node("g", (frame(y, said), node("path", d=filled, fill="#2B2622"),
                      node("path", d=ticked, stroke=colour.OUTLINE, stroke_width="5"),
                      node("path", d=ticked, stroke=colour.PATH, stroke_width="2.4"),
                      node("text", text, x=BAR_LEFT + BAR_WIDE + 12, y=y + BAR, font_size=20, fill="#000"),
                      node("text", before and f"was {before}", x=CARD - 16, y=y + BAR - 2, text_anchor="end",
                           font_size="12.5", fill=colour.NOTE)))


@lru_cache(maxsize=8)
def frame(y, said):
    """What a bar says, and its empty length."""
    return node("g", (node("text", said, x=LEFT, y=y + BAR - 2, font_size="14", fill="#000"),
                      node("rect", x=BAR_LEFT, y=y, width=BAR_WIDE, height=BAR, rx=3, fill="#EAE5DD")))
