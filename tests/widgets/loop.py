"""An event loop for what plays by itself, and a browser there that answers for each frame."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

PATIENCE = 60     # seconds until a wait counts as failed


def answer(trainer):
    """What the browser sends once it has shown a frame."""
    message = {"method": "custom", "content": {"kind": "shown", "number": trainer.film.number}}
    trainer.film._handle_msg({"content": {"data": message}, "buffers": []})


async def until(condition, trainer, answering=True):
    """Serve the loop until a condition holds, as a browser that answers."""
    async def wait():
        while not condition():
            if answering:
                answer(trainer)
            await asyncio.sleep(0)
    await asyncio.wait_for(wait(), PATIENCE)


def apart(act):
    """Call act() on a thread of its own:
    in the main one Playwright, once it has been used, keeps an event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()
