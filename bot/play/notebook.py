"""A channel that writes down what it is asked to send, as people would see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channels.base import Limits, SendError, Webhook
from bot.core.message import Address, Draft, Message, Receipt


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that went out."""

    id: str
    key: str
    to: Address
    draft: Draft

    def lines(self) -> list[str]:
        """Return the words, and the buttons in brackets below."""
        template = self.draft.template
        if template is not None:
            return [
                f"(template {template.name}: {', '.join(template.values) or 'no variables'})"
            ]
        lines = str(self.draft.text).split("\n")
        if self.draft.options:
            lines.append(" ".join(f"[{option.label}]" for option in self.draft.options))
        return lines


@dataclass(slots=True)
class Notebook:
    """Stands in for WhatsApp where there is no network: everything arrives, unless told otherwise."""

    name: str = "whatsapp"
    limits: Limits = field(default_factory=lambda: Limits(1600, 3, 20, 10, 1024))
    sent: list[Sent] = field(default_factory=list)
    #: The next message to this address is refused with this code: now ("!21211") or in a receipt ("63016").
    failing: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[Sent, str]] = field(default_factory=list)

    def receive(self, hook: Webhook) -> Sequence[Message | Receipt]:
        """Nobody calls a notebook."""
        raise PermissionError(hook.url)

    def send(self, to: Address, draft: Draft, key: str) -> str:
        """Write it down."""
        code = self.failing.pop(to.id, "")
        if code.startswith("!"):
            raise SendError(f"refused with {code[1:]}", code=code[1:], permanent=True)
        message = Sent(f"SM{len(self.sent):032d}", key, to, draft)
        self.sent.append(message)
        if code:
            self.failed.append((message, code))
        return message.id

    def close(self) -> None:
        """There is nothing to give back."""
