"""“Done”: a colleague says what became of a lead, and the bot may speak again."""

from bot.core.lifecycle import Closed, Outcome, Refused
from bot.core.message import Draft, Option
from bot.core.text import serial
from bot.desk import handoff, prospect
from bot.desk.work import Work
from bot.i18n.catalog import Voice
from store import handoffs, leads
from store.db import Row


def ask(work: Work, member: Row, found: Row | None) -> None:
    """Ask for the outcome of a lead that is open with this colleague."""
    say = work.desk.rules.voice(member.language)
    if found is None or found.rep_id != member.id or found.state != "accepted":
        mine = handoffs.with_rep(work.c, member.id)
        if mine and found is None:
            codes = ", ".join(f"#{one.code}" for one in mine)
            text = say("done", "Which one is done: {codes}? Add the code.", codes=codes)
        else:
            text = say("done", "There is no open lead to close.")
        work.post_to_staff(member, Draft(text), "staff")
        return
    text = say(
        "done",
        "How did it go with #{code} {name}?",
        code=found.code,
        name=prospect.name_of(work, found, say),
    )
    options = tuple(
        Option(f"done:{found.id}:{o}", label) for o, label in _outcomes(say).items()
    )
    draft = Draft(text, options, menu=str(say("done", "Choose")))
    work.post_to_staff(member, draft, "staff", handoff_id=found.id)


def _outcomes(say: Voice) -> dict[Outcome, str]:
    return {
        Outcome.WON: str(say("done", "Deal")),
        Outcome.NURTURE: str(say("done", "Later")),
        Outcome.UNQUALIFIED: str(say("done", "Not a fit for now")),
        Outcome.DISQUALIFIED: str(say("done", "Lost")),
    }


def _reasons(say: Voice) -> dict[str, str]:
    return {
        "budget": str(say("done", "Budget")),
        "no authority": str(say("done", "No authority")),
        "competitor": str(say("done", "Competitor")),
        "wrong fit": str(say("done", "Wrong fit")),
        "lost": str(say("done", "Lost contact")),
    }


def press(work: Work, member: Row, kind: str, rest: str) -> None:
    """Close with the outcome pressed; a lost lead is asked why first."""
    number, _, choice = rest.partition(":")
    say = work.desk.rules.voice(member.language)
    found = handoffs.find(work.c, serial(number))
    if found is None or found.rep_id != member.id or found.state != "accepted":
        text = say("done", "That lead is not open with you.")
        work.post_to_staff(member, Draft(text), "staff")
    elif kind == "done" and choice == Outcome.DISQUALIFIED:
        options = tuple(
            Option(f"lost:{found.id}:{why}", label) for why, label in _reasons(say).items()
        )
        draft = Draft(say("done", "Why was it lost?"), options, menu=str(say("done", "Choose")))
        work.post_to_staff(member, draft, "staff", handoff_id=found.id)
    elif kind == "done" and choice in set(Outcome):
        _close(work, member, found, Closed(Outcome(choice)))
    elif kind == "lost" and choice in _reasons(say):
        _close(work, member, found, Closed(Outcome.DISQUALIFIED, choice))


def _close(work: Work, member: Row, found: Row, closed: Closed) -> None:
    leads.lock_conversation(work.c, found.conversation_id)
    say = work.desk.rules.voice(member.language)
    try:
        handoff.close(work, member, handoffs.one(work.c, found.id), closed)
    except Refused:
        text = say("done", "#{code} cannot be closed that way.", code=found.code)
    else:
        text = say(
            "done", "#{code} is closed. The bot answers again from here.", code=found.code
        )
    work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)
