"""What every channel can do: read a webhook, send a draft. Two verbs, one error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.core.message import Address, Draft, Message, Receipt


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request from a provider, freed of the web framework. `url` is the outer one, as the provider called it."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold on this channel; lengths are in UTF-16 units, as providers count."""

    text: int
    buttons: int
    button_label: int
    list_options: int
    button_text: int


class SendError(Exception):
    """A message was not, or may not have been, sent.

    `permanent`: trying again cannot help. `ambiguous`: the provider may have taken it, so it
    must never be blindly repeated. `retry_after`: seconds the provider asked us to wait, on the
    whole channel. `channel_down`: our credentials or sender are refused; no attempt was burned.
    `code` is the provider's.
    """

    def __init__(
        self,
        why: str,
        *,
        code: str = "",
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after: float | None = None,
        channel_down: bool = False,
    ) -> None:
        super().__init__(why)
        self.code = code
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after
        self.channel_down = channel_down


class BadWebhook(ValueError):
    """The request is genuine but not in the form we accept: answer 4xx and store nothing. `status` is the HTTP status."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a provider's own list says of one message of ours: its id, or that it surely is not there, or neither."""

    id: str = ""
    absent: bool = False


@runtime_checkable
class Recalls(Protocol):
    """A channel whose provider can be asked afterwards what went through it. Both raise SendError."""

    def find(
        self,
        to: Address,
        draft: Draft,
        since: datetime,
        besides: Sequence[str] = (),
        until: datetime | None = None,
    ) -> Sighting:
        """Look for the one message of that time that reads like the draft. `besides` are ids of other messages."""
        ...

    def missed(self, since: datetime) -> Sequence[Message]:
        """Return what was said to us since then, oldest first, whether or not we heard it."""
        ...


class Channel(Protocol):
    """One network. `receive` raises PermissionError when a request is forged and BadWebhook when it is malformed."""

    name: str
    limits: Limits

    def receive(self, hook: Webhook) -> Sequence[Message | Receipt]:
        """Check the signature first, then read what was said or what became of what we said."""
        ...

    def send(self, to: Address, draft: Draft, key: str) -> str:
        """Send one message and return the provider's id, or raise SendError. `key` comes back in receipts."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...
