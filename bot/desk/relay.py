"""Words carried between a prospect and a colleague, so that neither sees the other's number."""

from collections.abc import Iterator
from datetime import datetime

from bot.core import privacy
from bot.core.lifecycle import Event
from bot.core.message import Draft, Template, Text
from bot.core.text import units
from bot.desk import cards, clocks, lifecycle, pinned, prospect
from bot.desk.work import Work
from bot.i18n.catalog import Voice
from store import handoffs, inbox, leads, people, spoken, timers
from store.db import Connection, Row

#: Kinds of messages that nobody needs to hear of.
_SILENT = ("reaction", "unsupported")

#: How many of the words a prospect said while waiting are shown to the colleague who accepts.
_SHOWN = 10
#: As much as one frame may hold, which leaves room for whose words they are.
_PAGE = 1500


def prospect_said(work: Work, conversation: Row, address: Row, row: Row) -> None:
    """A prospect writes while a colleague is coming, or is there."""
    handoff = handoffs.of_conversation(work.c, conversation.id)
    if handoff is None or row.kind in _SILENT:
        return
    if row.kind not in ("text", "button", "sticker"):
        prospect.not_passed_on(work, handoff)
    if handoff.state != "accepted":
        prospect.comfort(work, handoff)
        if handoff.met_at is not None:
            _waits(work, handoff)
        return
    member = people.member(work.c, handoff.rep_id)
    say = work.desk.rules.voice(member.language)
    words = row.text or _shown_as(row, say)
    _show(work, member, handoff, [words], address.external_id)
    _waits(work, handoff)
    lead = leads.one(work.c, handoff.lead_id)
    if handoff.met_at is not None:
        lifecycle.move(work, lead, Event.PROSPECT_ANSWERED, actor="prospect", cause="automatic")


def _shown_as(row: Row, say: Voice) -> str:
    if row.kind == "sticker":
        return str(say("relay", "[sticker]"))
    return str(say("relay", "[something that cannot be shown here]"))


def _waits(work: Work, handoff: Row) -> None:
    """From the first unanswered words on, silence is timed, and anew from words after the manager was told of it."""
    if not any(timers.armed(work.c, kind, handoff.id) for kind in ("breach", "silent")):
        clocks.silence(work, handoff, work.received_at or work.now)


def _waits_still(work: Work, handoff: Row, answer: Row) -> None:
    """The prospect may have said more since these words of a colleague were received, and waits again."""
    address = people.address_of(work.c, leads.address_id(work.c, handoff.conversation_id))
    sender = f"{address.channel}:{address.external_id}"
    said = inbox.words_since(work.c, sender, answer.inbox_id or 0)
    if said and handoff.waiting_since is None:
        clocks.silence(work, handoff, said[0].received_at)


def unreadable(work: Work, conversation: Row) -> None:
    """The prospect said something that we could not deal with; their colleague asks again."""
    handoff = handoffs.of_conversation(work.c, conversation.id)
    if handoff is None or handoff.rep_id is None:
        return
    member = people.member(work.c, handoff.rep_id)
    say = work.desk.rules.voice(member.language)
    text = say(
        "relay",
        "⚠️ {name} #{code} wrote something that could not be passed on. Please ask them again.",
        name=prospect.name_of(work, handoff, say),
        code=handoff.code,
    )
    work.post_to_staff(member, Draft(text), "staff", handoff_id=handoff.id)


def show_card(work: Work, member: Row, handoff: Row, lead: Row) -> None:
    """Show a colleague all that is known of a lead."""
    own = people.address_of(work.c, leads.address_id(work.c, handoff.conversation_id))
    flow = pinned.flow(work, leads.lock_conversation(work.c, handoff.conversation_id))
    card = cards.card(work.desk.rules, flow, lead, handoff, own.external_id, member.language)
    work.post_to_staff(member, Draft(card), "card", handoff_id=handoff.id)


def introduce(work: Work, member: Row, handoff: Row, lead: Row) -> None:
    """The colleague has the lead: how to answer, and what the prospect said since."""
    theirs = people.meet(work.c, member.channel, member.external_id, work.now)
    if not spoken.reached(work.c, handoff.id, theirs.id, "card"):
        show_card(work, member, handoff, lead)  # an offer by template has no room for it
    say = work.desk.rules.voice(member.language)
    name = cards.name(lead, say)
    text = say(
        "handoff",
        "✅ #{code} {name} is yours. Just write here and your words go to them. "
        "Type “done” when you're finished.",
        code=handoff.code,
        name=name,
    )
    work.post_to_staff(member, Draft(text), "staff", handoff_id=handoff.id)
    address = people.address_of(work.c, leads.address_id(work.c, handoff.conversation_id))
    sender = f"{address.channel}:{address.external_id}"
    since = inbox.words_since(work.c, sender, spoken.first_cause(work.c, handoff.id))
    _show(work, member, handoff, [row.text for row in since][-_SHOWN:], address.external_id)


def _show(work: Work, member: Row, handoff: Row, words: list[str], own: str) -> None:
    """Show a colleague what a prospect wrote, framed so that it cannot pass for ours."""
    if not words:
        return
    say = work.desk.rules.voice(member.language)
    cut = str(say("relay", "[cut: too long to show]"))
    quoted = [privacy.quote(privacy.mask_numbers(text, [own]), cut=cut) for text in words]
    about = {"name": prospect.name_of(work, handoff, say), "code": handoff.code}
    template = Template("lead_reminder", member.language, (handoff.code,))
    for page in _pages(quoted):
        text = Text("{name} #{code}\n{words}", {**about, "words": page})
        work.post_to_staff(
            member,
            Draft(text, template=template),
            "relay",
            conversation_id=handoff.conversation_id,
            handoff_id=handoff.id,
        )


def _pages(quoted: list[str]) -> Iterator[str]:
    """Put frames together as far as one message holds them; none is torn."""
    page = quoted[0]
    for frame in quoted[1:]:
        if units(page) + units(frame) < _PAGE:
            page += f"\n{frame}"
        else:
            yield page
            page = frame
    yield page


def rep_said(work: Work, member: Row, handoff: Row, text: str) -> bool:
    """Carry a colleague's words to the prospect; False when they were held back, and the colleague told why."""
    leads.lock_conversation(work.c, handoff.conversation_id)
    say = work.desk.rules.voice(member.language)
    numbers = [row.external_id for row in people.colleagues(work.c)]
    leaked = privacy.leak(text, numbers)
    if leaked:
        held = say(
            "relay",
            "Not sent: “{piece}” would give away private contact details. Leave it out and send again.",
            piece=leaked,
        )
        work.post_to_staff(member, Draft(held), "staff", handoff_id=handoff.id)
        return False
    address = people.address_of(work.c, leads.address_id(work.c, handoff.conversation_id))
    lead = leads.one(work.c, handoff.lead_id)
    language = work.desk.rules.language(people.one(work.c, lead.person_id).language)
    draft = Draft(Text("{words}", {"words": text}), template=Template("knock", language))
    work.post(
        address,
        draft,
        "relay",
        conversation_id=handoff.conversation_id,
        handoff_id=handoff.id,
        author_id=member.id,
    )
    seen = {"shown_handoff_id": handoff.id, "shown_at": work.received_at}
    people.change_member(work.c, member.id, **seen)
    return True


def was_shown(work: Work, row: Row) -> None:
    """A colleague can see a prospect's words now: unaddressed words, from here on, are meant for them."""
    address = people.address_of(work.c, row.address_id)
    member = people.colleague(work.c, address)
    if member is not None and handoffs.one(work.c, row.handoff_id).rep_id == member.id:
        seen = {"shown_handoff_id": row.handoff_id, "shown_at": work.now}
        people.change_member(work.c, member.id, **seen)


def words_arrived(work: Work, row: Row) -> None:
    """The provider took a colleague's words: the clock is met, by when we received them."""
    handoff = handoffs.one(work.c, row.handoff_id)
    heard = inbox.one(work.c, row.inbox_id) if row.inbox_id else None
    received = heard.received_at if heard else work.now
    if handoff.waiting_since is not None and received >= handoff.waiting_since:
        handoffs.change(work.c, handoff.id, waiting_since=None)
        timers.cancel(work.c, clocks.SILENCE, handoff.id)
    if handoff.met_at is None:
        _met(work, handoff, row, received)
    _waits_still(work, handoffs.one(work.c, handoff.id), row)


def _met(work: Work, handoff: Row, row: Row, received: datetime) -> None:
    """The first human words have reached the prospect."""
    handoffs.change(work.c, handoff.id, met_at=received, met_by=row.id)
    timers.cancel(work.c, clocks.FIRST_REPLY, handoff.id)
    lead = leads.one(work.c, handoff.lead_id)
    if lead.first_reply_at is None:
        leads.change(work.c, lead.id, first_reply_at=received)
    actor = people.member(work.c, row.author_id).name
    seconds = int((received - handoff.qualified_at).total_seconds())
    work.event(lead.id, "first reply", seconds, actor=actor, cause="manual")
    lifecycle.move(work, lead, Event.FIRST_WORDS, actor=actor, cause="manual")


def words_failed(work: Work, row: Row) -> None:
    """Words that had met the clock did not arrive after all: others may have, else it runs again as it always ran."""
    handoff = handoffs.one(work.c, row.handoff_id)
    if handoff.state == "closed" or handoff.met_at is None:
        return
    others = spoken.other_words(work.c, handoff.id, row.id)
    if others:
        if handoff.met_by == row.id:
            handoffs.change(work.c, handoff.id, met_by=others[0].id)
        _waits_still(work, handoff, others[-1])
        return
    handoffs.change(work.c, handoff.id, met_at=None, met_by=None)
    leads.change(work.c, handoff.lead_id, first_reply_at=None)
    work.event(
        handoff.lead_id, "first reply", "not delivered", actor="WhatsApp", cause="integration"
    )
    due: datetime = handoff.qualified_at + work.desk.rules.business.sla.breach
    if handoff.breached_at is None:
        clocks.arm(work, handoff, "breach", due)


def refuses(c: Connection, row: Row) -> str:
    """Say why a queued message of a handoff no longer fits who owns it; empty when it does."""
    if row.handoff_id is None or row.klass not in ("relay", "offer", "card"):
        return ""
    handoff = handoffs.one(c, row.handoff_id)
    address = people.address_of(c, row.address_id)
    if row.klass in ("offer", "card"):
        member = people.colleague(c, address)
        held = [o.staff_id for o in handoffs.offers(c, handoff.id) if o.state == "offered"]
        if row.klass == "card" and handoff.rep_id is not None:
            held.append(handoff.rep_id)
        return "" if member and member.id in held else "the offer is gone"
    author = row.author_id
    if author is None:
        member = people.colleague(c, address)
        return "" if member and member.id == handoff.rep_id else "not theirs any more"
    writer = people.member(c, author)
    if not writer.active:
        return "no longer a colleague"
    if handoff.state == "closed" and row.state == "held":
        return "the conversation was closed"
    return "" if handoff.rep_id == author else "not theirs any more"
