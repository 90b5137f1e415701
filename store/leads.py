"""Conversations, the leads they make, and everything that ever happened to a lead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from store import db, lives
from store.db import Connection, Row
from store.tables import address, conversation, flow_version, lead, lead_event, person, staff


# `key_share`: whoever merely refers to the row (a foreign key being checked) need not wait.
def open_conversation(c: Connection, address_id: int) -> Row | None:
    """Return and hold the open conversation of an address."""
    return c.execute(
        select(conversation)
        .where(conversation.c.address_id == address_id, conversation.c.closed_at.is_(None))
        .with_for_update(key_share=True)
    ).first()


def lock_conversation(c: Connection, conversation_id: int) -> Row:
    """Hold a conversation, and with it its lead and handoff, until the end of the transaction."""
    return c.execute(
        select(conversation)
        .where(conversation.c.id == conversation_id)
        .with_for_update(key_share=True)
    ).one()


def address_id(c: Connection, conversation_id: int) -> int:
    """Return where a conversation takes place."""
    found = c.execute(
        select(conversation.c.address_id).where(conversation.c.id == conversation_id)
    )
    return int(found.scalar_one())


def begin_conversation(c: Connection, **columns: Any) -> int:
    """Open a conversation."""
    made = c.execute(insert(conversation).values(**columns).returning(conversation.c.id))
    return int(made.scalar_one())


def change_conversation(c: Connection, conversation_id: int, **columns: Any) -> None:
    """Write the new state of a conversation that is held."""
    c.execute(
        update(conversation).where(conversation.c.id == conversation_id).values(**columns)
    )


def keep_flow(
    c: Connection, flow: str, version: str, frozen: Mapping[str, Any], now: datetime
) -> None:
    """Keep this version of a flow for the conversations that begin on it."""
    c.execute(
        db.insert(c, flow_version)
        .values(flow=flow, version=version, frozen=dict(frozen), created_at=now)
        .on_conflict_do_nothing(index_elements=["flow", "version"])
    )


def flow(c: Connection, name: str, version: str) -> dict[str, Any] | None:
    """Return a flow as it was."""
    return c.execute(
        select(flow_version.c.frozen).where(
            flow_version.c.flow == name, flow_version.c.version == version
        )
    ).scalar()


def capture(c: Connection, **columns: Any) -> Row:
    """Write down a new lead."""
    numbered = lives.number(c, lead) | columns
    return c.execute(insert(lead).values(**numbered).returning(lead)).one()


def current(c: Connection, conversation_id: int) -> Row | None:
    """Return the newest lead of a conversation."""
    return c.execute(
        select(lead)
        .where(lead.c.conversation_id == conversation_id)
        .order_by(lead.c.id.desc())
        .limit(1)
    ).first()


def one(c: Connection, lead_id: int) -> Row:
    """Return a lead."""
    return c.execute(select(lead).where(lead.c.id == lead_id)).one()


def find(c: Connection, lead_id: int) -> Row | None:
    """Return a lead, if there is one of this number."""
    return c.execute(select(lead).where(lead.c.id == lead_id)).first()


def change(c: Connection, lead_id: int, **columns: Any) -> None:
    """Write new values of a lead whose conversation is held."""
    c.execute(update(lead).where(lead.c.id == lead_id).values(**columns))


def happened(c: Connection, lead_id: int, at: datetime, **columns: Any) -> None:
    """Append an event: what, old, new, actor, cause, note."""
    c.execute(insert(lead_event).values(lead_id=lead_id, at=at, **columns))


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
