"""What the desk works with: the database, the channels, and the rules in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.business import Business
from bot.channels.base import Channel
from bot.core.message import LANGUAGES, Address, Language
from bot.flows.model import Flow
from bot.i18n.catalog import Catalog, Voice
from store.db import Database
from store.wake import Wake


@dataclass(frozen=True, slots=True)
class Rules:
    """business.toml, the flow and the words, always exchanged together so that no turn sees half a change."""

    business: Business
    flow: Flow
    words: Catalog

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
    """How long a call to a provider may take, and what follows from it."""

    #: A call that has not ended by then has an unknown outcome.
    send: timedelta = timedelta(seconds=10)
    #: How long a worker may hold a message it has not called for.
    lease: timedelta = timedelta(seconds=60)
    #: After `send`, how long a lost worker is given before its message counts as ambiguous.
    grace: timedelta = timedelta(seconds=10)
    #: How long an ambiguous message keeps its lane waiting.
    hold: timedelta = timedelta(seconds=20)

    #: A worker that was not seen for so long is gone.
    seen: timedelta = timedelta(seconds=10)

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
