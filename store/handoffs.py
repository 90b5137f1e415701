"""Leads with, or waiting for, a colleague: the offers made and who took them."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from store import lives
from store.db import Connection, Row
from store.statement import Statement, fixed
from store.tables import handoff, lead, offer

_BEGIN = Statement(lambda insert: lives.numbered(handoff, insert))
_ONE = Statement(select(handoff).where(handoff.c.id == bindparam("row_id")))
_OF_CONVERSATION = Statement(
    select(handoff).where(
        handoff.c.conversation_id == bindparam("conversation_id"),
        ~fixed(handoff.c.state, "closed"),
    )
)


def begin(c: Connection, **columns: Any) -> Row:
    """Open a handoff."""
    return _kept(c, _BEGIN.first(c, **columns))


def one(c: Connection, handoff_id: int) -> Row:
    """Return a handoff."""
    return c.rows.get(handoff, handoff_id) or _kept(c, _ONE.first(c, row_id=handoff_id))


def _kept(c: Connection, row: Row) -> Row:
    """Whoever holds the conversation need not read its handoff again."""
    if row.conversation_id in c.rows.held:
        c.rows.keep(handoff, row)
    return row


def find(c: Connection, handoff_id: int) -> Row | None:
    """Return a handoff, if there is one of this number."""
    return c.execute(select(handoff).where(handoff.c.id == handoff_id)).first()


def of_conversation(c: Connection, conversation_id: int) -> Row | None:
    """Return the handoff that is open in a conversation."""
    row: Row | None = _OF_CONVERSATION.first(c, conversation_id=conversation_id)
    return row and _kept(c, row)


_BY_CODE = Statement(
    select(handoff).where(
        handoff.c.code == bindparam("code"), ~fixed(handoff.c.state, "closed")
    )
)


def by_code(c: Connection, code: str) -> Row | None:
    """Return the open handoff with this short code."""
    row: Row | None = _BY_CODE.first(c, code=code.upper())
    return row


def change(c: Connection, handoff_id: int, **columns: Any) -> None:
    """Write new values of a handoff whose conversation is held."""
    c.rows.change(handoff, handoff_id, columns)


def with_rep(c: Connection, staff_id: int) -> list[Row]:
    """Return the handoffs a colleague has accepted and not closed, oldest first."""
    return list(
        c.execute(
            select(handoff)
            .where(handoff.c.rep_id == staff_id, handoff.c.state == "accepted")
            .order_by(handoff.c.id)
        )
    )


def unfinished(c: Connection) -> list[Row]:
    """Return every open handoff, oldest first."""
    return list(
        c.execute(select(handoff).where(handoff.c.state != "closed").order_by(handoff.c.id))
    )


def waiting(c: Connection) -> list[Row]:
    """Return the handoffs that nobody holds an offer of, oldest first."""
    return list(
        c.execute(select(handoff).where(handoff.c.state == "waiting").order_by(handoff.c.id))
    )


_OFFER = Statement(lambda insert: lives.numbered(offer, insert))
_OFFERS = Statement(
    select(offer).where(offer.c.handoff_id == bindparam("handoff_id")).order_by(offer.c.number)
)


def make_offer(c: Connection, **columns: Any) -> Row:
    """Write down an offer to one colleague."""
    number = len(offers(c, columns["handoff_id"])) + 1
    row: Row = _OFFER.first(c, number=number, **columns)
    return row


def offers(c: Connection, handoff_id: int) -> list[Row]:
    """Return the offers of a handoff, in order."""
    return _OFFERS.all(c, handoff_id=handoff_id)


def offered_to(c: Connection, staff_id: int) -> list[Row]:
    """Return the offers a colleague has not answered, oldest first."""
    return list(
        c.execute(
            select(offer)
            .where(offer.c.staff_id == staff_id, offer.c.state == "offered")
            .order_by(offer.c.id)
        )
    )


def one_offer(c: Connection, offer_id: int) -> Row | None:
    """Return an offer."""
    return c.execute(select(offer).where(offer.c.id == offer_id)).first()


def end_offer(
    c: Connection, offer_id: int, state: str, at: datetime, *, was: str = "offered"
) -> bool:
    """Move an offer on if it still is what we think. False when somebody was faster."""
    moved = c.execute(
        update(offer)
        .where(offer.c.id == offer_id, offer.c.state == was)
        .values(state=state, ended_at=at)
        .returning(offer.c.id)
    )
    return moved.first() is not None


_PREVIOUS_REP = Statement(
    select(lead.c.rep_id)
    .where(
        lead.c.person_id == bindparam("person_id"),
        lead.c.id < bindparam("before"),
        lead.c.rep_id.is_not(None),
    )
    .order_by(lead.c.id.desc())
    .limit(1)
)


def previous_rep(c: Connection, person_id: int, lead_id: int) -> int | None:
    """Return who had this person's last lead before this one."""
    rep_id: int | None = _PREVIOUS_REP.value(c, person_id=person_id, before=lead_id)
    return rep_id
