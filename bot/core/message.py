"""What is said: addresses, messages in, drafts out, receipts. Plain values that every floor shares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Language = Literal["id", "ms", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "ms", "en")

_BRACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody can be reached: ("whatsapp", "+62811...") or a business-scoped user id. Never assume a phone number."""

    channel: str
    id: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.id}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text already in the reader's language, with {braces} and the words that fill them.

    The two stay apart until the last moment: channels cache buttons by pattern, and what a
    person typed is only ever a value, never a pattern.
    """

    pattern: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Fill the braces once; a value that contains braces is not filled again."""
        return _BRACE.sub(lambda m: self.values.get(m[1], m[0]), self.pattern)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice offered. `id` comes back when it is pressed; each channel draws buttons, a list or numbered lines."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Template:
    """A message approved by WhatsApp beforehand: its name in business.toml, its language, its variables in order."""

    name: str
    language: Language
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to say, before a channel gives it shape. `menu` labels the opener of a list (more than three options)."""

    text: Text
    options: tuple[Option, ...] = ()
    menu: str = ""
    template: Template | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON that `from_json` reads back."""
        template = self.template
        return {
            "pattern": self.text.pattern,
            "values": dict(self.text.values),
            "options": [[o.id, o.label] for o in self.options],
            "menu": self.menu,
            "template": template and [template.name, template.language, list(template.values)],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Draft":
        """Read what `to_json` wrote."""
        template = data.get("template")
        return cls(
            text=Text(data["pattern"], data["values"]),
            options=tuple(Option(i, label) for i, label in data["options"]),
            menu=data["menu"],
            template=template and Template(template[0], template[1], tuple(template[2])),
        )


Kind = Literal[
    "text", "button", "image", "audio", "video", "document", "sticker",
    "location", "contact", "reaction", "unsupported",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody said something to us. `id` is the provider's and unique per channel."""

    id: str
    sender: Address
    text: str
    at: datetime
    kind: Kind = "text"
    #: The name shown in their profile: typed by them, so never an identity.
    name: str = ""
    #: The pressed option's id, and its label as the provider reports it.
    option: str = ""
    label: str = ""
    #: The provider's id of the message they quoted or whose button they pressed.
    reply_to: str = ""
    #: How many files came with it.
    media: int = 0
    #: Advertisement click: provider fields, kept on first touch.
    referral: Mapping[str, str] = field(default_factory=dict)
    #: Everything the provider sent, for the record.
    raw: Mapping[str, Any] = field(default_factory=dict)


ReceiptStatus = Literal["queued", "sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message of ours. `key` is our own, echoed by the provider; it resolves sends whose outcome was unknown."""

    id: str
    status: ReceiptStatus
    at: datetime
    error: str = ""
    key: str = ""
