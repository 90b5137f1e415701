"""How fast a channel may be used, and when it must rest: one row a channel, shared by all workers."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, or_, select, update

from store.db import Connection, Row
from store.statement import Statement
from store.tables import channel_state

_HOLD = Statement(
    select(channel_state).where(channel_state.c.channel == bindparam("name")).with_for_update()
)
_NEXT = Statement(
    update(channel_state)
    .where(channel_state.c.channel == bindparam("name"))
    .values(next_slot_at=bindparam("at"))
)
_PAUSED = Statement(
    select(channel_state).where(
        channel_state.c.channel == bindparam("name"),
        channel_state.c.paused_until > bindparam("now"),
    )
)


def slots(
    c: Connection, channel: str, now: datetime, *, count: int, rate: float
) -> datetime | None:
    """Reserve `count` sending slots at `rate` per second for all workers; None while the channel is paused."""
    row = _HOLD.first(c, name=channel)
    if row is None:
        c.execute(insert(channel_state).values(channel=channel, next_slot_at=now))
        first = now
    elif row.paused_until and row.paused_until > now:
        return None
    else:
        # A slot far in the future can only come from a clock that was moved back.
        sane = row.next_slot_at and row.next_slot_at < now + timedelta(minutes=1)
        first = max(now, row.next_slot_at) if sane else now
    _NEXT.later(c, name=channel, at=first + timedelta(seconds=count / rate))
    return first


def pause(c: Connection, channel: str, until: datetime, reason: str) -> None:
    """Let no worker call this channel before `until`; a later pause wins."""
    c.execute(
        update(channel_state)
        .where(
            channel_state.c.channel == channel,
            or_(channel_state.c.paused_until.is_(None), channel_state.c.paused_until < until),
        )
        .values(paused_until=until, reason=reason)
    )


def paused(c: Connection, channel: str, now: datetime) -> Row | None:
    """Return the pause of a channel, if there is one."""
    row: Row | None = _PAUSED.first(c, name=channel, now=now)
    return row
