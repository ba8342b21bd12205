"""Pictures above or beside each other become one picture."""

from ..ink.svg import Picture, move, node


def stack(*pictures, across=False, title, caption):
    """Put pictures one below the other, or side by side, on one card.

    across: side by side;  title, caption: one sentence each
    Raises ValueError where there is no picture.
    """
    pictures = [getattr(one, "picture", one) for one in pictures]      # a matrix is a picture, too
    if not pictures or not all(isinstance(one, Picture) for one in pictures):
        raise ValueError(f"pictures: got {pictures!r}; "
                         "needs at least one, as the functions of draw make them")
    groups, x, y = [], 0, 0
    for one in pictures:
        groups.append(node("g", one.nodes, transform=move(x, y)))
        x, y = (x + one.width, y) if across else (x, y + one.height)
    width = x if across else max(one.width for one in pictures)
    height = max(one.height for one in pictures) if across else y
    return Picture(width, height, tuple(groups), title, caption,
                   lambda: "\n".join(one.words() for one in pictures))
