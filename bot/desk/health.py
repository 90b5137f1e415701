"""What keeps us from working, in sentences."""

from datetime import datetime, timedelta

from bot.desk.desk import Desk
from store import inbox, lives, outbox, pace, people, timers
from store.db import Connection

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


def last_beat(desk: Desk) -> datetime | None:
    """Return when a worker was last seen alive."""
    return desk.db.read(people.last_beat)


def retire(desk: Desk, now: datetime) -> None:
    """This worker stops; those that vanished long ago are forgotten."""
    desk.db.write(lambda c: people.retire(c, desk.worker, now - _FORGOTTEN))


def problems(desk: Desk, now: datetime) -> list[str]:
    """Say what is wrong now; nothing when all is well."""

    def look(c: Connection) -> list[str]:
        found = []
        beat = people.last_beat(c)
        if beat is None or now - beat > desk.timing.seen:
            found.append("no worker is running: nobody applies, sends or rings")
        for channel in desk.channels:
            pause = pace.paused(c, channel, now)
            if pause is not None and pause.paused_until == lives.FOR_NOW:
                found.append(f"{channel} is paused: {pause.reason}")
            elif pause is not None:
                found.append(
                    f"{channel} is paused until {pause.paused_until:%H:%M:%S} UTC: {pause.reason}"
                )
        if lives.unheard(c):
            found.append("what was said since the backup could not be read again yet")
        unread = inbox.oldest_new(c)
        if unread is not None and now - unread > _OVERDUE:
            found.append(f"a message has waited to be read since {unread:%H:%M:%S} UTC")
        ring = timers.next_due(c)
        if ring is not None and now - ring > _ALIVE:
            found.append(f"a timer has been due since {ring:%H:%M:%S} UTC")
        waiting = outbox.oldest_overdue(c)
        if waiting is not None and now - waiting > _OVERDUE:
            found.append(f"a message has waited to be sent since {waiting:%H:%M:%S} UTC")
        return found

    return desk.db.read(look)
