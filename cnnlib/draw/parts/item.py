"""What a picture is given: matrices and the signs between them; the picture decides what they leave open."""

from dataclasses import dataclass

import numpy as np

from ..ink import given
from .matrix import CLOSE, Panel, as_matrix, inside, largest, whole

SPACE = " "     # the sign that leaves its place empty


@dataclass(frozen=True, eq=False)
class Item:
    """A matrix to be drawn, checked: name, values (rows, columns), and what else is asked for.

    cell, limit: None where the picture that holds it decides;  blank: not computed yet
    padding: cells put in or cut away, drawn dotted;  others: as in Panel
    """

    name: str
    values: np.ndarray
    cell: int | None = None
    limit: float | None = None
    outline: tuple = ()
    rings: tuple = ()
    shape: str | None = None
    blank: bool = False
    padding: tuple = ()

    @classmethod
    def of(cls, name, values, cell=None, limit=None, outline=(), rings=(), shape=None, blank=False, padding=()):
        """Check what is asked for; values None are blank, and shape tells how many.

        Raises ValueError where values have more than two axes longer than 1 or a marked cell lies outside.
        """
        if values is None:
            values, shape, blank = nothing(name, shape), None, True
        elif not (shape is None or isinstance(shape, str)):
            raise ValueError(f"shape of {name}: got {shape!r}; "
                             "needs words to print, since the values have their own")
        values = as_matrix(name, values)
        return cls(name, values, None if cell is None else whole(cell, f"cell of {name}"),
                   None if limit is None else given.positive(limit, f"limit of {name}"),
                   inside(name, values.shape, "outline", outline), inside(name, values.shape, "rings", rings),
                   shape, blank, inside(name, values.shape, "padding", padding))

    def panel(self, cell=CLOSE, limit=None):
        """The panel in a picture of this cell and colour limit, by default its own largest |value|."""
        limit = self.limit or limit or largest([self.values])
        return Panel(self.name, self.values, self.cell or cell, limit, self.outline, rings=self.rings,
                     shape=self.shape, blank=self.blank, source=self.name, padding=frozenset(self.padding))


def nothing(name, shape):
    """Zeros in the place of what is not computed yet; raises ValueError unless shape tells how many."""
    given.text(name, "name")
    sizes = given.array(shape) if isinstance(shape, tuple | list) else None
    if sizes is None or sizes.ndim != 1 or not np.all((sizes > 0) & (sizes == np.round(sizes))):
        raise ValueError(f"values of {name}: got None and shape {shape!r}; needs numbers or, "
                         "for what is not computed yet, None with shape=(rows, columns)")
    return np.zeros(sizes.astype(int))


def items(things, argument):
    """Return things, every one an Item or a sign; raises ValueError for anything else."""
    return [thing if isinstance(thing, str) else item(thing, argument) for thing in things]


def item(thing, argument):
    """Return an Item; raises ValueError for anything else."""
    if not isinstance(thing, Item):
        raise ValueError(f"{argument}: got {thing!r}; needs draw.matrix(name, values)")
    return thing
