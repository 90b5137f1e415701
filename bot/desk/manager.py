"""What a manager does about a lead that waits: give it to somebody else, take it, or allow more time."""

from datetime import timedelta

from bot.core.message import Draft, Option
from bot.core.text import serial
from bot.desk import cards, clocks, handoff, notices
from bot.desk.work import Work
from store import handoffs, leads, people, timers
from store.db import Row

#: How long after the question a manager's words are taken for the reason.
_PATIENCE = timedelta(minutes=10)

#: A list holds ten.
_MOST = 10


def press(work: Work, member: Row, rest: str) -> None:
    """Do what a button of an alert says."""
    number, _, act = rest.partition(":")
    found = handoffs.find(work.c, serial(number))
    if found is None or "manager" not in member.roles:
        return
    leads.lock_conversation(work.c, found.conversation_id)
    found = handoffs.one(work.c, found.id)
    if found.state == "closed":
        _tell(work, member, found, "closed")
    elif found.met_at is not None and found.waiting_since is None:
        _tell(work, member, found, "answered")
    elif act == "takeover":
        _take_over(work, member, found)
    elif act == "reassign":
        _reassign(work, member, found)
    elif act == "extend":
        _ask_reason(work, member, found)


def _tell(work: Work, member: Row, found: Row, what: str, **values: str) -> None:
    say = work.desk.rules.voice(member.language)
    code = found.code
    match what:
        case "closed":
            text = say("sla", "#{code} is closed already.", code=code)
        case "answered":
            text = say("sla", "#{code} was answered already.", code=code)
        case "yours":
            text = say("offer", "#{code} is already yours. Just write here.", code=code)
        case "given":
            text = say("sla", "#{code} is offered to {rep} now.", code=code, **values)
        case "alone":
            text = say(
                "sla", "Nobody else is on duty for #{code}. You can take it over.", code=code
            )
        case _:
            text = say("sla", "#{code}: {time} more. Reason noted.", code=code, **values)
    work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)


def _take_over(work: Work, member: Row, found: Row) -> None:
    if found.state == "accepted" and found.rep_id == member.id:
        _tell(work, member, found, "yours")
        return
    _excuse(work, member, found)
    handoff.accept(work, member, found, None)


def _excuse(work: Work, member: Row, found: Row) -> None:
    """Tell who had the lead that it is theirs no longer."""
    had = notices.holder(work, found)
    if had is None or had.id == member.id:
        return
    say = work.desk.rules.voice(had.language)
    text = say("sla", "{name} has taken over #{code}.", name=member.name, code=found.code)
    work.post_to_staff(had, Draft(text), "staff", handoff_id=found.id)


def _reassign(work: Work, member: Row, found: Row) -> None:
    """Offer the lead to another colleague on duty: the only one there is, or the one the manager picks."""
    had = notices.holder(work, found)
    others = [
        row
        for row in people.colleagues(work.c, "rep")
        if row.on_duty and (had is None or row.id != had.id)
    ]
    say = work.desk.rules.voice(member.language)
    if not others:
        _tell(work, member, found, "alone")
    elif len(others) == 1:
        _give(work, member, found, others[0])
    else:
        options = tuple(Option(f"pick:{found.id}:{row.id}", row.name) for row in others[:_MOST])
        draft = Draft(
            say("sla", "Who should take #{code}?", code=found.code),
            options,
            menu=str(say("sla", "Choose")),
        )
        work.post_to_staff(member, draft, "staff", handoff_id=found.id)


def picked(work: Work, member: Row, rest: str) -> None:
    """The manager chose who should have the lead."""
    number, _, chosen = rest.partition(":")
    found = handoffs.find(work.c, serial(number))
    if found is None or "manager" not in member.roles:
        return
    leads.lock_conversation(work.c, found.conversation_id)
    found = handoffs.one(work.c, found.id)
    rep = next((r for r in people.colleagues(work.c, "rep") if r.id == serial(chosen)), None)
    if found.state == "closed":
        _tell(work, member, found, "closed")
    elif rep is None or not rep.on_duty:
        _reassign(work, member, found)
    else:
        _give(work, member, found, rep)


def _give(work: Work, member: Row, found: Row, rep: Row) -> None:
    _excuse_for(work, found, rep)
    handoff.take_back(work, found)
    handoff.offer_next(work, handoffs.one(work.c, found.id), only=rep.id)
    work.event(found.lead_id, "reassigned", rep.name, actor=member.name, cause="manual")
    _tell(work, member, found, "given", rep=rep.name)


def _excuse_for(work: Work, found: Row, rep: Row) -> None:
    had = notices.holder(work, found)
    if had is None:
        return
    say = work.desk.rules.voice(had.language)
    text = say("sla", "#{code} now goes to {rep}.", code=found.code, rep=rep.name)
    work.post_to_staff(had, Draft(text), "staff", handoff_id=found.id)


def _ask_reason(work: Work, member: Row, found: Row) -> None:
    until = (work.now + _PATIENCE).isoformat()
    asking = {"kind": "extend", "handoff": found.id, "until": until}
    people.change_member(work.c, member.id, asking=asking)
    say = work.desk.rules.voice(member.language)
    text = say("sla", "Why does #{code} need more time? Your answer is noted.", code=found.code)
    work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)


def reason(work: Work, member: Row, words: str) -> None:
    """The manager said why: the clock gets as much again, and rings once more if nobody answers."""
    people.change_member(work.c, member.id, asking={})
    found = handoffs.find(work.c, member.asking.get("handoff", 0))
    if found is None:
        return
    leads.lock_conversation(work.c, found.conversation_id)
    found = handoffs.one(work.c, found.id)
    if found.state == "closed":
        _tell(work, member, found, "closed")
        return
    more = work.desk.rules.business.sla.breach
    handoffs.change(work.c, found.id, extensions=found.extensions + 1)
    kind = "breach" if found.met_at is None else "silent"
    timers.cancel(work.c, [kind], found.id)
    clocks.arm(work, found, kind, work.now + more)
    work.event(
        found.lead_id,
        "extended",
        int(more.total_seconds()),
        actor=member.name,
        cause="manual",
        note=words,
    )
    say = work.desk.rules.voice(member.language)
    _tell(work, member, found, "extended", time=cards.span(more, say))
