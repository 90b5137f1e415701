"""Messages to send: claimed under a lease, one per lane at a time, and never sent twice by a second opinion."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from store.db import Connection, Row
from store.instant import Instant
from store.statement import Statement, fixed, new_row, once
from store.tables import address, attempt, inbox, outbox

#: How far a delivery has come; a receipt only ever moves it forward.
_RANK = {"none": 0, "queued": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}
_OPEN = ("queued", "leased", "sending")


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
        fixed(_older.c.state, *_OPEN, "ambiguous"),
        or_(
            fixed(_older.c.state, *_OPEN),
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


def give_back(c: Connection, tokens: Sequence[str]) -> None:
    """Return what this worker leased and never called, at a graceful stop."""
    c.execute(
        update(outbox)
        .where(outbox.c.lease_token.in_(tokens), outbox.c.state == "leased")
        .values(state="queued", lease_token=None)
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


def one(c: Connection, row_id: int) -> Row | None:
    """Return one message."""
    return c.execute(select(outbox).where(outbox.c.id == row_id)).first()


def by_provider(c: Connection, channel: str, provider_id: str) -> Row | None:
    """Find our message by the id the provider gave it, as quotes and buttons name it."""
    if not provider_id:
        return None
    return c.execute(
        select(outbox).where(outbox.c.provider_id == provider_id, outbox.c.channel == channel)
    ).first()


def carried(c: Connection, channel: str, provider_id: str) -> Row | None:
    """Find the message in which we passed on what a colleague said, by the provider's id of their words."""
    if not provider_id:
        return None
    return c.execute(
        select(outbox)
        .join(inbox, inbox.c.id == outbox.c.inbox_id)
        .where(
            inbox.c.provider_id == provider_id,
            inbox.c.channel == channel,
            outbox.c.klass == "relay",
            outbox.c.author_id.is_not(None),
        )
        .limit(1)
    ).first()


def to_address(c: Connection, address_id: int) -> list[Row]:
    """Return everything said to an address, in order."""
    return list(
        c.execute(
            select(outbox).where(outbox.c.address_id == address_id).order_by(outbox.c.seq)
        )
    )


def reached(c: Connection, handoff_id: int, address_id: int, klass: str) -> bool:
    """Say whether a message of this class about a handoff has been sent to an address, and did not fail."""
    found = c.execute(
        select(outbox.c.id).where(
            outbox.c.handoff_id == handoff_id,
            outbox.c.address_id == address_id,
            outbox.c.klass == klass,
            outbox.c.state == "sent",
            outbox.c.delivery != "failed",
        )
    )
    return found.first() is not None


_LAST_TO = Statement(
    select(outbox.c.payload)
    .where(outbox.c.address_id == bindparam("address_id"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


def last_to(c: Connection, address_id: int) -> Row | None:
    """Return what was said last to an address: its payload."""
    row: Row | None = _LAST_TO.first(c, address_id=address_id)
    return row


def first_cause(c: Connection, handoff_id: int) -> int:
    """Return the message that led to a handoff: the first thing said about it answers that."""
    found = c.execute(
        select(func.min(outbox.c.inbox_id)).where(outbox.c.handoff_id == handoff_id)
    )
    return found.scalar() or 0


def other_words(c: Connection, handoff_id: int, besides: int) -> list[Row]:
    """Return the other words of a colleague that the provider took and did not lose, oldest first."""
    found = c.execute(
        select(outbox)
        .where(
            outbox.c.handoff_id == handoff_id,
            outbox.c.id != besides,
            outbox.c.klass == "relay",
            outbox.c.author_id.is_not(None),
            outbox.c.state == "sent",
            outbox.c.delivery != "failed",
        )
        .order_by(outbox.c.id)
    )
    return list(found)


def drop_held(c: Connection, handoff_id: int, why: str) -> list[Row]:
    """Give up what waits for a window to open again, and return it."""
    dropped = c.execute(
        update(outbox)
        .where(outbox.c.handoff_id == handoff_id, outbox.c.state == "held")
        .values(state="expired", error=why)
        .returning(outbox)
    )
    return list(dropped)


_UNDER_WAY = Statement(
    select(outbox.c.id)
    .join(inbox, inbox.c.id == outbox.c.inbox_id)
    .where(
        outbox.c.handoff_id == bindparam("handoff_id"),
        fixed(outbox.c.klass, "relay"),
        outbox.c.author_id.is_not(None),
        fixed(outbox.c.state, *_OPEN),
        outbox.c.created_at > bindparam("since"),
        inbox.c.received_at <= bindparam("until"),
    )
    .limit(1)
)
_EXISTS = Statement(select(outbox.c.id).where(outbox.c.dedupe_key == bindparam("key")))


def words_under_way(c: Connection, handoff_id: int, until: datetime, since: datetime) -> bool:
    """Say whether words of a colleague, received by `until` and queued after `since`, are on their way."""
    return _UNDER_WAY.first(c, handoff_id=handoff_id, until=until, since=since) is not None


def exists(c: Connection, dedupe_key: str) -> bool:
    """Say whether this was said before, or is about to be."""
    return _EXISTS.first(c, key=dedupe_key) is not None


def oldest_overdue(c: Connection) -> datetime | None:
    """Return since when the longest-waiting due message has waited."""
    return c.execute(
        select(func.min(outbox.c.available_at)).where(outbox.c.state == "queued")
    ).scalar()
