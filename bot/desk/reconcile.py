"""What was left open is looked up afterwards: calls without an answer, and messages that came while we were down."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.base import Recalls, SendError, Sighting
from bot.core.message import Address, Draft, Message
from bot.desk import inbox, undelivered
from bot.desk.desk import Desk
from bot.desk.work import POLICIES, Work
from store import inbox as kept
from store import leads, lives, outcomes, people
from store.db import Connection, Row

log = logging.getLogger(__name__)

_AT_ONCE = 10
#: Messages may have come in another order than they were sent.
_OVERLAP = timedelta(minutes=10)
_LONGEST = timedelta(days=1)


def unanswered(desk: Desk, now: datetime) -> None:
    """Find out about calls whose outcome is unknown; what cannot be found out is said once more, or told."""
    for row in desk.db.read(lambda c: outcomes.unresolved(c, now, _AT_ONCE)):
        try:
            seen = _look_up(desk, row)
            desk.db.write(lambda c: _settle(desk, c, row, seen, now))  # noqa: B023 - runs at once
        except SendError as error:
            if now - row.sending_at < desk.timing.patience:
                log.info("message %s cannot be looked up yet: %s", row.id, error)
                continue
            desk.db.write(lambda c: _settle(desk, c, row, Sighting(), now))  # noqa: B023 - runs at once
        except TimeoutError:
            raise
        except Exception:
            log.exception("message %s stays unresolved for now", row.id)
    desk.wake.ring("outbox")


def _look_up(desk: Desk, row: Row) -> Sighting:
    if row.delivery != "none":  # a receipt carried our key
        return Sighting(row.provider_id)
    channel = desk.channels[row.channel]
    if not isinstance(channel, Recalls) or row.form == "template":
        return Sighting()
    to = desk.db.read(lambda c: people.address_of(c, row.address_id))
    known = desk.db.read(lambda c: outcomes.provider_ids(c, row.address_id))
    draft = replace(Draft.from_json(row.payload), template=None)
    # Later words of the same lane may read the same; providers count whole seconds.
    until = row.sending_at + desk.timing.lost + timedelta(seconds=1)
    return channel.find(
        Address(to.channel, to.external_id), draft, row.sending_at, known, until
    )


def _settle(desk: Desk, c: Connection, row: Row, seen: Sighting, now: datetime) -> None:
    if row.klass == "relay":
        leads.lock_conversation(c, row.conversation_id)
    work = Work(desk, c, now, cause=f"unknown:{row.id}")
    repeat = POLICIES[row.klass].repeat
    sure = row.sending_at + desk.timing.list_delay
    if seen.absent and now >= sure:
        if outcomes.requeue(c, row, now) == "superseded":
            undelivered.turn_passed(work, row)
    elif seen.absent and not repeat:  # the list may be behind; the lane moves on meanwhile
        outcomes.ask_again(c, row, sure)
    elif outcomes.resolve(c, row, now, seen.id):
        if seen.id and row.delivery != "failed":
            undelivered.arrived(work, row)
        elif not seen.id:
            undelivered.unknown(work, row, repeat=repeat)
    work.close()


def missed(desk: Desk, now: datetime) -> int:
    """Take in what was said to us while nobody listened; return how much there was.

    After a restore that reaches back to the copy, and what belongs to the life that ended is kept without an answer.
    """
    life = desk.db.read(lives.unheard)
    taken, heard = 0, True
    for name, channel in desk.channels.items():
        if not isinstance(channel, Recalls):
            continue
        since = life.since if life else _last_heard(desk, name, now)
        if since is None:
            continue  # the first start: what was said before is not for us
        try:
            said = channel.missed(since - _OVERLAP)
        except SendError as error:
            log.info("%s could not say what was missed: %s", name, error)
            heard = False
            continue
        taken += sum(_take_in(desk, message, now) for message in said)
    if life and heard:
        desk.db.write(lambda c: lives.heard(c, now))
    if taken:
        log.warning("%s messages had been missed and are taken in now", taken)
    return taken


def _last_heard(desk: Desk, channel: str, now: datetime) -> datetime | None:
    last = desk.db.read(lambda c: kept.last_received(c, channel))
    return last and max(last, now - _LONGEST)


def _take_in(desk: Desk, message: Message, now: datetime) -> bool:
    if desk.db.read(lambda c: lives.resting(c, message.at)):
        return inbox.receive(desk, message, message.at, late=True)
    return message.at <= now - desk.timing.settled and inbox.receive(desk, message, now)
