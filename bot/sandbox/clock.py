"""Product time: what the sandbox reads, and how a person moves it forward."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol

_SPAN = re.compile(r"(\d+)\s*([smhd])")
_UNIT = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_AT = re.compile(rf"({'|'.join(_DAYS)})\s+(\d\d?):(\d\d)")


class Clock(Protocol):
    """The product's clock in the demo; a `MovableClock` when the sandbox stands alone."""

    def now(self) -> datetime: ...
    def advance(self, by: timedelta, /) -> object: ...


class MovableClock:
    """The machine's time plus what has been skipped."""

    def __init__(self) -> None:
        self._skipped = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._skipped

    def advance(self, by: timedelta, /) -> None:
        self._skipped += by


def skip(words: str, now: datetime, tz: tzinfo) -> timedelta:
    """Read "90s", "5m", "25h", "2d" or "monday 08:00" (the next one, in the business's zone)."""
    words = words.strip().lower()
    if span := _SPAN.fullmatch(words):
        return timedelta(**{_UNIT[span[2]]: int(span[1])})
    day = _DAY_AT.fullmatch(words)
    if not day or int(day[2]) > 23 or int(day[3]) > 59:
        raise ValueError(f'"{words}" is not a time to move to; write 5m, 25h or monday 08:00')
    return _next(_DAYS.index(day[1]), time(int(day[2]), int(day[3])), now.astimezone(tz)) - now


def _next(weekday: int, at: time, local: datetime) -> datetime:
    days = (weekday - local.weekday()) % 7
    moment = datetime.combine(local.date() + timedelta(days), at, local.tzinfo)
    if moment <= local:
        moment = datetime.combine(moment.date() + timedelta(7), at, local.tzinfo)
    return moment.astimezone(UTC)
