"""What we say, sent: claimed under a lease, permission asked at the last moment, the outcome written down."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.channels.base import SendError
from bot.core.backoff import pause_before
from bot.core.message import Address, Draft
from bot.core.permission import ByTemplate, Free, Later, Never, Standing, Verdict, may_send
from bot.desk import relay, undelivered
from bot.desk.desk import Desk
from bot.desk.work import POLICIES, Work
from bot.failpoint import passing
from store import consent, handoffs, leads, lives, outbox, outcomes, pace, people
from store.db import Connection, Row

log = logging.getLogger(__name__)

#: How many messages one worker holds at a time; the lease is long enough for all of them one after the other.
BATCH = 4


#: A message leased to this worker.
Claimed = Row


#: Of the rate that is allowed: a call takes a little longer at one time than at another.
_SHARE = 0.96
#: A message that is later than this waits for another slot.
_LATE = timedelta(milliseconds=20)


@dataclass(frozen=True, slots=True)
class Call:
    """A message that passed the decision point: all a channel needs, and nothing of the database."""

    row: Row
    to: Address
    draft: Draft
    #: When the channel's rate allows it, if that is yet to come.
    slot: datetime | None


def give_back(desk: Desk, tokens: list[str]) -> None:
    """Return what was leased and never called for, at a graceful stop."""
    desk.db.write(lambda c: outbox.give_back(c, tokens))


def claim(desk: Desk, channel: str, now: datetime, limit: int) -> list[tuple[datetime, Row]]:
    """Lease what is due, each with the moment from which the channel's rate allows it."""
    token = uuid4().hex
    rate = _rate(desk, channel)

    def take(c: Connection) -> list[tuple[datetime, Row]]:
        if pace.paused(c, channel, now):
            return []
        rows = outbox.claim(
            c,
            channel,
            now,
            limit=limit,
            token=token,
            lease=desk.timing.lease,
            asking=desk.timing.asking,
            worker=desk.worker,
        )
        if not rows:
            return []
        first = pace.slots(c, channel, now, count=len(rows), rate=rate)
        if first is None:  # paused by another worker since we looked
            outbox.give_back(c, [token])
            return []
        return [(first + timedelta(seconds=n / rate), row) for n, row in enumerate(rows)]

    return desk.db.write(take)


def _rate(desk: Desk, channel: str) -> float:
    return desk.rules.business.rates.get(channel, 30) * _SHARE


def send(
    desk: Desk,
    row: Row,
    clock: Callable[[], datetime],
    slot: datetime | None = None,
    wait: Callable[[datetime], None] = lambda _: None,
) -> None:
    """Take one leased message, whose slot has come, through permission, the call and its outcome.

    If it is late for its slot it takes another one; `wait` returns when that has come.
    """
    passing("outbox.after_claim")
    began = clock()
    call = desk.db.write(lambda c: _begin(desk, c, row, clock(), slot))
    if call is None:
        desk.wake.ring("outbox")
        return
    passing("outbox.after_begin")
    if call.slot:
        wait(call.slot)
    why_not = _forbidden_meanwhile(desk, call, clock() - began, clock())
    if why_not:
        desk.db.write(lambda c: _not_called(desk, c, row, clock(), why_not))
        return
    try:
        provider_id = desk.channels[row.channel].send(call.to, call.draft, row.key)
    except SendError as error:
        why = error
        desk.db.write(lambda c: _not_sent(desk, c, row, why, clock()))
    except Exception as error:  # a bug in a channel: the message may be out
        log.exception("message %s: the channel broke", row.id)
        broken = SendError(repr(error), ambiguous=True)
        desk.db.write(lambda c: _not_sent(desk, c, row, broken, clock()))
    else:
        passing("outbox.before_finish")
        desk.db.write(lambda c: _sent(desk, c, row, provider_id, clock()))
        passing("outbox.after_finish")
    desk.wake.ring("outbox")


def _forbidden_meanwhile(desk: Desk, call: Call, waited: timedelta, now: datetime) -> str:
    """Say why a message must not be called for after all."""
    if waited > desk.timing.send:  # others may count it as lost by now
        return "the worker was frozen before the call"
    if call.slot and desk.db.read(lambda c: pace.paused(c, call.row.channel, now)):
        return "the provider asked for a pause before the call"
    return ""


def _not_called(desk: Desk, c: Connection, row: Row, now: datetime, why: str) -> None:
    outbox.ended(c, row, now, "not sent", why)
    _again(desk, c, row, now, attempts=row.attempts, error=why)


def reap(desk: Desk, now: datetime) -> None:
    """Take back what lost workers held; what they may have sent is marked."""
    timing = desk.timing

    def sweep(c: Connection) -> None:
        alive = [desk.worker, *people.alive(c, now - timing.seen)]
        outcomes.reap(c, now, alive=alive, lost=timing.lost, hold=timing.hold)

    desk.db.write(sweep)
    desk.wake.ring("outbox")


def _lock(c: Connection, row: Row) -> None:
    """Locks are taken in the same order everywhere: the conversation before its messages."""
    if row.handoff_id is not None:
        leads.lock_conversation(c, handoffs.one(c, row.handoff_id).conversation_id)


def _begin(  # noqa: C901 - one list of what may forbid a message, read from top to bottom
    desk: Desk, c: Connection, row: Row, now: datetime, slot: datetime | None
) -> Call | None:
    """The decision point: everything that may forbid this message is looked at in the transaction that allows it."""
    _lock(c, row)
    to = people.address_of(c, row.address_id)
    draft = Draft.from_json(row.payload)
    if row.not_after and row.not_after <= now:
        _drop(desk, c, row, now, "expired", "too late to be true")
        return None
    pause = pace.paused(c, row.channel, now)
    if pause is not None:  # asked for since this message was claimed
        outbox.settle(c, row, state="queued", available_at=pause.paused_until, lease_token=None)
        return None
    refusal = relay.refuses(c, row)
    if refusal:
        _drop(desk, c, row, now, "cancelled", refusal)
        return None
    match _verdict(desk, c, row, to, draft, now):
        case Free() if row.klass == "knock":  # they wrote meanwhile: the words go themselves
            _drop(desk, c, row, now, "cancelled", "the window is open")
            return None
        case Free():
            draft = Draft(draft.text, draft.options, draft.menu)
        case ByTemplate():
            if row.klass == "relay":
                _hold(desk, c, row, draft, now)
                return None
        case Later(at=at):
            outbox.settle(c, row, state="queued", available_at=at, lease_token=None)
            return None
        case Never(reason=reason):
            _drop(
                desk, c, row, now, "suppressed" if reason == "opted_out" else "expired", reason
            )
            return None
    if not outbox.begin(c, row, now, "template" if draft.template else "free"):
        return None
    again = None
    if slot and now - slot > _LATE:  # its turn has passed: late ones would come in a crowd
        again = pace.slots(c, row.channel, now, count=1, rate=_rate(desk, row.channel))
    return Call(row, Address(to.channel, to.external_id), draft, again)


def _verdict(
    desk: Desk, c: Connection, row: Row, to: Row, draft: Draft, now: datetime
) -> Verdict:
    key = f"{to.channel}:{to.external_id}"
    policy = POLICIES[row.klass]
    stopped = consent.standing(c, key, "messages", lock=policy.initiated) == "out"
    standing = Standing(
        last_in_at=to.last_in_at,
        opted_out_at=consent.since(c, key, "messages") if stopped else None,
        closed_at=to.window_closed_at,
        blocked=to.blocked_at is not None,
        staff=people.colleague(c, to) is not None,
    )
    if policy.initiated and lives.unheard(c):  # somebody may have said STOP since the copy
        standing = replace(standing, held_until=now + timedelta(minutes=1))
    template = draft.template
    mapped = template and desk.rules.business.template(template.name, template.language)
    return may_send(
        policy.purpose,
        standing,
        now=now,
        has_template=lambda name: bool(mapped and template and template.name == name),
    )


def _drop(desk: Desk, c: Connection, row: Row, now: datetime, state: str, reason: str) -> None:
    if outbox.settle(c, row, state=state, error=reason):
        work = Work(desk, c, now, cause=f"drop:{row.id}")
        undelivered.learn(work, row.address_id, code=reason)
        undelivered.lost(work, row, reason)
        work.close()


def _hold(desk: Desk, c: Connection, row: Row, draft: Draft, now: datetime) -> None:
    """The window is closed: a template knocks, the words themselves wait for an answer."""
    if outbox.settle(c, row, state="held", lease_token=None):
        work = Work(desk, c, now, cause=f"hold:{row.id}")
        undelivered.held(work, row, draft)
        work.close()


def _sent(desk: Desk, c: Connection, row: Row, provider_id: str, now: datetime) -> None:
    if row.klass == "relay":
        leads.lock_conversation(c, row.conversation_id)
    delivery = outbox.settle(c, row, state="sent", provider_id=provider_id, sent_at=now)
    if delivery is not None:
        work = Work(desk, c, now, cause=f"sent:{row.id}")
        if delivery != "failed":  # a receipt may be faster than we are
            undelivered.arrived(work, row)
        work.close()
    outbox.ended(c, row, now, "sent")


def _not_sent(desk: Desk, c: Connection, row: Row, error: SendError, now: datetime) -> None:
    outbox.ended(c, row, now, _outcome(error), str(error))
    if error.ambiguous:
        hold = now + desk.timing.hold
        outbox.settle(c, row, state="ambiguous", hold_until=hold, error=str(error)[:300])
        return
    if error.permanent:
        _drop(desk, c, row, now, "dead", error.code or str(error)[:300])
        return
    timing = desk.timing
    pause = pause_before(
        row.attempts,
        first=timing.retry,
        longest=timing.longest_retry,
        asked=error.retry_after,
    )
    if error.channel_down:
        pause = max(pause, timing.refused)
        log.error("%s refuses us and is paused: %s", row.channel, error)
    if error.channel_down or error.retry_after is not None:
        pace.pause(c, row.channel, now + pause, str(error)[:300])
    if not error.channel_down and row.attempts + 1 >= POLICIES[row.klass].tries:
        _drop(desk, c, row, now, "dead", f"{row.attempts + 1} attempts: {error}"[:300])
        return
    attempts = row.attempts if error.channel_down else row.attempts + 1
    why = str(error)[:300]
    _again(desk, c, row, now, attempts=attempts, available_at=now + pause, error=why)


def _again(desk: Desk, c: Connection, row: Row, now: datetime, **columns: Any) -> None:
    """It surely was not sent, and has its turn once more, unless its lane could not wait."""
    if not outbox.not_sent(c, row, now, **columns):
        work = Work(desk, c, now, cause=f"late:{row.id}")
        undelivered.turn_passed(work, row)
        work.close()


def _outcome(error: SendError) -> str:
    if error.ambiguous:
        return "ambiguous"
    return "rejected" if error.permanent else "not sent"
