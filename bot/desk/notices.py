"""What colleagues and managers are told about leads: reminders, breaches, trouble with a delivery."""

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.core.message import Draft, Option, Template, Text
from bot.core.permission import WINDOW
from bot.desk import cards, prospect
from bot.desk.work import Work
from bot.i18n.catalog import Voice
from store import handoffs, leads, people, spoken
from store.db import Row

log = logging.getLogger(__name__)


def remind(work: Work, handoff: Row) -> None:
    """Whoever holds the offer or the lead hears that the clock is running."""
    member = holder(work, handoff)
    if member is None:
        return
    say = work.desk.rules.voice(member.language)
    left = handoff.qualified_at + work.desk.rules.business.sla.breach - work.now
    about = {
        "code": handoff.code,
        "name": prospect.name_of(work, handoff, say),
        "waited": cards.waited(handoff.qualified_at, work.now, say),
    }
    if left > timedelta():
        text = say(
            "sla",
            "⏰ #{code} {name} has waited {waited}. Please answer within {left}.",
            left=cards.span(left, say),
            **about,
        )
    else:
        text = say("sla", "⏰ #{code} {name} has waited {waited}. Please answer now.", **about)
    template = Template("lead_reminder", member.language, (handoff.code,))
    draft = Draft(text, template=template)
    work.post_to_staff(member, draft, "remind", handoff_id=handoff.id)


def remind_silence(work: Work, handoff: Row) -> None:
    """Somebody has left a prospect without an answer."""
    member = holder(work, handoff)
    if member is None:
        return
    say = work.desk.rules.voice(member.language)
    text = say(
        "sla",
        "⏰ {name} (#{code}) has waited {waited} for your answer.",
        code=handoff.code,
        name=prospect.name_of(work, handoff, say),
        waited=cards.waited(handoff.waiting_since, work.now, say),
    )
    template = Template("lead_reminder", member.language, (handoff.code,))
    work.post_to_staff(member, Draft(text, template=template), "remind", handoff_id=handoff.id)


def breach(work: Work, handoff: Row, timer: Row) -> None:
    """The clock has run out: one alert to the manager, with what can be done about it."""
    lead = leads.one(work.c, handoff.lead_id)
    member = holder(work, handoff)
    late = work.now - timer.due_at

    def words(say: Voice) -> Text:
        rep = member.name if member else str(say("sla", "nobody"))
        return say(
            "sla",
            "🔔 #{code} {name} has waited {waited} without an answer. With: {rep}. Score {score}. {late}",
            code=handoff.code,
            name=cards.name(lead, say),
            waited=cards.waited(handoff.qualified_at, work.now, say),
            rep=rep,
            score=lead.score,
            late=_late(late, say),
        )

    tell_manager(work, handoff, words)


def _late(late: timedelta, say: Voice) -> str:
    """After a down time the alert says how late it is."""
    if late.total_seconds() <= 30:
        return ""
    return str(say("sla", "(This alert is {late} late.)", late=cards.span(late, say)))


def silent(work: Work, handoff: Row) -> None:
    """Whoever was reminded still has not answered."""
    member = holder(work, handoff)
    lead = leads.one(work.c, handoff.lead_id)

    def words(say: Voice) -> Text:
        return say(
            "sla",
            "🔔 {rep} has not answered #{code} {name} for {waited}.",
            rep=member.name if member else str(say("sla", "nobody")),
            code=handoff.code,
            name=cards.name(lead, say),
            waited=cards.waited(handoff.waiting_since, work.now, say),
        )

    tell_manager(work, handoff, words)


def nobody(work: Work, handoff: Row, lead: Row) -> None:
    """Nobody can take the lead: the prospect hears when, the manager hears now."""
    on_duty = any(row.on_duty for row in people.colleagues(work.c, "rep"))
    prospect.nobody(work, handoff, work.desk.rules.business.hours.next_open(work.now))

    def words(say: Voice) -> Text:
        about = {
            "code": handoff.code,
            "name": cards.name(lead, say),
            "score": lead.score,
        }
        if on_duty:
            return say(
                "sla", "🔔 #{code} {name} (score {score}): no one took this lead.", **about
            )
        return say(
            "sla",
            "🔔 #{code} {name} (score {score}) is waiting and nobody is on duty.",
            **about,
        )

    tell_manager(work, handoff, words)


def prospect_stopped(work: Work, member: Row, handoff: Row, lead: Row) -> None:
    """The prospect wants no more messages; until they write again, nothing goes to them."""
    say = work.desk.rules.voice(member.language)
    text = say(
        "relay",
        "{name} (#{code}) typed STOP. Nothing more will be sent unless they write again.",
        name=cards.name(lead, say),
        code=handoff.code,
    )
    work.post_to_staff(member, Draft(text), "staff", handoff_id=handoff.id)


def holder(work: Work, handoff: Row) -> Row | None:
    """Return who has the lead, or the offer of it."""
    if handoff.state == "accepted":
        return people.member(work.c, handoff.rep_id)
    offers = handoffs.offers(work.c, handoff.id)
    held = next((offer for offer in offers if offer.state == "offered"), None)
    return held and people.member(work.c, held.staff_id)


def tell_manager(
    work: Work,
    handoff: Row,
    words: Callable[[Voice], Text],
    *,
    after: int | None = None,
    once: str = "",
) -> None:
    """Alert the first manager who can be reached; `after` skips those up to and including this one."""
    managers = people.colleagues(work.c, "manager")
    if after is not None:
        ids = [row.id for row in managers]
        managers = managers[ids.index(after) + 1 :] if after in ids else []
    if not managers:
        log.error("handoff %s: there is no manager who could be told", handoff.id)
        return
    member = next((row for row in managers if _reachable(work, row)), managers[0])
    say = work.desk.rules.voice(member.language)
    draft = Draft(
        words(say),
        (
            Option(f"sla:{handoff.id}:reassign", str(say("sla", "Reassign"))),
            Option(f"sla:{handoff.id}:takeover", str(say("sla", "Take over"))),
            Option(f"sla:{handoff.id}:extend", str(say("sla", "5 more minutes"))),
        ),
        template=Template("breach_alert", member.language, (handoff.code, str(handoff.id))),
    )
    work.post_to_staff(member, draft, "alert", handoff_id=handoff.id, dedupe=once)


def unreachable(work: Work, handoff: Row, member: Row) -> None:
    """A colleague who owns a lead cannot be reached: the manager decides, told once for each of their absences."""
    address = people.find(work.c, member.channel, member.external_id)
    since = address.last_in_at.timestamp() if address and address.last_in_at else 0
    once = f"unreachable:{handoff.id}:{member.id}:{since}"
    if spoken.exists(work.c, once):
        return

    def words(say: Voice) -> Text:
        return say(
            "sla",
            "🔔 {rep} can't be reached on WhatsApp, and #{code} {name} is waiting.",
            rep=member.name,
            code=handoff.code,
            name=prospect.name_of(work, handoff, say),
        )

    tell_manager(work, handoff, words, once=once)


def to_next_manager(work: Work, handoff: Row, missed: Row, draft: Draft) -> None:
    """An alert did not reach a manager: the next one gets it."""
    tell_manager(work, handoff, lambda _say: draft.text, after=missed.id)


def _reachable(work: Work, member: Row) -> bool:
    address = people.find(work.c, member.channel, member.external_id)
    if address is None or address.last_in_at is None or address.blocked_at:
        return False
    return bool(work.now - address.last_in_at < WINDOW)
