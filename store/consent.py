"""Where an address stands on a purpose, and the proof of how it came to stand there."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy import insert as plain_insert

from store.db import Connection, insert
from store.statement import Statement
from store.tables import consent, consent_event


def change(c: Connection, address: str, purpose: str, state: str, at: datetime) -> None:
    """Set the current state; the row is held until the commit, so a sender sees it before or after, never between."""
    values = {"state": state, "changed_at": at}
    c.execute(
        insert(c, consent)
        .values(address=address, purpose=purpose, **values)
        .on_conflict_do_update(index_elements=["address", "purpose"], set_=values)
    )


def known(c: Connection, address: str, purpose: str, at: datetime) -> None:
    """Make sure there is a row to lock, before anything is queued that must look at it."""
    c.execute(
        insert(c, consent)
        .values(address=address, purpose=purpose, state="unknown", changed_at=at)
        .on_conflict_do_nothing(index_elements=["address", "purpose"])
    )


_STANDING = select(consent.c.state).where(
    consent.c.address == bindparam("address"), consent.c.purpose == bindparam("purpose")
)
_LOOK = Statement(_STANDING)
_LOCK = Statement(_STANDING.with_for_update(read=True))


def standing(c: Connection, address: str, purpose: str, *, lock: bool = False) -> str:
    """Return in, out or unknown. With `lock` nobody can change it before this transaction ends."""
    look = _LOCK if lock else _LOOK
    return look.value(c, address=address, purpose=purpose) or "unknown"


def since(c: Connection, address: str, purpose: str) -> datetime | None:
    """Return when the current state began."""
    return c.execute(
        select(consent.c.changed_at).where(
            consent.c.address == address, consent.c.purpose == purpose
        )
    ).scalar()


def happened(c: Connection, **columns: Any) -> None:
    """Append a grant or withdrawal with its evidence."""
    c.execute(plain_insert(consent_event).values(**columns))


def since_event(c: Connection, after: int) -> list[Any]:
    """Return every grant and withdrawal after this one, oldest first."""
    return list(
        c.execute(
            select(consent_event).where(consent_event.c.id > after).order_by(consent_event.c.id)
        )
    )


def history(c: Connection, address: str) -> list[Any]:
    """Return the grants and withdrawals of an address, oldest first."""
    return list(
        c.execute(
            select(consent_event)
            .where(consent_event.c.address == address)
            .order_by(consent_event.c.id)
        )
    )
