"""What is said to us: kept before it is acknowledged, applied once, one person at a time, in order."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.core import command
from bot.core.message import Message, Receipt
from bot.core.text import blank, clean
from bot.desk import consent, conversation, staff, undelivered
from bot.desk.desk import Desk
from bot.desk.work import Work
from bot.failpoint import passing
from store import inbox, outbox, outcomes, people
from store.db import Connection, Row

log = logging.getLogger(__name__)

#: More than this many messages of one person in a minute are not answered one by one.
_FLOOD = 20
#: So many messages are taken at a time; the pause before a second attempt is longer than they take.
_AT_ONCE = 8


def receive(desk: Desk, message: Message, now: datetime, *, late: bool = False) -> bool:
    """Keep a message; when this returns it may be acknowledged. False: we knew it.

    An opt-out takes effect here, before any worker looks. `late`: nobody waits for an answer any more.
    """
    text = _words(message)
    sender = str(message.sender)
    optout = _optout(desk, message, text)

    def keep(c: Connection) -> bool:
        inbox.queue_up(c, sender)
        # START from somebody who never left is only a word.
        word = optout if optout != "start" or consent.is_out(c, sender) else ""
        if late:
            word = _of_old(c, sender, word, now)
        row_id = inbox.add(
            c,
            now,
            channel=message.sender.channel,
            provider_id=message.id,
            sender=sender,
            kind=message.kind,
            text=text,
            payload=_payload(message),
            raw=_storable(message.raw),
            optout=word,
        )
        if row_id is None:
            return False
        if word in ("stop", "start"):
            consent.obey(c, message.sender, word, text, row_id, now)
        if late:
            inbox.rest(c, row_id)
            if desk.rules.is_staff(message.sender):
                people.meet(c, message.sender.channel, message.sender.id, now)
            people.wrote(c, message.sender.channel, message.sender.id, now)
        desk.wake.tell(c, "inbox")
        passing("ingest.before_commit")
        return True

    new = desk.db.write(keep)
    passing("ingest.after_commit")
    if new:
        desk.wake.ring("inbox")
    return new


def _of_old(c: Connection, sender: str, word: str, at: datetime) -> str:
    """What they typed later holds; and whoever was asked "shall we stop?" may have said yes in words lost to us."""
    if consent.decided_since(c, sender, at):
        return ""
    return "stop" if word == "ask" else word


def receipt(desk: Desk, report: Receipt, now: datetime) -> None:
    """Move a delivery forward by what the provider reports; a failure is queued for the worker to act on."""

    def keep(c: Connection) -> bool:
        row = outcomes.receipt(
            c, key=report.key, provider_id=report.id, status=report.status, at=now
        )
        if row is None or report.status != "failed":
            return False
        to = people.address_of(c, row.address_id)
        inbox.add(
            c,
            now,
            channel=row.channel,
            provider_id=f"{report.id}:failed",
            sender=f"{to.channel}:{to.external_id}",
            kind="receipt",
            text=report.error,
            payload={"outbox": row.id},
            raw={},
        )
        desk.wake.tell(c, "inbox")
        return True

    if desk.db.write(keep):
        desk.wake.ring("inbox")


def _words(message: Message) -> str:
    """Return what was written; what nobody can see is nothing."""
    text = clean(message.text)
    return "" if blank(text) else text


def _optout(desk: Desk, message: Message, text: str) -> str:
    if desk.rules.is_staff(message.sender):
        return ""  # a colleague's "stop" is a word to the desk
    if message.option.startswith("optout:"):
        return "stop" if message.option == "optout:yes" else ""
    return command.optout(text) or ""


def _payload(message: Message) -> dict[str, object]:
    return {
        "name": clean(message.name)[:200],
        "option": clean(message.option)[:200],
        "label": clean(message.label)[:200],
        "reply_to": message.reply_to,
        "media": message.media,
        "referral": {key: clean(value)[:500] for key, value in message.referral.items()},
    }


def _storable(raw: Any) -> Any:
    """Make what the provider sent fit for both databases: no NUL, no lone surrogates."""
    if isinstance(raw, str):
        return clean(raw)
    if isinstance(raw, Mapping):
        return {clean(str(key)): _storable(value) for key, value in raw.items()}
    return raw


def apply(desk: Desk, clock: Callable[[], datetime]) -> bool:
    """Apply what is next of some people. False when nobody's turn has come."""

    def take(c: Connection) -> list[Row]:
        now = clock()
        return inbox.stamp(c, now, until=now + desk.timing.turn, limit=_AT_ONCE)

    rows = desk.db.write(take)
    for row in rows:
        if row.attempts > 1:
            _apply(desk, [row], clock)
    if fresh := [row for row in rows if row.attempts == 1]:
        _apply(desk, fresh, clock)
    return bool(rows)


def _apply(desk: Desk, rows: Sequence[Row], clock: Callable[[], datetime]) -> None:
    """Apply messages of different people, each in a transaction of its own."""
    for row in rows:
        passing("inbox.after_stamp")
        if row.attempts > inbox.ATTEMPTS:  # every attempt so far ended with the process
            _give_up(desk, row, clock(), row.last_error or "the worker died")
            return
    works = [partial(_turn, desk, row, clock) for row in rows]
    refused: dict[int, TimeoutError] = {}
    for row, outcome in zip(rows, desk.db.write_each(works), strict=True):
        passing("inbox.after_commit")
        if isinstance(outcome, TimeoutError):
            refused[row.id] = outcome
        elif isinstance(outcome, Exception):
            _failed(desk, row, clock(), outcome)
    desk.wake.ring("outbox")
    if refused:  # a full disk is no fault of a message: such attempts do not count
        desk.db.write(lambda c: inbox.unstamp(c, list(refused)))
        raise next(iter(refused.values()))


def _failed(desk: Desk, row: Row, now: datetime, error: Exception) -> None:
    log.error(
        "message %s could not be applied, attempt %s", row.id, row.attempts, exc_info=error
    )
    if row.attempts >= inbox.ATTEMPTS:
        _give_up(desk, row, now, repr(error))
        return
    why, again = repr(error), now + desk.timing.again * 2 ** (row.attempts - 1)
    desk.db.write(lambda c: inbox.failed(c, row.id, why, again))


def _turn(desk: Desk, row: Row, clock: Callable[[], datetime], c: Connection) -> None:
    now = clock()
    crowd = inbox.hold(c, row.id, row.received_at - timedelta(minutes=1))
    if crowd is None:  # a slower worker was faster after all
        return
    work = Work(
        desk, c, now, cause=f"in:{row.id}", inbox_id=row.id, received_at=row.received_at
    )
    if row.kind == "receipt":
        undelivered.reported(work, row)
    else:
        _heard(work, row, crowd)
    work.close()
    inbox.done(c, row.id)
    passing("inbox.before_commit")


def _heard(work: Work, row: Row, crowd: int) -> None:
    c = work.c
    channel, external_id = row.sender.split(":", 1)
    address = people.meet(c, channel, external_id, work.now)
    person = people.lock(c, address.person_id)
    work.learn(address.id, lambda: _open_window(work, address, row))
    member = people.colleague(c, address)
    if member is not None:
        staff.hear(work, member, row)
    elif crowd <= _FLOOD or row.optout:
        conversation.hear(work, person, address, row)
    elif crowd == _FLOOD + 1:
        conversation.slow_down(work, person, address)


def _open_window(work: Work, address: Row, row: Row) -> None:
    """They wrote: the window is open, and what waited for that may go."""
    people.heard_from(work.c, address.id, row.received_at, row.payload.get("name", ""))
    outbox.release(work.c, address.id, work.now)


def _give_up(desk: Desk, row: Row, now: datetime, why: str) -> None:
    """The message stays unanswered by the bot: a person is asked to look, and the prospect is told so."""
    log.error("message %s is given up after %s attempts: %s", row.id, row.attempts, why)

    def hand_over(c: Connection) -> None:
        if not inbox.still_new(c, row.id):
            return  # a slower worker has applied it after all
        inbox.dead(c, row.id)
        work = Work(desk, c, now, cause=f"dead:{row.id}", inbox_id=row.id)
        if row.kind != "receipt":
            channel, external_id = row.sender.split(":", 1)
            address = people.meet(c, channel, external_id, now)
            work.learn(address.id, lambda: _open_window(work, address, row))
            conversation.trouble(work, row)
        work.close()

    try:
        desk.db.write(hand_over)
        desk.wake.ring("outbox")
    except TimeoutError:
        raise
    except (
        Exception
    ):  # what broke the turn may break this too: the next message must not wait for it
        log.exception("nobody could be told about message %s", row.id)
        desk.db.write(lambda c: inbox.dead(c, row.id))
