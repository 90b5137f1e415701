"""Typed days and hours as answers: to a question for a date, or for a choice that says how far ahead it reaches."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.flows import phrases
from bot.flows.dates import clock
from bot.flows.dates import timeline as timelines
from bot.flows.dates.span import Span
from bot.flows.model import Ask, Choice, World

Days = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dated:
    """The choice that a typed date falls within; no days if it is not known yet."""

    choice: Choice
    days: Days | None


def timeline(text: str, world: World) -> tuple[bool, Days | None]:
    """Read days: (True, the days), (True, None) if they are not known yet, (False, None) if it is something else."""
    said = timelines.read(text, _today(world), world.country)
    return said is not None, said.to_json() if said else None


def moment(text: str, world: World) -> tuple[bool, Days | None]:
    """Read a day with its hour, in the same way."""
    at = clock.read(text, world.now, world.zone, world.country)
    return at is not None or phrases.unknown(text), at.to_json() if at else None


def choice(step: Ask, text: str, world: World) -> Dated | None:
    """Find the first choice that reaches as far as the date that was typed."""
    said = timelines.read(text, _today(world), world.country) if step.dated else None
    if said is None:
        return None
    ahead = _ahead(said.span, _today(world)) if said.span else timedelta.max
    reached = (one for one in step.choices if one.within is None or ahead <= one.within)
    found = next(reached, None)
    return Dated(found, said.to_json()) if found else None


def _ahead(days: Span, today: date) -> timedelta:
    """Return how far ahead somebody begins; what may be today already ("by March") counts by its end."""
    begins = days.start if days.start > today or days.end is None else days.end
    return begins - today


def _today(world: World) -> date:
    """Return the person's own date."""
    return world.now.astimezone(world.zone).date()
