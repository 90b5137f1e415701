"""What the desk works with: the database, the channels, and the rules in force."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Self

from bot.business import Business
from bot.channels.base import Channel
from bot.core.message import LANGUAGES, Address, Language
from bot.flows.faq import Faq
from bot.flows.model import Flow
from bot.i18n.catalog import Catalog, Voice
from store.db import Database
from store.wake import Wake

#: Nothing is done more often than this.
_OFTEN_ENOUGH = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Rules:
    """business.toml, the flow, the words and faq.toml, always exchanged together so that no turn sees half a change."""

    business: Business
    flow: Flow
    words: Catalog
    faq: Faq = field(default_factory=Faq)

    def voice(self, language: str) -> Voice:
        """Speak to somebody; whose language is not known yet is spoken to in the business's."""
        return self.words.voice(self.language(language))

    def language(self, language: str) -> Language:
        """Return a person's language, or the business's while theirs is not known."""
        return next((known for known in LANGUAGES if known == language), self.business.language)

    def is_staff(self, address: Address) -> bool:
        """Say whether business.toml names this address."""
        return any(member.address == address for member in self.business.staff)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long everything waits that does not stand in business.toml."""

    #: A call that has not ended by then has an unknown outcome.
    send: timedelta = timedelta(seconds=10)
    #: How long a worker may hold a message it has not called for.
    lease: timedelta = timedelta(seconds=60)
    #: After `send`, how long a lost worker is given before its message counts as ambiguous.
    grace: timedelta = timedelta(seconds=10)
    #: How long an ambiguous message keeps its lane waiting.
    hold: timedelta = timedelta(seconds=20)
    #: After that it keeps its lane until the provider was asked about it, but no longer than this.
    asking: timedelta = timedelta(seconds=30)
    #: So long we ask again a provider that cannot say what became of a call.
    patience: timedelta = timedelta(minutes=2)
    #: A provider's list may be behind: only so long after a call it counts that a message is not in it.
    list_delay: timedelta = timedelta(minutes=2)
    #: Words that its webhook may still bring, and with more to them, are not taken from the provider's list.
    settled: timedelta = timedelta(minutes=1)
    #: A worker that was not seen for so long is gone.
    seen: timedelta = timedelta(seconds=10)
    #: Words on their way to the prospect when the clock runs out are given so long.
    in_flight: timedelta = timedelta(seconds=3)
    #: Credentials that are refused are not better a moment later.
    refused: timedelta = timedelta(seconds=15)
    #: How long a worker may take to apply what it has taken; then it is dead, and another one does.
    turn: timedelta = timedelta(seconds=2)
    #: Before a message that failed is applied again; doubled each time.
    again: timedelta = timedelta(milliseconds=300)
    #: Before a message that was not sent is sent again; doubled each time, up to the longest.
    retry: timedelta = timedelta(milliseconds=500)
    longest_retry: timedelta = timedelta(minutes=2)
    #: How long a bell may be missed.
    poll: timedelta = timedelta(milliseconds=500)
    #: How often timers are looked at, lost work is looked for, a worker says that it lives, words that we missed are asked for.
    ring: timedelta = timedelta(milliseconds=250)
    reap: timedelta = timedelta(seconds=2)
    beat: timedelta = timedelta(seconds=2)
    missed: timedelta = timedelta(minutes=2)

    def faster(self, pace: float) -> Self:
        """Return the same, so many times shorter: for tests that show in a minute what takes twenty."""
        lengths = {field.name: getattr(self, field.name) for field in fields(self)}
        shorter = {name: length / pace for name, length in lengths.items()}
        for name in ("again", "poll", "ring", "reap", "beat"):  # a machine does not get faster
            shorter[name] = max(shorter[name], min(lengths[name], _OFTEN_ENOUGH))
        return type(self)(**shorter)

    @property
    def lost(self) -> timedelta:
        """After this long in a call, the worker is not coming back."""
        return self.send + self.grace


class Desk:
    """Handed to everything that does something. `rules` may be exchanged between turns, never within one."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        rules: Rules,
        *,
        timing: Timing | None = None,
        worker: str = "desk",
    ) -> None:
        self.db = database
        self.channels = channels
        self.rules = rules
        self.timing = timing or Timing()
        self.wake = Wake(database)
        #: Flows as they were, for conversations that began on an older version.
        self.flows: dict[tuple[str, str], Flow] = {}
        self.worker = worker
        #: Not set while a crowd of timers rings: what can wait a moment lets them go first.
        self.calm = threading.Event()
        self.calm.set()
        #: When and why the database last took nothing.
        self.trouble: tuple[datetime, str] | None = None
