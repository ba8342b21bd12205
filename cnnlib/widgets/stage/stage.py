"""A picture in the browser that reports which cell
was pointed at, pressed, painted, typed or reached with the keys."""

from json import dumps

import anywidget
from traitlets import Bool, Dict, Unicode

from cnnlib.draw.ink.svg import changes

from .controls import bring
from .script import joined


class Stage(anywidget.AnyWidget):
    """Show a Picture; after the first only what changed travels, in one message with the words beside it.

    on_event: called with each event of the front end,
    a dict with "kind" (hover, press, paint, key, type, undo, show, ask, link)
    hint: a line below the picture;  tips: {description of a control: its tooltip}
    labels: {name of a control: its label now}, for those whose label changes with the picture
    moves: whether numbers can be seen to travel
    asks: what the button says that asks for a prediction or checks it, "" where there is none
    """

    _esm = joined("stage.js", "stage_input.js", "stage_look.js", "motion.js", "kernel.js", "ask.js", "save.js",
                  "link.js")
    _css = joined("stage.css")

    picture = Dict().tag(sync=True)
    changes = Dict().tag(sync=True)
    selected = Dict().tag(sync=True)
    equation = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)
    said = Unicode().tag(sync=True)
    label = Unicode().tag(sync=True)
    hint = Unicode().tag(sync=True)
    tips = Dict().tag(sync=True)
    labels = Dict().tag(sync=True)
    motion = Dict().tag(sync=True)
    moves = Bool(False).tag(sync=True)
    asks = Unicode().tag(sync=True)

    def __init__(self, picture, on_event, hint=""):
        self._shown, self._revision, self._on_event = picture.root, 0, on_event
        super().__init__(picture={"svg": picture.svg, "revision": 0}, label=picture.title, hint=hint)
        self.on_msg(self._receive)

    def show(self, picture, flash=False, moves=(), **words):
        """Show another picture and set words (equation, status, said, selected, labels) in the same message.

        flash: whether cells that changed are to be noticed;  moves: what travels over the picture then
        """
        root = picture.root
        parts = changes(self._shown, root)
        with self.hold_sync():
            if parts != {}:
                self._shown, self._revision = root, self._revision + 1
                self._send_picture(parts, flash)
            bring(self, label=picture.title, **words)
            if moves:
                self.move(moves)

    def move(self, moves):
        """Let numbers travel over the picture as it stands, once."""
        self.motion = {"moves": moves, "revision": self._revision, "number": self.motion.get("number", 0) + 1}

    def _send_picture(self, parts, flash):
        """Send the parts that changed, or the whole picture where its size or its groups changed."""
        if parts is None:
            self.picture = self._whole()
        else:
            self.changes = {"base": self._revision - 1, "revision": self._revision,
                            "parts": dumps(parts, ensure_ascii=False),    # text: a dict is searched for buffers
                            **({"flash": True} if flash else {})}

    def _whole(self):
        return {"svg": str(self._shown), "revision": self._revision}

    def get_state(self, key=None, drop_defaults=False):
        """The state for a front end that asks: the picture as it stands now, not as it began."""
        state = super().get_state(key, drop_defaults)
        if "picture" in state:
            state["picture"] = self._whole()
        return state

    def _receive(self, _, content, buffers):
        if content["kind"] == "refresh":
            self.send_state("picture")
            return
        try:
            self._on_event(content)
        finally:
            self.send({"kind": "done"})
