"""The smallest HTTP that carries a load: a keep-alive client and a server on asyncio, cheaper than what they measure."""

import asyncio
import re
from collections.abc import Callable

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)

#: What a server is asked: the first line, the body, and how to answer.
Answer = Callable[[bytes], None]
Handler = Callable[[bytes, bytes, Answer], None]


class Caller(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answered: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def to(cls, port: int) -> "Caller":
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_connection(cls, "127.0.0.1", port)
        return caller

    async def ask(self, request: bytes) -> int:
        """Send a request and return the status of the answer."""
        assert self._transport is not None
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = _end(self._buffer)
        if end and self._answered and not self._answered.done():
            status = int(self._buffer[9:12])
            self._buffer = self._buffer[end:]
            self._answered.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(exc or ConnectionResetError("closed"))

    def close(self) -> None:
        if self._transport:
            self._transport.close()


class Server(asyncio.Protocol):
    """One connection of a client of ours; a handler may answer later."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while end := _end(self._buffer):
            request, self._buffer = self._buffer[:end], self._buffer[end:]
            head, _, body = request.partition(b"\r\n\r\n")
            self._handler(head.partition(b"\r\n")[0], body, self._answer)

    def _answer(self, response: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(response)


def _end(buffer: bytes) -> int:
    """Return where the first whole message ends; 0 while it does not."""
    head = buffer.find(b"\r\n\r\n")
    if head < 0:
        return 0
    if _CHUNKED.search(buffer, 0, head + 2):
        last = buffer.find(b"0\r\n\r\n", head)
        return last + 5 if last >= 0 else 0
    found = _LENGTH.search(buffer, 0, head + 2)
    end = head + 4 + (int(found[1]) if found else 0)
    return end if len(buffer) >= end else 0


def request(path: str, host: str, body: bytes, kind: str, **headers: str) -> bytes:
    """Return a POST as it goes over the line."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n{more}\r\n"
    ).encode() + body


def response(status: str, body: bytes, kind: str = "application/json") -> bytes:
    """Return an answer as it goes over the line."""
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
