"""What the browser does, in Python:
apply the messages of a stage to its picture, and send events and control moves."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import count

import ipywidgets as W

from cnnlib.draw.ink.names import is_bias, is_weight

SVG = "http://www.w3.org/2000/svg"
NO_NUMBER = re.compile(r"∞|nan|inf", re.I)
OVERFLOW = re.compile(r"∞|\b(nan|inf)\b", re.I)
SAID = re.compile(r"infinit|overflow|too large|too small|saturat|not a number", re.I)


def address(matrix, row=0, column=0):
    """The address of a cell where one example, one channel and one filter is all there is; `spot` reads it."""
    if is_bias(matrix):
        return matrix, (column,)
    return matrix, (row, column, 0, 0) if is_weight(matrix) else (0, row, column, 0)


class Mirror:
    """The picture as the browser has it:
    whole pictures and changes arrive, in any order, as stage.js takes them."""

    def __init__(self, picture, ask):
        self.revision, self.ask, self.refreshes = -1, ask, 0
        self.show(picture)

    def receive(self, state):
        """Take the traits of one message."""
        if state.get("picture", {}).get("revision", -1) > self.revision:
            self.show(state["picture"])
        if state.get("changes", {}).get("revision", -1) > self.revision:
            self.change(state["changes"])

    def show(self, picture):
        self.root, self.revision = ET.fromstring(picture["svg"]), picture["revision"]

    def change(self, changes):
        if changes["base"] != self.revision:
            self.refreshes += 1
            self.ask()
        else:
            apply(self.root, json.loads(changes["parts"]))
            self.revision = changes["revision"]


class FrontEnd:
    """One view of an explorer: `root` is the picture as the browser has it,
    `messages` all that came over the wire."""

    def __init__(self, explorer):
        self.explorer, self.stage, self.messages, self.strokes = explorer, explorer.stage, [], count(1)
        self.mirror = Mirror(self.stage.get_state()["picture"], lambda: self.send(kind="refresh"))
        self.stage.comm.publish_msg = self.receive

    @property
    def root(self):
        return self.mirror.root

    def receive(self, _, data=None, **others):
        data = json.loads(json.dumps(data))      # what cannot travel as JSON fails here
        self.messages.append(data)
        self.mirror.receive(data.get("state", {}))

    def send(self, **event):
        """Send an event of the picture: press, paint, key, type, undo, hover, ask, refresh."""
        if event["kind"] == "paint":
            event = {"stroke": next(self.strokes), **event}
        if event["kind"] == "type":
            event = {"id": "a number typed", **event}
        message = {"method": "custom", "content": event}
        self.stage._handle_msg({"content": {"data": message}, "buffers": []})

    def set(self, widget, value):
        """Move a control as its view does; whatever has options travels as the index of one."""
        state = {"index": value} if isinstance(widget, W.widget_selection._Selection) else {"value": value}
        widget._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})

    def pick(self, matrix):
        """Choose a matrix in the picker."""
        names = self.explorer.picker.matrix
        self.set(names, [name for _, name in names.options].index(matrix))

    def sent(self, kind):
        """The custom messages of one kind that came back."""
        return [m for m in self.messages if m["method"] == "custom" and m["content"]["kind"] == kind]

    def check(self, after):
        """After any action: nothing raised,
        the picture is that of the state here and there, its numbers finite."""
        explorer = self.explorer
        assert explorer.errors == [], f"after {after}"
        picture = explorer.marked(explorer.state)
        assert explorer.stage._shown == picture.root, f"after {after} the stage does not show the state"
        svg = picture.svg
        fresh = ET.fromstring(svg)
        assert alike(self.root, fresh), f"after {after} the browser does not show the state"
        assert self.mirror.refreshes == 0, f"after {after} the browser lost track of the picture"
        if NO_NUMBER.search(svg):              # else none of its attributes and cells can hold one
            check_numbers(fresh, f"{picture.caption} {explorer.stage.equation} {explorer.stage.status}", after)


def apply(root, parts):
    """Apply changed parts to an SVG tree in place, by the rules of stage.js."""
    for path, kinds in parts.items():
        group = root
        for k in path.split(".") if path else ():
            group = group[int(k)]
        for kind, children in kinds.items():
            items = (children.split("|") if isinstance(children, str) else
                     [x for pair in children.items() for x in pair])
            for k, value in zip(items[::2], items[1::2], strict=True):
                CHANGE[kind](group, int(k), value)


def repaint(group, k, fill):
    if fill == "":
        del group[k].attrib["fill"]
    else:
        group[k].set("fill", fill)


def rewrite(group, k, text):
    group[k][:] = []
    group[k].text = text


def renew(group, k, markup):
    group[k] = ET.fromstring(f'<g xmlns="{SVG}">{markup}</g>')[0]


def dress(group, k, look):
    group[k].attrib.clear()
    group[k].attrib.update(re.findall(r'([\w-]+)="([^"]*)"', look))


CHANGE = {"fill": repaint, "text": rewrite, "look": dress, "node": renew}


def alike(one, other):
    """Whether two elements are equal with all that is in them."""
    return (one.tag == other.tag and one.attrib == other.attrib and (one.text or "") == (other.text or "")
            and (one.tail or "") == (other.tail or "") and len(one) == len(other) and all(map(alike, one, other)))


def check_numbers(root, words, after):
    """No coordinate or colour is NaN or infinite; where a cell is, the words beside the picture say so."""
    for node in root.iter():
        bad = [value for value in node.attrib.values()
               if re.search(r"(?<![A-Za-z])(nan|inf)(?![A-Za-z])", value, re.I)]
        assert not bad, f"after {after} an attribute of {node.tag} is {bad}"
    cells = [text.text for group in root.iter(f"{{{SVG}}}g") if group.get("data-name")
             for text in group.iter(f"{{{SVG}}}text") if OVERFLOW.search(text.text or "")]
    assert not cells or SAID.search(words), (
        f"after {after} cells say {cells[:3]} and the words do not: {words}")


def controls(widget):
    """Every control below a widget that has a value, in the order of the screen."""
    for child in getattr(widget, "children", ()):
        if hasattr(child, "children"):
            yield from controls(child)
        elif choices(child):
            yield child


def buttons(widget):
    """Every button below a widget."""
    for child in getattr(widget, "children", ()):
        if hasattr(child, "children"):
            yield from buttons(child)
        elif isinstance(child, W.Button):
            yield child


TEXTS = ("", "abc", "nan", "inf", "1e308", "-1e400", "0,5")


def choices(widget):
    """The values to try on a control: extremes, some between, all options; () for what is no control."""
    if isinstance(widget, W.widget_selection._Selection):
        return tuple(range(len(widget.options)))
    if isinstance(widget, (W.Text, W.Textarea)):
        return TEXTS
    if isinstance(widget, (W.Checkbox, W.ToggleButton)):
        return True, False
    if isinstance(widget, W.FloatLogSlider):
        return tuple(widget.base**power for power in between(widget.min, widget.max))
    if isinstance(widget, (W.FloatText, W.IntText)) and not hasattr(widget, "min"):
        return 0, 1, -1, 1000, -1000
    low, high = getattr(widget, "min", None), getattr(widget, "max", None)
    if low is None or high is None or not hasattr(widget, "value"):
        return ()
    values = between(low, high)
    if isinstance(widget.value, tuple):
        return (low, high), (low, low), (high, high), (values[2], values[4])
    return tuple(dict.fromkeys(map(round, values))) if isinstance(widget.value, int) else values


def between(low, high, parts=6):
    """Both ends, the ends first, and several values between."""
    inner = [low + (high - low) * k / parts for k in range(1, parts)]
    return (low, high, *inner)
