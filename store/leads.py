"""Conversations, the leads they make, and everything that ever happened to a lead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from store import db, lives
from store.db import Connection, Row
from store.statement import Statement, new_row
from store.tables import (
    address,
    conversation,
    flow_version,
    handoff,
    lead,
    lead_event,
    person,
    staff,
)

# `key_share`: whoever merely refers to the row (a foreign key being checked) need not wait.
_OPEN = Statement(
    select(conversation)
    .where(
        conversation.c.address_id == bindparam("address_id"), conversation.c.closed_at.is_(None)
    )
    .with_for_update(key_share=True)
)
_LOCK = Statement(
    select(conversation)
    .where(conversation.c.id == bindparam("row_id"))
    .with_for_update(key_share=True)
)
_LOCK_IF_FREE = Statement(
    select(conversation)
    .where(conversation.c.id == bindparam("row_id"))
    .with_for_update(key_share=True, skip_locked=True)
)
_ADDRESS_ID = Statement(
    select(conversation.c.address_id).where(conversation.c.id == bindparam("row_id"))
)


def open_conversation(c: Connection, address_id: int) -> Row | None:
    """Return and hold the open conversation of an address."""
    row: Row | None = _OPEN.first(c, address_id=address_id)
    return row and _held(c, row)


def lock_conversation(c: Connection, conversation_id: int) -> Row:
    """Hold a conversation, and with it its lead and handoff, until the end of the transaction."""
    row: Row | None = c.rows.get(conversation, conversation_id)
    return row or _held(c, _LOCK.first(c, row_id=conversation_id))


def lock_if_free(c: Connection, conversation_id: int) -> Row | None:
    """Hold a conversation, unless somebody else does: who may be frozen must not keep others waiting."""
    row: Row | None = _LOCK_IF_FREE.first(c, row_id=conversation_id)
    return row and _held(c, row)


def _held(c: Connection, row: Row) -> Row:
    """What was read before we held it may have changed while we waited."""
    if row.id not in c.rows.held:
        c.rows.forget(lead)
        c.rows.forget(handoff)
        c.rows.held.add(row.id)
    return c.rows.keep(conversation, row)  # type: ignore[no-any-return]


def address_id(c: Connection, conversation_id: int) -> int:
    """Return where a conversation takes place."""
    kept = c.rows.get(conversation, conversation_id)
    return kept.address_id if kept else int(_ADDRESS_ID.value(c, row_id=conversation_id))


_BEGIN = Statement(new_row(conversation).returning(conversation))


def begin_conversation(c: Connection, **columns: Any) -> Row:
    """Open a conversation, and hold it."""
    return _held(c, _BEGIN.first(c, **columns))


def change_conversation(c: Connection, conversation_id: int, **columns: Any) -> None:
    """Write the new state of a conversation that is held."""
    c.rows.change(conversation, conversation_id, columns)


def keep_flow(
    c: Connection, flow: str, version: str, frozen: Mapping[str, Any], now: datetime
) -> None:
    """Keep this version of a flow for the conversations that begin on it."""
    c.execute(
        db.insert(c, flow_version)
        .values(flow=flow, version=version, frozen=dict(frozen), created_at=now)
        .on_conflict_do_nothing(index_elements=["flow", "version"])
    )


_FLOW = Statement(
    select(flow_version.c.frozen).where(
        flow_version.c.flow == bindparam("name"), flow_version.c.version == bindparam("number")
    )
)


def flow(c: Connection, name: str, version: str) -> dict[str, Any] | None:
    """Return a flow as it was."""
    frozen: dict[str, Any] | None = _FLOW.value(c, name=name, number=version)
    return frozen


_CAPTURE = Statement(lambda insert: lives.numbered(lead, insert))


def capture(c: Connection, **columns: Any) -> Row:
    """Write down a new lead."""
    row: Row = _CAPTURE.first(c, answers={}, said={}, reasons=[], **columns)
    c.rows.found.pop(("lead", row.conversation_id), None)
    return _kept(c, row)


_CURRENT = Statement(
    select(lead)
    .where(lead.c.conversation_id == bindparam("conversation_id"))
    .order_by(lead.c.id.desc())
    .limit(1)
)
_ONE = Statement(select(lead).where(lead.c.id == bindparam("row_id")))


def current(c: Connection, conversation_id: int) -> Row | None:
    """Return the newest lead of a conversation."""
    known = c.rows.found.get(("lead", conversation_id))
    if known is not None:
        return one(c, known)
    row: Row | None = _CURRENT.first(c, conversation_id=conversation_id)
    if row is not None and conversation_id in c.rows.held:
        c.rows.found["lead", conversation_id] = row.id
    return row and _kept(c, row)


def one(c: Connection, lead_id: int) -> Row:
    """Return a lead."""
    return c.rows.get(lead, lead_id) or _kept(c, _ONE.first(c, row_id=lead_id))


def _kept(c: Connection, row: Row) -> Row:
    """Whoever holds the conversation need not read its lead again."""
    if row.conversation_id in c.rows.held:
        c.rows.keep(lead, row)
    return row


def find(c: Connection, lead_id: int) -> Row | None:
    """Return a lead, if there is one of this number."""
    return c.execute(select(lead).where(lead.c.id == lead_id)).first()


def change(c: Connection, lead_id: int, **columns: Any) -> None:
    """Write new values of a lead whose conversation is held."""
    c.rows.change(lead, lead_id, columns)


_HAPPENED = Statement(new_row(lead_event))


def happened(c: Connection, lead_id: int, at: datetime, **columns: Any) -> None:
    """Append an event: what, old, new, actor, cause, note."""
    _HAPPENED.later(c, lead_id=lead_id, at=at, **columns)


def events(c: Connection, lead_id: int) -> list[Row]:
    """Return the events of a lead, oldest first."""
    return list(
        c.execute(
            select(lead_event).where(lead_event.c.lead_id == lead_id).order_by(lead_event.c.id)
        )
    )


def events_since(c: Connection, after: int) -> list[Row]:
    """Return the events of all leads after this one, oldest first."""
    return list(
        c.execute(select(lead_event).where(lead_event.c.id > after).order_by(lead_event.c.id))
    )


def everyone(c: Connection) -> list[Row]:
    """Return every lead with its person's language, address and rep, oldest first."""
    return list(
        c.execute(
            select(
                lead,
                person.c.language,
                address.c.channel,
                address.c.external_id,
                staff.c.name.label("rep"),
            )
            .join(person, person.c.id == lead.c.person_id)
            .join(conversation, conversation.c.id == lead.c.conversation_id)
            .join(address, address.c.id == conversation.c.address_id)
            .outerjoin(staff, staff.c.id == lead.c.rep_id)
            .order_by(lead.c.id)
        )
    )
