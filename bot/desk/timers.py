"""Timers, rung: look at the truth, then act, in one transaction. Never early, once, whoever crashed."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from random import Random

from bot.desk import conversation, handoff, notices, prospect
from bot.desk.desk import Desk
from bot.desk.work import Work
from bot.failpoint import passing
from store import handoffs, inbox, leads, spoken, timers
from store.db import Connection, Row

log = logging.getLogger(__name__)

_AT_ONCE = 100
#: More than this at once are a crowd.
_CROWD = 10
#: Of so many that are due each worker takes its own, so that not all work at the same ones.
_LOOKED_AT = 4 * _AT_ONCE


def ring(desk: Desk, clock: Callable[[], datetime]) -> int:
    """Ring everything that is due and return how many rang."""
    rung = 0
    while some := _some(desk, clock):
        rung += some
        desk.wake.ring("outbox")
    return rung


def _some(desk: Desk, clock: Callable[[], datetime]) -> int:
    """Ring what is due longest, at most one timer of a conversation, each in a transaction of its own."""
    due = desk.db.read(lambda c: timers.due(c, clock(), _LOOKED_AT))
    longest: dict[int, Row] = {}
    for row in due:
        longest.setdefault(row.conversation_id, row)
    first = list(longest.values())
    if desk.db.shared and len(first) > _AT_ONCE:
        Random(desk.worker).shuffle(first)  # noqa: S311 - any order will do
    del first[_AT_ONCE:]
    outcomes = _ring_each(desk, first, clock)
    for row, outcome in zip(first, outcomes, strict=True):
        if isinstance(outcome, Exception):
            log.error(
                "timer %s (%s) could not ring; it is tried again",
                row.id,
                row.kind,
                exc_info=None if isinstance(outcome, TimeoutError) else outcome,
            )
    return outcomes.count(True)


def _ring_each(
    desk: Desk, rows: Sequence[Row], clock: Callable[[], datetime]
) -> list[bool | Exception]:
    if len(rows) > _CROWD:
        desk.calm.clear()
    try:
        return desk.db.write_each([partial(_ring, desk, row, clock) for row in rows])
    finally:
        desk.calm.set()


def next_due(desk: Desk) -> datetime | None:
    """Return when the next timer rings."""
    return desk.db.read(timers.next_due)


def _ring(desk: Desk, row: Row, clock: Callable[[], datetime], c: Connection) -> bool:
    now = clock()
    held = leads.lock_if_free(c, row.conversation_id)
    if held is None:
        return False  # somebody works on it: at the next look
    work = Work(desk, c, now, cause=f"timer:{row.id}")
    if row.kind == "nudge":
        if not timers.fire(c, row.id, now):
            return False
        conversation.nudge(work, held, row.generation)
    else:
        found = handoffs.one(c, row.subject_id)
        if row.kind == "breach" and _words_under_way(work, row, found):
            return False
        if not timers.fire(c, row.id, now):
            return False
        if found.state != "closed":
            _act(work, row, found)
    work.close()
    passing("timer.before_commit")
    return True


def _words_under_way(work: Work, row: Row, found: Row) -> bool:
    """Say whether words received in time may still meet the clock.

    What is not applied yet is waited for, however late we are; what is on its way, for a moment.
    """
    since = work.now - work.desk.timing.in_flight
    if spoken.words_under_way(work.c, found.id, row.due_at, since):
        return True
    member = notices.holder(work, found)
    if member is None:
        return False
    return inbox.waiting_from(work.c, f"{member.channel}:{member.external_id}", row.due_at)


def _act(work: Work, row: Row, found: Row) -> None:
    match row.kind:
        case "offer":
            handoff.pass_on(work, found)
        case "remind" if found.met_at is None:
            notices.remind(work, found)
        case "breach" if found.met_at is None:
            _breach(work, row, found)
        case "silence" if _still_silent(found):
            notices.remind_silence(work, found)
        case "silent" if _still_silent(found):
            notices.silent(work, found)
            prospect.still_waiting(work, found)
        case _:
            pass


def _still_silent(found: Row) -> bool:
    return found.waiting_since is not None


def _breach(work: Work, row: Row, found: Row) -> None:
    timers.record_alert(work.c, row, work.now)
    first = found.breached_at is None
    handoffs.change(work.c, found.id, breached_at=found.breached_at or work.now)
    work.event(
        found.lead_id, "sla breached", int((work.now - found.qualified_at).total_seconds()),
        actor="clock", cause="time",
    )  # fmt: skip
    notices.breach(work, found, row)
    # Somebody who was told that nobody is there needs no second apology.
    if first and found.state != "waiting":
        prospect.late(work, found)
