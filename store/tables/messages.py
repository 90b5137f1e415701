"""Messages in and out, and what senders share."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from store.tables.base import (
    at,
    index_where,
    json_object,
    one_of,
    own_id,
    ref,
    table,
)


class Inbox(SQLModel, table=True):
    """Every message acknowledged. The unique key is the whole of de-duplication."""

    __table_args__ = (
        Unique("channel", "provider_id"),
        one_of("state", "new", "done", "dead"),
        index_where("ix_inbox_head", "sender", "id", where="state = 'new'"),
        index_where("ix_inbox_ready", "next_at", where="state = 'new'"),
        Index("ix_inbox_sender", "sender", "id"),
    )

    id: int | None = own_id()
    channel: str
    provider_id: str
    sender: str
    kind: str
    text: str
    payload: dict[str, Any] = json_object()
    raw: dict[str, Any] = json_object()
    optout: str = ""
    received_at: datetime = at()
    state: str = "new"
    attempts: int = 0
    next_at: datetime = at()
    last_error: str = ""


class Outbox(SQLModel, table=True):
    """Everything we say. `lane` keeps order; the state says how far it came; `delivery` is what the provider reported."""

    __table_args__ = (
        Unique("key"),
        Unique("dedupe_key"),
        Unique("lane", "seq"),
        one_of(
            "state",
            "queued",
            "leased",
            "sending",
            "sent",
            "ambiguous",
            "dead",
            "held",
            "suppressed",
            "superseded",
            "expired",
            "cancelled",
        ),
        one_of("delivery", "none", "sent", "delivered", "read", "failed"),
        index_where("ux_outbox_sending", "lane", where="state = 'sending'", unique=True),
        index_where(
            "ix_outbox_ready", "priority", "available_at", "id", where="state = 'queued'"
        ),
        index_where(
            "ix_outbox_lane",
            "lane",
            "seq",
            where="state IN ('queued', 'leased', 'sending', 'ambiguous')",
        ),
        index_where("ix_outbox_lease", "lease_until", where="state IN ('leased', 'sending')"),
        Index("ix_outbox_provider", "provider_id"),
        Index("ix_outbox_inbox", "inbox_id"),
        Index("ix_outbox_conversation", "conversation_id", "id"),
        Index("ix_outbox_handoff", "handoff_id"),
        Index("ix_outbox_address", "address_id", "id"),
    )

    id: int | None = own_id()
    key: str
    dedupe_key: str
    channel: str
    address_id: int = ref("address.id")
    lane: str
    seq: int
    klass: str
    conversation_id: int | None = Field(default=None, sa_type=BigInteger)
    handoff_id: int | None = Field(default=None, sa_type=BigInteger)
    #: Who wrote it, when it is a relayed message; None is the bot.
    author_id: int | None = Field(default=None, sa_type=BigInteger)
    inbox_id: int | None = Field(default=None, sa_type=BigInteger)
    payload: dict[str, Any] = json_object()
    priority: int = 10
    state: str = "queued"
    attempts: int = 0
    available_at: datetime = at()
    not_after: datetime | None = at(null=True)
    lease_token: str | None = None
    lease_until: datetime | None = at(null=True)
    worker: str = ""
    sending_at: datetime | None = at(null=True)
    hold_until: datetime | None = at(null=True)
    #: "free" words or "template", as the last call was made.
    form: str = ""
    provider_id: str | None = None
    delivery: str = "none"
    error: str = ""
    created_at: datetime = at()
    sent_at: datetime | None = at(null=True)
    #: When we stopped trying to find out what became of a call without an answer.
    resolved_at: datetime | None = at(null=True)


class Attempt(SQLModel, table=True):
    """One call to a provider, append-only: when it began, how it ended."""

    __table_args__ = (Index("ix_attempt_outbox", "outbox_id"),)

    id: int | None = own_id()
    outbox_id: int = ref("outbox.id")
    number: int
    token: str
    started_at: datetime = at()
    ended_at: datetime | None = at(null=True)
    outcome: str = ""
    error: str = ""


class Content(SQLModel, table=True):
    """A button message known to the provider, by what it looks like."""

    key: str = Field(primary_key=True)
    sid: str


class ChannelState(SQLModel, table=True):
    """What all workers share about a channel: pauses the provider asked for, and the next free sending slot."""

    __tablename__ = "channel_state"

    channel: str = Field(primary_key=True)
    paused_until: datetime | None = at(null=True)
    reason: str = ""
    next_slot_at: datetime | None = at(null=True)


class Worker(SQLModel, table=True):
    """A worker's heartbeat."""

    name: str = Field(primary_key=True)
    started_at: datetime = at()
    beat_at: datetime = at()


inbox = table(Inbox)
outbox = table(Outbox)
attempt = table(Attempt)
content = table(Content)
channel_state = table(ChannelState)
worker = table(Worker)
