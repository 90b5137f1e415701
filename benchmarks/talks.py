"""People who write to the product, and how they know that they were heard: by status, by row, or by reply."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

import psycopg

from benchmarks import wire

#: What a prospect says until a colleague is asked for, and how many messages that calls for.
FORM = (
    ("hi", 2),
    ("Yes", 1),
    ("Grace", 1),
    ("Lim Trading", 1),
    ("New website", 1),
    ("50 million rupiah", 1),
    ("This month", 1),
    ("I do", 1),
)

#: The next words wait until the last ones are "kept" (acknowledged), "queued" (their reply is committed) or
#: "sent" (their reply has reached the provider).
Until = Literal["kept", "queued", "sent"]
#: Makes the request for (id, number, words).
Write = Callable[[str, str, str], bytes]

#: How often rows are looked at, and how long anybody waits.
_LOOK = 0.004
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Talk:
    """So many people walk through the form at once, one after the other on each line, for so long."""

    ports: tuple[int, ...]
    url: str
    people: int
    seconds: float
    until: Until
    database: str = ""
    #: Not counted, at the beginning.
    warmup: float = 2.0
    #: Between an answer and the next words.
    pause: float = 0.0
    #: How the people write: "twilio", or "telegram" to the peers.
    dialect: str = "twilio"
    form: tuple[tuple[str, int], ...] = FORM


@dataclass(slots=True)
class Heard:
    """What came of a talk: seconds from a request to its status, and to what was waited for."""

    seconds: float = 0.0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    refused: int = 0
    lost: int = 0
    #: Of this process, provider included, as a share of one core.
    processor: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.answered) / self.seconds


class Rows:
    """Looks for committed replies."""

    def __init__(self, url: str) -> None:
        self._sqlite = url.startswith("sqlite")
        self._connection: sqlite3.Connection | psycopg.Connection[tuple[str]]
        if self._sqlite:
            path = url.partition(":///")[2]
            self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        else:
            self._connection = psycopg.connect(url, autocommit=True)

    def queued(self, sids: Sequence[str]) -> list[str]:
        """Return those of these messages whose reply stands in the outbox."""
        some = ",".join("?" * len(sids)) if self._sqlite else ",".join(["%s"] * len(sids))
        query = (
            "SELECT i.provider_id FROM inbox i WHERE i.channel = 'whatsapp' "
            f"AND i.provider_id IN ({some}) AND i.state = 'done' "
            "AND EXISTS (SELECT 1 FROM outbox o WHERE o.inbox_id = i.id)"
        )
        return [row[0] for row in self._connection.execute(query, list(sids))]

    def close(self) -> None:
        self._connection.close()


@dataclass(slots=True)
class _Awaited:
    """Replies to one person that are still to reach the provider; `first` is when the first of them did."""

    count: int
    all: asyncio.Future[float]
    first: float = 0.0


class Crowd:
    """Everybody outside who writes; `reply` is told of what reaches the provider."""

    def __init__(self, write: Write, first: int = 1) -> None:
        self._write = write
        self._numbers = count(first)
        self._queued: dict[str, asyncio.Future[float]] = {}
        self._sent: dict[str, _Awaited] = {}

    def reply(self, to: str, at: float) -> None:
        """A message for somebody has reached the provider."""
        awaited = self._sent.get(to)
        if awaited is None:
            return
        awaited.first = awaited.first or at
        awaited.count -= 1
        if awaited.count <= 0 and not awaited.all.done():
            awaited.all.set_result(awaited.first)

    async def hold(self, talk: Talk) -> Heard:
        """Let them talk, and return what was measured after the warm-up."""
        heard = Heard()
        begin = time.monotonic() + talk.warmup
        end = begin + talk.seconds
        watch = asyncio.create_task(self._watch(talk)) if talk.until == "queued" else None
        lines = [talk.ports[n % len(talk.ports)] for n in range(talk.people)]
        people = [self._line(talk, port, heard, begin, end) for port in lines]
        used = time.process_time()
        await asyncio.gather(*people)
        spent = time.process_time() - used
        heard.seconds = talk.seconds
        heard.processor = spent / (talk.warmup + talk.seconds)
        if watch:
            watch.cancel()
        return heard

    async def _line(
        self, talk: Talk, port: int, heard: Heard, begin: float, end: float
    ) -> None:
        line = await wire.Caller.to(port)
        while time.monotonic() < end:
            number = f"+65{next(self._numbers):08d}"
            for words, replies in talk.form:
                if not await self._say(talk, line, number, words, replies, heard, (begin, end)):
                    break
                if talk.pause:
                    await asyncio.sleep(talk.pause)
        line.close()

    async def _say(
        self, talk: Talk, line: wire.Caller, number: str, words: str, replies: int,
        heard: Heard, window: tuple[float, float],
    ) -> bool:  # fmt: skip
        sid = f"SM{16**20 + next(self._numbers):032x}"
        request = self._write(sid, number, words)
        done = self._expect(talk, sid, number, replies)
        start = time.monotonic()
        if start >= window[1]:
            return False
        status = await line.ask(request)
        acknowledged = time.monotonic()
        if status >= 300:
            heard.refused += 1
            await asyncio.sleep(0.1)
            return False
        try:
            answered = await asyncio.wait_for(done, _PATIENCE) if done else acknowledged
        except TimeoutError:
            heard.lost += 1
            return False
        if window[0] <= answered < window[1]:
            heard.acknowledged.append(acknowledged - start)
            heard.answered.append(answered - start)
        return True

    def _expect(
        self, talk: Talk, sid: str, number: str, replies: int
    ) -> asyncio.Future[float] | None:
        if talk.until == "kept":
            return None
        done = asyncio.get_running_loop().create_future()
        if talk.until == "queued":
            self._queued[sid] = done
        else:
            self._sent[number] = _Awaited(replies, done)
        return done

    async def _watch(self, talk: Talk) -> None:
        rows = Rows(talk.database)
        try:
            while True:
                if self._queued:
                    self._found(rows.queued(list(self._queued)))
                await asyncio.sleep(_LOOK)
        finally:
            rows.close()

    def _found(self, sids: Sequence[str]) -> None:
        at = time.monotonic()
        for sid in sids:
            future = self._queued.pop(sid, None)
            if future and not future.done():
                future.set_result(at)
