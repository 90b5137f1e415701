"""Messages to send: claimed under a lease, one per lane at a time, and never sent twice by a second opinion."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from store.db import Connection, Row
from store.statement import Statement, fixed, new_row, once
from store.tables import address, attempt, outbox

#: States of a message that is still to go, or going.
OPEN = ("queued", "leased", "sending")

_NUMBER = Statement(
    update(address)
    .where(address.c.id == bindparam("row_id"))
    .values(out_seq=address.c.out_seq + bindparam("count"))
)

_LAST = select(address.c.out_seq).where(address.c.id == bindparam("address_id"))

_ADD = Statement(new_row(outbox).values(seq=_LAST.scalar_subquery() - bindparam("after")))


def add(c: Connection, address_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Queue messages for one address, numbered in order; the address row stays locked until the commit."""
    _NUMBER.later(c, row_id=address_id, count=len(rows))
    for number, row in enumerate(rows, start=1):
        _ADD.later(c, after=len(rows) - number, **row)


_older = outbox.alias()

_HEAD = (
    select(func.min(_older.c.seq))
    .where(
        _older.c.lane == outbox.c.lane,
        fixed(_older.c.state, *OPEN, "ambiguous"),
        or_(
            fixed(_older.c.state, *OPEN),
            and_(
                fixed(_older.c.state, "ambiguous"),
                _older.c.hold_until > bindparam("now"),
            ),
            and_(
                fixed(_older.c.state, "ambiguous"),
                _older.c.resolved_at.is_(None),
                _older.c.hold_until > bindparam("asked"),
            ),
        ),
    )
    .scalar_subquery()
)

_READY = (
    select(outbox.c.id)
    .where(
        fixed(outbox.c.state, "queued"),
        outbox.c.available_at <= bindparam("now"),
        outbox.c.channel == bindparam("channel"),
        outbox.c.seq == _HEAD,
    )
    .order_by(outbox.c.priority, outbox.c.available_at, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)

_CLAIM = Statement(
    update(outbox)
    .where(outbox.c.id.in_(once(_READY)), fixed(outbox.c.state, "queued"))
    .values(
        state="leased",
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
        worker=bindparam("worker"),
    )
    .returning(outbox)
)


def claim(  # noqa: PLR0913 - what is taken, by whom, for how long
    c: Connection,
    channel: str,
    now: datetime,
    *,
    limit: int,
    token: str,
    lease: timedelta,
    asking: timedelta,
    worker: str,
) -> list[Row]:
    """Lease the next messages of a channel: due, and the oldest unfinished of their lane.

    After its hold an unanswered call keeps its lane until the provider was asked about it, or `asking` is over.
    """
    taken = _CLAIM.all(
        c,
        channel=channel,
        now=now,
        asked=now - asking,
        limit=limit,
        token=token,
        until=now + lease,
        worker=worker,
    )
    return sorted(taken, key=lambda row: (row.priority, row.id))


_BEGIN = Statement(
    update(outbox)
    .where(
        outbox.c.id == bindparam("row_id"),
        outbox.c.lease_token == bindparam("token"),
        fixed(outbox.c.state, "leased"),
        outbox.c.lease_until > bindparam("now"),
    )
    .values(
        state="sending",
        sending_at=bindparam("now"),
        form=bindparam("form"),
        attempts=outbox.c.attempts + 1,
    )
    .returning(outbox.c.attempts)
)

_ATTEMPT = Statement(new_row(attempt))


def begin(c: Connection, row: Row, now: datetime, form: str) -> bool:
    """Pass the decision point: from here on the message may have been sent. False when the lease was lost."""
    begun = _BEGIN.value(c, row_id=row.id, token=row.lease_token, now=now, form=form)
    if begun is None:
        return False
    _ATTEMPT.later(c, outbox_id=row.id, number=begun, token=row.lease_token, started_at=now)
    return True


@cache
def _settling(*columns: str) -> Statement:
    values = {name: bindparam(name, type_=outbox.c[name].type) for name in columns}
    return Statement(
        update(outbox)
        .where(
            outbox.c.id == bindparam("row_id"),
            outbox.c.lease_token == bindparam("token"),
            fixed(outbox.c.state, "leased", "sending", "ambiguous"),
        )
        .values(values)
        .returning(outbox.c.delivery)
    )


def settle(c: Connection, row: Row, **columns: Any) -> str | None:
    """Write the outcome of our own call or decision; return what receipts say so far.

    None when the message is no longer ours to settle.
    """
    values = {**columns, "row_id": row.id, "token": row.lease_token}
    delivery: str | None = _settling(*columns).value(c, **values)
    return delivery


def not_sent(c: Connection, row: Row, now: datetime, **columns: Any) -> bool:
    """It surely did not go out. Queued again while its lane still waits for it; else it missed its turn.

    False when nobody will hear of it unless it is said anew.
    """
    late = and_(
        outbox.c.state == "ambiguous",
        or_(outbox.c.hold_until <= now, outbox.c.resolved_at.is_not(None)),
    )
    now_is = c.execute(
        update(outbox)
        .where(
            outbox.c.id == row.id,
            outbox.c.lease_token == row.lease_token,
            outbox.c.state.in_(("leased", "sending", "ambiguous")),
        )
        .values(state=case((late, "superseded"), else_="queued"), lease_token=None, **columns)
        .returning(outbox.c.state, outbox.c.resolved_at)
    ).first()
    return now_is is None or now_is.state == "queued" or now_is.resolved_at is not None


_ENDED = Statement(
    update(attempt)
    .where(attempt.c.outbox_id == bindparam("row_id"), attempt.c.token == bindparam("by"))
    .values(
        ended_at=bindparam("ended_at"), outcome=bindparam("outcome"), error=bindparam("error")
    )
)


def ended(c: Connection, row: Row, now: datetime, outcome: str, error: str = "") -> None:
    """Close the attempt of this lease."""
    _ENDED.later(
        c, row_id=row.id, by=row.lease_token, ended_at=now, outcome=outcome, error=error[:300]
    )


def give_back(c: Connection, tokens: Sequence[str]) -> None:
    """Return what this worker leased and never called, at a graceful stop."""
    c.execute(
        update(outbox)
        .where(outbox.c.lease_token.in_(tokens), outbox.c.state == "leased")
        .values(state="queued", lease_token=None)
    )


def suppress(c: Connection, address_id: int, klasses: Sequence[str], why: str) -> None:
    """Withdraw what is queued for an address in these classes."""
    c.execute(
        update(outbox)
        .where(
            outbox.c.address_id == address_id,
            outbox.c.klass.in_(klasses),
            outbox.c.state.in_(("queued", "leased", "held")),
        )
        .values(state="suppressed", error=why)
    )


def withdraw(c: Connection, handoff_id: int, klasses: Sequence[str]) -> None:
    """Withdraw queued words of a handoff that no longer fit."""
    c.execute(
        update(outbox)
        .where(
            outbox.c.handoff_id == handoff_id,
            outbox.c.klass.in_(klasses),
            outbox.c.state.in_(("queued", "leased", "held")),
        )
        .values(state="cancelled", error="no longer needed")
    )


_RELEASE = Statement(
    update(outbox)
    .where(outbox.c.address_id == bindparam("to_address"), fixed(outbox.c.state, "held"))
    .values(state="queued", available_at=bindparam("now"), lease_token=None)
)


def release(c: Connection, address_id: int, now: datetime) -> None:
    """The window opened again: what was held for this address may go."""
    _RELEASE.later(c, to_address=address_id, now=now)


def drop_held(c: Connection, handoff_id: int, why: str) -> list[Row]:
    """Give up what waits for a window to open again, and return it."""
    dropped = c.execute(
        update(outbox)
        .where(outbox.c.handoff_id == handoff_id, outbox.c.state == "held")
        .values(state="expired", error=why)
        .returning(outbox)
    )
    return list(dropped)


def oldest_overdue(c: Connection) -> datetime | None:
    """Return since when the longest-waiting due message has waited."""
    return c.execute(
        select(func.min(outbox.c.available_at)).where(outbox.c.state == "queued")
    ).scalar()
