"""What a colleague says: a button, a word to the desk, an answer to our question, or words for a prospect."""

from datetime import datetime

from bot.core import command
from bot.core.command import StaffWord
from bot.core.message import Draft
from bot.core.text import serial
from bot.desk import closing, handoff, manager, prospect, relay, shifts, typed
from bot.desk.work import Work
from store import handoffs, leads, people, spoken
from store.db import Row

#: Words that may be said of one lead: quoted, or with its code.
_ABOUT_A_LEAD = (StaffWord.ACCEPT, StaffWord.DECLINE, StaffWord.DONE)


def hear(work: Work, member: Row, row: Row) -> None:
    """Understand one message of a colleague."""
    pressed = _pressed(work, row) or _typed(work, member, row)
    code, words = command.lead_code(row.text)
    word = command.staff(words)
    if pressed:
        press(work, member, pressed)
    elif row.kind in ("reaction", "sticker", "unsupported"):
        return
    elif row.payload.get("media") or row.kind not in ("text", "button"):
        _only_words(work, member)
    elif not row.text:
        return
    elif code and handoffs.by_code(work.c, code) is None:
        _no_such_lead(work, member, code)
    elif word is None and not code and _answers(work, member, row):
        manager.reason(work, member, row.text)
    else:
        _said(work, member, row, code, words)


def _said(work: Work, member: Row, row: Row, code: str, words: str) -> None:
    """Words, with or without a lead they name: by code, or by the message they answer."""
    quotes = bool(row.payload.get("reply_to")) and not code
    named = handoffs.by_code(work.c, code) if code else _quoted(work, row)
    word = command.staff(words)
    if word not in _ABOUT_A_LEAD and (named is not None or quotes):
        word = None  # "siapa?" in answer to a prospect is a question to them
    if quotes and named is None and word is None:
        _nobody_to_write_to(work, member)
    else:
        _say(work, member, word, named, words)


def _pressed(work: Work, row: Row) -> str:
    """Return the id of the button pressed. A template's own buttons carry no id: then the label tells."""
    option: str = row.payload.get("option", "")
    label = row.payload.get("label", "")
    if option.count(":") >= 1 or not label:
        return option
    message = spoken.by_provider(work.c, row.channel, row.payload.get("reply_to", ""))
    options = Draft.from_json(message.payload).options if message else ()
    return next((o.id for o in options if o.label == label), "")


def _typed(work: Work, member: Row, row: Row) -> str:
    if row.kind != "text" or not row.text:
        return ""
    address = people.meet(work.c, member.channel, member.external_id, work.now)
    found = typed.option(work.c, address.id, row.text)
    # With a lead open, "1" is more likely an answer to a prospect than a wish to go off duty.
    return "" if found.startswith("word:") and row.text.strip().isdecimal() else found


def _quoted(work: Work, row: Row) -> Row | None:
    """Return the lead that the quoted message is about: one of ours, or their own words to a prospect."""
    quoted = row.payload.get("reply_to", "")
    message = spoken.by_provider(work.c, row.channel, quoted) or spoken.carried(
        work.c, row.channel, quoted
    )
    if message is None or message.handoff_id is None:
        return None
    return handoffs.one(work.c, message.handoff_id)


def press(work: Work, member: Row, option: str) -> None:
    """Do what a button says, if it is still true."""
    if (
        member.asking
    ):  # our question can wait no longer: what is written next is for somebody else
        people.change_member(work.c, member.id, asking={})
    kind, _, rest = option.partition(":")
    match kind:
        case "offer":
            _offer_button(work, member, rest)
        case "sla":
            manager.press(work, member, rest)
        case "pick":
            manager.picked(work, member, rest)
        case "done" | "lost":
            closing.press(work, member, kind, rest)
        case "word" if rest in set(StaffWord):
            _say(work, member, StaffWord(rest), None, "")
        case _:
            _gone(work, member)


def _say(
    work: Work, member: Row, word: StaffWord | None, named: Row | None, words: str
) -> None:
    match word:
        case None:
            _words(work, member, named, words)
        case StaffWord.ACCEPT | StaffWord.DECLINE:
            _offer_word(work, member, word, named)
        case StaffWord.DONE:
            closing.ask(work, member, named or _whom(work, member))
        case _:
            shifts.obey(work, member, word)


def _offer_button(work: Work, member: Row, rest: str) -> None:
    number, _, act = rest.partition(":")
    offer = handoffs.one_offer(work.c, serial(number))
    if offer is None or offer.staff_id != member.id or act not in ("accept", "decline"):
        _gone(work, member)
        return
    _answer_offer(work, member, offer, accepted=act == "accept")


def _offer_word(work: Work, member: Row, word: StaffWord, named: Row | None) -> None:
    mine = handoffs.offered_to(work.c, member.id)
    if named is not None:
        mine = [offer for offer in mine if offer.handoff_id == named.id]
    say = work.desk.rules.voice(member.language)
    if len(mine) == 1:
        _answer_offer(work, member, mine[0], accepted=word == StaffWord.ACCEPT)
    elif mine:
        codes = ", ".join(f"#{handoffs.one(work.c, o.handoff_id).code}" for o in mine)
        text = say("offer", "Which one: {codes}? Add the code.", codes=codes)
        work.post_to_staff(member, Draft(text), "staff")
    elif named is not None and named.state != "closed":
        _taken(work, member, named)
    else:
        work.post_to_staff(member, Draft(say("offer", "There is no open offer.")), "staff")


def _answer_offer(work: Work, member: Row, offer: Row, *, accepted: bool) -> None:
    found = handoffs.one(work.c, offer.handoff_id)
    leads.lock_conversation(work.c, found.conversation_id)
    offer = handoffs.one_offer(work.c, offer.id) or offer
    found = handoffs.one(work.c, found.id)
    if offer.state != "offered":
        _taken(work, member, found)
    elif accepted:
        handoff.accept(work, member, found, offer)
    else:
        say = work.desk.rules.voice(member.language)
        text = say("offer", "OK, #{code} is passed on.", code=found.code)
        work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)
        handoff.decline(work, member, found, offer)


def _taken(work: Work, member: Row, found: Row) -> None:
    """Too late, or twice: say who has the lead now."""
    say = work.desk.rules.voice(member.language)
    if found.rep_id == member.id and found.state == "accepted":
        text = say("offer", "#{code} is already yours. Just write here.", code=found.code)
    elif found.rep_id and found.state == "accepted":
        rep = people.member(work.c, found.rep_id).name
        text = say("offer", "#{code} was taken by {rep}.", code=found.code, rep=rep)
    elif found.state == "closed":
        text = say("offer", "#{code} is closed.", code=found.code)
    else:
        text = say("offer", "#{code} has gone to someone else.", code=found.code)
    work.post_to_staff(member, Draft(text), "staff", handoff_id=found.id)


def _words(work: Work, member: Row, named: Row | None, words: str) -> None:
    """Carry words to the prospect they are meant for, or to nobody."""
    target = named or _whom(work, member)
    if target is None:
        _nobody_to_write_to(work, member)
    elif target.state != "accepted" or target.rep_id != member.id:
        _not_yours(work, member, target)
    elif words and relay.rep_said(work, member, target, words):
        _echo(work, member, target)


def _whom(work: Work, member: Row) -> Row | None:
    """Whose lead unaddressed words belong to: the only one, or the one shown last before them. Never a guess."""
    mine = handoffs.with_rep(work.c, member.id)
    shown = member.shown_handoff_id
    if shown is not None and all(found.id != shown for found in mine):
        return None  # meant for a lead that somebody else has now
    if len(mine) == 1:
        return mine[0]
    if member.shown_at and work.received_at and member.shown_at > work.received_at:
        return None  # another prospect's words came between
    return next((found for found in mine if found.id == shown), None)


def _echo(work: Work, member: Row, target: Row) -> None:
    """With several leads open, say where the words went."""
    if len(handoffs.with_rep(work.c, member.id)) < 2:
        return
    say = work.desk.rules.voice(member.language)
    name = prospect.name_of(work, target, say)
    text = say("relay", "→ {name} #{code}", name=name, code=target.code)
    work.post_to_staff(member, Draft(text), "staff", handoff_id=target.id)


def _nobody_to_write_to(work: Work, member: Row) -> None:
    say = work.desk.rules.voice(member.language)
    mine = handoffs.with_rep(work.c, member.id)
    if mine:
        codes = ", ".join(f"#{found.code}" for found in mine)
        text = say(
            "relay",
            "Not sent: for which lead? Begin with its code ({codes}) or reply to a message.",
            codes=codes,
        )
        work.post_to_staff(member, Draft(text), "staff")
    elif handoffs.offered_to(work.c, member.id):
        text = say("relay", "Not sent: accept the lead first, then write.")
        work.post_to_staff(member, Draft(text), "staff")
    else:
        text = say("relay", "Not sent: you have no open lead.")
        work.post_to_staff(member, Draft(text, shifts.buttons(say, member)), "staff")


def _not_yours(work: Work, member: Row, target: Row) -> None:
    say = work.desk.rules.voice(member.language)
    text = say("relay", "Not sent: #{code} is not open with you.", code=target.code)
    work.post_to_staff(member, Draft(text), "staff")


def _no_such_lead(work: Work, member: Row, code: str) -> None:
    say = work.desk.rules.voice(member.language)
    text = say("relay", "Not sent: there is no open lead #{code}.", code=code)
    work.post_to_staff(member, Draft(text), "staff")


def _only_words(work: Work, member: Row) -> None:
    say = work.desk.rules.voice(member.language)
    text = say("relay", "Not sent: only text can be passed on for now.")
    work.post_to_staff(member, Draft(text), "staff")


def _gone(work: Work, member: Row) -> None:
    say = work.desk.rules.voice(member.language)
    work.post_to_staff(member, Draft(say("staff", "That button is no longer valid.")), "staff")


def _answers(work: Work, member: Row, row: Row) -> bool:
    """Say whether we asked them something a moment ago; later words, or a quote of a prospect's, are no answer."""
    until = member.asking.get("until")
    if not until or work.now > datetime.fromisoformat(until):
        return False
    quoted = spoken.by_provider(work.c, row.channel, row.payload.get("reply_to", ""))
    return quoted is None or quoted.klass != "relay"
