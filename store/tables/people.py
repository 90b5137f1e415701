"""People, their addresses, the colleagues among them, and what each agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from store.tables.base import (
    at,
    json_list,
    json_object,
    one_of,
    own_id,
    ref,
    table,
)


class Person(SQLModel, table=True):
    """Somebody we talk to, whatever address they use."""

    id: int | None = own_id()
    language: str = ""
    language_locked: bool = False
    #: What speaks for each language, and what decided (`bot/i18n/detect.py`); empty before anything was said.
    language_evidence: dict[str, Any] = json_object()
    created_at: datetime = at()


class Address(SQLModel, table=True):
    """Where a person can be reached. `last_in_at` opens WhatsApp's window; `out_seq` numbers what we send there."""

    __table_args__ = (Unique("channel", "external_id"),)

    id: int | None = own_id()
    person_id: int = ref("person.id")
    channel: str
    external_id: str
    profile_name: str = ""
    last_in_at: datetime | None = at(null=True)
    window_closed_at: datetime | None = at(null=True)
    blocked_at: datetime | None = at(null=True)
    out_seq: int = 0
    created_at: datetime = at()


class Staff(SQLModel, table=True):
    """A colleague, as business.toml names them, with what changes during a shift."""

    __table_args__ = (Unique("channel", "external_id"),)

    id: int | None = own_id()
    name: str
    roles: list[str] = json_list()
    channel: str
    external_id: str
    language: str
    position: int = 0
    active: bool = True
    on_duty: bool = False
    waiting_since: datetime | None = at(null=True)
    #: The handoff whose words they saw last: unaddressed words go there.
    shown_handoff_id: int | None = Field(default=None, sa_type=BigInteger)
    #: When they could see it: words received before were meant for another.
    shown_at: datetime | None = at(null=True)
    #: A question of ours that is open with them: {"kind": "extend", "handoff": 7}.
    asking: dict[str, Any] = json_object()


class ConsentEvent(SQLModel, table=True):
    """A grant or withdrawal, append-only, with its evidence. Kept by address, so it outlives everything else."""

    __tablename__ = "consent_event"
    __table_args__ = (Index("ix_consent_event_address", "address", "id"),)

    id: int | None = own_id()
    address: str
    purpose: str
    granted: bool
    wording: str
    wording_version: str
    language: str
    inbox_id: int | None = Field(default=None, sa_type=BigInteger)
    actor: str
    at: datetime = at()


class Consent(SQLModel, table=True):
    """Where an address stands on a purpose now; senders lock this row before they write to somebody unasked."""

    __table_args__ = (Unique("address", "purpose"), one_of("state", "in", "out", "unknown"))

    id: int | None = own_id()
    address: str
    purpose: str
    state: str
    changed_at: datetime = at()


person = table(Person)
address = table(Address)
staff = table(Staff)
consent_event = table(ConsentEvent)
consent = table(Consent)
