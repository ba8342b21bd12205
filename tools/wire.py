"""A TCP proxy on loopback that counts what comes down, adds a delay to each direction, and can be cut."""

import asyncio
import threading
from collections import deque
from contextlib import suppress


class Wire:
    """Stand between a browser and a server until the with block ends.

    target: the server's port;  port: where the browser connects;  delay: seconds each way, may change any time
    received: bytes that have come down to the browser
    """

    def __init__(self, target):
        self.target, self.delay, self.received, self._open = target, 0.0, 0, set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._connect, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def cut(self):
        """Break every connection; what is under way is lost. New ones can be made."""
        self._call(self._cut())

    async def _cut(self):
        while self._open:
            self._open.pop().transport.abort()

    async def _close(self):
        self._server.close()
        pumps = asyncio.all_tasks() - {asyncio.current_task()}
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)

    async def _connect(self, reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self._open |= {writer, up_writer}
        pumps = self._pump(reader, up_writer, down=False), self._pump(up_reader, writer, down=True)
        with suppress(asyncio.CancelledError):      # the end of the with block
            await asyncio.gather(*pumps)

    def _pass(self, writer, chunk):
        if writer in self._open:
            writer.write(chunk)

    async def _pump(self, reader, writer, down):
        """Pass chunks on in their order, each after the delay."""
        waiting = deque()
        try:
            while chunk := await reader.read(65536):
                self.received += down * len(chunk)
                waiting.append(chunk)
                self._loop.call_later(self.delay, lambda: self._pass(writer, waiting.popleft()))
        except ConnectionError:
            pass          # the browser closes connections as it likes
        finally:
            self._loop.call_later(self.delay, self._end, writer)

    def _end(self, writer):
        self._open.discard(writer)
        writer.close()
