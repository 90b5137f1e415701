"""How a draft looks on WhatsApp: plain text, buttons, a list, or numbered lines where neither can hold it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Limits, SendError
from bot.channels.split import shorten
from bot.core.message import Draft, Option, Text
from bot.core.text import units

LIMITS = Limits(text=1600, buttons=3, button_label=20, list_options=10, button_text=1024)
_LIST_LABEL = 24
_MENU = "Menu"  # the same word in all three languages
_LONGEST_VALUE = 250

_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WIDE_SPACE = re.compile(r"\s*[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]\s*|\s{4,}")
#: Stands around a brace's name while the text is put together; private use, so nobody types it.
_SLOT = re.compile("\ue000([a-z0-9_]+)\ue001")


@dataclass(frozen=True, slots=True)
class Shape:
    """A Content item, and the variables that make it this message.

    `definition` holds nothing of one message, so that it serves all messages of its pattern.
    """

    definition: Mapping[str, Any]
    samples: Mapping[str, str]
    variables: Mapping[str, str]


def numbered(draft: Draft) -> str:
    """Write the options as lines to be answered by a number."""
    lines = [f"{n}. {option.label}" for n, option in enumerate(draft.options, 1)]
    return "\n\n".join(part for part in (str(draft.text), "\n".join(lines)) if part)


def shape(draft: Draft) -> Shape | None:
    """Return the Content item for a draft with options, or None when only numbered lines can hold them."""
    labels = _labels(draft)
    if labels is None:
        return None
    _check(draft.text)
    variables = _Variables()
    body = _body(draft.text, variables)
    options = [
        _fill(o, label, variables) for o, label in zip(draft.options, labels, strict=True)
    ]
    if len(draft.options) <= LIMITS.buttons:
        actions = [{"type": "QUICK_REPLY", "title": label, "id": id_} for id_, label in options]
        types = {"twilio/quick-reply": {"body": body, "actions": actions}}
    else:
        items = [{"id": id_, "item": label} for id_, label in options]
        menu = literal(shorten(draft.menu or _MENU, LIMITS.button_label))
        types = {"twilio/list-picker": {"body": body, "button": menu, "items": items}}
    return Shape(types, variables.samples, variables.values)


def cleaned(value: str) -> str:
    """Make a value fit for a variable: WhatsApp refuses empty ones, line breaks, tabs and wide gaps."""
    return literal(_WIDE_SPACE.sub(" ", value)).strip() or "-"


def short(value: str) -> str:
    """Clean a template's value and keep it short: the whole message may have 1,024 characters."""
    return shorten(cleaned(value), _LONGEST_VALUE)


def literal(text: str) -> str:
    """Part double braces by a character nobody sees: they would name a variable."""
    return text.replace("{{", "{\u2060{")


def _labels(draft: Draft) -> list[str] | None:
    count = len(draft.options)
    if count > LIMITS.list_options:
        return None
    longest = LIMITS.button_label if count <= LIMITS.buttons else _LIST_LABEL
    labels = [shorten(cleaned(option.label), longest) for option in draft.options]
    return labels if len(set(labels)) == count else None


def _check(text: Text) -> None:
    """Refuse what buttons cannot carry: whoever writes it sends the text first, and the buttons after it."""
    if units(str(text)) > LIMITS.button_text:
        raise SendError("a text with buttons has at most 1,024 characters", permanent=True)


class _Variables:
    """The numbered variables of one message, in the order in which they first appear."""

    def __init__(self) -> None:
        self.samples: dict[str, str] = {}
        self.values: dict[str, str] = {}

    def add(self, sample: str, value: str) -> str:
        number = str(len(self.values) + 1)
        self.samples[number], self.values[number] = sample, value
        return f"{{{{{number}}}}}"


def _body(text: Text, variables: _Variables) -> str:
    """Turn {braces} into numbered variables; a name that comes twice is one variable."""
    slots = {
        name: f"\ue000{name}\ue001" if value.strip() else ""
        for name, value in text.values.items()
    }
    known: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known:
            if _BREAK.search(text.values[name].strip()):
                raise SendError(
                    "a text with buttons has no line breaks in its values", permanent=True
                )
            known[name] = variables.add(name, cleaned(text.values[name]))
        return known[name]

    return _SLOT.sub(number, str(Text(literal(text.pattern), slots)))


def _fill(option: Option, label: str, variables: _Variables) -> tuple[str, str]:
    """Keep a flow's option as it is; what belongs to one lead or one person becomes variables.

    A flow's ids are words ("need:website"), the same for everybody. An id with a digit
    ("offer:17:accept") is made for one message, and so perhaps is its label: a name.
    """
    if not any(char.isdigit() for char in option.id):
        return literal(option.id), label
    number = len(variables.values) + 1
    return variables.add(f"id-{number}", option.id), variables.add(f"label-{number}", label)
