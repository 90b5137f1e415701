"""What is kept. One class a table, named by the field's nouns; `person`, `inbox` ... below are the same tables for statements."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Integer, Table, text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from store.db import Instant

BigId = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Any:
    return Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))


def _ref(target: str, *, null: bool = False) -> Any:
    return Field(default=None, foreign_key=target, sa_type=BigInteger, nullable=null)


def _at(*, null: bool = False) -> Any:
    return Field(default=None, sa_type=Instant, nullable=null)


def _json() -> Any:
    return Field(default_factory=dict, sa_type=JSON, nullable=False)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"ck_{column}")


class Person(SQLModel, table=True):
    """Somebody we talk to, whatever address they use."""

    id: int | None = _id()
    language: str = ""
    language_locked: bool = False
    created_at: datetime = _at()


class Address(SQLModel, table=True):
    """Where a person can be reached. `last_in_at` opens WhatsApp's window; `out_seq` numbers what we send there."""

    __table_args__ = (Unique("channel", "external_id"),)

    id: int | None = _id()
    person_id: int = _ref("person.id")
    channel: str
    external_id: str
    profile_name: str = ""
    last_in_at: datetime | None = _at(null=True)
    window_closed_at: datetime | None = _at(null=True)
    blocked_at: datetime | None = _at(null=True)
    out_seq: int = 0
    created_at: datetime = _at()


class Staff(SQLModel, table=True):
    """A colleague, as business.toml names them, with what changes during a shift."""

    __table_args__ = (Unique("channel", "external_id"),)

    id: int | None = _id()
    name: str
    roles: list[str] = Field(default_factory=list, sa_type=JSON, nullable=False)
    channel: str
    external_id: str
    language: str
    position: int = 0
    active: bool = True
    on_duty: bool = False
    waiting_since: datetime | None = _at(null=True)
    #: The handoff whose words they saw last: unaddressed words go there.
    shown_handoff_id: int | None = Field(default=None, sa_type=BigInteger)
    #: A question of ours that is open with them: {"kind": "extend", "handoff": 7}.
    asking: dict[str, Any] = _json()


class Inbox(SQLModel, table=True):
    """Every message acknowledged. The unique key is the whole of de-duplication."""

    __table_args__ = (
        Unique("channel", "provider_id"),
        _one_of("state", "new", "done", "dead"),
        Index("ix_inbox_head", "sender", "id", sqlite_where=text("state = 'new'"),
              postgresql_where=text("state = 'new'")),
        Index("ix_inbox_ready", "next_at", sqlite_where=text("state = 'new'"),
              postgresql_where=text("state = 'new'")),
        Index("ix_inbox_sender", "sender", "id"),
    )  # fmt: skip

    id: int | None = _id()
    channel: str
    provider_id: str
    sender: str
    kind: str
    text: str
    payload: dict[str, Any] = _json()
    raw: dict[str, Any] = _json()
    optout: str = ""
    received_at: datetime = _at()
    state: str = "new"
    attempts: int = 0
    next_at: datetime = _at()
    last_error: str = ""


class Outbox(SQLModel, table=True):
    """Everything we say. `lane` keeps order; the state says how far it came; `delivery` is what the provider reported."""

    __table_args__ = (
        Unique("key"),
        Unique("dedupe_key"),
        Unique("lane", "seq"),
        _one_of("state", "queued", "leased", "sending", "sent", "ambiguous", "dead", "held",
                "suppressed", "superseded", "expired", "cancelled"),
        _one_of("delivery", "none", "sent", "delivered", "read", "failed"),
        Index("ux_outbox_sending", "lane", unique=True,
              sqlite_where=text("state = 'sending'"), postgresql_where=text("state = 'sending'")),
        Index("ix_outbox_ready", "available_at", "id", sqlite_where=text("state = 'queued'"),
              postgresql_where=text("state = 'queued'")),
        Index("ix_outbox_lane", "lane", "seq",
              sqlite_where=text("state IN ('queued', 'leased', 'sending', 'ambiguous')"),
              postgresql_where=text("state IN ('queued', 'leased', 'sending', 'ambiguous')")),
        Index("ix_outbox_lease", "lease_until", sqlite_where=text("state IN ('leased', 'sending')"),
              postgresql_where=text("state IN ('leased', 'sending')")),
        Index("ix_outbox_provider", "provider_id"),
        Index("ix_outbox_conversation", "conversation_id", "id"),
        Index("ix_outbox_handoff", "handoff_id"),
        Index("ix_outbox_address", "address_id", "id"),
    )  # fmt: skip

    id: int | None = _id()
    key: str
    dedupe_key: str
    channel: str
    address_id: int = _ref("address.id")
    lane: str
    seq: int
    klass: str
    conversation_id: int | None = Field(default=None, sa_type=BigInteger)
    handoff_id: int | None = Field(default=None, sa_type=BigInteger)
    #: Who wrote it, when it is a relayed message; None is the bot.
    author_id: int | None = Field(default=None, sa_type=BigInteger)
    inbox_id: int | None = Field(default=None, sa_type=BigInteger)
    payload: dict[str, Any] = _json()
    priority: int = 10
    state: str = "queued"
    attempts: int = 0
    available_at: datetime = _at()
    not_after: datetime | None = _at(null=True)
    lease_token: str | None = None
    lease_until: datetime | None = _at(null=True)
    worker: str = ""
    sending_at: datetime | None = _at(null=True)
    hold_until: datetime | None = _at(null=True)
    provider_id: str | None = None
    delivery: str = "none"
    error: str = ""
    created_at: datetime = _at()
    sent_at: datetime | None = _at(null=True)


class Attempt(SQLModel, table=True):
    """One call to a provider, append-only: when it began, how it ended."""

    __table_args__ = (Index("ix_attempt_outbox", "outbox_id"),)

    id: int | None = _id()
    outbox_id: int = _ref("outbox.id")
    number: int
    token: str
    started_at: datetime = _at()
    ended_at: datetime | None = _at(null=True)
    outcome: str = ""
    error: str = ""


class Conversation(SQLModel, table=True):
    """Where a prospect stands. Whoever changes a lead, its handoff or its conversation holds this row's lock."""

    __table_args__ = (
        _one_of("owner", "bot", "waiting", "rep"),
        Index("ux_conversation_open", "address_id", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    id: int | None = _id()
    person_id: int = _ref("person.id")
    address_id: int = _ref("address.id")
    owner: str = "bot"
    flow: str
    flow_version: str
    state: dict[str, Any] = _json()
    #: The next words of the prospect are met by "welcome back": a colleague gave the conversation back.
    returned: bool = False
    created_at: datetime = _at()
    closed_at: datetime | None = _at(null=True)


class FlowVersion(SQLModel, table=True):
    """A flow as it was, with its translations, for the conversations that began on it."""

    __tablename__ = "flow_version"

    flow: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    frozen: dict[str, Any] = _json()
    created_at: datetime = _at()


class Lead(SQLModel, table=True):
    """One enquiry of one person: what they want, how far it came."""

    __table_args__ = (Index("ix_lead_conversation", "conversation_id", "id"),)

    id: int | None = _id()
    person_id: int = _ref("person.id")
    conversation_id: int = _ref("conversation.id")
    stage: str
    status: str
    score: int = 0
    reasons: list[Any] = Field(default_factory=list, sa_type=JSON, nullable=False)
    answers: dict[str, Any] = _json()
    said: dict[str, Any] = _json()
    source: str
    referral: dict[str, Any] = _json()
    rep_id: int | None = _ref("staff.id", null=True)
    outcome: str = ""
    qualified_at: datetime | None = _at(null=True)
    first_reply_at: datetime | None = _at(null=True)
    created_at: datetime = _at()


class LeadEvent(SQLModel, table=True):
    """Every change of a lead, append-only: what, by whom, why."""

    __tablename__ = "lead_event"
    __table_args__ = (
        Index("ix_lead_event_lead", "lead_id", "id"),
        _one_of("cause", "manual", "automatic", "time", "integration"),
    )

    id: int | None = _id()
    lead_id: int = _ref("lead.id")
    at: datetime = _at()
    what: str
    old: Any = Field(default=None, sa_type=JSON)
    new: Any = Field(default=None, sa_type=JSON)
    actor: str
    cause: str
    note: str = ""


class Handoff(SQLModel, table=True):
    """A lead waiting for, or with, a colleague. Its clock runs from `qualified_at` whoever holds the offer."""

    __table_args__ = (
        _one_of("state", "waiting", "offered", "accepted", "closed"),
        Index("ux_handoff_open", "conversation_id", unique=True,
              sqlite_where=text("state != 'closed'"), postgresql_where=text("state != 'closed'")),
        Index("ux_handoff_code", "code", unique=True,
              sqlite_where=text("state != 'closed'"), postgresql_where=text("state != 'closed'")),
        Index("ix_handoff_rep", "rep_id", sqlite_where=text("state = 'accepted'"),
              postgresql_where=text("state = 'accepted'")),
    )  # fmt: skip

    id: int | None = _id()
    lead_id: int = _ref("lead.id")
    conversation_id: int = _ref("conversation.id")
    code: str
    state: str = "waiting"
    reason: str
    rep_id: int | None = _ref("staff.id", null=True)
    qualified_at: datetime = _at()
    accepted_at: datetime | None = _at(null=True)
    #: When we received the first human words that the provider then took.
    met_at: datetime | None = _at(null=True)
    met_by: int | None = Field(default=None, sa_type=BigInteger)
    breached_at: datetime | None = _at(null=True)
    #: Since when the prospect waits for the next answer of the colleague.
    waiting_since: datetime | None = _at(null=True)
    #: The prospect was told once that somebody is being called.
    comforted: bool = False
    extensions: int = 0
    outcome: str = ""
    closed_at: datetime | None = _at(null=True)


class Offer(SQLModel, table=True):
    """One offer of a handoff to one colleague. At most one is open or accepted."""

    __table_args__ = (
        _one_of("state", "offered", "accepted", "declined", "passed", "withdrawn"),
        Unique("handoff_id", "number"),
        Index("ux_offer_open", "handoff_id", unique=True,
              sqlite_where=text("state IN ('offered', 'accepted')"),
              postgresql_where=text("state IN ('offered', 'accepted')")),
    )  # fmt: skip

    id: int | None = _id()
    handoff_id: int = _ref("handoff.id")
    staff_id: int = _ref("staff.id")
    number: int
    state: str = "offered"
    why: str = ""
    offered_at: datetime = _at()
    ended_at: datetime | None = _at(null=True)


class Timer(SQLModel, table=True):
    """Something to look at later. It rings once; what it does is decided by the truth at that moment."""

    __table_args__ = (
        Unique("kind", "subject_id", "generation"),
        _one_of("state", "armed", "fired", "cancelled"),
        Index("ix_timer_due", "due_at", sqlite_where=text("state = 'armed'"),
              postgresql_where=text("state = 'armed'")),
    )  # fmt: skip

    id: int | None = _id()
    kind: str
    #: The handoff, or for a nudge the conversation.
    subject_id: int = Field(sa_type=BigInteger)
    conversation_id: int = _ref("conversation.id")
    generation: int = 0
    due_at: datetime = _at()
    state: str = "armed"
    fired_at: datetime | None = _at(null=True)


class Alert(SQLModel, table=True):
    """A breach told to a manager, once per timer."""

    __table_args__ = (Unique("timer_id"),)

    id: int | None = _id()
    timer_id: int = _ref("timer.id")
    handoff_id: int = _ref("handoff.id")
    kind: str
    due_at: datetime = _at()
    fired_at: datetime = _at()


class ConsentEvent(SQLModel, table=True):
    """A grant or withdrawal, append-only, with its evidence. Kept by address, so it outlives everything else."""

    __tablename__ = "consent_event"
    __table_args__ = (Index("ix_consent_event_address", "address", "id"),)

    id: int | None = _id()
    address: str
    purpose: str
    granted: bool
    wording: str
    wording_version: str
    language: str
    inbox_id: int | None = Field(default=None, sa_type=BigInteger)
    actor: str
    at: datetime = _at()


class Consent(SQLModel, table=True):
    """Where an address stands on a purpose now; senders lock this row before they write to somebody unasked."""

    __table_args__ = (Unique("address", "purpose"), _one_of("state", "in", "out", "unknown"))

    id: int | None = _id()
    address: str
    purpose: str
    state: str
    changed_at: datetime = _at()


class Content(SQLModel, table=True):
    """A button message known to the provider, by what it looks like."""

    key: str = Field(primary_key=True)
    sid: str


class ChannelState(SQLModel, table=True):
    """What all workers share about a channel: pauses the provider asked for, and the next free sending slot."""

    __tablename__ = "channel_state"

    channel: str = Field(primary_key=True)
    paused_until: datetime | None = _at(null=True)
    reason: str = ""
    next_slot_at: datetime | None = _at(null=True)


class Worker(SQLModel, table=True):
    """A worker's heartbeat."""

    name: str = Field(primary_key=True)
    started_at: datetime = _at()
    beat_at: datetime = _at()


def _table(model: type[SQLModel]) -> Table:
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


person = _table(Person)
address = _table(Address)
staff = _table(Staff)
inbox = _table(Inbox)
outbox = _table(Outbox)
attempt = _table(Attempt)
conversation = _table(Conversation)
flow_version = _table(FlowVersion)
lead = _table(Lead)
lead_event = _table(LeadEvent)
handoff = _table(Handoff)
offer = _table(Offer)
timer = _table(Timer)
alert = _table(Alert)
consent_event = _table(ConsentEvent)
consent = _table(Consent)
content = _table(Content)
channel_state = _table(ChannelState)
worker = _table(Worker)
metadata = SQLModel.metadata
