"""What must never be, whatever was said: looked for on a stage once all is quiet."""

import json
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.channels.whatsapp.shape import LIMITS, shape
from bot.core import phone
from bot.core.lifecycle import Stage as Rung
from bot.core.lifecycle import Status, possible
from bot.core.text import units
from bot.desk.work import POLICIES
from bot.flows import load
from bot.flows.model import Flow, State
from bot.play.notebook import Sent
from store import db, tables
from tests.stage import BREATH, Theatre

_THAWED: dict[tuple[str, str], Flow] = {}


@contextmanager
def watched(moment: Theatre, caplog: pytest.LogCaptureFixture) -> Iterator[Theatre]:
    """Play on from a moment; at the end nothing may be broken, and nobody may have stumbled on the way."""
    play = moment.copy()
    before = len(play.notebook.sent)
    with caplog.at_level(logging.ERROR):
        yield play
    found = [record.getMessage() for record in caplog.records] + mistakes(play, before)
    assert not found, "\n".join(found)
    play.close()


def mistakes(play: Theatre, since: int = 0) -> list[str]:
    """Say what must never be, when all is quiet; of what was sent, look at what came after `since`."""
    sent = play.notebook.sent[since:]
    rows = play.rows(tables.outbox)
    return [
        *_unsettled(play, rows),
        *_broken_states(play),
        *_two_hands(play),
        *_backwards(play),
        *_after_stop(play, rows),
        *_alerts(play, rows),
        *_forgotten(play, rows),
        *_leaks(play, sent),
        *_too_long(sent),
        *_live(play, sent),
    ]


def _unsettled(play: Theatre, rows: list[db.Row]) -> Iterator[str]:
    for row in play.rows(tables.inbox):
        if row.state != "done" or row.attempts > 1:
            yield f"inbox {row.id} {row.state} after {row.attempts}: {row.last_error or row.text[:60]}"
    resting = any(
        row.paused_until and row.paused_until > play.now
        for row in play.rows(tables.channel_state)
    )
    held: set[str] = set()
    for row in sorted(rows, key=lambda row: row.seq):
        if row.state == "ambiguous" and row.hold_until > play.now:
            held.add(row.lane)
        if row.state not in {"queued", "leased", "sending"}:
            continue
        if row.state == "queued" and row.available_at > play.now:
            held.add(row.lane)
        if row.state != "queued" or not (resting or row.lane in held):
            yield f"outbox {row.id} ({row.klass}) is stuck: {row.state} {row.error}"


def _broken_states(play: Theatre) -> Iterator[str]:
    for talk in play.rows(tables.conversation):
        state = State.from_json(json.loads(json.dumps(talk.state)))
        if state.to_json() != talk.state:
            yield f"conversation {talk.id} does not survive JSON"
        pinned = (talk.flow, talk.flow_version)
        if pinned not in _THAWED:
            (kept,) = play.rows(tables.flow_version, flow=talk.flow, version=talk.flow_version)
            _THAWED[pinned] = load.thaw(json.loads(json.dumps(kept.frozen)))
        if state.step and state.step not in _THAWED[pinned].steps:
            yield f"conversation {talk.id} stands at {state.step}, which is nowhere"


def _two_hands(play: Theatre) -> Iterator[str]:
    offers = Counter(
        row.handoff_id
        for row in play.rows(tables.offer)
        if row.state in {"offered", "accepted"}
    )
    open_ = [row for row in play.rows(tables.handoff) if row.state != "closed"]
    yield from (f"handoff {one} has {n} open offers" for one, n in offers.items() if n > 1)
    talks = Counter(row.conversation_id for row in open_)
    yield from (f"conversation {one} has {n} handoffs" for one, n in talks.items() if n > 1)
    owners = {row.id: row.owner for row in play.rows(tables.conversation)}
    hands = {"accepted": "rep", "offered": "waiting", "waiting": "waiting"}
    with_us = {row.conversation_id: hands[row.state] for row in open_}
    for talk, owner in owners.items():
        if owner != with_us.get(talk, "bot"):
            yield f"conversation {talk} belongs to {owner}, its handoff says {with_us.get(talk)}"


def _backwards(play: Theatre) -> Iterator[str]:
    for row in play.rows(tables.lead):
        if not possible(Rung(row.stage), Status(row.status)):
            yield f"lead {row.id} is {row.stage}/{row.status}"
    for row in play.rows(tables.lead_event, what="stage"):
        if Rung(row.new).rank <= Rung(row.old).rank:
            yield f"lead {row.lead_id} went from {row.old} to {row.new}"


def _after_stop(play: Theatre, rows: list[db.Row]) -> Iterator[str]:
    """Between a STOP and the next words of the same person only the confirmation is said; nothing of ours till START."""
    out: dict[str, Any] = {}
    words = play.rows(tables.inbox)
    for said, then in (
        (row, [r for r in words if r.sender == row.sender and r.id > row.id]) for row in words
    ):
        if said.optout == "stop":
            talked = next(
                (r.received_at for r in then if r.kind != "receipt"), play.now + BREATH
            )
            back = next((r.received_at for r in then if r.optout == "start"), play.now + BREATH)
            out.setdefault(said.sender, []).append((said.received_at, talked, back))
    places = {row.id: f"{row.channel}:{row.external_id}" for row in play.rows(tables.address)}
    for row in rows:
        for stopped, talked, back in out.get(places[row.address_id], ()):
            until = back if POLICIES[row.klass].initiated else talked
            if row.sending_at and stopped <= row.sending_at < until and row.klass != "optout":
                yield f"outbox {row.id} ({row.klass}) was sent after STOP"


def _alerts(play: Theatre, rows: list[db.Row]) -> Iterator[str]:
    breaches = {f"timer:{row.id}" for row in play.rows(tables.timer, kind="breach")}
    told = Counter(row.dedupe_key.rpartition(":")[0] for row in rows if row.klass == "alert")
    yield from (f"{one} alerted {told[one]} times" for one in breaches if told[one] > 1)
    for row in play.rows(tables.timer, state="fired"):
        if row.fired_at < row.due_at:
            yield f"timer {row.id} ({row.kind}) rang early"


def _forgotten(play: Theatre, rows: list[db.Row]) -> Iterator[str]:
    """Whoever waits for a colleague's words is waited for by a clock, or somebody was told since."""
    words = play.rows(tables.inbox)
    received = {row.id: row.received_at for row in words}
    places = {row.id: f"{row.channel}:{row.external_id}" for row in play.rows(tables.address)}
    where = {row.id: places[row.address_id] for row in play.rows(tables.conversation)}
    for case in play.rows(tables.handoff):
        clocks = [t for t in play.rows(tables.timer, subject_id=case.id) if t.kind in _CLOCKS]
        if case.state == "closed" or any(clock.state == "armed" for clock in clocks):
            continue
        theirs = [r for r in words if r.sender == where[case.conversation_id] and r.text]
        if theirs[-1].optout == "stop":
            continue
        ours = [
            received[r.inbox_id]
            for r in rows
            if r.handoff_id == case.id and r.klass == "relay" and r.author_id
            if r.state == "sent" and r.delivery != "failed"
        ]
        answered = max(ours, default=None)
        since = [
            r.received_at
            for r in theirs
            if answered and r.received_at > answered and not r.optout
        ]
        waits = case.qualified_at if answered is None else next(iter(since), None)
        told = [c.fired_at for c in clocks if c.state == "fired" and c.kind != "silence"]
        if waits and not any(at >= waits for at in told):
            yield f"#{case.code} ({case.state}) waits since {waits}, and nobody will be told"


_CLOCKS = ("breach", "silence", "silent")


def _leaks(play: Theatre, sent: list[Sent]) -> Iterator[str]:
    """No number of one side stands in what the other side reads, however it is written."""
    numbers = {at.id for at in play._people.values()}
    staff = {number for number in numbers if play.is_staff(play.who(number))}
    for one in sent:
        text = " ".join(seen(one))
        for number in (numbers - staff) if one.to.id in staff else staff:
            digits = re.sub(r"\D", "", number)[2:]
            if digits in re.sub(r"\D", "", text) or phone.pattern(number).search(
                phone.fold(text)
            ):
                yield f"{one.to.id} can read {number}: {text[:200]}"


def seen(sent: Sent) -> list[str]:
    """Return everything of a message that its reader can find in it."""
    draft = sent.draft
    values = draft.template.values if draft.template else ()
    return [str(draft.text), draft.menu, *(f"{o.id} {o.label}" for o in draft.options), *values]


def _too_long(sent: list[Sent]) -> Iterator[str]:
    for one in sent:
        draft, text = one.draft, str(one.draft.text)
        longest = LIMITS.button_label if len(draft.options) <= LIMITS.buttons else 24
        if any(units(option.label) > longest for option in draft.options):
            yield f"a label is too long: {draft.options}"
        if not text.strip() or units(text) > (
            LIMITS.button_text if draft.options else LIMITS.text
        ):
            yield f"{units(text)} units with {len(draft.options)} options: {text[:60]}"
        elif draft.options and not draft.template and shape(draft) is None:
            yield f"no buttons hold {draft.options}"


def _live(play: Theatre, sent: list[Sent]) -> Iterator[str]:
    """Find what a colleague was shown that is not inert: formatting, control characters, words outside their frame."""
    classes = play.classes()
    for one in sent:
        text = str(one.draft.text)
        if not play.desk.rules.is_staff(one.to):
            continue
        own = text.startswith(("Not sent:", "⚠️ Not", "⚠️ This"))  # their own words, given back
        if not own and (found := re.search(r"[*_~`@](?!\u2060)|[a-z]://", text)):
            yield f"{one.to.id} got {found[0]!r} raw: {text[:120]!r}"
        if control := [c for c in text if _hidden(c)]:
            yield f"{one.to.id} got {control!r}: {text[:120]!r}"
        if classes.get(one.key) == "relay":
            yield from (
                f"{one.to.id} got a line unframed: {line!r}" for line in _unframed(text)
            )


def _hidden(char: str) -> bool:
    allowed = "\n\u2060\u2068\u2069\u200d\u200c"
    tag = "\U000e0020" <= char <= "\U000e007f"
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char not in allowed and not tag


def _unframed(text: str) -> Iterator[str]:
    head, *lines = text.split("\n")
    if not re.fullmatch(r".{1,60} #[A-Z]\d+", head):
        yield head
    for line in lines:
        framed = line.startswith("│") and not re.search("[✅⚠🔔⏰🔗]", line)
        if not framed and not re.fullmatch(r"🔗 \+\d+|\[cut: too long to show\]", line):
            yield line
