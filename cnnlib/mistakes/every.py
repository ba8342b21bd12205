"""All mistakes: those of a backward function, op by op, and a sentence for each mistake that there is."""

from . import conv, dense, gates, losses, pool
from .slips import SLIPS

MISTAKES = {each.name: each for part in (conv, pool, gates, dense, losses) for each in part.MISTAKES}
SENTENCES = {name: each.what for name, each in MISTAKES.items()} | SLIPS
