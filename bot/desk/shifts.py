"""Shifts: on, off, who is on, which leads are mine, help. Each is a word and a button."""

from datetime import datetime

from bot.core.command import StaffWord
from bot.core.message import Draft, Option, Text
from bot.desk import cards, handoff, notices, prospect
from bot.desk.desk import Desk
from bot.desk.work import Work
from bot.i18n.catalog import Voice
from store import handoffs, leads, people
from store.db import Connection, Row


def enlist(desk: Desk, now: datetime) -> None:
    """Make the staff table say what business.toml says; who is no longer named loses access at once."""
    members = [
        {
            "name": member.name,
            "roles": list(member.roles),
            "channel": member.address.channel,
            "external_id": member.address.id,
            "language": member.language,
        }
        for member in desk.rules.business.staff
    ]
    desk.db.write(lambda c: people.enlist(c, members, now))
    desk.db.write(lambda c: _rehome(desk, c, now))


def _rehome(desk: Desk, c: Connection, now: datetime) -> None:
    """Leads of somebody who does not work here any more go to somebody who does."""
    work = Work(desk, c, now, cause=f"enlist:{now.timestamp()}")
    for found in handoffs.unfinished(c):
        holder = notices.holder(work, found)
        if holder is not None and not holder.active:
            leads.lock_conversation(c, found.conversation_id)
            handoff.take_back(work, handoffs.one(c, found.id))
            handoff.offer_or_tell(work, handoffs.one(c, found.id))
    work.close()


def obey(work: Work, member: Row, word: StaffWord) -> None:
    """Do what the word says and answer."""
    match word:
        case StaffWord.ON:
            _on(work, member)
        case StaffWord.OFF:
            _off(work, member)
        case StaffWord.WHO:
            _who(work, member)
        case StaffWord.LEADS:
            _leads(work, member)
        case _:
            _help(work, member)


def buttons(say: Voice, member: Row) -> tuple[Option, ...]:
    """The words a colleague needs most, as buttons."""
    shift = (
        ("off", say("staff", "Off duty")) if member.on_duty else ("on", say("staff", "On duty"))
    )
    words = (shift, ("leads", say("staff", "My leads")), ("who", say("staff", "Who's on?")))
    return tuple(Option(f"word:{word}", str(label)) for word, label in words)


def _answer(work: Work, member: Row, text: Text, options: tuple[Option, ...] = ()) -> None:
    work.post_to_staff(member, Draft(text, options), "staff")


def _on(work: Work, member: Row) -> None:
    people.change_member(work.c, member.id, on_duty=True, waiting_since=work.now)
    say = work.desk.rules.voice(member.language)
    member = people.member(work.c, member.id)
    if "rep" in member.roles:
        text = say(
            "staff", "You're on duty, {name}. New leads come to you here.", name=member.name
        )
    else:
        text = say(
            "staff", "You're on duty, {name}. Alerts come to you here.", name=member.name
        )
    _answer(work, member, text, buttons(say, member))
    if "rep" not in member.roles:
        return
    for waiting in handoffs.waiting(work.c):
        leads.lock_conversation(work.c, waiting.conversation_id)
        current = handoffs.one(work.c, waiting.id)
        if current.state == "waiting" and not _declined(work, current, member):
            handoff.offer_next(work, current, only=member.id)


def _declined(work: Work, found: Row, member: Row) -> bool:
    offers = handoffs.offers(work.c, found.id)
    return any(o.staff_id == member.id and o.state == "declined" for o in offers)


def _off(work: Work, member: Row) -> None:
    people.change_member(work.c, member.id, on_duty=False)
    say = work.desk.rules.voice(member.language)
    mine = handoffs.with_rep(work.c, member.id)
    if mine:
        codes = ", ".join(f"#{found.code}" for found in mine)
        text = say("staff", "You're off duty. Still open with you: {codes}.", codes=codes)
    else:
        text = say("staff", "You're off duty. Thank you!")
    _answer(work, member, text, buttons(say, people.member(work.c, member.id)))
    for offer in handoffs.offered_to(work.c, member.id):
        found = handoffs.one(work.c, offer.handoff_id)
        leads.lock_conversation(work.c, found.conversation_id)
        handoff.unreachable(work, handoffs.one(work.c, found.id), member.id)


def _who(work: Work, member: Row) -> None:
    say = work.desk.rules.voice(member.language)
    on_duty = [row.name for row in people.colleagues(work.c) if row.on_duty]
    if on_duty:
        text = say("staff", "On duty: {names}.", names=", ".join(on_duty))
    else:
        text = say("staff", "Nobody is on duty.")
    _answer(work, member, text, buttons(say, member))


def _leads(work: Work, member: Row) -> None:
    say = work.desk.rules.voice(member.language)
    lines = [_line(work, found, say) for found in handoffs.with_rep(work.c, member.id)]
    for offer in handoffs.offered_to(work.c, member.id):
        found = handoffs.one(work.c, offer.handoff_id)
        name = prospect.name_of(work, found, say)
        lines.append(
            str(say("staff", "#{code} {name}: offered to you", code=found.code, name=name))
        )
    if lines:
        _answer(work, member, Text("{lines}", {"lines": "\n".join(lines)}))
    else:
        text = say("staff", "You have no open leads.")
        _answer(work, member, text, buttons(say, member))


def _line(work: Work, found: Row, say: Voice) -> str:
    name = prospect.name_of(work, found, say)
    since = found.waiting_since or (None if found.met_at else found.qualified_at)
    if since is None:
        return str(say("staff", "#{code} {name}: answered", code=found.code, name=name))
    waited = cards.waited(since, work.now, say)
    return str(
        say(
            "staff",
            "#{code} {name}: waiting {waited}",
            code=found.code,
            name=name,
            waited=waited,
        )
    )


def _help(work: Work, member: Row) -> None:
    say = work.desk.rules.voice(member.language)
    text = say(
        "staff",
        "Type or tap: on, off, leads, who, done. Anything else you write goes to your prospect. "
        "Several leads? Begin with the code, like “#A7 hello”, or reply to their message.",
    )
    labels = {
        "on": say("staff", "On duty"),
        "off": say("staff", "Off duty"),
        "leads": say("staff", "My leads"),
        "who": say("staff", "Who's on?"),
        "done": say("staff", "Done"),
        "help": say("staff", "Help"),
    }
    options = tuple(Option(f"word:{word}", str(label)) for word, label in labels.items())
    draft = Draft(text, options, menu=str(say("staff", "Choose")))
    work.post_to_staff(member, draft, "staff")
