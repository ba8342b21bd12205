"""What opens an explorer again where it stood: its link, a text, and the way back from there."""

from inspect import Parameter, signature

import numpy as np

from . import link as links
from .typed import number

COPIED = "Copied: run this line in a cell to come back here."
BY_HAND = "Press Ctrl+C, on a Mac Command+C: the marked line, run in a cell, comes back here."


def filed(name):
    """What is said of a file of this name: where the line is copied, and where a hand has to."""
    lead = f"Too long for one line: press “Save {name}” and put that file beside the notebook."
    return f"{lead} The line that opens it is copied.", f"{lead} The marked line opens it."


class Linked:
    """link: a state as a text;  at(text): the explorer that stands there."""

    def __new__(cls, *given, **named):
        made = super().__new__(cls, *given, **named)
        bound = signature(cls.__init__).bind(made, *given, **named)
        made.made_from = {name: value for name, value in bound.arguments.items() if name in settings(cls)}
        return made

    @property
    def link(self):
        """The state as text that `at` takes: what has changed since the explorer opened.

        It leaves out what Undo remembers, and arrays that the explorer was made with.
        """
        made = {name: plainly(value) for name, value in self.made_from.items()
                if settings(type(self))[name] is not None and value is not None}
        told = self.state_told(self.state)
        return links.packed([type(self).__name__, links.mark(self.opened), links.whole(made), told])

    @classmethod
    def at(cls, text, *given, **named):
        """The explorer in the state of a link; what follows the link is what the explorer was made with then.

        Undo has nothing to take back there; Reset begins again.
        Raises ValueError for what is no link, or one of another explorer.
        """
        mark, made, told = contents(cls, text)
        explorer = cls(*given, **made_with(cls, made, given, named))
        try:
            if mark != links.mark(explorer.opened):
                raise ValueError(foreign(cls.__name__))
            explorer.arrive(told)
        except BaseException:
            explorer.close()
            raise
        return explorer

    def arrive(self, told):
        """Show the state that a link tells, as if the explorer had opened there."""
        try:
            state = self.state_from(told)
            self.check_possible(state)
            self.become(state, remember=False)
        except Exception as error:           # whatever a text says that no hand has written
            raise ValueError(links.UNKNOWN) from error
        self._opening = self.marked(self.state)

    # What subclasses may override

    def state_told(self, state):
        """What a link tells of a state, as JSON."""
        return links.encoded(state, self.opened)

    def state_from(self, told):
        """The state of which a link tells."""
        return links.decoded(told, self.opened)

    def check_state(self, state):
        """Raise ValueError for a state that no control, key or pointer leads to."""

    # The way there

    def check_possible(self, state):
        """Raise whatever comes for a state that no hand can reach: one not steady, drawn and in bounds."""
        if links.same(links.alone(state), links.alone(self.opened)):
            return
        self.check_state(state)
        if not links.same(self.steady(state), state):
            raise ValueError("Something follows from this state that it has not.")
        self.check_guess(state)
        self._draw(state, "")
        matrix, index = state.selected
        if matrix not in self.views(state) or not inside(index, np.shape(self.matrices(state)[matrix])):
            raise ValueError("No such cell can be selected.")
        for allows in self.allowed:
            if not allows(state):
                raise ValueError("A control cannot stand there.")
        self.check_typed(state)

    def check_typed(self, state):
        """Raise ValueError for a number that could not be typed where it stands."""
        now, opened = self.matrices(state), self.matrices(self.opened)
        for name in self.editable:
            values, old = np.asarray(now[name], float), np.asarray(opened.get(name, np.nan), float)
            moved = values != old if values.shape == old.shape else np.ones(values.shape, bool)
            for index in map(tuple, np.argwhere(moved).tolist()):
                self.write(state, name, index, number(repr(float(values[index])), self.least, self.most))

    def send_link(self, asker):
        """Answer the button with the line that leads back; where it is too long, with a file and its line."""
        link, kind = self.link, type(self).__name__
        file = {"name": f"{kind}.txt", "text": link} if len(link) > links.LONGEST else None
        said, by_hand = (COPIED, BY_HAND) if file is None else filed(file["name"])
        source = f'"{link}"' if file is None else f'open("{file["name"]}").read()'
        asked = "".join(f", {name}={name}" for name, value in self.made_from.items()
                        if settings(type(self))[name] is None and value is not None)
        ours = type(self).__module__.startswith("cnnlib.widgets.")
        lead = f"from cnnlib.widgets import {kind}; " if ours else ""
        line = f"{lead}{kind}.at({source}{asked})"
        self.stage.send({"kind": "link", "asker": asker, "line": line, "said": said, "by_hand": by_hand,
                         "file": file})


def foreign(kind):
    """What is said where an explorer opens with other numbers than the one of a link did."""
    return (f"This link was made where {kind} opened with other numbers; "
            f"give {kind}.at(…) after the link what {kind}(…) was given then.")


def settings(cls):
    """{name: default} of what an explorer can be made with; those with the default None are arrays."""
    return {name: one.default for name, one in list(signature(cls.__init__).parameters.items())[1:]
            if one.default is not Parameter.empty}


def plainly(value):
    """A setting as JSON has it."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def contents(cls, text):
    """What a link of this explorer holds: the mark of its opening, its settings, its state."""
    content = links.unpacked(text)
    if not isinstance(content, list) or len(content) != 4 or not isinstance(content[2], dict):
        raise ValueError(links.UNKNOWN)
    kind, mark, made, told = content
    if kind != cls.__name__:
        raise ValueError(f"This is a link of {kind}; write {kind}.at(…) in place of {cls.__name__}.at(…).")
    if not made.keys() <= {name for name, default in settings(cls).items() if default is not None}:
        raise ValueError(links.UNKNOWN)
    return mark, links.plain(made), told


def made_with(cls, made, given, named):
    """The settings of a link, as far as the reader has not given them."""
    taken = list(settings(cls))[:len(given)]
    return {name: value for name, value in made.items() if name not in taken} | named


def inside(index, shape):
    """Whether an index is a cell of an array of this shape."""
    return isinstance(index, tuple) and len(index) == len(shape) and all(
        type(k) is int and 0 <= k < n for k, n in zip(index, shape, strict=True))
