"""A database with many of something: one real lead, led through the product's own desk, copied in bulk."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import inside
from bot.core.message import Address, Message
from store import tables

#: Copies are numbered from here, above whatever the desk has made itself.
FIRST = 1_000_000
#: What hangs on one lead, in the order in which rows refer to each other.
CONTACT = ("person", "address", "conversation", "lead")
HANDED_OVER = (*CONTACT, "handoff", "offer", "timer")

#: For a copy number i: every reference points to the copy of the row it pointed to.
_OWN: Mapping[str, Mapping[str, str]] = {
    "person": {"id": "n.i"},
    "address": {"id": "n.i", "person_id": "n.i", "external_id": "'+6581' || n.i"},
    "conversation": {"id": "n.i", "person_id": "n.i", "address_id": "n.i"},
    "lead": {"id": "n.i", "person_id": "n.i", "conversation_id": "n.i"},
    "handoff": {"id": "n.i", "lead_id": "n.i", "conversation_id": "n.i", "code": "'A' || n.i"},
    "offer": {"id": "n.i", "handoff_id": "n.i"},
    "timer": {"id": "n.i", "subject_id": "n.i", "conversation_id": "n.i"},
    "outbox": {
        "id": "n.i", "key": "'bulk-' || n.i", "dedupe_key": "'bulk:' || n.i",
        "address_id": "n.i", "conversation_id": "n.i", "inbox_id": "NULL",
        "lane": "CAST(n.i AS VARCHAR)", "seq": "1",
    },
}  # fmt: skip


#: By table, the id of the real row that is copied.
Pattern = Mapping[str, int]


class Bulk:
    """A connection of the bare driver; statements are the same on both databases."""

    def __init__(self, url: str) -> None:
        self._connection: sqlite3.Connection | psycopg.Connection[tuple[Any, ...]]
        if url.startswith("sqlite"):
            self._connection = sqlite3.connect(url.partition(":///")[2], isolation_level=None)
            for pragma in (
                "synchronous=OFF",
                "cache_size=-300000",
            ):  # kB; only filling is quick
                self._connection.execute(f"PRAGMA {pragma}")
            self._serial = False
        else:
            self._connection = psycopg.connect(url, autocommit=True)
            self._serial = True

    def lead(self, pattern: Pattern, names: Sequence[str], first: int, last: int) -> None:
        """Copy the whole of a lead, as far as `names` go."""
        for name in names:
            self.copy(name, pattern[name], first, last)

    def copy(self, table: str, pattern: int, first: int, last: int, **columns: str) -> None:
        """Copy a row under every number from `first` to `last`; `columns` are SQL, and may name n.i."""
        own = {**_OWN[table], **columns}
        names = [column.name for column in tables.metadata.tables[table].columns]
        values = [own.get(name, f"p.{name}") for name in names]
        self.run(
            f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) "
            f"INSERT INTO {table} ({', '.join(names)}) "
            f"SELECT {', '.join(values)} FROM n CROSS JOIN {table} p WHERE p.id = {pattern}"
        )

    def run(self, query: str) -> list[tuple[Any, ...]]:
        found = self._connection.execute(query)
        return list(found.fetchall()) if found.description else []

    def finish(self) -> None:
        """Leave the database as the product would: numbered onwards, with statistics."""
        if self._serial:
            for table in _OWN:
                top = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
                self.run(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {top}, false)"
                )
        self.run("ANALYZE")

    def close(self) -> None:
        self._connection.close()


@contextmanager
def bulk(url: str) -> Iterator[Bulk]:
    """Fill a database that nobody else writes to."""
    with watched(url) as opened:
        yield opened
        opened.finish()
    os.sync()  # or the product's first commit waits for all of it to reach the disk


@contextmanager
def watched(url: str) -> Iterator[Bulk]:
    """Look into a database from outside the product."""
    opened = Bulk(url)
    try:
        yield opened
    finally:
        opened.close()


def prepared(place: Path, url: str) -> Pattern:
    """Make the database; lead one prospect through the form, let a rep accept, and name the rows this made."""
    with inside.desk(place, url) as desk:
        inside.forms(desk, 1)
        with watched(url) as opened:
            (offer,) = opened.run("SELECT id, staff_id FROM offer")
            (rep,) = opened.run(f"SELECT external_id FROM staff WHERE id = {offer[1]}")
        accept = Message(
            f"SM{9**9:032x}",
            Address("whatsapp", rep[0]),
            "Accept",
            inside.now(),
            option=f"offer:{offer[0]}:accept",
        )
        inside.hear(desk, accept)
    with watched(url) as opened:
        return _pattern(opened)


def quiet(url: str) -> None:
    """Put to rest what an earlier run has begun, so that the next one has nothing to catch up with."""
    with watched(url) as opened:
        opened.run("UPDATE inbox SET state = 'done' WHERE state = 'new'")
        opened.run(
            "UPDATE outbox SET state = 'cancelled' WHERE state IN ('queued', 'leased', 'sending')"
        )
        opened.run(
            "UPDATE timer SET state = 'cancelled' WHERE state = 'armed' AND kind != 'nudge'"
        )


def _pattern(opened: Bulk) -> Pattern:
    row = opened.run(
        "SELECT c.person_id, c.address_id, c.id, l.id, h.id, o.id, t.id, h.state "
        "FROM handoff h JOIN conversation c ON c.id = h.conversation_id "
        "JOIN lead l ON l.id = h.lead_id JOIN offer o ON o.handoff_id = h.id "
        "JOIN timer t ON t.subject_id = h.id AND t.kind = 'breach'"
    )[0]
    assert row[-1] == "accepted", "the rep's button is not what it was: see bot/desk/cards.py"
    replies = opened.run(
        "SELECT id FROM outbox WHERE klass = 'reply' AND state = 'queued' "
        f"AND conversation_id = {row[2]} AND CAST(payload AS VARCHAR) LIKE '%\"options\": []%'"
    )
    ids = dict(zip(HANDED_OVER, row, strict=False))
    return ids | {"outbox": replies[0][0]}


def milliseconds(at: datetime) -> int:
    """As the product keeps times."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
