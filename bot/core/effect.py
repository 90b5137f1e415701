"""What a turn asks for. The engine only asks; the desk does, in one transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.message import Draft, Language


@dataclass(frozen=True, slots=True)
class Send:
    """Say this to the person."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Answer:
    """Write down an answer: the field, its parsed value (JSON), and the words as they were typed."""

    field: str
    value: Any
    said: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The person granted or refused a purpose; `wording` is the exact text shown, `version` names it."""

    purpose: str
    granted: bool
    wording: str
    version: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """A person of the business should take over now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Enrol:
    """Add the person to a nurture sequence they agreed to."""

    campaign: str


@dataclass(frozen=True, slots=True)
class Remind:
    """If nothing is heard for `after`, nudge: the engine is asked again with the same turn number."""

    after: timedelta
    turn: int


@dataclass(frozen=True, slots=True)
class Speak:
    """The person asked for this language; keep to it."""

    language: Language


Effect = Send | Answer | Consent | HandOff | Enrol | Remind | Speak
