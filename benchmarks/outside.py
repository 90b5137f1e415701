"""The world outside the product in one process of its own: people who write, and the provider they read at."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from benchmarks import provider, telegram
from benchmarks.processes import free_port
from benchmarks.talks import Crowd, Heard, Talk, Write

#: What a provider takes to answer, where a row names no other: Twilio's usual.
DELAY = 0.08


@dataclass(frozen=True, slots=True)
class Accepted:
    """Asks for (time, number) of everything the provider has accepted since the last time this was asked."""


class Outside:
    """The world's end of a pipe."""

    def __init__(self, pipe: Connection, port: int) -> None:
        self._pipe = pipe
        self.port = port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def talk(self, talk: Talk) -> Heard:
        """Let people talk, and wait for the end of it."""
        heard = self._ask(talk)
        assert isinstance(heard, Heard)
        return heard

    def accepted(self) -> list[tuple[float, str]]:
        """Return what the provider has accepted, and forget it; times are of the monotonic clock."""
        return list(self._ask(Accepted()))

    def _ask(self, wish: object) -> Any:
        self._pipe.send(wish)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def opened(delay: float = DELAY) -> Iterator[Outside]:
    """Start the world outside, and end it with the block."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    port = free_port()
    process = context.Process(target=_main, args=(there, port, delay), daemon=True)
    process.start()
    there.close()  # so that its end is noticed here
    try:
        assert here.recv() == "ready"
        yield Outside(here, port)
    finally:
        process.terminate()
        process.join()


def _main(pipe: Connection, port: int, delay: float) -> None:
    asyncio.run(_live(pipe, port, delay))


async def _live(pipe: Connection, port: int, delay: float) -> None:
    crowds: dict[str, Crowd] = {}
    first = 1

    def heard(to: str, at: float) -> None:
        for crowd in crowds.values():
            crowd.reply(to, at)

    carrier = provider.Provider(delay, heard)
    await carrier.serve(port)
    pipe.send("ready")
    loop = asyncio.get_running_loop()
    while True:
        wish = await loop.run_in_executor(None, pipe.recv)
        if isinstance(wish, Accepted):
            pipe.send(carrier.accepted)
            carrier.accepted = []
            continue
        crowds[wish.dialect] = crowd = Crowd(_writer(wish), first)
        first += 10_000_000
        try:
            pipe.send(await crowd.hold(wish))
        except Exception as error:  # noqa: BLE001 - told to whoever waits at the other end
            pipe.send(error)


def _writer(talk: Talk) -> Write:
    if talk.dialect == "telegram":
        return lambda _sid, number, words: telegram.update(talk.url, number, words)
    return lambda sid, number, words: provider.webhook(talk.url, sid, number, words)
