"""What all explorers share: state, history, one locked way to change it, words, the stored twin."""

from dataclasses import replace
from functools import lru_cache
from threading import RLock, get_ident

import ipywidgets as W
import numpy as np

from cnnlib.draw.ink.number import signed, typable
from cnnlib.draw.parts.guesses import with_guesses
from cnnlib.draw.parts.view import views_of

from . import lifetime
from .address import same_but_selected, with_cell
from .answers import Answers
from .asks import SPOKEN, Asks, is_asked
from .controls import BUTTON, bring, laid_out
from .keys import hint
from .linked import Linked
from .motion import moves
from .picker import Picker
from .stage import Stage
from .twin import StillTwin

SLIDERS = (W.IntSlider, W.FloatSlider, W.SelectionSlider)   # moves of one are a drag, two choices are two
INK = 1.0      # what painting leaves on an image
MEMORY, KEPT = 200, 8   # states that Undo can bring back; of which the numbers are kept


class Explorer(Answers, Asks, Linked, StillTwin, W.VBox):
    """One row of controls, below it what folds, a picture one can point into, the equation of the selected cell.

    A subclass gives pure functions of its state,
    a frozen dataclass with the field `selected`, an address (matrix, full index):

        shows: numbers(state), every number that is shown, computed once and kept;
               picture(numbers) -> Picture;  words(numbers) -> text
        matrices(state) -> {name: array} of what can be selected, in the order of Page Up and Page Down
        controls(), more() -> declared controls, buttons, widgets: those above the picture, which fit one row,
               the main one first and never disabled; those that fold away below that row

    and says what can be done with its matrices:

        editable: those whose numbers can be typed;  painted: those that a drag paints
        words: {matrix: its name in the picture}
        invitation: the line above the picture, what to do first;  legend: a sentence on the marks in it

    A state with the field `before` has in it the state before the last change, a whole drag being one.

    state: what is shown now;  errors: every exception that a callback raised
    refusal: what was refused last, in words, "" once something else was done
    link: the state as a text;  at(text): an explorer in that state
    """

    editable, painted, words = (), (), {}
    invitation = ""
    legend = "Black corner: beyond the scale of the colours."
    links, players = (), ()     # models without a view, which close with the explorer;  what plays by itself
    least, most = -1000, 1000   # what may be typed into a cell

    def __init__(self, state):
        self.state, self.errors = state, []
        self._start, self._past, self.source, self.refusal = state, [], None, ""
        self.opened, self.allowed, self.labelled = state, [], {}
        self._lock, self._settler, self.declared = RLock(), None, []      # the thread that settles the controls
        self.numbers, self.place = lru_cache(maxsize=KEPT)(self.numbers), lru_cache(maxsize=KEPT)(self.place)
        self._opening = self.picture(state)
        self.stage = Stage(self._opening, self._event, self.hint())
        self.undo = self.button("Undo", "Take the last change back", self._back)
        self.reset = self.button("Reset", "Begin again", lambda: self.become(self._start))
        self.picker = Picker(self)
        self.eraser = W.ToggleButton(description="Eraser", tooltip="A drag wipes out, not paints", layout=BUTTON)
        first = laid_out(self, self.controls())
        rare = [*self.more(), *([self.eraser] if self.painted else []),
                *(one for one in (self.undo, self.reset) if one not in first.children)]
        self.folds = W.VBox([laid_out(self, rare), self.picker.box])
        super().__init__([first, self.folds, self.stage])
        first.add_class("cnnlib-first")
        self.folds.add_class("cnnlib-folds")
        self.stage.moves = type(self).travellers is not Explorer.travellers
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
        typed, painted = ([self.named(one) for one in names] for names in (self.editable, self.painted))
        return hint(typed, painted, self.legend)

    # What subclasses give, and may override

    def numbers(self, state):
        """Every number that is shown."""
        return self.shows[0](state)

    def picture(self, state):
        """The picture of a state."""
        return self.shows[1](self.numbers(state))

    def equation(self, state):
        """The words below the picture."""
        return self.shows[2](self.numbers(state))

    def matrices(self, state):
        """{name: array} of what can be selected."""
        return self.numbers(state).matrices

    def controls(self):
        """What stands above the picture, the main control first."""
        return ()

    def more(self):
        """What folds away below them, before Undo and Reset."""
        return ()

    def views(self, state):
        """{matrix: View} of what can be selected."""
        return views_of(self.matrices(state))

    def shapes(self, state):
        """{matrix: (rows, columns)} of what can be selected."""
        return {name: one.size for name, one in self.views(state).items()}

    def value(self, state):
        """The number in the selected cell, None where nothing has been computed."""
        matrix, index = state.selected
        return float(np.asarray(self.matrices(state)[matrix])[index]) + 0.0      # -0.0 is said as 0

    def write(self, state, matrix, index, number):
        """The state with a number in a cell of the field that bears the matrix's name."""
        return replace(state, **{matrix: with_cell(getattr(state, matrix), index, number)})

    def write_selected(self, state, number):
        """The state with a number in the selected cell."""
        return self.write(state, *state.selected, number)

    def is_editable(self, state):
        """Whether a number can be typed into the selected cell."""
        return state.selected[0] in self.editable

    def steady(self, state):
        """The state with all that follows from it, such as what a selected cell opens; before it is drawn."""
        return state

    def travellers(self, state):
        """What travels to the selected cell while it is made, as `explain.travellers` says it."""
        return ()

    def departures(self, state, old):
        """What travels, of itself, when one state follows another."""
        return ()

    def counts(self, state, old):
        """Whether a state differs from another in a number that may be compared with what it was before."""
        return True

    def remark(self, state):
        """What the line above the picture says where nothing else is to be said."""
        return self.invitation

    def settle(self, state):
        """Bring what is no declared control to a state."""

    @property
    def ink(self):
        """What a drag leaves on an image."""
        return 0.0 if self.eraser.value else INK

    def button(self, text, tooltip, act):
        """A button that runs act() safely."""
        made = W.Button(description=text, tooltip=tooltip, layout=BUTTON)
        made.on_click(lambda _: self.safely(act))
        return made

    def pressed(self, act):
        """Become what a button makes of the state."""
        made = act(self.state)
        state, status = made if isinstance(made, tuple) else (made, "")
        self.become(state, remember=state is not self.state, status=status)

    def follow(self, widget, change, remember=True):
        """Whenever the widget's value changes, become change(state, value), unless that is the same state."""
        newest = []

        def moved(event):
            if self._settler == get_ident():
                return
            newest[:] = [event["new"]]        # the widget itself may be brought to a state of before meanwhile
            self.safely(answer)

        def answer():
            state = change(self.state, *newest)        # the last, where several moves waited for the lock
            if state is not self.state or self.refusal:      # what was refused is taken back: so are the words
                self.become(state, remember, source=widget)

        widget.observe(moved, "value")
        return widget

    def become(self, state, remember=True, status="", source=None):
        """Show another state; Undo brings back the one before, and a whole drag of one control at once."""
        drag = source == self.source and isinstance(source, (tuple, *SLIDERS))
        changed = remember and not drag and not same_but_selected(state, self.state)
        fresh = changed and hasattr(state, "before") and state is not self._start
        if fresh and self.counts(state, self.state):
            state = replace(state, before=replace(self.state, before=None))
        state = self.still_asked(self.steady(state), self.state)
        drawn = self._draw(state, status)     # first, so that a state that cannot be drawn is never entered
        if changed:
            self.note()
        tokens = moves(self.departures(state, self.state), self.views(state))
        self.state, self.source = state, source
        if status != self.refusal:
            self.refusal = ""
        self._show(*drawn, flash=changed, moves=tokens)

    def note(self):
        """Let Undo come back to the present state."""
        self._past = [*self._past[-MEMORY:], self.state]

    def safely(self, act):
        """Run a callback under the lock; what goes wrong is said in the status line, never swallowed."""
        with self._lock:
            try:
                act()
            except ValueError as error:       # bad input: the sentence is meant for the reader
                self.stage.status = self.refusal = str(error)
                return False
            except Exception as error:        # the one place that sees it: ipywidgets would drop it
                self.errors.append(error)
                self.stage.status = f"Something went wrong: {error!r}. Reset begins again."
                return False
            return True

    def _draw(self, state, status):
        """The picture of a state and the words beside it."""
        (matrix, row, column, focus), number = self.place(state), self.number_text(state)
        chosen = {"matrix": matrix, "row": row, "column": column, **focus, "value": number,
                  "editable": self.is_editable(state)}
        status = status or self.verdict(state) or self.remark(state)
        words = {"equation": self.equation(state), "status": status, "selected": chosen,
                 "said": self.announced(state, number), "asks": self.offered(state),
                 "labels": {name: label(state) for name, label in self.labelled.items()}}
        return self.marked(state), words

    def marked(self, state):
        """The picture, with what the reader predicted."""
        picture, marks = self.picture(state), self.marks(state)
        if not marks:
            return picture
        return with_guesses(picture, state.asked, self.views(state)[state.asked].marks, marks)

    def announced(self, state, number):
        """What a screen reader says after a change: the selected cell and its number."""
        matrix, row, column, focus = self.place(state)
        where = "".join(f", {axis} {at}" for axis, at in focus.items())
        mark = self.marks(state).get((row, column), "") if is_asked(state) and state.asked == matrix else ""
        return (f"{self.spoken(matrix)}, row {row}, column {column}{where}: {number or 'not computed yet'}"
                f"{SPOKEN.get(mark, '')}")

    def place(self, state):
        """Where the selected cell is drawn: matrix, row, column, {axis: which of several}."""
        matrix, index = state.selected
        view = self.views(state)[matrix].showing(index)
        return matrix, *view.cell(index), view.marks

    def number_text(self, state):
        """The number in the selected cell as text, "" where nothing has been computed."""
        value = self.value(state)
        return "" if value is None else signed(typable(value))

    def _show(self, picture, words, flash=False, moves=()):
        """Show a picture and its words and bring every control to the state."""
        self.stage.show(picture, flash, moves, **words)
        self._settler = get_ident()
        try:
            for settle in (*self.declared, self.settle):
                settle(self.state)
            self.picker.settle(self.state)
            bring(self.undo, disabled=not self._past)
        finally:
            self._settler = None

    def _back(self):
        if self._past:
            for play in self.players:             # else it would go on from there
                bring(play, playing=False)
            *self._past, state = self._past
            self.become(state, remember=False)

    def twin(self):
        """The picture as it opened, whatever was done since: what is stored depends on the cell alone."""
        return self._opening
