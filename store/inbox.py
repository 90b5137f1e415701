"""Messages acknowledged: kept once, taken one person at a time, oldest first, each attempt counted before the work."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select, type_coerce, update

from store import lives
from store.db import Connection, Row
from store.statement import Statement, fixed, new_row
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


_older = inbox.alias()
_HEAD = (
    select(func.min(_older.c.id))
    .where(_older.c.sender == inbox.c.sender, _older.c.state.in_(fixed("new")))
    .scalar_subquery()
)
_READY = (
    select(inbox.c.id)
    .where(
        inbox.c.state.in_(fixed("new")),
        inbox.c.next_at <= bindparam("now"),
        inbox.c.id == _HEAD,
    )
    .order_by(inbox.c.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_STAMP = Statement(
    update(inbox)
    .where(inbox.c.id.in_(_READY), inbox.c.state.in_(fixed("new")))
    .values(
        attempts=inbox.c.attempts + 1,
        next_at=type_coerce(bindparam("now"), BigInteger)
        + bindparam("again", type_=BigInteger).op("<<")(inbox.c.attempts),
    )
    .returning(inbox)
)


def stamp(c: Connection, now: datetime, *, again: timedelta, limit: int) -> list[Row]:
    """Take the oldest message of each of so many people whose turn it is, and count the attempt.

    Until `next_at` nobody else takes it; if its worker dies, the pause between attempts is the lease:
    `again`, doubled each time.
    """
    pause = again // timedelta(milliseconds=1)
    rows = _STAMP.all(c, now=now, again=pause, limit=limit)
    return sorted(rows, key=attrgetter("id"))


_STATE = Statement(
    select(inbox.c.state).where(inbox.c.id == bindparam("row_id")).with_for_update()
)


def still_new(c: Connection, row_id: int) -> bool:
    """Say whether nobody has applied this message yet; on PostgreSQL hold it until the end of the transaction."""
    return bool(_STATE.value(c, row_id=row_id) == "new")


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


def failed(c: Connection, row_id: int, why: str) -> None:
    """Remember why the last attempt failed; the pause before the next one was set when it began."""
    c.execute(
        update(inbox)
        .where(inbox.c.id == row_id, inbox.c.state == "new")
        .values(last_error=why[:500])
    )


def dead(c: Connection, row_id: int) -> None:
    """Give the message up so that the next one of this person can be taken."""
    c.execute(update(inbox).where(inbox.c.id == row_id).values(state="dead"))


def rest(c: Connection, row_id: int) -> None:
    """Keep it as said before a restore: nobody answers it."""
    c.execute(
        update(inbox).where(inbox.c.id == row_id).values(state="done", last_error=lives.WHY)
    )


def waiting_from(c: Connection, sender: str, until: datetime) -> bool:
    """Say whether this sender has words that were received by `until` and are not applied yet."""
    found = c.execute(
        select(inbox.c.id)
        .where(inbox.c.sender == sender, inbox.c.state == "new", inbox.c.received_at <= until)
        .limit(1)
    )
    return found.first() is not None


_RECENT = Statement(
    select(func.count()).where(
        inbox.c.sender == bindparam("sender"),
        inbox.c.kind != "receipt",
        inbox.c.received_at >= bindparam("since"),
        inbox.c.id <= bindparam("upto"),
    )
)


def recent(c: Connection, sender: str, since: datetime, *, upto: int) -> int:
    """Count what this sender said since then, up to and including message `upto`."""
    return int(_RECENT.value(c, sender=sender, since=since, upto=upto))


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
