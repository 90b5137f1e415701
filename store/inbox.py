"""Messages acknowledged: kept once, taken one person at a time, oldest first, each attempt counted before the work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from store import lives
from store.db import Connection, Row
from store.statement import Statement, fixed, new_row, once
from store.tables import inbox

#: A message is tried this often; then it is dead and a person is told.
ATTEMPTS = 5


_ADD = Statement(
    lambda insert: (
        new_row(inbox, insert)
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
        .returning(inbox.c.id)
    )
)


def add(c: Connection, at: datetime, **columns: Any) -> int | None:
    """Keep a message. Return its id, or None when the provider has already told us of it."""
    row_id: int | None = _ADD.value(c, received_at=at, next_at=at, **columns)
    return row_id


_QUEUE = Statement(
    select(
        func.pg_advisory_xact_lock(func.hashtextextended(bindparam("sender", type_=Text), 0))
    )
)


def queue_up(c: Connection, sender: str) -> None:
    """Let messages of one sender that arrive at once be kept one after the other, in the order of their ids.

    Else PostgreSQL may show the second to a worker while the first is being committed.
    """
    if c.dialect.name == "postgresql":
        _QUEUE.now(c, sender=sender)


def _ready(table: FromClause) -> ColumnElement[bool]:
    """Say which messages are due, and the oldest unfinished of who sent them."""
    older = inbox.alias()
    head = select(func.min(older.c.id)).where(
        older.c.sender == table.c.sender, fixed(older.c.state, "new")
    )
    return and_(
        fixed(table.c.state, "new"),
        table.c.next_at <= bindparam("now"),
        table.c.id == head.scalar_subquery(),
    )


_waiting = inbox.alias()
_FIRST = (
    select(_waiting.c.id)
    .where(_ready(_waiting))
    .order_by(_waiting.c.next_at)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT = (
    select(inbox.c.id)
    .where(_ready(inbox), or_(inbox.c.attempts == 0, inbox.c.id == _FIRST.scalar_subquery()))
    .order_by(inbox.c.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_STAMP = Statement(
    update(inbox)
    .where(inbox.c.id.in_(once(_NEXT)), fixed(inbox.c.state, "new"))
    .values(attempts=inbox.c.attempts + 1, next_at=bindparam("until"))
    .returning(*(column for column in inbox.c if column is not inbox.c.raw))
)


def stamp(c: Connection, now: datetime, *, until: datetime, limit: int) -> list[Row]:
    """Take the oldest message of each of so many people whose turn it is, and count the attempt.

    Nobody else takes them before `until`. Among them is at most one that was tried before, and it comes first: it may
    be what killed the worker, and the others shall not die with it a second time.
    """
    rows = _STAMP.all(c, now=now, until=until, limit=limit)
    return sorted(rows, key=lambda row: (-row.attempts, row.id))


_STATE = Statement(
    select(inbox.c.state).where(inbox.c.id == bindparam("row_id")).with_for_update()
)


def still_new(c: Connection, row_id: int) -> bool:
    """Say whether nobody has applied this message yet; on PostgreSQL hold it until the end of the transaction."""
    return bool(_STATE.value(c, row_id=row_id) == "new")


_said = inbox.alias()
_CROWD = (
    select(func.count())
    .where(
        _said.c.sender == inbox.c.sender,
        ~fixed(_said.c.kind, "receipt"),
        _said.c.received_at >= bindparam("since"),
        _said.c.id <= inbox.c.id,
    )
    .scalar_subquery()
)
_HOLD = Statement(
    select(_CROWD)
    .where(inbox.c.id == bindparam("row_id"), fixed(inbox.c.state, "new"))
    .with_for_update()
)


def hold(c: Connection, row_id: int, since: datetime) -> int | None:
    """Hold a message until the end of the transaction; return how much its sender has said since then, up to it.

    None when somebody has applied it.
    """
    crowd: int | None = _HOLD.value(c, row_id=row_id, since=since)
    return crowd


def done(c: Connection, row_id: int) -> None:
    """The message was applied, in this very transaction."""
    c.rows.change(inbox, row_id, {"state": "done", "last_error": ""})


def unstamp(c: Connection, row_ids: Sequence[int]) -> None:
    """Nothing was tried after all."""
    c.execute(
        update(inbox)
        .where(inbox.c.id.in_(row_ids), inbox.c.state == "new", inbox.c.attempts > 0)
        .values(attempts=inbox.c.attempts - 1)
    )


def failed(c: Connection, row_id: int, why: str, again: datetime) -> None:
    """Remember why the last attempt failed, and when the next one may be."""
    c.execute(
        update(inbox)
        .where(inbox.c.id == row_id, inbox.c.state == "new")
        .values(last_error=why[:500], next_at=again)
    )


def dead(c: Connection, row_id: int) -> None:
    """Give the message up so that the next one of this person can be taken."""
    c.execute(update(inbox).where(inbox.c.id == row_id).values(state="dead"))


def rest(c: Connection, row_id: int) -> None:
    """Keep it as said before a restore: nobody answers it."""
    c.execute(
        update(inbox).where(inbox.c.id == row_id).values(state="done", last_error=lives.WHY)
    )


_WAITING_FROM = Statement(
    select(inbox.c.id)
    .where(
        inbox.c.sender == bindparam("of"),
        fixed(inbox.c.state, "new"),
        inbox.c.received_at <= bindparam("until"),
    )
    .limit(1)
)


def waiting_from(c: Connection, sender: str, until: datetime) -> bool:
    """Say whether this sender has words that were received by `until` and are not applied yet."""
    return _WAITING_FROM.first(c, of=sender, until=until) is not None


def said(c: Connection, sender: str) -> list[Row]:
    """Return everything this sender said, oldest first."""
    return list(c.execute(select(inbox).where(inbox.c.sender == sender).order_by(inbox.c.id)))


def words_since(c: Connection, sender: str, after: int) -> list[Row]:
    """Return what this sender said in words after this message, oldest first."""
    return list(
        c.execute(
            select(inbox)
            .where(inbox.c.sender == sender, inbox.c.id > after, inbox.c.text != "")
            .where(inbox.c.optout.in_(("", "ask")), inbox.c.kind != "receipt")
            .order_by(inbox.c.id)
        )
    )


def oldest_new(c: Connection) -> datetime | None:
    """Return since when the oldest message waits to be applied."""
    return c.execute(
        select(func.min(inbox.c.received_at)).where(inbox.c.state == "new")
    ).scalar()


def last_received(c: Connection, channel: str) -> datetime | None:
    """Return when we last heard anything on a channel."""
    return c.execute(
        select(inbox.c.received_at)
        .where(inbox.c.channel == channel)
        .order_by(inbox.c.id.desc())
        .limit(1)
    ).scalar()


def one(c: Connection, row_id: int) -> Row | None:
    """Return one message."""
    return c.execute(select(inbox).where(inbox.c.id == row_id)).first()
