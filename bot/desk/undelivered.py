"""What did not arrive, or may not have: learned from, said once more where silence is worse, and told to whoever must know."""

import logging

from bot.core.message import Draft
from bot.desk import handoff, notices, prospect, relay
from bot.desk.work import POLICIES, Work
from store import handoffs, leads, outbox, people, spoken
from store.db import Row

log = logging.getLogger(__name__)

#: The provider says that the 24-hour window is closed.
WINDOW_CLOSED = "63016"
#: They do not want us, or are not there: 21610 and 63014 blocked or stopped, the others not on WhatsApp.
UNREACHABLE = {"21610", "63014", "63003", "63024", "21211", "21614"}


def learn(work: Work, address_id: int, code: str) -> None:
    """Remember what an error code says about an address, as of when we heard of it: they may have written since."""
    at = work.received_at or work.now
    if code == WINDOW_CLOSED:
        work.learn(address_id, lambda: people.window_closed(work.c, address_id, at))
    elif code in UNREACHABLE:
        work.learn(address_id, lambda: people.blocked(work.c, address_id, at))


def reported(work: Work, report: Row) -> None:
    """A message the provider had taken did not arrive after all."""
    row = spoken.one(work.c, report.payload["outbox"])
    if row is None:
        return
    code = report.text
    learn(work, row.address_id, code)
    if row.conversation_id:
        leads.lock_conversation(work.c, row.conversation_id)
    if row.klass == "relay" and row.author_id:
        relay.words_failed(work, row)
    if code == WINDOW_CLOSED and row.form == "free" and _has_template(work, row):
        _again(work, row, Draft.from_json(row.payload))
        return
    lost(work, row, code)


def _has_template(work: Work, row: Row) -> bool:
    template = Draft.from_json(row.payload).template
    business = work.desk.rules.business
    return template is not None and bool(business.template(template.name, template.language))


def _again(work: Work, row: Row, draft: Draft) -> None:
    """Say the same once more, as a new message that goes through permission afresh."""
    address = people.address_of(work.c, row.address_id)
    work.post(
        address,
        draft,
        row.klass,
        conversation_id=row.conversation_id,
        handoff_id=row.handoff_id,
        author_id=row.author_id,
        dedupe=f"again:{row.id}",
    )


def arrived(work: Work, row: Row) -> None:
    """The provider has taken a message."""
    if row.klass == "relay" and row.author_id is not None:
        relay.words_arrived(work, row)
    elif row.klass == "relay":
        relay.was_shown(work, row)


def turn_passed(work: Work, row: Row) -> None:
    """It surely was not sent, and later words may be out: what must be heard is said anew, the rest is lost."""
    if POLICIES[row.klass].repeat:
        _again(work, row, Draft.from_json(row.payload))
    else:
        lost(work, row, "its turn had passed")


def lost(work: Work, row: Row, reason: str) -> None:
    """A message will not arrive. What that means depends on what it was."""
    log.warning("message %s (%s) was not delivered: %s", row.id, row.klass, reason)
    if row.handoff_id is None:
        return
    found = handoffs.one(work.c, row.handoff_id)
    match row.klass:
        case "relay" if row.author_id is not None:
            _tell_author(work, found, row, reason)
        case "relay" | "offer" if reason not in ("not theirs any more", "the offer is gone"):
            _colleague_unreachable(work, found, row)
        case "alert":
            _next_manager(work, found, row)
        case "knock":
            for held_row in outbox.drop_held(work.c, found.id, "they could not be asked"):
                if held_row.author_id is not None:
                    _tell_author(work, found, held_row, WINDOW_CLOSED)
        case _:
            pass


def _tell_author(work: Work, found: Row, row: Row, reason: str) -> None:
    member = people.member(work.c, row.author_id)
    say = work.desk.rules.voice(member.language)
    words = str(Draft.from_json(row.payload).text)
    piece = words if len(words) <= 60 else words[:59] + "…"
    name = prospect.name_of(work, found, say)
    about = {"name": name, "code": found.code, "words": piece}
    if reason in ("window_closed", WINDOW_CLOSED):
        text = say(
            "relay",
            "⚠️ Not delivered to {name} #{code}: “{words}”. They last wrote more than 24 hours ago, "
            "so WhatsApp only lets us write again once they do.",
            **about,
        )
    elif reason == "opted_out":
        text = say(
            "relay",
            "⚠️ Not sent to {name} #{code}: “{words}”. They typed STOP; wait until they write again.",
            **about,
        )
    else:
        text = say("relay", "⚠️ Not delivered to {name} #{code}: “{words}”.", **about)
    work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)


def _colleague_unreachable(work: Work, found: Row, row: Row) -> None:
    address = people.address_of(work.c, row.address_id)
    member = people.colleague(work.c, address)
    if member is None or found.state == "closed":
        return
    if row.klass == "offer":
        leads.lock_conversation(work.c, found.conversation_id)
        handoff.unreachable(work, handoffs.one(work.c, found.id), member.id)
        return
    notices.unreachable(work, found, member)


def _next_manager(work: Work, found: Row, row: Row) -> None:
    address = people.address_of(work.c, row.address_id)
    member = people.colleague(work.c, address)
    if member is not None:
        draft = Draft.from_json(row.payload)
        notices.to_next_manager(work, found, member, draft)


def held(work: Work, row: Row, draft: Draft) -> None:
    """The window is closed: a template knocks once, and the words wait for an answer."""
    address = people.address_of(work.c, row.address_id)
    opened = address.last_in_at.isoformat() if address.last_in_at else "never"
    dedupe = f"knock:{address.id}:{opened}"
    if not spoken.exists(work.c, dedupe):
        work.post(
            address,
            Draft(draft.text, template=draft.template),
            "knock",
            conversation_id=row.conversation_id,
            handoff_id=row.handoff_id,
            dedupe=dedupe,
        )
    if row.author_id is not None:
        found = handoffs.one(work.c, row.handoff_id)
        member = people.member(work.c, row.author_id)
        say = work.desk.rules.voice(member.language)
        text = say(
            "relay",
            "{name} #{code} last wrote more than 24 hours ago. I've asked whether you may write; "
            "your words follow when they answer.",
            name=prospect.name_of(work, found, say),
            code=found.code,
        )
        work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)


def unknown(work: Work, row: Row, *, repeat: bool) -> None:
    """Nobody knows whether it arrived. Never sent again as if nothing had been."""
    log.warning("message %s (%s): the outcome of the call is unknown", row.id, row.klass)
    if repeat and not row.dedupe_key.startswith("repeat:"):
        draft = Draft.from_json(row.payload)
        address = people.address_of(work.c, row.address_id)
        person = people.one(work.c, address.person_id)
        member = people.colleague(work.c, address)
        say = work.desk.rules.voice(member.language if member else person.language)
        marked = say("desk", "(repeat) {text}", text=draft.text)
        again = Draft(marked, draft.options, draft.menu, draft.template)
        work.post(
            address,
            again,
            row.klass,
            conversation_id=row.conversation_id,
            handoff_id=row.handoff_id,
            dedupe=f"repeat:{row.id}",
        )
    elif row.klass == "alert":
        _next_manager(work, handoffs.one(work.c, row.handoff_id), row)
    elif row.klass == "relay" and row.author_id is not None:
        found = handoffs.one(work.c, row.handoff_id)
        member = people.member(work.c, row.author_id)
        say = work.desk.rules.voice(member.language)
        words = str(Draft.from_json(row.payload).text)
        text = say(
            "relay",
            "⚠️ This may not have reached {name} #{code}: “{words}”. If they don't react, send it again.",
            name=prospect.name_of(work, found, say),
            code=found.code,
            words=words if len(words) <= 60 else words[:59] + "…",
        )
        work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)
