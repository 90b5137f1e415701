"""What keeps us from working, in sentences."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.desk.desk import Desk
from store import inbox, lives, outbox, pace, people, timers
from store.db import Connection

log = logging.getLogger(__name__)

_OVERDUE = timedelta(seconds=60)
#: Timers ring four times a second.
_ALIVE = timedelta(seconds=10)
_FORGOTTEN = timedelta(days=1)


def begin(desk: Desk, now: datetime) -> None:
    """This worker starts. On SQLite it is the only one, so what others left behind can be taken back at once."""

    def arrive(c: Connection) -> None:
        people.beat(c, desk.worker, now)
        if desk.db.dialect == "sqlite":
            people.alone(c, desk.worker)

    desk.db.write(arrive)


def beat(desk: Desk, now: datetime) -> None:
    """This worker is alive."""
    desk.db.write(lambda c: people.beat(c, desk.worker, now))


def refused(desk: Desk, why: str, now: datetime) -> None:
    """The database took nothing. Readiness tells of it for a while, and the log once, not at each of many attempts."""
    if desk.trouble is None or desk.trouble[1] != why or now - desk.trouble[0] > _ALIVE:
        log.error("nothing can be kept (%s): providers are asked to come back, work waits", why)
    desk.trouble = (now, why)


def last_beat(desk: Desk) -> datetime | None:
    """Return when a worker was last seen alive."""
    return desk.db.read(people.last_beat)


def retire(desk: Desk, now: datetime) -> None:
    """This worker stops; those that vanished long ago are forgotten."""
    desk.db.write(lambda c: people.retire(c, desk.worker, now - _FORGOTTEN))


def problems(desk: Desk, now: datetime) -> list[str]:
    """Say what is wrong now; nothing when all is well."""
    return desk.db.read(
        lambda c: [
            *_parts(c, desk, now),
            *_paused(c, desk, now),
            *_queues(c, now),
        ]
    )


def _parts(c: Connection, desk: Desk, now: datetime) -> Iterator[str]:
    beat = people.last_beat(c)
    if desk.trouble is not None and now - desk.trouble[0] <= _ALIVE:
        yield f"nothing can be kept: {desk.trouble[1]}"
    elif beat is None or now - beat > desk.timing.seen:
        yield "no worker is running: nobody applies, sends or rings"


def _paused(c: Connection, desk: Desk, now: datetime) -> Iterator[str]:
    for channel in desk.channels:
        pause = pace.paused(c, channel, now)
        if pause is not None and pause.paused_until == lives.FOR_NOW:
            yield f"{channel} is paused: {pause.reason}"
        elif pause is not None:
            yield f"{channel} is paused until {pause.paused_until:%H:%M:%S} UTC: {pause.reason}"
    if lives.unheard(c):
        yield "what was said since the backup could not be read again yet"


def _queues(c: Connection, now: datetime) -> Iterator[str]:
    unread = inbox.oldest_new(c)
    if unread is not None and now - unread > _OVERDUE:
        yield f"a message has waited to be read since {unread:%H:%M:%S} UTC"
    ring = timers.next_due(c)
    if ring is not None and now - ring > _ALIVE:
        yield f"a timer has been due since {ring:%H:%M:%S} UTC"
    waiting = outbox.oldest_overdue(c)
    if waiting is not None and now - waiting > _OVERDUE:
        yield f"a message has waited to be sent since {waiting:%H:%M:%S} UTC"
