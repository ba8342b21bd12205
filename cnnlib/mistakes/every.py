"""All mistakes, op by op."""

from . import conv, dense, gates, losses, pool

MISTAKES = {each.name: each for part in (conv, pool, gates, dense, losses) for each in part.MISTAKES}
