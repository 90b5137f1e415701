"""Where an address stands on a purpose, and the proof of how it came to stand there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select

from store.db import Connection
from store.statement import Statement, new_row
from store.tables import consent, consent_event

_KEY = ["address", "purpose"]


def _changing(insert: Callable[[Table], Any]) -> Any:
    values = {
        name: bindparam(name, type_=consent.c[name].type) for name in ("state", "changed_at")
    }
    return new_row(consent, insert).on_conflict_do_update(index_elements=_KEY, set_=values)


_CHANGE = Statement(_changing)
_KNOWN = Statement(
    lambda insert: new_row(consent, insert).on_conflict_do_nothing(index_elements=_KEY)
)
_HAPPENED = Statement(new_row(consent_event))


def change(c: Connection, address: str, purpose: str, state: str, at: datetime) -> None:
    """Set the current state; the row is held until the commit, so a sender sees it before or after, never between."""
    _CHANGE.now(c, address=address, purpose=purpose, state=state, changed_at=at)


def known(c: Connection, address: str, purpose: str, at: datetime) -> None:
    """Make sure there is a row to lock, before anything is queued that must look at it."""
    _KNOWN.now(c, address=address, purpose=purpose, state="unknown", changed_at=at)


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
    _HAPPENED.later(c, **columns)


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
