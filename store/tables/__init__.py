"""What is kept. One class a table, named by the field's nouns; `person`, `inbox` ... are the same tables for statements."""

from sqlmodel import SQLModel

from store.tables.leads import (
    alert,
    conversation,
    flow_version,
    handoff,
    lead,
    lead_event,
    offer,
    timer,
)
from store.tables.lives import life
from store.tables.messages import attempt, channel_state, content, inbox, outbox, worker
from store.tables.people import address, consent, consent_event, person, staff

metadata = SQLModel.metadata

__all__ = [
    "address",
    "alert",
    "attempt",
    "channel_state",
    "consent",
    "consent_event",
    "content",
    "conversation",
    "flow_version",
    "handoff",
    "inbox",
    "lead",
    "lead_event",
    "life",
    "metadata",
    "offer",
    "outbox",
    "person",
    "staff",
    "timer",
    "worker",
]
