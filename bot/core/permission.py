"""May we write to this person now: freely, by template, later, or never, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

#: Meta closes the window after 24 hours; for us it closes earlier, so that nothing is under way when it does.
WINDOW = timedelta(hours=23, minutes=50)

#: Why we write. `reply` answers the person, `relay` carries the other side's words, `offer`,
#: `remind` and `alert` call a colleague, `staff` answers one, `optout` confirms a STOP once,
#: `nudge` is any word of ours that nobody asked for just now, `marketing` needs an opt-in.
Purpose = Literal[
    "reply", "relay", "offer", "remind", "alert", "staff", "optout", "nudge", "marketing"
]

#: The template that may open the conversation again, when the window is closed; none: we stay silent.
_PROSPECT = {"reply": "knock", "relay": "knock", "marketing": "marketing"}
_STAFF = {
    "offer": "lead_offer",
    "remind": "lead_reminder",
    "relay": "lead_reminder",
    "alert": "breach_alert",
}
#: The templates that `[templates]` in business.toml may name.
TEMPLATES = ("lead_offer", "lead_reminder", "breach_alert", "knock")

#: What we begin, as opposed to what answers somebody.
_OURS = {"nudge", "marketing"}

Why = Literal["blocked", "opted_out", "no_consent", "window_closed"]


@dataclass(frozen=True, slots=True)
class Free:
    """Write anything."""


@dataclass(frozen=True, slots=True)
class ByTemplate:
    """Only this approved template may go."""

    name: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not before `at`; ask again then."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """Do not write, and do not try again."""

    reason: Why


Verdict = Free | ByTemplate | Later | Never


@dataclass(frozen=True, slots=True)
class Standing:
    """What we know of an address at the moment of sending."""

    #: When they last wrote to us; a STOP counts, too.
    last_in_at: datetime | None
    #: How long after their last words we may write freely; None where there is no such rule.
    window: timedelta | None = WINDOW
    #: When they said STOP, unless START undid it.
    opted_out_at: datetime | None = None
    #: When the provider told us that the window is closed, whatever we believed.
    closed_at: datetime | None = None
    #: They asked for a pause: nothing of ours before this.
    held_until: datetime | None = None
    #: The provider says that they do not want us, or are not there.
    blocked: bool = False
    #: A colleague: never opted out, and called by other templates.
    staff: bool = False
    #: They said yes to marketing.
    opted_in: bool = False


def may_send(
    purpose: Purpose,
    standing: Standing,
    *,
    now: datetime,
    has_template: Callable[[str], bool],
) -> Verdict:
    """Decide at the last moment before sending. `has_template` tells which templates exist for the reader."""
    if standing.blocked:
        return Never("blocked")
    if refusal := _consent(purpose, standing):
        return refusal
    if purpose in _OURS and standing.held_until and standing.held_until > now:
        return Later(standing.held_until)
    if _window_open(standing, now):
        return Free()
    template = (_STAFF if standing.staff else _PROSPECT).get(purpose, "")
    if template and has_template(template):
        return ByTemplate(template)
    return Never("window_closed")


def _consent(purpose: Purpose, standing: Standing) -> Never | None:
    if standing.staff:
        return None
    stopped = standing.opted_out_at
    if (
        stopped
        and purpose != "optout"
        and (purpose in _OURS or not _wrote_since(standing, stopped))
    ):
        return Never("opted_out")
    if purpose == "marketing" and not standing.opted_in:
        return Never("no_consent")
    return None


def _wrote_since(standing: Standing, at: datetime) -> bool:
    """After a STOP only the person's own later words may be answered, by us or by a colleague."""
    return standing.last_in_at is not None and standing.last_in_at > at


def _window_open(standing: Standing, now: datetime) -> bool:
    if standing.window is None:
        return True
    heard, closed = standing.last_in_at, standing.closed_at
    if heard is None or (closed is not None and closed >= heard):
        return False
    return now - heard < standing.window
