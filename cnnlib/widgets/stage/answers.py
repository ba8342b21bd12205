"""What an explorer does when the front end reports that a hand did something to its picture."""

from dataclasses import replace

from cnnlib.draw import symbol

from .address import same_but_selected
from .asks import is_open
from .keys import moved
from .motion import moves
from .typed import number


class Answers:
    """Answer events of the Stage: press, hover, paint, key, type, undo, grip, show, ask, link."""

    def _event(self, event):
        event = dict(event)
        typed_id = event.pop("id", None)
        done = self.safely(lambda: self._answer(event))
        if typed_id is not None:              # of a number that was typed
            self.stage.send({"kind": "accepted" if done else "refused", "id": typed_id})

    def _answer(self, event):
        kind = event.pop("kind")
        if kind == "press":
            self.pressed_cell(**event)
        elif kind == "hover":
            state = self.hover(self.state, **event)
            if state is not self.state:
                self.become(state, remember=False)
        elif kind == "paint":
            state = (self.swept if is_open(self.state) else self.paint)(self.state, event["cells"])
            remember = not same_but_selected(state, self.state)
            self.become(state, remember=remember, source=("stroke", event["stroke"]))
        elif kind == "key":
            *cell, focus = self.place(self.state)
            there = moved(cell, self.shapes(self.state), event["key"])
            self.become(self.press(self.state, *there, **focus), remember=False)
        elif kind == "type":
            self.become(self.typed(self.state, **event))
        elif kind == "show":
            self.show_made()
        elif kind == "ask":
            self.ask()
        elif kind == "link":
            self.send_link(**event)
        elif kind == "undo":
            self._back()
        elif kind == "grip":
            self.source = None               # the next move of a slider begins another drag

    def show_made(self):
        """Let what makes the selected cell travel to it; a sentence where nothing does."""
        if tokens := moves(self.travellers(self.state), self.views(self.state)):
            self.stage.move(tokens)
        else:
            self.stage.status = "Nothing travels to this cell. Press one that is computed, then “Show me”."

    def pressed_cell(self, matrix, **place):
        """A cell was pressed: where one is asked for, it is the answer."""
        state = self.press(self.state, matrix, **place)
        answers = is_open(self.state) and matrix == self.state.asked and "pick" not in place
        if answers and state is not self.state:
            state = self.clicked(self.state, *state.selected)
        self.become(state, remember=answers)

    def named(self, matrix):
        """The name of a matrix in every sentence and in the picker, as in the picture."""
        return self.words.get(matrix, symbol(matrix))

    def spoken(self, matrix):
        """The name of a matrix for a screen reader, which spells raised digits out."""
        return self.words.get(matrix, matrix)

    def typed(self, state, matrix, row, column, text, **focus):
        """The state after a number was typed into a cell; ValueError, in words, where it cannot be used."""
        if matrix not in self.editable:
            where = ", ".join(map(self.named, self.editable)) or "no matrix"
            raise ValueError(f"{self.named(matrix)} is computed; numbers can be typed into {where}.")
        index = self.index(state, matrix, row, column, **focus)
        if index is None:
            raise ValueError(f"{self.named(matrix)} has no cell in row {row}, column {column}.")
        if text.strip() == self.number_text(replace(state, selected=(matrix, index))):
            return state                      # nothing was changed, and its digits beyond the sixth stay
        return self.write(state, matrix, index, number(text, self.least, self.most))

    def press(self, state, matrix, row, column, **focus):
        """A cell was pressed: select it;
        one that cannot be selected, or is no longer there, changes nothing.

        focus: the example, channel and filter of which rows and columns were drawn, where there are several
        """
        index = self.index(state, matrix, row, column, **focus)
        return state if index is None else replace(state, selected=(matrix, index))

    def index(self, state, matrix, row, column, pick=None, **focus):
        """The full index of a cell of the picture, None where nothing can be selected.

        pick: the axis of which column says which one, where a channel was pressed and no cell of it
        """
        view = self.views(state).get(matrix)
        if view and pick:
            name, index = state.selected
            place = view.showing(index).cell(index) if name == matrix else (0, 0)
            (row, column), focus = place, {pick: column}
        rows, columns = view.size if view else (0, 0)
        return view.at(**focus).index(row, column) if 0 <= row < rows and 0 <= column < columns else None

    def hover(self, state, matrix, row, column, **focus):
        """The pointer moved over a cell: nothing happens."""
        return state

    def paint(self, state, cells):
        """The pointer was dragged over cells: ink those that can be painted, select the last."""
        for cell in cells:
            painted = cell["matrix"] in self.painted and "pick" not in cell
            if painted and (index := self.index(state, **cell)) is not None:
                state = self.write(state, cell["matrix"], index, self.ink)
        return self.press(state, **cells[-1])
