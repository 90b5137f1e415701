"""One transaction of the desk: what is read and written, and what is to be said at its end."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.channels.split import split
from bot.core.message import Draft, Text
from bot.core.permission import Purpose
from bot.desk.desk import Desk
from store import consent, leads, outbox, people
from store.db import Connection, Row

#: The longest plain message, in UTF-16 units: Twilio's limit, the lowest of the channels.
_LONGEST = 1600


@dataclass(frozen=True, slots=True)
class Policy:
    """How one class of message is treated: its turn, how long it stays true, how often it is tried."""

    priority: int
    ttl: timedelta
    tries: int
    #: What permission asks about.
    purpose: Purpose
    #: Said once more, marked, when the outcome of the first is unknown: silence would be worse.
    repeat: bool = False

    @property
    def initiated(self) -> bool:
        """Started by us, not an answer: STOP forbids it."""
        return self.purpose in ("nudge", "marketing")


POLICIES = {
    "card": Policy(0, timedelta(minutes=30), 20, "offer"),
    "offer": Policy(0, timedelta(minutes=30), 20, "offer", repeat=True),
    "alert": Policy(0, timedelta(minutes=30), 20, "alert", repeat=True),
    "remind": Policy(0, timedelta(minutes=30), 20, "remind"),
    "optout": Policy(1, timedelta(hours=1), 6, "optout"),
    "relay": Policy(5, timedelta(hours=24), 8, "relay"),
    "knock": Policy(5, timedelta(hours=24), 8, "relay"),
    "notice": Policy(8, timedelta(minutes=30), 8, "reply"),
    "staff": Policy(10, timedelta(minutes=30), 8, "staff"),
    "reply": Policy(10, timedelta(minutes=10), 6, "reply"),
    "nudge": Policy(20, timedelta(hours=1), 5, "nudge"),
}


@dataclass(slots=True)
class Work:
    """Collects what one cause (a message, a timer, a receipt) makes us say, and queues it in one go."""

    desk: Desk
    c: Connection
    now: datetime
    #: Names the cause; with it, doing the same work twice says nothing twice.
    cause: str
    inbox_id: int | None = None
    #: When the words behind this work were received: the clock that counts for the SLA.
    received_at: datetime | None = None
    _said: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    _learned: dict[int, list[Callable[[], None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _count: int = 0

    def post(
        self,
        to: Row,
        draft: Draft,
        klass: str,
        *,
        conversation_id: int | None = None,
        handoff_id: int | None = None,
        author_id: int | None = None,
        dedupe: str = "",
    ) -> None:
        """Queue a message to an address: the one door out."""
        policy = POLICIES[klass]
        if policy.initiated:
            consent.known(self.c, f"{to.channel}:{to.external_id}", "messages", self.now)
        for number, part in enumerate(_parts(draft)):
            self._count += 1
            self._said[to.id].append(
                {
                    "key": uuid4().hex,
                    "dedupe_key": _nth(dedupe, number) or f"{self.cause}:{self._count}",
                    "channel": to.channel,
                    "address_id": to.id,
                    "lane": str(to.id),
                    "klass": klass,
                    "conversation_id": conversation_id,
                    "handoff_id": handoff_id,
                    "author_id": author_id,
                    "inbox_id": self.inbox_id,
                    "payload": part.to_json(),
                    "priority": policy.priority,
                    "available_at": self.now,
                    "not_after": self.now + policy.ttl,
                    "created_at": self.now,
                }
            )

    def post_to_staff(self, member: Row, draft: Draft, klass: str, **columns: Any) -> None:
        """Queue a message to a colleague."""
        to = people.meet(self.c, member.channel, member.external_id, self.now)
        self.post(to, draft, klass, **columns)

    def event(
        self,
        lead_id: int,
        what: str,
        new: Any,
        *,
        old: Any = None,
        actor: str,
        cause: str,
        note: str = "",
    ) -> None:
        """Append to a lead's history."""
        leads.happened(
            self.c,
            lead_id,
            self.now,
            what=what,
            old=old,
            new=new,
            actor=actor,
            cause=cause,
            note=note,
        )

    def learn(self, address_id: int, change: Callable[[], None]) -> None:
        """Change what is known of an address when this work closes: until then its row stays free for others."""
        self._learned[address_id].append(change)

    def close(self) -> None:
        """Write down what was learned and queue what was said, address by address in a fixed order.

        Address rows are locked last, and by everybody in this order, so that no two works wait for each other.
        """
        for address_id in sorted(self._said.keys() | self._learned.keys()):
            for change in self._learned[address_id]:
                change()
            if self._said[address_id]:
                outbox.add(self.c, address_id, self._said[address_id])
        if any(self._said.values()):
            self.desk.wake.tell(self.c, "outbox")


def _nth(key: str, number: int) -> str:
    return f"{key}:{number}" if key and number else key


def _parts(draft: Draft) -> list[Draft]:
    if draft.options:  # values that fill a message with buttons take no line breaks
        values = {name: " ".join(value.split()) for name, value in draft.text.values.items()}
        return [replace(draft, text=Text(draft.text.pattern, values))]
    pieces = split(str(draft.text), _LONGEST)
    if len(pieces) <= 1:
        return [draft]
    return [replace(draft, text=Text("{part}", {"part": piece})) for piece in pieces]
