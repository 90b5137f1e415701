"""The main line: people, messages in and out, conversations, leads, handoffs, timers, consent."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: SQLite counts up by itself only in a column of its own INTEGER type.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("paused_until", sa.BigInteger),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("next_slot_at", sa.BigInteger),
    )
    op.create_table(
        "consent",
        _id(),
        *_required(sa.String, "address", "purpose", "state"),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("address", "purpose"),
        _one_of("state", "in", "out", "unknown"),
    )
    op.create_table(
        "consent_event",
        _id(),
        *_required(sa.String, "address", "purpose"),
        sa.Column("granted", sa.Boolean, nullable=False),
        *_required(sa.String, "wording", "wording_version", "language"),
        sa.Column("inbox_id", sa.BigInteger),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    _index("ix_consent_event_address", "consent_event", "address", "id")
    op.create_table(
        "content",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("sid", sa.String, nullable=False),
    )
    op.create_table(
        "flow_version",
        sa.Column("flow", sa.String, primary_key=True),
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("frozen", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "inbox",
        _id(),
        *_required(sa.String, "channel", "provider_id", "sender", "kind", "text"),
        *_required(sa.JSON, "payload", "raw"),
        sa.Column("optout", sa.String, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("last_error", sa.String, nullable=False),
        sa.UniqueConstraint("channel", "provider_id"),
        _one_of("state", "new", "done", "dead"),
    )
    _index("ix_inbox_head", "inbox", "sender", "id", where="state = 'new'")
    _index("ix_inbox_ready", "inbox", "next_at", where="state = 'new'")
    _index("ix_inbox_sender", "inbox", "sender", "id")
    op.create_table(
        "person",
        _id(),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("language_locked", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "staff",
        _id(),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        *_required(sa.String, "channel", "external_id", "language"),
        sa.Column("position", sa.Integer, nullable=False),
        *_required(sa.Boolean, "active", "on_duty"),
        sa.Column("waiting_since", sa.BigInteger),
        sa.Column("shown_handoff_id", sa.BigInteger),
        sa.Column("shown_at", sa.BigInteger),
        sa.Column("asking", sa.JSON, nullable=False),
        sa.UniqueConstraint("channel", "external_id"),
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.String, primary_key=True),
        *_required(sa.BigInteger, "started_at", "beat_at"),
    )
    op.create_table(
        "address",
        _id(),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        *_required(sa.String, "channel", "external_id", "profile_name"),
        sa.Column("last_in_at", sa.BigInteger),
        sa.Column("window_closed_at", sa.BigInteger),
        sa.Column("blocked_at", sa.BigInteger),
        sa.Column("out_seq", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("channel", "external_id"),
    )
    op.create_table(
        "conversation",
        _id(),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("address_id", sa.BigInteger, sa.ForeignKey("address.id"), nullable=False),
        *_required(sa.String, "owner", "flow", "flow_version"),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("returned", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        _one_of("owner", "bot", "waiting", "rep"),
    )
    _index(
        "ux_conversation_open",
        "conversation",
        "address_id",
        where="closed_at IS NULL",
        unique=True,
    )
    op.create_table(
        "outbox",
        _id(),
        *_required(sa.String, "key", "dedupe_key", "channel"),
        sa.Column("address_id", sa.BigInteger, sa.ForeignKey("address.id"), nullable=False),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("klass", sa.String, nullable=False),
        sa.Column("conversation_id", sa.BigInteger),
        sa.Column("handoff_id", sa.BigInteger),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("inbox_id", sa.BigInteger),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("available_at", sa.BigInteger, nullable=False),
        sa.Column("not_after", sa.BigInteger),
        sa.Column("lease_token", sa.String),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("worker", sa.String, nullable=False),
        sa.Column("sending_at", sa.BigInteger),
        sa.Column("hold_until", sa.BigInteger),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("provider_id", sa.String),
        *_required(sa.String, "delivery", "error"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("resolved_at", sa.BigInteger),
        sa.UniqueConstraint("dedupe_key"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("lane", "seq"),
        _one_of("delivery", "none", "sent", "delivered", "read", "failed"),
        _one_of(
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
    )
    _index("ix_outbox_address", "outbox", "address_id", "id")
    _index("ix_outbox_conversation", "outbox", "conversation_id", "id")
    _index("ix_outbox_handoff", "outbox", "handoff_id")
    _index("ix_outbox_inbox", "outbox", "inbox_id")
    _index(
        "ix_outbox_lane",
        "outbox",
        "lane",
        "seq",
        where="state IN ('queued', 'leased', 'sending', 'ambiguous')",
    )
    _index("ix_outbox_lease", "outbox", "lease_until", where="state IN ('leased', 'sending')")
    _index("ix_outbox_provider", "outbox", "provider_id")
    _index(
        "ix_outbox_ready", "outbox", "priority", "available_at", "id", where="state = 'queued'"
    )
    _index("ux_outbox_sending", "outbox", "lane", where="state = 'sending'", unique=True)
    op.create_table(
        "attempt",
        _id(),
        sa.Column("outbox_id", sa.BigInteger, sa.ForeignKey("outbox.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        *_required(sa.String, "outcome", "error"),
    )
    _index("ix_attempt_outbox", "attempt", "outbox_id")
    op.create_table(
        "lead",
        _id(),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        sa.Column(
            "conversation_id", sa.BigInteger, sa.ForeignKey("conversation.id"), nullable=False
        ),
        *_required(sa.String, "stage", "status"),
        sa.Column("score", sa.Integer, nullable=False),
        *_required(sa.JSON, "reasons", "answers", "said"),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("referral", sa.JSON, nullable=False),
        sa.Column("rep_id", sa.BigInteger, sa.ForeignKey("staff.id")),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("qualified_at", sa.BigInteger),
        sa.Column("first_reply_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    _index("ix_lead_conversation", "lead", "conversation_id", "id")
    _index("ix_lead_person", "lead", "person_id", "id")
    op.create_table(
        "timer",
        _id(),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject_id", sa.BigInteger, nullable=False),
        sa.Column(
            "conversation_id", sa.BigInteger, sa.ForeignKey("conversation.id"), nullable=False
        ),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("fired_at", sa.BigInteger),
        sa.UniqueConstraint("kind", "subject_id", "generation"),
        _one_of("state", "armed", "fired", "cancelled"),
    )
    _index("ix_timer_due", "timer", "due_at", where="state = 'armed'")
    op.create_table(
        "handoff",
        _id(),
        sa.Column("lead_id", sa.BigInteger, sa.ForeignKey("lead.id"), nullable=False),
        sa.Column(
            "conversation_id", sa.BigInteger, sa.ForeignKey("conversation.id"), nullable=False
        ),
        *_required(sa.String, "code", "state", "reason"),
        sa.Column("rep_id", sa.BigInteger, sa.ForeignKey("staff.id")),
        sa.Column("qualified_at", sa.BigInteger, nullable=False),
        sa.Column("accepted_at", sa.BigInteger),
        sa.Column("met_at", sa.BigInteger),
        sa.Column("met_by", sa.BigInteger),
        sa.Column("breached_at", sa.BigInteger),
        sa.Column("waiting_since", sa.BigInteger),
        sa.Column("comforted", sa.Boolean, nullable=False),
        sa.Column("extensions", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        _one_of("state", "waiting", "offered", "accepted", "closed"),
    )
    _index("ix_handoff_rep", "handoff", "rep_id", where="state = 'accepted'")
    _index("ux_handoff_code", "handoff", "code", where="state != 'closed'", unique=True)
    _index(
        "ux_handoff_open", "handoff", "conversation_id", where="state != 'closed'", unique=True
    )
    op.create_table(
        "lead_event",
        _id(),
        sa.Column("lead_id", sa.BigInteger, sa.ForeignKey("lead.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        *_required(sa.JSON, "old", "new"),
        *_required(sa.String, "actor", "cause", "note"),
        _one_of("cause", "manual", "automatic", "time", "integration"),
    )
    _index("ix_lead_event_lead", "lead_event", "lead_id", "id")
    op.create_table(
        "alert",
        _id(),
        sa.Column("timer_id", sa.BigInteger, sa.ForeignKey("timer.id"), nullable=False),
        sa.Column("handoff_id", sa.BigInteger, sa.ForeignKey("handoff.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        *_required(sa.BigInteger, "due_at", "fired_at"),
        sa.UniqueConstraint("timer_id"),
    )
    op.create_table(
        "offer",
        _id(),
        sa.Column("handoff_id", sa.BigInteger, sa.ForeignKey("handoff.id"), nullable=False),
        sa.Column("staff_id", sa.BigInteger, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *_required(sa.String, "state", "why"),
        sa.Column("offered_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("handoff_id", "number"),
        _one_of("state", "offered", "accepted", "declined", "passed", "withdrawn"),
    )
    _index(
        "ux_offer_open",
        "offer",
        "handoff_id",
        where="state IN ('offered', 'accepted')",
        unique=True,
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True, autoincrement=True)


def _required(kind: type[TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _one_of(column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_{column}")


def _index(name: str, table: str, *columns: str, where: str = "", unique: bool = False) -> None:
    only = sa.text(where) if where else None
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only
    )
