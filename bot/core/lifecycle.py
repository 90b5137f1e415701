"""How far a lead has come (stage) and what is happening with it now (status), and what may move either.

Only human words count as contact. The path:

    captured                              Lead / New
    the criteria of an MQL are met        MQL  / New
    accepted by a rep                     SAL  / New
    the rep's first words                 SAL  / Attempting Contact
    the prospect answers them             SAL  / Connected
    BANT complete, accepted, connected    SQL  / Working

BANT is often complete before anybody accepts. That alone moves nothing: SQL/New is an error in
any books, and Working means that two people are talking. So SQL waits until the prospect has
answered the rep, and then follows Connected at once: `moves` returns both, each to be written down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Stage(StrEnum):
    LEAD = "Lead"
    MQL = "MQL"
    SAL = "SAL"
    SQL = "SQL"
    OPPORTUNITY = "Opportunity"
    CUSTOMER = "Customer"

    @property
    def rank(self) -> int:
        return list(Stage).index(self)


class Status(StrEnum):
    NEW = "New"
    ATTEMPTING = "Attempting Contact"
    CONNECTED = "Connected"
    WORKING = "Working"
    QUALIFIED = "Qualified"
    UNQUALIFIED = "Unqualified"
    CONVERTED = "Converted"
    NURTURE = "Nurture"
    DISQUALIFIED = "Disqualified"
    RECYCLED = "Recycled"


class Outcome(StrEnum):
    """What a rep says became of it."""

    WON = "won"
    NURTURE = "nurture"
    UNQUALIFIED = "unqualified"
    DISQUALIFIED = "disqualified"


class Event(StrEnum):
    """What happens to a lead, besides being closed."""

    MQL = "mql"
    ACCEPTED = "accepted"
    FIRST_WORDS = "first_words"
    PROSPECT_ANSWERED = "prospect_answered"
    BANT_COMPLETE = "bant_complete"
    #: Somebody whose case was closed begins anew.
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Closed:
    """A rep is done with the lead."""

    outcome: Outcome
    reason: str = ""


Position = tuple[Stage, Status]

#: Where every lead begins.
CAPTURED: Position = (Stage.LEAD, Status.NEW)

#: Why a lead is disqualified; a rep picks one.
REASONS = ("budget", "no authority", "competitor", "wrong fit", "lost")

_SHELVED = {Status.NURTURE, Status.UNQUALIFIED, Status.DISQUALIFIED}
_FRESH = {Status.NEW, Status.RECYCLED}
_CLOSING = {
    Outcome.WON: Status.CONVERTED,
    Outcome.NURTURE: Status.NURTURE,
    Outcome.UNQUALIFIED: Status.UNQUALIFIED,
    Outcome.DISQUALIFIED: Status.DISQUALIFIED,
}


class Refused(ValueError):
    """The move makes no sense from where the lead stands; nothing was changed."""


def possible(stage: Stage, status: Status) -> bool:
    """Tell whether the two go together: nobody is SQL and untouched, nobody converts without an opportunity."""
    if status == Status.NEW:
        return stage.rank < Stage.SQL.rank
    if status == Status.CONVERTED:
        return stage.rank >= Stage.OPPORTUNITY.rank
    return True


def advance(stage: Stage, status: Status, event: Event | Closed) -> Position:
    """Return where `event` leads; the same place if it changes nothing. Raises Refused."""
    moved = (
        _close(stage, status, event) if isinstance(event, Closed) else _go(stage, status, event)
    )
    if not possible(*moved):
        raise Refused(f"{moved[0]} and {moved[1]} do not go together")
    return moved


def moves(stage: Stage, status: Status, event: Event, *, bant: bool) -> tuple[Position, ...]:
    """Return every place passed, in order: the event's own, and SQL/Working once `bant` allows it."""
    return tuple(_moves((stage, status), event, bant=bant))


def _moves(at: Position, event: Event, *, bant: bool) -> Iterator[Position]:
    for step in (event, Event.BANT_COMPLETE) if bant else (event,):
        moved = advance(*at, step)
        if moved != at:
            yield moved
        at = moved


def _go(stage: Stage, status: Status, event: Event) -> Position:
    match event:
        case Event.MQL:
            return _at_least(stage, Stage.MQL), status
        case Event.ACCEPTED:
            return _at_least(stage, Stage.SAL), _reopened(status)
        case Event.FIRST_WORDS:
            if stage.rank < Stage.SAL.rank:
                raise Refused("nobody has accepted this lead yet")
            return stage, Status.ATTEMPTING if status in _FRESH else status
        case Event.PROSPECT_ANSWERED:
            return stage, Status.CONNECTED if status == Status.ATTEMPTING else status
        case Event.BANT_COMPLETE:
            talking = stage.rank >= Stage.SAL.rank and status == Status.CONNECTED
            return (_at_least(stage, Stage.SQL), Status.WORKING) if talking else (stage, status)
        case Event.RETURNED:
            return stage, _reopened(status)
        case _:
            assert_never(event)


def _close(stage: Stage, status: Status, event: Closed) -> Position:
    if status == Status.CONVERTED and event.outcome != Outcome.WON:
        raise Refused("a converted lead stays converted")
    if event.outcome == Outcome.DISQUALIFIED and not event.reason.strip():
        raise Refused("disqualifying needs a reason")
    if event.outcome == Outcome.WON:
        if stage.rank < Stage.SAL.rank:
            raise Refused("nobody has accepted this lead yet")
        stage = _at_least(stage, Stage.OPPORTUNITY)
    return stage, _CLOSING[event.outcome]


def _at_least(stage: Stage, other: Stage) -> Stage:
    """Stages only go forward."""
    return max(stage, other, key=lambda s: s.rank)


def _reopened(status: Status) -> Status:
    return Status.RECYCLED if status in _SHELVED else status
