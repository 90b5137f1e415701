"""Timers are rows: seen, cancelled and tested by SQL. Each rings once, whoever looks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from store.db import Connection, Row
from store.statement import Statement, fixed, new_row
from store.tables import alert, timer

_ARM = Statement(
    lambda insert: new_row(timer, insert).on_conflict_do_nothing(
        index_elements=["kind", "subject_id", "generation"]
    )
)


def arm(
    c: Connection,
    kind: str,
    subject_id: int,
    due_at: datetime,
    *,
    conversation_id: int,
    generation: int = 0,
) -> None:
    """Set a timer; one that exists with the same generation stays as it is."""
    _ARM.later(
        c,
        kind=kind,
        subject_id=subject_id,
        conversation_id=conversation_id,
        generation=generation,
        due_at=due_at,
    )


_GENERATIONS = Statement(
    select(func.count()).where(
        timer.c.kind == bindparam("of"), timer.c.subject_id == bindparam("subject")
    )
)


def generations(c: Connection, kind: str, subject_id: int) -> int:
    """Return how many timers of this kind the subject has had: the next generation."""
    return int(_GENERATIONS.value(c, of=kind, subject=subject_id))


_CANCEL = Statement(
    update(timer)
    .where(
        timer.c.kind == bindparam("of"),
        timer.c.subject_id == bindparam("subject"),
        fixed(timer.c.state, "armed"),
    )
    .values(state="cancelled")
)


def cancel(c: Connection, kinds: Sequence[str], subject_id: int) -> None:
    """Disarm what has not rung."""
    for kind in kinds:
        _CANCEL.later(c, of=kind, subject=subject_id)


_DUE = Statement(
    select(timer)
    .where(fixed(timer.c.state, "armed"), timer.c.due_at <= bindparam("now"))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(bindparam("limit"))
)


def due(c: Connection, now: datetime, limit: int) -> list[Row]:
    """Return what is due, longest first."""
    return _DUE.all(c, now=now, limit=limit)


def next_due(c: Connection) -> datetime | None:
    """Return when the next timer rings."""
    return c.execute(select(func.min(timer.c.due_at)).where(timer.c.state == "armed")).scalar()


_FIRE = Statement(
    update(timer)
    .where(timer.c.id == bindparam("row_id"), fixed(timer.c.state, "armed"))
    .values(state="fired", fired_at=bindparam("now"))
    .returning(timer.c.id)
)


def fire(c: Connection, timer_id: int, now: datetime) -> bool:
    """Claim the ring. False when somebody else rang or cancelled it."""
    return _FIRE.first(c, row_id=timer_id, now=now) is not None


_ALERT = Statement(new_row(alert))


def record_alert(c: Connection, row: Row, now: datetime) -> None:
    """Write the alert of a breach; a second one for the same timer is an error, not a message."""
    _ALERT.later(
        c,
        timer_id=row.id,
        handoff_id=row.subject_id,
        kind=row.kind,
        due_at=row.due_at,
        fired_at=now,
    )


_ARMED = Statement(
    select(timer.c.id).where(
        timer.c.kind == bindparam("of"),
        timer.c.subject_id == bindparam("subject"),
        fixed(timer.c.state, "armed"),
    )
)


def armed(c: Connection, kind: str, subject_id: int) -> bool:
    """Say whether a timer of this kind still runs for the subject."""
    return _ARMED.first(c, of=kind, subject=subject_id) is not None
