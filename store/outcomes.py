"""What became of calls to a provider: by its receipts, by its list of messages, or by the silence of a lost worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select, update

from store.db import Connection, Row
from store.instant import Instant
from store.tables import outbox

#: How far a delivery has come; a receipt only ever moves it forward.
_RANK = {"none": 0, "queued": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


def reap(
    c: Connection, now: datetime, *, alive: Sequence[str], lost: timedelta, hold: timedelta
) -> None:
    """Take back what workers hold that are lost, or slower than allowed.

    Never called: queued again. Maybe called: ambiguous, and its lane held for a while.
    """
    gone = outbox.c.worker.not_in(alive)
    c.execute(
        update(outbox)
        .where(outbox.c.state == "leased", or_(outbox.c.lease_until <= now, gone))
        .values(state="queued", lease_token=None)
    )
    c.execute(
        update(outbox)
        .where(outbox.c.state == "sending", or_(outbox.c.sending_at <= now - lost, gone))
        .values(state="ambiguous", hold_until=now + hold, error="the worker was lost")
    )


def receipt(
    c: Connection, *, key: str, provider_id: str, status: str, at: datetime
) -> Row | None:
    """Move a delivery forward by what the provider reports. Return the row if this changed it."""
    mine = outbox.c.provider_id == provider_id
    if (
        key
    ):  # it resolves a call without an answer, and never speaks of another message than its own
        unknown = outbox.c.provider_id.is_(None)
        mine = and_(outbox.c.key == key, or_(mine, unknown))
    ranks = case(_RANK, value=outbox.c.delivery, else_=0)
    forward = ranks < _RANK[status]
    if status == "failed":  # a failure after delivery is noise; before it, it is final
        forward = outbox.c.delivery.in_(("none", "sent"))
    moved = c.execute(
        update(outbox)
        .where(mine, forward)
        .values(
            delivery=status,
            provider_id=func.coalesce(outbox.c.provider_id, provider_id),
            sent_at=func.coalesce(outbox.c.sent_at, literal(at, Instant())),
        )
        .returning(outbox)
    )
    return moved.first()


def unresolved(c: Connection, now: datetime, limit: int) -> list[Row]:
    """Return the calls without an answer that a receipt tells of, or that no lane waits for any more."""
    return list(
        c.execute(
            select(outbox)
            .where(
                outbox.c.state == "ambiguous",
                or_(
                    and_(outbox.c.hold_until <= now, outbox.c.available_at <= now),
                    outbox.c.delivery != "none",
                ),
                outbox.c.resolved_at.is_(None),
            )
            .order_by(outbox.c.id)
            .limit(limit)
        )
    )


def ask_again(c: Connection, row: Row, at: datetime) -> None:
    """Leave a call without an answer as it is until then."""
    c.execute(
        update(outbox)
        .where(
            outbox.c.id == row.id,
            outbox.c.state == "ambiguous",
            outbox.c.attempts == row.attempts,
        )
        .values(available_at=at)
    )


def resolve(c: Connection, row: Row, now: datetime, provider_id: str) -> bool:
    """Write down what was found out. False when somebody else did, or a receipt came."""
    values: dict[str, Any] = {"resolved_at": now}
    if provider_id:
        values |= {"state": "sent", "provider_id": provider_id, "sent_at": now}
    done = c.execute(
        update(outbox)
        .where(
            outbox.c.id == row.id,
            outbox.c.state == "ambiguous",
            outbox.c.resolved_at.is_(None),
            outbox.c.attempts == row.attempts,
        )
        .values(**values)
        .returning(outbox.c.id)
    )
    return done.first() is not None


def requeue(c: Connection, row: Row, now: datetime) -> str:
    """It surely was not sent: queue it again, unless its lane has moved on. Return the state it has now."""
    later = outbox.alias()
    # Who claims these just now is waited for: else neither would see the other, and later words would go first.
    c.execute(
        select(later.c.id)
        .where(later.c.lane == row.lane, later.c.seq > row.seq, later.c.state == "queued")
        .with_for_update()
    )
    moved_on = (
        select(later.c.id)
        .where(
            later.c.lane == row.lane,
            later.c.seq > row.seq,
            later.c.state.in_(("leased", "sending", "sent", "ambiguous")),
        )
        .exists()
    )
    state = c.execute(
        update(outbox)
        .where(
            outbox.c.id == row.id,
            outbox.c.state == "ambiguous",
            outbox.c.delivery == "none",
            outbox.c.resolved_at.is_(None),
            outbox.c.attempts == row.attempts,
        )
        .values(
            state=case((moved_on, "superseded"), else_="queued"),
            available_at=now,
            lease_token=None,
            error="not sent: the provider does not know of it",
        )
        .returning(outbox.c.state)
    ).scalar()
    return state or ""


def provider_ids(c: Connection, address_id: int) -> list[str]:
    """Return the provider's ids of what is known to have gone to an address."""
    found = select(outbox.c.provider_id).where(
        outbox.c.address_id == address_id, outbox.c.provider_id.is_not(None)
    )
    return list(c.execute(found).scalars())
