"""What the product wrote down and what its provider saw, laid side by side: the checks that follow every test."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Table, select, text

from bot.sandbox.bubble import Bubble
from bot.sandbox.sandbox import Sandbox
from store import db
from store.tables import address, alert, inbox, outbox, timer

_OPEN = ("queued", "leased", "sending")


class Ledger:
    """Reads the database beside the running product; it never writes."""

    def __init__(
        self,
        database_url: str,
        sandbox: Sandbox,
        staff: Mapping[str, str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = db.connect(database_url, readonly=True)
        self._sandbox = sandbox
        self._staff = staff
        self._clock = clock

    def close(self) -> None:
        self._database.close()

    def rows(self, table: Table, **where: Any) -> list[db.Row]:
        """Return the rows of a table whose columns have these values, in order."""
        query = select(table).order_by(table.c.id)
        for column, value in where.items():
            query = query.where(table.c[column] == value)
        return self._database.read(lambda c: list(c.execute(query)))

    def all(self, table: Table) -> list[db.Row]:
        """Return all rows of a table, whatever its key is."""
        return self._database.read(lambda c: list(c.execute(select(table))))

    def said(self, number: str) -> list[db.Row]:
        """Return what was kept of the words of a number."""
        return self.rows(inbox, sender=f"whatsapp:{number}")

    def to(self, number: str) -> list[db.Row]:
        """Return what we have said, or mean to say, to a number, in order."""
        met = self.rows(address, external_id=number)
        return self.rows(outbox, address_id=met[0].id) if met else []

    def sent(self, number: str) -> list[str]:
        """Return what the provider took in for a number, in order."""
        return [entry.body for entry in self._sandbox.provider.accepted if entry.to == number]

    def message(self, bubble_sid: str) -> db.Row:
        """Return our row of a message that the provider took in."""
        (entry,) = (e for e in self._sandbox.provider.accepted if e.sid == bubble_sid)
        (row,) = self.rows(outbox, key=key_of(entry.callback))
        return row

    def given_up(self) -> int:
        """Count the messages that nobody could apply."""
        return len(self.rows(inbox, state="dead"))

    def open_work(self) -> list[str]:
        """Name what is still to be done; nothing when all is quiet."""
        taken = len(self._sandbox.provider.accepted)
        unsettled = [b.text for b in self.bubbles() if not b.settled]
        work = [f"receipts: {words[:30]}" for words in unsettled]
        work += [f"inbox {row.id}: new" for row in self.rows(inbox, state="new")]
        work += [
            f"outbox {row.id} {row.klass}: {row.state} {row.error}"
            for row in self.rows(outbox)
            if row.state in _OPEN or (row.state == "ambiguous" and row.resolved_at is None)
        ]
        work += [
            f"timer {row.id} {row.kind}: due"
            for row in self.rows(timer, state="armed")
            if row.due_at <= self._clock()
        ]
        if taken != len(self._sandbox.provider.accepted):
            work.append("something was sent just now")
        return work

    def mistakes(self) -> list[str]:
        """Say what must never be, whatever went wrong on the way. Read it when all is quiet."""
        return [mistake for column in self.columns().values() for mistake in column]

    def columns(self) -> dict[str, list[str]]:
        """Return the mistakes by kind."""
        return {
            "lost": list(self._lost()),
            "sent twice": list(self._sent_twice()),
            "phantom": list(self._phantoms()),
            "out of order": list(self._out_of_order()),
            "early": list(self._early()),
            "alerted twice": list(self._alerted_twice()),
            "leaks": list(self._leaks()),
            "deadlocks": list(self._deadlocks()),
        }

    def bubbles(self) -> list[Bubble]:
        """Return what the provider took in, in order."""
        memory = self._sandbox.provider.memory
        with memory.changed:
            return [memory.bubbles[entry.sid] for entry in self._sandbox.provider.accepted]

    def _lost(self) -> Iterator[str]:
        """What was acknowledged is kept, once, and is not still waiting."""
        kept = Counter(row.provider_id for row in self.rows(inbox))
        memory = self._sandbox.provider.memory
        with memory.changed:
            said = [b for b in memory.bubbles.values() if b.mine]
        for bubble in said:
            acknowledged = any(200 <= status < 300 for status in bubble.answers)
            if acknowledged and kept[bubble.sid] != 1:
                yield f"acknowledged, and kept {kept[bubble.sid]} times: {bubble.text}"

    def _sent_twice(self) -> Iterator[str]:
        taken = Counter(key_of(entry.callback) for entry in self._sandbox.provider.accepted)
        for row in self.rows(outbox):
            if taken[row.key] > 1:
                yield f"outbox {row.id} was taken {taken[row.key]} times by the provider"

    def _phantoms(self) -> Iterator[str]:
        """What the provider took is known to be out, or that it may be."""
        rows = {row.key: row for row in self.rows(outbox)}
        for key in {key_of(entry.callback) for entry in self._sandbox.provider.accepted}:
            row = rows.get(key)
            if row is None:
                yield f"the provider has a message nobody queued: {key}"
            elif row.state not in {"sent", "ambiguous"}:
                yield f"outbox {row.id} was taken by the provider, and is {row.state} here"

    def _out_of_order(self) -> Iterator[str]:
        rows = {row.key: row for row in self.rows(outbox)}
        last: dict[str, int] = {}
        for entry in self._sandbox.provider.accepted:
            row = rows.get(key_of(entry.callback))
            if row is None or row.klass == "knock":  # a knock overtakes the words it asks for
                continue
            if row.seq < last.get(entry.to, 0):
                yield f"to {entry.to} out of order: {entry.body}"
            last[entry.to] = row.seq

    def _early(self) -> Iterator[str]:
        for row in self.rows(timer, state="fired"):
            if row.fired_at < row.due_at:
                yield f"timer {row.id} ({row.kind}) rang {row.due_at - row.fired_at} early"

    def _alerted_twice(self) -> Iterator[str]:
        told = Counter(row.timer_id for row in self.rows(alert))
        yield from (f"timer {one} alerted {n} times" for one, n in told.items() if n > 1)

    def _leaks(self) -> Iterator[str]:
        """No number of either side stands anywhere in what the other side's phone received."""
        memory = self._sandbox.provider.memory
        prospects = [number for number in memory.lines if number not in self._staff]
        for bubble in self.bubbles():
            hidden = prospects if bubble.line in self._staff else list(self._staff)
            seen = [bubble.text, bubble.menu, *(f"{c.id} {c.label}" for c in bubble.choices)]
            digits = re.sub(r"\D", "", " ".join(seen))
            for number in hidden:
                if re.sub(r"\D", "", number)[2:] in digits:
                    yield f"{bubble.line} can read {number}: {bubble.text}"

    def _deadlocks(self) -> Iterator[str]:
        """Two works that wait for each other cost PostgreSQL a second to part."""
        if self._database.dialect != "postgresql":
            return
        query = text(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        found = self._database.read(lambda c: c.execute(query).scalar_one())
        if found:
            yield f"{found} deadlocks"


def key_of(callback: str) -> str:
    return parse_qs(urlsplit(callback).query).get("o", [""])[0]
