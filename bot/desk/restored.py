"""A database that comes back from a copy: nothing is said twice, no old clock rings, STOP is heard again."""

import logging
from datetime import datetime, timedelta

from bot.core.message import Draft
from bot.desk.desk import Desk
from bot.desk.work import Work
from store import handoffs, lives, people
from store.db import Connection, Row

log = logging.getLogger(__name__)

#: So far back we listen when the copy has kept no words at all.
_LONGEST = timedelta(days=30)


def look(desk: Desk, now: datetime, *, forced: bool = False) -> bool:
    """See whether this database is a copy come to life, and if so put to rest what it had begun.

    Told by the mark of `sapa backup` in a SQLite file, or by another server than the last time; `forced`: we know.
    """

    def see(c: Connection) -> bool:
        lives.alone(c)
        last = lives.newest(c)
        moved = last is not None and last.place != lives.place(c)
        if not (forced or moved or lives.is_copy(c)):
            if last is None:
                lives.begin(c, now)
                log.warning(
                    "this database is new and empty; if there should be words in it, stop and restore the last backup"
                )
            return False
        _rest(desk, c, now)
        return True

    restored = desk.db.write(see)
    if restored:
        log.warning(
            "this database was restored from a copy: what it had begun is put to rest, and nothing "
            "is sent until `sapa release`"
        )
    return restored


def _rest(desk: Desk, c: Connection, now: datetime) -> None:
    since = lives.last_words(c) or now - _LONGEST
    lives.again(c, now, since, lives.rest(c, now))
    for channel in desk.channels:
        lives.stop(c, channel)


def release(desk: Desk, now: datetime) -> None:
    """Let the channels go, and tell a manager once what was put to rest."""

    def let_go(c: Connection) -> None:
        life = lives.newest(c)
        if life is None or life.released_at is not None:
            return
        lives.release(c, now)
        work = Work(desk, c, now, cause=f"life:{life.id}")
        _tell(work, life)
        work.close()

    desk.db.write(let_go)


def _tell(work: Work, life: Row) -> None:
    managers = people.colleagues(work.c, "manager")
    if not managers:
        return
    say = work.desk.rules.voice(managers[0].language)
    zone = work.desk.rules.business.timezone
    late = lives.kept_late(work.c)
    text = say(
        "restored",
        "ℹ️ After a failure I continue from a copy of {when}. Not answered since then: {words} messages "
        "from {people} people. Dropped: {messages} messages of ours, {timers} reminders. "
        "Open leads to look through: {leads}.",
        when=f"{life.since.astimezone(zone):%Y-%m-%d %H:%M}",
        words=str(sum(row.times for row in late)),
        people=str(len(late)),
        messages=str(life.rested["messages"]),
        timers=str(life.rested["timers"]),
        leads=str(len(handoffs.unfinished(work.c))),
    )
    work.post_to_staff(managers[0], Draft(text), "staff")


def heard(desk: Desk) -> bool:
    """Say whether what was said since the copy has been heard."""
    return desk.db.read(lives.unheard) is None


def waits(desk: Desk) -> bool:
    """Say whether this life waits for an operator."""
    life = desk.db.read(lives.newest)
    return life is not None and life.released_at is None


def report(desk: Desk) -> list[str]:
    """Say how things stand after a restore, a sentence a line."""
    return desk.db.read(_report)


def _report(c: Connection) -> list[str]:
    life = lives.newest(c)
    if life is None or life.since is None:
        return ["This database was not restored from a backup."]
    rested = life.rested
    ours, theirs = rested["messages"], rested["unread"]
    lines = [
        f"What was said after {life.since:%Y-%m-%d %H:%M:%S} UTC is not in the copy.",
        f"Put to rest: {ours} messages that may have been sent since, {theirs} that may have been answered.",
        f"Old clocks that will not ring: {rested['timers']}.",
    ]
    if life.heard_at is None:
        lines.append(
            "What was said since could not be read from the provider yet. The server goes on trying; "
            "until then nobody is written to unasked."
        )
    lines += [
        f"Perhaps not answered: {row.sender.partition(':')[2]}, {row.times} messages, the last at "
        f"{row.last:%Y-%m-%d %H:%M:%S} UTC."
        for row in lives.kept_late(c)
    ]
    if life.released_at is None:
        lines.append("Nothing is sent until `sapa release`.")
    return lines
