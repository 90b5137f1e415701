"""Bugs to plant in the product's processes, to see that the bench finds them. The product itself stays as it is."""

import time
from collections.abc import Callable
from typing import Any

from bot.channels.base import SendError
from bot.desk import outbox as desk_outbox
from store import consent
from store import outbox as store_outbox


def naive_retry() -> None:
    """A call without an answer is simply made again."""
    settle = desk_outbox._not_sent

    def retry(desk: Any, c: Any, row: Any, error: SendError, now: Any) -> None:
        settle(desk, c, row, SendError(str(error)) if error.ambiguous else error, now)

    desk_outbox._not_sent = retry


def commit_after_call() -> None:
    """The call is made within the transaction that decides about it: a crash takes the decision back, not the words."""

    def send(desk: Any, row: Any, clock: Any, slot: Any = None, wait: Any = None) -> None:
        def at_once(c: Any) -> None:
            call = desk_outbox._begin(desk, c, row, clock(), slot)
            if call is None:
                return
            try:
                provider_id = desk.channels[row.channel].send(call.to, call.draft, row.key)
            except SendError as error:
                desk_outbox._not_sent(desk, c, row, error, clock())
            else:
                desk_outbox._sent(desk, c, row, provider_id, clock())

        desk.db.write(at_once)

    desk_outbox.send = send


def optout_plain_select() -> None:
    """The opt-out is looked up by a plain SELECT, and nothing but that look guards what is queued."""
    standing = consent.standing

    def look(c: Any, address: str, purpose: str, *, lock: bool = False) -> str:
        found = standing(c, address, purpose)
        if lock:
            time.sleep(0.1)  # so that one run shows what a busy machine shows now and then
        return found

    def leave(c: Any, address_id: int, klasses: Any, why: str) -> None:
        """It is looked at once more before it is sent, so why touch it here."""

    consent.standing = look
    store_outbox.suppress = leave


#: By name, as `python -m tests.faults --plant NAME` takes them.
PLANTS: dict[str, Callable[[], None]] = {
    "naive-retry": naive_retry,
    "commit-after-call": commit_after_call,
    "optout-plain-select": optout_plain_select,
}
