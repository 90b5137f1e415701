"""What was left open is looked up afterwards: calls without an answer, and messages that came while we were down."""

import logging
from datetime import datetime, timedelta

from bot.channels.base import Recalls, SendError
from bot.core.message import Address, Draft
from bot.desk import inbox, undelivered
from bot.desk.desk import Desk
from bot.desk.work import POLICIES, Work
from store import inbox as kept
from store import outbox, people
from store.db import Connection, Row

log = logging.getLogger(__name__)

_AT_ONCE = 10
#: The provider's webhook may still be under way, and says more than its list does.
_SETTLED = timedelta(minutes=1)
#: Messages may have come in another order than they were sent.
_OVERLAP = timedelta(minutes=10)
_LONGEST = timedelta(days=1)


def unanswered(desk: Desk, now: datetime) -> None:
    """Find out about calls whose outcome is unknown; what cannot be found out is said once more, or told."""
    for row in desk.db.read(lambda c: outbox.unresolved(c, now, _AT_ONCE)):
        found = _look_up(desk, row)
        open_row = row
        desk.db.write(lambda c: _settle(desk, c, open_row, found, now))  # noqa: B023 - runs at once


def _look_up(desk: Desk, row: Row) -> str | None:
    if row.delivery != "none":  # a receipt carried our key
        return str(row.provider_id)
    channel = desk.channels[row.channel]
    if not isinstance(channel, Recalls):
        return None
    to = desk.db.read(lambda c: people.address_of(c, row.address_id))
    known = desk.db.read(lambda c: outbox.provider_ids(c, row.address_id))
    draft = Draft.from_json(row.payload)
    try:
        return channel.find(Address(to.channel, to.external_id), draft, row.sending_at, known)
    except SendError as error:
        log.info("message %s could not be looked up: %s", row.id, error)
        return None


def _settle(desk: Desk, c: Connection, row: Row, found: str | None, now: datetime) -> None:
    if not outbox.resolve(c, row, now, found):
        return
    work = Work(desk, c, now, cause=f"unknown:{row.id}")
    if found and row.delivery != "failed":
        undelivered.arrived(work, row)
    elif not found:
        undelivered.unknown(work, row, repeat=POLICIES[row.klass].repeat)
    work.close()


def missed(desk: Desk, now: datetime) -> int:
    """Take in what was said to us while nobody listened; return how much there was."""
    taken = 0
    for name, channel in desk.channels.items():
        if not isinstance(channel, Recalls):
            continue
        channel_name = name
        last = desk.db.read(lambda c: kept.last_received(c, channel_name))  # noqa: B023 - runs at once
        if last is None:
            continue  # the first start: what was said before is not for us
        try:
            said = channel.missed(max(last - _OVERLAP, now - _LONGEST))
        except SendError as error:
            log.info("%s could not say what was missed: %s", name, error)
            continue
        for message in said:
            if message.at <= now - _SETTLED:
                taken += inbox.receive(desk, message, now)
    if taken:
        log.warning("%s messages had been missed and are taken in now", taken)
    return taken
