"""What all explorers share: state, history, one locked way to change it, words, the stored twin."""

import math
import threading
from dataclasses import fields, replace

import ipywidgets as W

from cnnlib.draw.ink.number import typable
from cnnlib.draw.ink.words import listing

from . import lifetime
from .stage import Stage
from .twin import StillTwin

BUTTON = {"width": "auto", "min_width": "72px"}   # a dict: each button makes a layout of its own, closed with it
LABELS = {"description_width": "initial"}
MOVES = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})   # a true minus and an en dash
SLIDERS = (W.IntSlider, W.FloatSlider, W.SelectionSlider)   # moves of one are a drag; two choices in a list are two
INK = 1.0      # what painting leaves on an image
MEMORY = 200   # states that Undo can bring back


class Explorer(StillTwin, W.VBox):
    """Controls, a picture one can point into, the equation of the selected cell and a status line.

    A subclass gives the pure functions of its state, a frozen dataclass with the field `selected`
    (matrix, row, column):

        picture(state) -> Picture;  equation(state) -> text;  value(state) -> number in the selected cell, or None
        shapes(state) -> {matrix: (rows, columns)} of what can be selected, in the order of Page Up and Page Down
        editable -> names of matrices whose numbers can be typed;  write(state, matrix, row, column, number)
        painted -> those that a drag paints;  words -> {matrix: its name in the picture}, where that is another
        legend -> a sentence on the marks in the picture

    state: what is shown now;  errors: every exception that a callback raised
    """

    editable, painted, words = (), (), {}
    legend = "Hatched: a negative value. Black corner: beyond the scale of the colours."
    links = ()                  # models without a view, which close with the explorer
    least, most = -1000, 1000   # what may be typed into a cell

    def __init__(self, state, controls=(), bar=()):
        self.state, self.errors = state, []
        self._start, self._past, self._source = state, [], None
        self._lock, self._settling = threading.RLock(), False
        self._opening = self.picture(state)
        self.stage = Stage(self._opening, self._event, self.hint())
        self._undo = self.button("Undo", "Take the last change back", self._back)
        self._reset = self.button("Reset", "Begin again", lambda: self.become(self._start))
        self._picker = Picker(self)
        rows = [W.HBox([*bar, self._undo, self._reset], layout=W.Layout(flex_flow="row wrap")),
                W.HBox(list(controls), layout=W.Layout(flex_flow="row wrap")), self._picker.box]
        super().__init__([row for row in rows if row.children] + [self.stage])
        self.stage.tips = {one.description: one.tooltip for one in lifetime.family(self)
                           if isinstance(one, (W.Dropdown, W.Checkbox))}      # their views leave tooltips out
        self.add_class("cnnlib-explorer")
        self._show(*self._draw(state, ""))
        lifetime.register(self)

    def close(self):
        """Close the explorer with every widget, layout, style and link it holds, here and in the browser."""
        if self.comm is not None:
            for widget in reversed([*lifetime.family(self), *self.links]):
                super().close() if widget is self else widget.close()

    def hint(self):
        """What keys and pointer do in this picture, and what its marks mean."""
        typed, painted = (listing(map(self.spoken, names)) if names else "" for names in (self.editable, self.painted))
        return " ".join(["Click or arrow keys select a cell, Page Up and Page Down another matrix.",
                         *[f"Enter, a digit or a double click types a number into {typed}."] * bool(typed),
                         *[f"A drag over {painted} paints, with a finger after a tap."] * bool(painted), self.legend])

    def spoken(self, matrix):
        """The name of a matrix in the picker, in the hint and for a screen reader."""
        return self.words.get(matrix, matrix)

    # What subclasses may override

    def steady(self, state):
        """The state with all that follows from it, such as what a selected cell opens; before it is drawn."""
        return state

    def remark(self, state):
        """What the status line says where nothing else is to be said."""
        return ""

    def settle(self, state):
        """Bring the controls to a state that came from elsewhere."""

    def press(self, state, matrix, row, column):
        """A cell was pressed: select it; one that cannot be selected, or is no longer there, changes nothing."""
        rows, columns = self.shapes(state).get(matrix, (0, 0))
        there = 0 <= row < rows and 0 <= column < columns
        return replace(state, selected=(matrix, row, column)) if there else state

    def hover(self, state, matrix, row, column):
        """The pointer moved over a cell: nothing happens."""
        return state

    def paint(self, state, cells):
        """The pointer was dragged over cells: ink those that can be painted, select the last."""
        for matrix, row, column in cells:
            if matrix in self.painted:
                state = self.write(state, matrix, row, column, INK)
        return self.press(state, *cells[-1])

    # Controls

    def button(self, text, tooltip, act):
        """A button that runs act() safely."""
        made = W.Button(description=text, tooltip=tooltip, layout=BUTTON)
        made.on_click(lambda _: self.safely(act))
        return made

    def follow(self, widget, change, remember=True):
        """Whenever the widget's value changes, become change(state, value), unless that is the same state."""
        def moved(_):
            with self._lock:                  # a message may come on another thread while controls settle
                if not self._settling:
                    self.safely(answer)

        def answer():
            state = change(self.state, widget.value)     # the newest, where several moves have waited for the lock
            if state is not self.state:
                self.become(state, remember, source=widget)

        widget.observe(moved, "value")
        return widget

    # Change

    def become(self, state, remember=True, status="", source=None):
        """Show another state; Undo brings back the one before, and a whole drag of one control at once."""
        state = self.steady(state)
        drawn = self._draw(state, status)     # first, so that a state that cannot be drawn is never entered
        drag = source == self._source and isinstance(source, (tuple, *SLIDERS))
        if remember and not drag and not self.selects(state):
            self.note()
        self.state, self._source = state, source
        self._show(*drawn)

    def note(self):
        """Let Undo come back to the present state."""
        self._past = [*self._past[-MEMORY:], self.state]

    def safely(self, act):
        """Run a callback under the lock; what goes wrong is said in the status line, never swallowed."""
        with self._lock:
            try:
                act()
            except ValueError as error:       # bad input: the sentence is meant for the reader
                self.stage.status = str(error)
                return False
            except Exception as error:        # the one place that sees it: ipywidgets would drop it
                self.errors.append(error)
                self.stage.status = f"Something went wrong: {error!r}. Reset begins again."
                return False
            return True

    def _draw(self, state, status):
        """The picture of a state and the words beside it."""
        (matrix, row, column), value = state.selected, self.written(state)
        chosen = {"matrix": matrix, "row": row, "column": column, "value": value, "editable": matrix in self.editable}
        said = f"{self.spoken(matrix)}, row {row}, column {column}: {value or 'not computed yet'}"
        status = status or self.remark(state)
        words = {"equation": self.equation(state), "status": status, "selected": chosen, "said": said}
        return self.picture(state), words

    def written(self, state):
        """The number in the selected cell as text, "" where nothing has been computed."""
        value = self.value(state)
        return "" if value is None else typable(value)

    def _show(self, picture, words):
        """Show a picture and its words and bring every control to the state."""
        self.stage.show(picture, **words)
        self._settling = True
        try:
            self.settle(self.state)
            self._picker.settle(self.state)
            self._undo.disabled = not self._past
        finally:
            self._settling = False

    def _back(self):
        if self._past:
            *self._past, state = self._past
            self.become(state, remember=False)

    # Events of the picture

    def _event(self, event):
        event = dict(event)
        number = event.pop("id", None)
        done = self.safely(lambda: self._answer(event))
        if number is not None:                # a number that was typed
            self.stage.send({"kind": "accepted" if done else "refused", "id": number})

    def _answer(self, event):
        kind = event.pop("kind")
        if kind == "press":
            self.become(self.press(self.state, **event), remember=False)
        elif kind == "hover":
            state = self.hover(self.state, **event)
            if state is not self.state:
                self.become(state, remember=False)
        elif kind == "paint":
            cells = [(cell["matrix"], cell["row"], cell["column"]) for cell in event["cells"]]
            state = self.paint(self.state, cells)
            self.become(state, remember=not self.selects(state), source=("stroke", event["stroke"]))
        elif kind == "key":
            self.become(self.moved(self.state, event["key"]), remember=False)
        elif kind == "type":
            self.become(self.typed(self.state, **event))
        elif kind == "undo":
            self._back()

    def moved(self, state, key):
        """The state after an arrow key, Home, End, or Page Up and Page Down between the matrices."""
        shapes, (matrix, row, column) = self.shapes(state), state.selected
        names = list(shapes)
        if key in ("PageUp", "PageDown"):
            matrix = names[(names.index(matrix) + (1 if key == "PageDown" else -1)) % len(names)]
        rows, columns = shapes[matrix]
        down, right = MOVES.get(key, (0, 0))
        row, column = row + down, {"Home": 0, "End": columns - 1}.get(key, column + right)
        return self.press(state, matrix, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))

    def selects(self, state):
        """Whether a state differs from the present one in its selection alone."""
        return all(getattr(state, f.name) is getattr(self.state, f.name) for f in fields(state) if f.name != "selected")

    def typed(self, state, matrix, row, column, text):
        """The state after a number was typed into a cell; ValueError, in words, where it cannot be used."""
        if matrix not in self.editable:
            where = ", ".join(map(self.spoken, self.editable)) or "no matrix"
            raise ValueError(f"{self.spoken(matrix)} is computed; numbers can be typed into {where}.")
        if text.strip() == self.written(replace(state, selected=(matrix, row, column))):
            return state                      # nothing was changed, and its digits beyond the sixth stay
        return self.write(state, matrix, row, column, self.number(text))

    def number(self, text):
        """Read a number as people type it, with a hyphen or a true minus, a point or a comma."""
        quoted = text if len(text) < 24 else f"{text[:20]}…"
        try:
            number = float(text.strip().translate(MINUS).replace(",", "."))
        except ValueError:
            number = math.nan
        if math.isnan(number):
            raise ValueError(f"“{quoted}” is not a number; type one such as 0.5 or -2.")
        if not self.least <= number <= self.most:
            least, most = map(typable, (self.least, self.most))
            raise ValueError(f"{quoted} is out of reach; a number from {least} to {most} is needed.")
        return number

    # The stored twin

    def twin(self):
        """The picture as it opened, whatever was done since: what is stored depends on the cell alone."""
        return self._opening


class Picker:
    """Select a cell by matrix, row and column, as the pointer can do."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.matrix = W.Dropdown(options=self.names(explorer.state), description="Matrix", style=LABELS,
                                 tooltip="The matrix with the selected cell", layout=W.Layout(width="165px"))
        self.row, self.column = (W.BoundedIntText(description=name, tooltip=f"{name} of the selected cell, from 0",
                                                  style=LABELS, layout=W.Layout(width="110px"))
                                 for name in ("Row", "Column"))
        for widget in (self.matrix, self.row, self.column):
            explorer.follow(widget, lambda state, _: self._selection(state), remember=False)
        self.box = W.HBox([self.matrix, self.row, self.column], layout=W.Layout(flex_flow="row wrap"))

    def names(self, state):
        """What can be picked: every matrix under the name that the reader knows."""
        return tuple((self.explorer.spoken(name), name) for name in self.explorer.shapes(state))

    def settle(self, state):
        """Show the selection of a state."""
        matrix, row, column = state.selected
        shapes = self.explorer.shapes(state)
        rows, columns = shapes[matrix]
        if (names := self.names(state)) != self.matrix.options:
            self.matrix.options = names           # some matrices exist in some states only
        self.matrix.value = matrix
        self.row.max, self.column.max = rows - 1, columns - 1
        self.row.value, self.column.value = row, column

    def _selection(self, state):
        rows, columns = self.explorer.shapes(state)[self.matrix.value]
        return self.explorer.press(state, self.matrix.value, min(self.row.value, rows - 1),
                                   min(self.column.value, columns - 1))
