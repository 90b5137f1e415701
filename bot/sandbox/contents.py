"""Content items: buttons, lists and templates, and what WhatsApp demands of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.errors import Failure, Refusal
from bot.sandbox.rules import units

TEXT, BUTTONS, LIST = "twilio/text", "twilio/quick-reply", "twilio/list-picker"
#: The richest type that WhatsApp can show is the one that is sent.
_RICHEST_FIRST = (LIST, BUTTONS, "twilio/call-to-action", "twilio/media", TEXT)

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_EDGE_OR_TOUCHING = re.compile(r"^\{\{\w+\}\}|\{\{\w+\}\}$|\{\{\w+\}\}\s*\{\{\w+\}\}")
_ILL_SPACED = re.compile(r"[\n\r\t]| {5,}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A reply button, or a row of a list."""

    id: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """WhatsApp's word on a template; the sandbox gives it at once."""

    name: str
    category: str
    status: str = "approved"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    sid: str
    name: str
    language: str
    types: Mapping[str, Mapping[str, Any]]
    variables: Mapping[str, str]
    created: datetime
    approval: Approval | None = None

    @property
    def type(self) -> str:
        return next(t for t in _RICHEST_FIRST if t in self.types)

    @property
    def approved(self) -> bool:
        return self.approval is not None and self.approval.status == "approved"


@dataclass(frozen=True, slots=True)
class Shown:
    """A content item with its variables filled in, as a phone draws it."""

    text: str
    choices: tuple[Choice, ...] = ()
    menu: str = ""


def check_content(data: Any) -> None:
    """Refuse a content item that Twilio would not create."""
    types = data.get("types") if isinstance(data, dict) else None
    if not isinstance(types, dict) or not types:
        raise Refusal(20422, "types must name at least one content type, such as twilio/text")
    if unknown := [t for t in types if t not in _RICHEST_FIRST]:
        raise Refusal(20422, f"{unknown[0]} is not a content type the sandbox can show")
    if not isinstance(data.get("language"), str):
        raise Refusal(20422, "language is required")
    for kind, spec in types.items():
        _check_type(kind, spec)


def _check_type(kind: str, spec: Any) -> None:
    if not isinstance(spec, dict) or not (spec.get("body") or kind == "twilio/media"):
        raise Refusal(20422, f"{kind} needs a body")
    if kind == LIST and not (1 <= len(spec.get("items") or ()) <= 10 and spec.get("button")):
        raise Refusal(20422, "a list-picker has a button and 1 to 10 items")
    if kind == LIST and not all(i.get("item") and i.get("id") for i in spec["items"]):
        raise Refusal(20422, "each item of a list-picker has an item and an id")
    if kind == BUTTONS and not 1 <= len(spec.get("actions") or ()) <= 10:
        raise Refusal(20422, "a quick-reply has 1 to 10 actions")
    if kind == BUTTONS and not all(a.get("title") for a in spec["actions"]):
        raise Refusal(20422, "each action of a quick-reply has a title")


def judge(content: Content, name: str, category: str) -> Approval:
    """Approve a template, or reject it for the reasons that can be seen in it."""
    body = str(content.types[content.type].get("body", "")).strip()
    reason = ""
    if content.type == LIST:
        reason = "A list-picker cannot be approved; it lives inside the 24-hour window."
    elif not re.fullmatch(r"[a-z0-9_]+", name):
        reason = "Names hold lower-case letters, digits and underscores."
    elif category not in {"UTILITY", "MARKETING", "AUTHENTICATION"}:
        reason = "The category is UTILITY, MARKETING or AUTHENTICATION."
    elif _EDGE_OR_TOUCHING.search(body):
        reason = "Variables stand neither at the start nor at the end, nor side by side."
    return Approval(name, category, "rejected" if reason else "approved", reason)


def show(content: Content, given: Mapping[str, str]) -> Shown:
    """Fill the variables in body, titles and ids; a missing one shows its sample."""
    spec = content.types[content.type]
    values = {**content.variables, **given}

    def fill(text: Any) -> str:
        return _VARIABLE.sub(lambda m: values.get(m[1], m[0]), str(text or ""))

    if content.type == LIST:
        rows = tuple(
            Choice(fill(i["id"]), fill(i["item"]), fill(i.get("description")))
            for i in spec["items"]
        )
        return Shown(fill(spec["body"]), rows, fill(spec["button"]))
    actions = spec.get("actions") or () if content.type == BUTTONS else ()
    buttons = (Choice(fill(a.get("id") or a["title"]), fill(a["title"])) for a in actions)
    return Shown(fill(spec.get("body")), tuple(buttons))


def flaw(content: Content, given: Mapping[str, str], shown: Shown) -> Failure | None:
    """What WhatsApp would refuse after Twilio has accepted the message."""
    if any(_ILL_SPACED.search(v) or not v.strip() for v in given.values()):
        why = "A variable is empty or holds a line break, a tab or more than four spaces"
        return Failure(63013, why)
    if _VARIABLE.search("".join((shown.text, shown.menu, *(c.label for c in shown.choices)))):
        return Failure(63028)
    longest = 1600 if content.type == TEXT and not content.approved else 1024
    if units(shown.text) > longest:
        return Failure(63021, f"The body is longer than {longest} characters")
    if content.type == LIST:
        return _list_flaw(shown)
    return _button_flaw(shown, most=10 if content.approved else 3)


def _button_flaw(shown: Shown, most: int) -> Failure | None:
    labels = [c.label for c in shown.choices]
    if len(labels) > most:
        return Failure(63021, f"{len(labels)} buttons; {most} are allowed here")
    if any(not 1 <= units(label.strip()) <= 20 for label in labels):
        return Failure(63021, "A button has no words, or more than 20 characters")
    if len(set(labels)) < len(labels):
        return Failure(63021, "Two buttons have the same words")
    return _id_flaw(shown)


def _list_flaw(shown: Shown) -> Failure | None:
    if not 1 <= units(shown.menu.strip()) <= 20:
        return Failure(63021, "The opener of a list has 1 to 20 characters")
    if any(not 1 <= units(c.label.strip()) <= 24 for c in shown.choices):
        return Failure(63021, "An item of a list has no words, or more than 24 characters")
    if any(units(c.note) > 72 for c in shown.choices):
        return Failure(63021, "A description in a list has more than 72 characters")
    return _id_flaw(shown)


def _id_flaw(shown: Shown) -> Failure | None:
    ids = [c.id for c in shown.choices]
    if len(set(ids)) < len(ids) or any(units(i) > 200 for i in ids):
        return Failure(63021, "Ids of choices are distinct, and at most 200 characters")
    return None
