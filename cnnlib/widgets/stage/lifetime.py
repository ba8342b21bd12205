"""How long widgets live: what a run of a cell made is closed when the same cell runs again."""

from IPython import get_ipython
from ipywidgets import Widget

made = {}   # {cell: (run, explorers)}: the last run of each cell that made explorers


def register(explorer):
    """Note which run of which cell made an explorer, and close those that earlier runs of the cell made."""
    cell, run = this_cell()
    if cell is None:
        return
    before, explorers = made.get(cell, (run, ()))
    if before != run:
        for one in explorers:
            one.close()
        explorers = ()
    made[cell] = run, (*explorers, explorer)


def this_cell():
    """The id of the running cell, which JupyterLab sends along, and of its run; (None, None) elsewhere."""
    shell = get_ipython()
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return message.get("metadata", {}).get("cellId"), message.get("header", {}).get("msg_id")


def family(widget, known=None):
    """A widget and all it holds, each once: children, layouts, styles and theirs."""
    known = {} if known is None else known
    if id(widget) not in known:
        known[id(widget)] = widget
        for value in (getattr(widget, name) for name in widget.keys):
            for one in value if isinstance(value, (list, tuple)) else (value,):
                if isinstance(one, Widget):
                    family(one, known)
    return list(known.values())
