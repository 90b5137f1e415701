"""What Twilio refuses at once: the form of a request to send a message."""

import json
import re
from collections.abc import Mapping

from bot.sandbox.errors import Refusal

LONGEST_BODY = 1600

#: A phone number, or the id WhatsApp gives a person who hides theirs: ID.1234567890.
_ADDRESS = re.compile(r"whatsapp:(\+\d{6,15}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")


def units(text: str) -> int:
    """Length as providers count it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def address(value: str) -> str | None:
    """Return the id in a WhatsApp address, or None when it is not one."""
    found = _ADDRESS.fullmatch(value)
    return found and found[1]


def check_send(form: Mapping[str, str], sender: str) -> str:
    """Refuse what Twilio refuses before it accepts a message; return the recipient's id."""
    to = _recipient(form)
    if not form.get("From"):
        raise Refusal(21603)
    if address(form["From"]) != sender:
        raise Refusal(63007)
    if to == sender:
        raise Refusal(63031)
    if form.get("SendAt") or form.get("ScheduleType"):
        raise Refusal(35118)
    _check_words(form)
    return to


def variables(form: Mapping[str, str]) -> dict[str, str]:
    """Read ContentVariables: a JSON object whose values are strings."""
    try:
        found = json.loads(form.get("ContentVariables") or "{}")
    except ValueError:
        raise Refusal(21656) from None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise Refusal(21656)
    if any(units(v) > LONGEST_BODY for v in found.values()):
        raise Refusal(21658)
    return found


def _recipient(form: Mapping[str, str]) -> str:
    if not form.get("To"):
        raise Refusal(21604)
    to = address(form["To"])
    if to is None:
        raise Refusal(21211, f"The 'To' number {form['To']} is not a valid phone number.")
    return to


def _check_words(form: Mapping[str, str]) -> None:
    if form.get("ContentSid"):
        return
    if form.get("ContentVariables"):
        raise Refusal(21655, "ContentVariables were sent without a ContentSid")
    body = form.get("Body", "")
    if units(body) > LONGEST_BODY:
        raise Refusal(21617)
    if not body.strip() and not form.get("MediaUrl"):
        raise Refusal(21619)
