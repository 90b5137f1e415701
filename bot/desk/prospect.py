"""What the desk itself tells a prospect: who is coming, that it takes longer, that a colleague is done."""

from datetime import datetime

from bot.core.message import Draft, Text
from bot.desk import cards
from bot.desk.work import Work
from bot.i18n import numbers
from bot.i18n.catalog import Voice
from store import handoffs, leads, people, spoken
from store.db import Row


def tell(work: Work, handoff: Row, text: Text, *, once: str = "") -> None:
    """Say something to the prospect of a handoff; with `once`, not again under the same key."""
    if once and spoken.exists(work.c, once):
        return
    address = people.address_of(work.c, leads.address_id(work.c, handoff.conversation_id))
    work.post(
        address,
        Draft(text),
        "notice",
        conversation_id=handoff.conversation_id,
        handoff_id=handoff.id,
        dedupe=once,
    )


def voice(work: Work, handoff: Row) -> Voice:
    """Speak the prospect's language."""
    lead = leads.one(work.c, handoff.lead_id)
    return work.desk.rules.voice(people.one(work.c, lead.person_id).language)


def joining(work: Work, handoff: Row, rep: str) -> None:
    """Say who is coming."""
    say = voice(work, handoff)
    tell(
        work,
        handoff,
        say("handoff", "{rep} from our team is joining this chat to help you.", rep=rep),
    )


def late(work: Work, handoff: Row) -> None:
    """Nobody answered in time, and it is better to say so."""
    say = voice(work, handoff)
    tell(
        work,
        handoff,
        say(
            "handoff",
            "Sorry, this is taking longer than we promised. I've told our manager, "
            "and someone will write to you here as soon as they can.",
        ),
    )


def still_waiting(work: Work, handoff: Row) -> None:
    """Whoever has the lead has fallen silent: the prospect is not left to guess."""
    say = voice(work, handoff)
    text = say(
        "handoff",
        "Sorry for the wait. My colleague hasn't been able to answer yet; I've let our manager know.",
    )
    tell(work, handoff, text)


def comfort(work: Work, handoff: Row) -> None:
    """While nobody has accepted, the first new words get one answer."""
    if handoff.comforted:
        return
    handoffs.change(work.c, handoff.id, comforted=True)
    say = voice(work, handoff)
    tell(work, handoff, say("handoff", "Got it, I'll pass that on. A colleague is on the way."))


def nobody(work: Work, handoff: Row, opens: datetime | None) -> None:
    """Nobody is on duty: say when somebody will be, as far as we know."""
    business = work.desk.rules.business
    lead = leads.one(work.c, handoff.lead_id)
    language = work.desk.rules.language(people.one(work.c, lead.person_id).language)
    say = work.desk.rules.words.voice(language)
    if opens is None or opens <= work.now:
        text = say(
            "handoff",
            "Our team is away for a moment. A colleague will write to you here as soon as they are back.",
        )
    else:
        text = say(
            "handoff",
            "Our team is away right now. A colleague will write to you here from {time}.",
            time=numbers.moment(opens.astimezone(business.timezone), language),
        )
    tell(work, handoff, text)


def goodbye(work: Work, handoff: Row) -> None:
    """A colleague is done; the bot is there again."""
    say = voice(work, handoff)
    tell(
        work,
        handoff,
        say(
            "handoff",
            "Thanks for chatting with us! If you need anything else, just write here.",
        ),
    )


def not_passed_on(work: Work, handoff: Row) -> None:
    """Media are not relayed yet: the sender should know."""
    say = voice(work, handoff)
    text = say("relay", "Sorry, I can only pass on text for now. Could you put it in words?")
    tenth = int(work.now.timestamp() // 600)  # one hint in ten minutes is enough
    tell(work, handoff, text, once=f"media:{handoff.id}:{tenth}")


def name_of(work: Work, handoff: Row, say: Voice) -> str:
    """Return what colleagues call the prospect."""
    return cards.name(leads.one(work.c, handoff.lead_id), say)
