"""A qualified lead on its way to a colleague: offered, passed on, accepted, given back. One colleague at a time."""

from bot.core import routing
from bot.core.lifecycle import Closed, Event
from bot.core.message import Draft
from bot.desk import cards, clocks, lifecycle, notices, prospect, relay
from bot.desk.work import Work
from store import handoffs, leads, outbox, people, timers
from store.db import Connection, Row

#: Letters nobody mistakes for a digit.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def begin(work: Work, conversation: Row, lead: Row, reason: str) -> None:
    """Start the clock and offer the lead."""
    if handoffs.of_conversation(work.c, conversation.id) is not None:
        return
    lifecycle.move(work, lead, Event.RETURNED, actor="prospect", cause="automatic")
    handoff = handoffs.begin(
        work.c,
        lead_id=lead.id,
        conversation_id=conversation.id,
        code=_code(work.c, lead.id),
        reason=reason,
        qualified_at=work.now,
    )
    leads.change_conversation(work.c, conversation.id, owner="waiting", returned=False)
    leads.change(work.c, lead.id, qualified_at=work.now, first_reply_at=None, outcome="")
    timers.cancel(work.c, ["nudge"], conversation.id)
    work.event(lead.id, "handoff", reason, actor="bot", cause="automatic")
    sla = work.desk.rules.business.sla
    for kind, after in (("remind", sla.remind), ("breach", sla.breach)):
        clocks.arm(work, handoff, kind, work.now + after)
    offer_or_tell(work, handoff)


def _code(c: Connection, number: int) -> str:
    """Make a short code like A7 that no open handoff has; neighbours do not look alike."""
    turn, place = divmod(number, len(_LETTERS))
    for count in (8, 98, 998, 9998):  # longer ones only when the short ones are taken
        code = f"{_LETTERS[place]}{turn % count + 2}"
        if handoffs.by_code(c, code) is None:
            return code
    return f"{_LETTERS[place]}{number}"


def offer_next(work: Work, handoff: Row, *, only: int | None = None) -> bool:
    """Offer the lead to whoever should have it now, or to `only`. False when there is nobody."""
    lead = leads.one(work.c, handoff.lead_id)
    made = handoffs.offers(work.c, handoff.id)
    choice = routing.choose(
        [
            routing.Rep(row.id, row.name, row.on_duty, row.waiting_since)
            for row in people.colleagues(work.c, "rep")
            if only in (None, row.id)
        ],
        owner=lead.rep_id or handoffs.previous_rep(work.c, lead.person_id, lead.id),
        tried=() if only else [o.staff_id for o in made if o.state != "declined"],
        declined=() if only else [o.staff_id for o in made if o.state == "declined"],
    )
    if choice.rep is None:
        return False
    _offer(work, handoff, lead, choice)
    return True


def offer_or_tell(work: Work, handoff: Row) -> None:
    """Offer the lead to the next one; when there is nobody, prospect and manager hear so."""
    if not offer_next(work, handoff):
        notices.nobody(work, handoff, leads.one(work.c, handoff.lead_id))


def _offer(work: Work, handoff: Row, lead: Row, choice: routing.Choice) -> None:
    assert choice.rep is not None
    withdraw(work, handoff, "passed")
    member = people.member(work.c, choice.rep.id)
    offer = handoffs.make_offer(
        work.c,
        handoff_id=handoff.id,
        staff_id=member.id,
        why=str(choice),
        offered_at=work.now,
    )
    handoffs.change(work.c, handoff.id, state="offered")
    people.change_member(work.c, member.id, waiting_since=work.now)
    work.event(
        lead.id, "offered", member.name, actor="bot", cause="automatic", note=str(choice)
    )
    clocks.arm(work, handoff, "offer", work.now + work.desk.rules.business.sla.offer)
    relay.show_card(work, member, handoff, lead)
    say = work.desk.rules.voice(member.language)
    own = people.address_of(work.c, leads.address_id(work.c, handoff.conversation_id))
    draft = cards.offer(lead, handoff, offer.id, own.external_id, say, member.language)
    work.post_to_staff(member, draft, "offer", handoff_id=handoff.id)


def withdraw(work: Work, handoff: Row, state: str) -> Row | None:
    """End the open offer, if there is one, and return it."""
    for offer in handoffs.offers(work.c, handoff.id):
        if offer.state == "offered" and handoffs.end_offer(work.c, offer.id, state, work.now):
            timers.cancel(work.c, clocks.OFFER, handoff.id)
            return offer
    return None


def accept(work: Work, member: Row, handoff: Row, offer: Row | None) -> None:
    """Give the lead to a colleague: by their offer, or as a manager who takes over."""
    lead = leads.one(work.c, handoff.lead_id)
    if offer is None:
        take_back(work, handoff)
    elif not handoffs.end_offer(work.c, offer.id, "accepted", work.now):
        return
    timers.cancel(work.c, clocks.OFFER, handoff.id)
    since = {} if handoff.accepted_at else {"accepted_at": work.received_at or work.now}
    handoffs.change(work.c, handoff.id, state="accepted", rep_id=member.id, **since)
    leads.change_conversation(work.c, handoff.conversation_id, owner="rep")
    leads.change(work.c, lead.id, rep_id=member.id)
    seen = {"shown_handoff_id": handoff.id, "shown_at": work.received_at}
    people.change_member(work.c, member.id, **seen)
    work.event(lead.id, "rep", member.name, actor=member.name, cause="manual")
    lifecycle.move(work, lead, Event.ACCEPTED, actor=member.name, cause="manual")
    prospect.joining(work, handoff, member.name)
    relay.introduce(work, member, handoffs.one(work.c, handoff.id), lead)


def take_back(work: Work, handoff: Row) -> None:
    """Take the lead, or the offer of it, from whoever has it; the clock runs on."""
    withdraw(work, handoff, "withdrawn")
    _end_accepted(work, handoff)
    handoffs.change(work.c, handoff.id, state="waiting", rep_id=None)
    leads.change_conversation(work.c, handoff.conversation_id, owner="waiting")
    if (
        handoff.met_at is not None
    ):  # answered before: from now on the next colleague is waited for
        clocks.silence(work, handoff, work.now)


def _end_accepted(work: Work, handoff: Row) -> None:
    for offer in handoffs.offers(work.c, handoff.id):
        if offer.state == "accepted":
            handoffs.end_offer(work.c, offer.id, "withdrawn", work.now, was="accepted")


def decline(work: Work, member: Row, handoff: Row, offer: Row) -> None:
    """Pass a lead on because a colleague does not want it."""
    if not handoffs.end_offer(work.c, offer.id, "declined", work.now):
        return
    timers.cancel(work.c, clocks.OFFER, handoff.id)
    handoffs.change(work.c, handoff.id, state="waiting")
    work.event(handoff.lead_id, "declined", member.name, actor=member.name, cause="manual")
    offer_or_tell(work, handoff)


def pass_on(work: Work, handoff: Row) -> None:
    """Nobody took the offer in time: the next one on duty gets it; if there is none, it stays."""
    if handoff.state != "offered":
        return
    sla = work.desk.rules.business.sla
    holder = next(
        (o for o in handoffs.offers(work.c, handoff.id) if o.state == "offered"), None
    )
    if holder is not None and offer_next(work, handoff):
        member = people.member(work.c, holder.staff_id)
        say = work.desk.rules.voice(member.language)
        text = say("offer", "#{code} went to the next colleague.", code=handoff.code)
        work.post_to_staff(member, Draft(text), "staff", handoff_id=handoff.id)
    elif holder is not None:  # somebody may come on duty
        clocks.arm(work, handoff, "offer", work.now + sla.offer)


def unreachable(work: Work, handoff: Row, staff_id: int) -> None:
    """The offer could not be delivered: do not wait for somebody who does not know."""
    mine = [o for o in handoffs.offers(work.c, handoff.id) if o.state == "offered"]
    if not mine or mine[0].staff_id != staff_id:
        return
    handoffs.end_offer(work.c, mine[0].id, "passed", work.now)
    timers.cancel(work.c, clocks.OFFER, handoff.id)
    handoffs.change(work.c, handoff.id, state="waiting")
    offer_or_tell(work, handoff)


def stopped(work: Work, conversation: Row) -> None:
    """The prospect said STOP: whoever is dealing with them is told, and an offer nobody took yet is withdrawn."""
    handoff = handoffs.of_conversation(work.c, conversation.id)
    if handoff is None:
        return
    timers.cancel(work.c, (*clocks.FIRST_REPLY, *clocks.SILENCE), handoff.id)
    handoffs.change(work.c, handoff.id, waiting_since=None)
    lead = leads.one(work.c, handoff.lead_id)
    if handoff.state == "accepted":
        notices.prospect_stopped(work, people.member(work.c, handoff.rep_id), handoff, lead)
        return
    offer = withdraw(work, handoff, "withdrawn")
    if offer is not None:
        notices.prospect_stopped(work, people.member(work.c, offer.staff_id), handoff, lead)
    finish(work, handoff, "stopped", returned=False)


def close(work: Work, member: Row, handoff: Row, closed: Closed) -> None:
    """A colleague is done: the outcome is kept and the bot may speak again. Raises Refused."""
    lead = leads.one(work.c, handoff.lead_id)
    lifecycle.close(work, lead, closed, actor=member.name)
    finish(work, handoff, closed.reason or closed.outcome)
    prospect.goodbye(work, handoff)


def finish(work: Work, handoff: Row, outcome: str, *, returned: bool = True) -> None:
    """End a handoff and give the conversation back to the bot; `returned` if a colleague was there."""
    handoffs.change(work.c, handoff.id, state="closed", outcome=outcome, closed_at=work.now)
    timers.cancel(work.c, (*clocks.FIRST_REPLY, *clocks.SILENCE, *clocks.OFFER), handoff.id)
    outbox.withdraw(work.c, handoff.id, ("offer", "card", "remind"))
    outbox.drop_held(work.c, handoff.id, "the conversation was closed")
    if handoff.rep_id is not None:
        people.forget_shown(work.c, handoff.id)
    leads.change_conversation(work.c, handoff.conversation_id, owner="bot", returned=returned)
    work.event(handoff.lead_id, "handoff closed", outcome, actor="desk", cause="automatic")
