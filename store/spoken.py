"""What was said, or is about to be: looked up by id, by the provider's id, by address and by handoff."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from store.db import Connection, Row
from store.outbox import OPEN
from store.statement import Statement, fixed
from store.tables import inbox, outbox


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


_UNDER_WAY = Statement(
    select(outbox.c.id)
    .join(inbox, inbox.c.id == outbox.c.inbox_id)
    .where(
        outbox.c.handoff_id == bindparam("handoff_id"),
        fixed(outbox.c.klass, "relay"),
        outbox.c.author_id.is_not(None),
        fixed(outbox.c.state, *OPEN),
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
