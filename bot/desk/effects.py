"""What a turn asked for, done: words queued, answers kept, consent proven, the lead scored and handed over."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, assert_never

from bot.core import effect as asks
from bot.core import lifecycle, scoring
from bot.desk import consent, handoff
from bot.desk import lifecycle as life
from bot.desk.scene import Scene
from bot.flows.model import State, Turn
from bot.i18n import detect
from store import leads, people, timers
from store.db import Row


def capture(scene: Scene, conversation: Row, referral: Mapping[str, str]) -> Row:
    """Write down a new lead with where it came from."""
    ad = referral.get("ReferralSourceId") or referral.get("ReferralCtwaClid")
    source = f"ad:{ad}" if ad else scene.address.channel
    lead = leads.capture(
        scene.work.c,
        person_id=scene.person.id,
        conversation_id=conversation.id,
        stage=lifecycle.CAPTURED[0],
        status=lifecycle.CAPTURED[1],
        source=source,
        referral=dict(referral),
        created_at=scene.work.now,
    )
    scene.work.event(lead.id, "captured", source, actor="bot", cause="automatic")
    return lead


def perform(scene: Scene, conversation: Row, turn: Turn, klass: str = "reply") -> None:
    """Do everything a turn asks for, in its order, and keep the new state."""
    work = scene.work
    lead = leads.current(work.c, conversation.id)
    leads.change_conversation(work.c, conversation.id, state=turn.state.to_json())
    if lead is None:
        return
    timers.cancel(work.c, ["nudge"], conversation.id)
    for ask in turn.effects:
        _do(scene, conversation, lead, ask, klass)
    rescore(scene, lead, turn.state)
    for ask in turn.effects:
        if isinstance(ask, asks.HandOff):
            handoff.begin(work, conversation, leads.one(work.c, lead.id), ask.reason)


def _do(scene: Scene, conversation: Row, lead: Row, ask: asks.Effect, klass: str) -> None:
    work = scene.work
    match ask:
        case asks.Send(draft):
            work.post(scene.address, draft, klass, conversation_id=conversation.id)
        case asks.Answer(field, value, said):
            _answer(scene, lead, field, value, said)
        case asks.Consent():
            consent.record(work, scene.address, scene.language, ask)
            granted = "yes" if ask.granted else "no"
            work.event(
                lead.id, f"consent {ask.purpose}", granted, actor="prospect", cause="automatic"
            )
        case asks.Enrol(campaign):
            work.event(lead.id, "enrolled", campaign, actor="bot", cause="automatic")
            closed = lifecycle.Closed(lifecycle.Outcome.NURTURE)
            fresh = leads.one(work.c, lead.id)
            with suppress(lifecycle.Refused):  # a customer stays one
                life.close(work, fresh, closed, actor="bot", cause="automatic")
        case asks.Remind(after, turn):
            timers.arm(
                work.c,
                "nudge",
                conversation.id,
                work.now + after,
                conversation_id=conversation.id,
                generation=turn,
            )
        case asks.Speak(language):
            evidence = detect.chosen(language, "their own choice").to_json()
            people.speaks(work.c, scene.person.id, language, evidence, locked=True)
        case asks.HandOff():
            pass  # after everything else is written down, so that the card is complete
        case _:
            assert_never(ask)


def _answer(scene: Scene, lead: Row, field: str, value: Any, said: str) -> None:
    fresh = leads.one(scene.work.c, lead.id)
    old = fresh.answers.get(field)
    leads.change(
        scene.work.c,
        lead.id,
        answers={**fresh.answers, field: value},
        said={**fresh.said, field: said},
    )
    scene.work.event(
        lead.id, f"answer {field}", value, old=old, actor="prospect", cause="automatic"
    )


def rescore(scene: Scene, lead: Row, state: State) -> None:
    """Count the points again; the score is kept with its reasons, and so is what it qualifies for."""
    work = scene.work
    business = work.desk.rules.business
    fresh = leads.one(work.c, lead.id)
    score = scoring.score(state.points, life.facts(work, fresh), business.scoring)
    if score.total != fresh.score:
        reasons = [list(reason) for reason in score.reasons]
        leads.change(work.c, lead.id, score=score.total, reasons=reasons)
        work.event(
            lead.id, "score", score.total, old=fresh.score, actor="bot", cause="automatic"
        )
    life.qualify(work, leads.one(work.c, lead.id))
