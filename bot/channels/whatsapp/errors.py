"""What went wrong at Twilio, and what follows: the one place that knows error codes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from bot.channels.base import SendError

#: What a failure means for us, whether Twilio tells it at once or later in a receipt.
Action = Literal[
    "window",  # the 24-hour window is closed: a template, or wait until they write
    "optout",  # they told Twilio to stop: never write again
    "blocked",  # they blocked us: as good as an opt-out
    "unreachable",  # not on WhatsApp, or no such number
    "template",  # not approved, paused, or not in this language: another one, and tell the manager
    "content",  # we wrote what may not be sent: a bug; sending it again cannot help
    "sender",  # our number or account is in trouble: stop, and tell the manager
    "slow",  # too fast for this sender
    "later",  # WhatsApp spares them marketing: not before tomorrow
    "again",  # trouble inside Twilio or WhatsApp: a few more tries
    "expired",  # it waited too long in Twilio's queue
    "media",  # the file cannot be loaded or sent
    "unknown",
]

_CODES: Mapping[Action, tuple[int, ...]] = {
    "window": (63016,),
    "optout": (21610,),
    "blocked": (63014,),
    "unreachable": (21211, 21214, 21217, 21408, 21612, 21614, 63003, 63015, 63024),
    "template": (63027, 63028, 63040, 63041, 63042, 63062),
    "content": (21617, 21619, 21655, 21656, 21658, 63005, 63013, 63021, 63030, 63031),
    "sender": (20003, 21212, 21603, 21606, 21659, 21703, 63001, 63007, 63020, 63051),
    "slow": (20429, 21611, 63017, 63018, 63038),
    "later": (63032, 63049),
    "again": (20500, 63009, 63010, 63012),
    "expired": (30001, 30036),
    "media": (63019, 63034, 63037),
}
ACTIONS: Mapping[str, Action] = {
    str(code): action for action, codes in _CODES.items() for code in codes
}

#: For an answer that says wait, but not how long.
_PAUSE = 1.0
_LONGEST_PAUSE = 3600.0


def action(code: str) -> Action:
    """Return what an error code asks of us."""
    return ACTIONS.get(code, "unknown")


def refused(status: int, headers: Mapping[str, str], text: str) -> SendError:
    """Classify an answer that is no success, by its status first and the code in its body second."""
    code = _code(text)
    why = f"Twilio answered {status}" + (f", error {code}" if code else "")
    pause = _pause(headers)
    if status == 429 or (400 <= status < 500 and action(code) == "slow"):
        return SendError(why, code=code, retry_after=_PAUSE if pause is None else pause)
    if status == 503 and pause is not None:
        return SendError(why, code=code, retry_after=pause)
    if status < 400 or status == 408 or status >= 500:
        return SendError(why, code=code, ambiguous=True)
    if status in {401, 403} or action(code) == "sender":
        return SendError(why, code=code, channel_down=True)
    return SendError(why, code=code, permanent=True)


def lost(error: Exception, *, begun: bool) -> SendError:
    """Classify a call that brought no answer: `begun` when its first byte may have left us."""
    name = type(error).__name__
    if begun:
        return SendError(f"no readable answer from Twilio ({name})", ambiguous=True)
    return SendError(f"Twilio could not be reached ({name})")


def harmless(error: SendError) -> SendError:
    """Say of a call that sent nothing to anybody, such as making a Content item, that it may be repeated."""
    if not error.ambiguous:
        return error
    return SendError(f"{error}, before the message was sent", code=error.code)


def _code(text: str) -> str:
    try:
        code = json.loads(text)["code"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return str(code) if type(code) is int and 0 < code < 1_000_000 else ""


def _pause(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After: seconds, or a date, which counts from the answer's own."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdecimal():
        return min(float(said[:9]), _LONGEST_PAUSE)
    until, asked = _date(said), _date(headers.get("Date", ""))
    if until is None or asked is None:
        return None
    return min(max((until - asked).total_seconds(), 0.0), _LONGEST_PAUSE)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
