"""What stands in for an explorer where nobody can move a slider: the same picture, standing still."""

import os

from IPython import get_ipython

from cnnlib.draw.ink.shown import html, present
from cnnlib.saving import HOW


class StillTwin:
    """Show a widget where somebody can use it, elsewhere twin(), a picture, and what to do.

    twin_lead: what the caption begins with
    """

    twin_lead = "As it opens: "

    def __repr__(self):
        return repr(self.picture(self.state))

    def _ipython_display_(self):
        live, twin = self.live_bundle(), self.twin()
        when = f", {self.twin_lead.rstrip(': ').lower()}" if self.twin_lead else ""
        present(twin, self.twin_caption(twin, alive=bool(live)), live, when)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.twin().bundle()
        return {**self.live_bundle(), **data}, metadata

    def _repr_html_(self):
        twin = self.twin()
        return html(twin, self.twin_caption(twin, alive=False))

    def live_bundle(self):
        """What a front end brings to life; nothing for a closed widget or without an audience."""
        return super()._repr_mimebundle_() if self.comm is not None and has_audience() else {}

    def twin_caption(self, twin, alive):
        """The caption, and what to do where nothing moves."""
        return f"{self.twin_lead}{twin.caption}{'' if alive else f' {HOW}'}"


def has_audience():
    """Whether somebody can use a widget: who sent the cell to a kernel can answer `input()`, or is Voilà.

    nbconvert, papermill and nbval say that they cannot:
    what they keep is a page, where a view may be an empty place.
    """
    shell = get_ipython()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    asked = request.get("content", {}).get("allow_stdin", hasattr(shell, "kernel"))
    return asked or "VOILA_BASE_URL" in os.environ
