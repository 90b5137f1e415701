"""Messages acknowledged: kept once, taken one person at a time, oldest first, each attempt counted before the work."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from store import lives
from store.db import Connection, Row, insert
from store.tables import inbox

#: A message is tried this often; then it is dead and a person is told.
ATTEMPTS = 5


def add(c: Connection, at: datetime, **columns: Any) -> int | None:
    """Keep a message. Return its id, or None when the provider has already told us of it."""
    statement = (
        insert(c, inbox)
        .values(received_at=at, next_at=at, **columns)
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
        .returning(inbox.c.id)
    )
    return c.execute(statement).scalar()


def stamp(
    c: Connection, now: datetime, *, again: timedelta, sender: str | None = None
) -> Row | None:
    """Take the oldest message whose turn it is and count the attempt.

    Until `next_at` nobody else takes it; if its worker dies, the pause between attempts is the lease:
    `again`, doubled each time.
    """
    older = inbox.alias()
    head = (
        select(func.min(older.c.id))
        .where(older.c.sender == inbox.c.sender, older.c.state == "new")
        .scalar_subquery()
    )
    ready = (
        select(inbox)
        .where(inbox.c.state == "new", inbox.c.next_at <= now, inbox.c.id == head)
        .order_by(inbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if sender is not None:
        ready = ready.where(inbox.c.sender == sender)
    row = c.execute(ready).first()
    if row is None:
        return None
    pause = again * 2**row.attempts
    c.execute(
        update(inbox)
        .where(inbox.c.id == row.id)
        .values(attempts=row.attempts + 1, next_at=now + pause)
    )
    return row


def still_new(c: Connection, row_id: int) -> bool:
    """Say whether nobody has applied this message yet; on PostgreSQL hold it until the end of the transaction."""
    found = c.execute(
        select(inbox.c.state).where(inbox.c.id == row_id).with_for_update()
    ).scalar()
    return found == "new"


def done(c: Connection, row_id: int) -> None:
    """The message was applied, in this very transaction."""
    c.execute(update(inbox).where(inbox.c.id == row_id).values(state="done", last_error=""))


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


def recent(c: Connection, sender: str, since: datetime, *, upto: int) -> int:
    """Count what this sender said since then, up to and including message `upto`."""
    return int(
        c.execute(
            select(func.count()).where(
                inbox.c.sender == sender,
                inbox.c.kind != "receipt",
                inbox.c.received_at >= since,
                inbox.c.id <= upto,
            )
        ).scalar_one()
    )


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
