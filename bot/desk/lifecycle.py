"""Stage and status of a lead, moved by what happens; every move is written down."""

import logging
from typing import Any

from bot.core import scoring
from bot.core.lifecycle import Closed, Event, Refused, Stage, Status, advance, moves
from bot.desk.work import Work
from bot.i18n import detect
from store import leads, people
from store.db import Row

log = logging.getLogger(__name__)


def facts(work: Work, lead: Row) -> dict[str, Any]:
    """Gather what the rules of business.toml may ask about a lead."""
    address = people.address_of(work.c, leads.address_id(work.c, lead.conversation_id))
    return scoring.facts(
        lead.answers,
        lead.score,
        source=lead.source,
        channel=address.channel,
        language=people.one(work.c, lead.person_id).language,
        country=detect.country(address.external_id) or work.desk.rules.business.country,
    )


def qualify(work: Work, lead: Row) -> None:
    """Move a lead to MQL when it meets the criteria of business.toml."""
    criteria = work.desk.rules.business.qualify
    if lead.stage == Stage.LEAD and criteria.is_mql(facts(work, lead)):
        move(work, lead, Event.MQL, actor="bot", cause="automatic")


def move(work: Work, lead: Row, event: Event, *, actor: str, cause: str) -> None:
    """Take every step an event leads to."""
    bant = work.desk.rules.business.qualify.is_sql(facts(work, lead))
    at = (Stage(lead.stage), Status(lead.status))
    try:
        steps = moves(*at, event, bant=bant)
    except Refused as refused:
        log.info("lead %s stays %s/%s: %s", lead.id, *at, refused)
        return
    for step in steps:
        _write(work, lead, at, step, actor=actor, cause=cause)
        at = step


def close(work: Work, lead: Row, closed: Closed, *, actor: str, cause: str = "manual") -> None:
    """Write down what became of a lead. Raises Refused when that cannot be."""
    at = (Stage(lead.stage), Status(lead.status))
    _write(work, lead, at, advance(*at, closed), actor=actor, cause=cause, note=closed.reason)
    leads.change(work.c, lead.id, outcome=closed.reason or closed.outcome)


def _write(
    work: Work,
    lead: Row,
    old: tuple[Stage, Status],
    new: tuple[Stage, Status],
    *,
    actor: str,
    cause: str,
    note: str = "",
) -> None:
    leads.change(work.c, lead.id, stage=new[0], status=new[1])
    for what, was, now in zip(("stage", "status"), old, new, strict=True):
        if was != now:
            work.event(lead.id, what, now, old=was, actor=actor, cause=cause, note=note)
