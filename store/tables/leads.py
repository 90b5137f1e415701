"""Conversations, leads, handoffs, and the timers that watch them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from store.tables.base import (
    at,
    index_where,
    json_list,
    json_object,
    one_of,
    own_id,
    ref,
    table,
)


class Conversation(SQLModel, table=True):
    """Where a prospect stands. Whoever changes a lead, its handoff or its conversation holds this row's lock."""

    __table_args__ = (
        one_of("owner", "bot", "waiting", "rep"),
        index_where(
            "ux_conversation_open", "address_id", where="closed_at IS NULL", unique=True
        ),
    )

    id: int | None = own_id()
    person_id: int = ref("person.id")
    address_id: int = ref("address.id")
    owner: str = "bot"
    flow: str
    flow_version: str
    state: dict[str, Any] = json_object()
    #: The next words of the prospect are met by "welcome back": a colleague gave the conversation back.
    returned: bool = False
    created_at: datetime = at()
    closed_at: datetime | None = at(null=True)


class FlowVersion(SQLModel, table=True):
    """A flow as it was, with its translations, for the conversations that began on it."""

    __tablename__ = "flow_version"

    flow: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    frozen: dict[str, Any] = json_object()
    created_at: datetime = at()


class Lead(SQLModel, table=True):
    """One enquiry of one person: what they want, how far it came."""

    __table_args__ = (
        Index("ix_lead_conversation", "conversation_id", "id"),
        Index("ix_lead_person", "person_id", "id"),
    )

    id: int | None = own_id()
    person_id: int = ref("person.id")
    conversation_id: int = ref("conversation.id")
    stage: str
    status: str
    score: int = 0
    reasons: list[Any] = json_list()
    answers: dict[str, Any] = json_object()
    said: dict[str, Any] = json_object()
    source: str
    referral: dict[str, Any] = json_object()
    rep_id: int | None = ref("staff.id", null=True)
    outcome: str = ""
    qualified_at: datetime | None = at(null=True)
    first_reply_at: datetime | None = at(null=True)
    created_at: datetime = at()


class LeadEvent(SQLModel, table=True):
    """Every change of a lead, append-only: what, by whom, why."""

    __tablename__ = "lead_event"
    __table_args__ = (
        Index("ix_lead_event_lead", "lead_id", "id"),
        one_of("cause", "manual", "automatic", "time", "integration"),
    )

    id: int | None = own_id()
    lead_id: int = ref("lead.id")
    at: datetime = at()
    what: str
    old: Any = Field(default=None, sa_type=JSON)
    new: Any = Field(default=None, sa_type=JSON)
    actor: str
    cause: str
    note: str = ""


class Handoff(SQLModel, table=True):
    """A lead waiting for, or with, a colleague. Its clock runs from `qualified_at` whoever holds the offer."""

    __table_args__ = (
        one_of("state", "waiting", "offered", "accepted", "closed"),
        index_where(
            "ux_handoff_open", "conversation_id", where="state != 'closed'", unique=True
        ),
        index_where("ux_handoff_code", "code", where="state != 'closed'", unique=True),
        index_where("ix_handoff_rep", "rep_id", where="state = 'accepted'"),
    )

    id: int | None = own_id()
    lead_id: int = ref("lead.id")
    conversation_id: int = ref("conversation.id")
    code: str
    state: str = "waiting"
    reason: str
    rep_id: int | None = ref("staff.id", null=True)
    qualified_at: datetime = at()
    accepted_at: datetime | None = at(null=True)
    #: When we received the first human words that the provider then took.
    met_at: datetime | None = at(null=True)
    met_by: int | None = Field(default=None, sa_type=BigInteger)
    breached_at: datetime | None = at(null=True)
    #: Since when the prospect waits for the next answer of the colleague.
    waiting_since: datetime | None = at(null=True)
    #: The prospect was told once that somebody is being called.
    comforted: bool = False
    extensions: int = 0
    outcome: str = ""
    closed_at: datetime | None = at(null=True)


class Offer(SQLModel, table=True):
    """One offer of a handoff to one colleague. At most one is open or accepted."""

    __table_args__ = (
        one_of("state", "offered", "accepted", "declined", "passed", "withdrawn"),
        Unique("handoff_id", "number"),
        index_where(
            "ux_offer_open", "handoff_id", where="state IN ('offered', 'accepted')", unique=True
        ),
    )

    id: int | None = own_id()
    handoff_id: int = ref("handoff.id")
    staff_id: int = ref("staff.id")
    number: int
    state: str = "offered"
    why: str = ""
    offered_at: datetime = at()
    ended_at: datetime | None = at(null=True)


class Timer(SQLModel, table=True):
    """Something to look at later. It rings once; what it does is decided by the truth at that moment."""

    __table_args__ = (
        Unique("kind", "subject_id", "generation"),
        one_of("state", "armed", "fired", "cancelled"),
        index_where("ix_timer_due", "due_at", where="state = 'armed'"),
    )

    id: int | None = own_id()
    kind: str
    #: The handoff, or for a nudge the conversation.
    subject_id: int = Field(sa_type=BigInteger)
    conversation_id: int = ref("conversation.id")
    generation: int = 0
    due_at: datetime = at()
    state: str = "armed"
    fired_at: datetime | None = at(null=True)


class Alert(SQLModel, table=True):
    """A breach told to a manager, once per timer."""

    __table_args__ = (Unique("timer_id"),)

    id: int | None = own_id()
    timer_id: int = ref("timer.id")
    handoff_id: int = ref("handoff.id")
    kind: str
    due_at: datetime = at()
    fired_at: datetime = at()


conversation = table(Conversation)
flow_version = table(FlowVersion)
lead = table(Lead)
lead_event = table(LeadEvent)
handoff = table(Handoff)
offer = table(Offer)
timer = table(Timer)
alert = table(Alert)
