"""The lives of a database: a copy that comes to life again rests what it had begun, for it may long have been done."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, func, insert, literal, select, text, update
from sqlalchemy.dialects import sqlite

from store import db
from store.db import Connection, Row
from store.statement import new_row
from store.tables import channel_state, handoff, inbox, lead, life, offer, outbox, timer

#: Written into the head of a SQLite copy by `store.copy`: whoever opens it knows what it is.
COPY = 0x5A9A
#: So many leads, handoffs and offers are not numbered after a restore: their numbers may stand on buttons in people's
#: phones, and their codes in people's heads.
_SKIPPED = 10_000
#: A pause that only an operator ends.
FOR_NOW = datetime(9999, 1, 1, tzinfo=UTC)
WHY = "restored from a backup"

_NUMBERED = (lead, handoff, offer)


def alone(c: Connection) -> None:
    """Let no other process look at the lives before this transaction ends."""
    if c.dialect.name == "postgresql":
        c.execute(text("LOCK TABLE life IN EXCLUSIVE MODE"))


def place(c: Connection) -> str:
    """Name the server and database we are in. A dump that is read in elsewhere finds another; SQLite says nothing."""
    if c.dialect.name == "sqlite":
        return ""
    own = text("SELECT oid::text FROM pg_database WHERE datname = current_database()")
    may = text("SELECT has_function_privilege('pg_control_system()', 'execute')")
    server = text("SELECT system_identifier::text FROM pg_control_system()")
    parts = [c.execute(server).scalar_one()] if c.execute(may).scalar() else []
    return "/".join([*parts, c.execute(own).scalar_one()])


def newest(c: Connection) -> Row | None:
    """Return the life that counts; None in a database that was never opened."""
    return c.execute(select(life).order_by(life.c.id.desc()).limit(1)).first()


def unheard(c: Connection) -> Row | None:
    """Return the life, if what was said before it began has not been heard again yet."""
    row = newest(c)
    return row if row is not None and row.heard_at is None else None


def resting(c: Connection, at: datetime) -> bool:
    """Say whether words of this time belong to a life that ended: they are kept, and not answered."""
    row = newest(c)
    return row is not None and row.since is not None and at <= row.began_at


def is_copy(c: Connection) -> bool:
    """Say whether this SQLite file was made as a copy, and not opened for work since."""
    if c.dialect.name != "sqlite":
        return False
    return bool(c.exec_driver_sql("PRAGMA user_version").scalar() == COPY)


def begin(c: Connection, now: datetime) -> None:
    """A new database: there is nothing to hear again."""
    c.execute(
        insert(life).values(
            place=place(c), began_at=now, heard_at=now, released_at=now, above=0, rested={}
        )
    )


def again(c: Connection, now: datetime, since: datetime, rested: dict[str, int]) -> None:
    """A copy comes to life."""
    above = max(_last(c, table) for table in _NUMBERED) + _SKIPPED
    for table in _NUMBERED:
        _count_from(c, table, above)
    c.execute(
        insert(life).values(
            place=place(c), began_at=now, since=since, above=above, rested=rested
        )
    )
    if c.dialect.name == "sqlite":
        c.exec_driver_sql("PRAGMA user_version=0")


def heard(c: Connection, now: datetime) -> None:
    """Everything that was said to us up to this life has been heard again."""
    c.execute(update(life).where(life.c.heard_at.is_(None)).values(heard_at=now))


def release(c: Connection, now: datetime) -> None:
    """Let the channels go that were stopped for a restore."""
    c.execute(
        update(channel_state)
        .where(channel_state.c.paused_until == FOR_NOW)
        .values(paused_until=now, reason="")
    )
    c.execute(update(life).where(life.c.released_at.is_(None)).values(released_at=now))


def stop(c: Connection, channel: str) -> None:
    """Let nothing out on a channel until `release`."""
    values = {"paused_until": FOR_NOW, "reason": f"{WHY}: `sapa release` lets it go on"}
    c.execute(
        db.insert(c, channel_state)
        .values(channel=channel, **values)
        .on_conflict_do_update(index_elements=["channel"], set_=values)
    )


def rest(c: Connection, now: datetime) -> dict[str, int]:
    """End all that was begun: it may have been done after the copy was made. Return how much of each kind."""
    said = c.execute(
        update(outbox)
        .where(
            (outbox.c.state.in_(("queued", "leased", "sending", "held")))
            | ((outbox.c.state == "ambiguous") & outbox.c.resolved_at.is_(None))
        )
        .values(state="ambiguous", resolved_at=now, lease_token=None, error=WHY)
    )
    read = c.execute(
        update(inbox).where(inbox.c.state == "new").values(state="done", last_error=WHY)
    )
    # A nudge to somebody of whom we know an old state is never worth it; other clocks ring if their time is to come.
    rung = c.execute(
        update(timer)
        .where(timer.c.state == "armed", (timer.c.due_at <= now) | (timer.c.kind == "nudge"))
        .values(state="cancelled")
    )
    return {"messages": said.rowcount, "unread": read.rowcount, "timers": rung.rowcount}


def last_words(c: Connection) -> datetime | None:
    """Return when the last words were received that this copy has kept."""
    return c.execute(select(func.max(inbox.c.received_at))).scalar()


def kept_late(c: Connection) -> list[Row]:
    """Return what was said before this life began and is known only from the provider, by whom, how often, last when."""
    return list(
        c.execute(
            select(
                inbox.c.sender,
                func.count().label("times"),
                func.max(inbox.c.received_at).label("last"),
            )
            .where(inbox.c.last_error == WHY, inbox.c.kind != "receipt")
            .group_by(inbox.c.sender)
            .order_by(func.max(inbox.c.id))
        )
    )


def numbered(table: Table, insert: Callable[[Table], Any]) -> Any:
    """Return an INSERT of a row whose number was never given out, not even before a restore.

    PostgreSQL was told at the restore where to go on; SQLite counts on from the highest number it sees.
    """
    statement = new_row(table, insert)
    if isinstance(statement, sqlite.Insert):
        above = select(func.coalesce(func.max(life.c.above), 0)).scalar_subquery()
        last = select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
        statement = statement.values(id=func.max(above, last) + literal(1))
    return statement.returning(table)


def _last(c: Connection, table: Table) -> int:
    return c.execute(select(func.max(table.c.id))).scalar() or 0


def _count_from(c: Connection, table: Table, above: int) -> None:
    if c.dialect.name == "postgresql":
        c.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :above)"),
            {"name": table.name, "above": above},
        )
