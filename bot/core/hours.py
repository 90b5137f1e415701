"""Business hours: when somebody may be expected, in the business's own time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_INTERVAL = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-\u2013]\s*(\d{1,2})[:.](\d\d)", re.ASCII)
#: A calendar that stays shut longer than this has no next opening.
_HORIZON = 400


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From when to when on one day, in minutes after midnight; the end is not included."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """A week of intervals, Monday first, and the days on which nobody is there."""

    week: tuple[tuple[Interval, ...], ...]
    tz: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        here = now.astimezone(self.tz)
        minute = here.hour * 60 + here.minute
        return any(i.opens <= minute < i.closes for i in self._day(here.date()))

    def next_open(self, now: datetime) -> datetime | None:
        """Return `now` while open, else when the doors open next (UTC); None if they never do."""
        if self.is_open(now):
            return now
        return next((opening for opening in self._openings(now) if opening > now), None)

    def _openings(self, now: datetime) -> Iterator[datetime]:
        today = now.astimezone(self.tz).date()
        for ahead in range(_HORIZON):
            day = today + timedelta(days=ahead)
            for interval in self._day(day):
                at = time(interval.opens // 60, interval.opens % 60)
                yield datetime.combine(day, at, self.tz).astimezone(UTC)

    def _day(self, day: date) -> tuple[Interval, ...]:
        if day in self.holidays or not self.week:
            return ()
        return self.week[day.weekday()]


def intervals(text: str) -> tuple[Interval, ...]:
    """Read "09:00-12:00, 13:00-18:00"; nothing, or "closed", is a day off. Raises ValueError with a sentence."""
    if text.strip().lower() in {"", "closed"}:
        return ()
    read = tuple(sorted(_interval(part.strip()) for part in text.split(",")))
    for one, other in pairwise(read):
        if other.opens < one.closes:
            raise ValueError(f'"{text}" has two intervals that overlap')
    return read


def _interval(text: str) -> Interval:
    found = _INTERVAL.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" must look like "09:00-18:00"')
    hour, minute, last_hour, last_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, last_hour * 60 + last_minute
    if minute > 59 or last_minute > 59 or closes > 24 * 60:
        raise ValueError(f'"{text}" has a time that no clock shows')
    if closes <= opens:
        raise ValueError(
            f'"{text}" closes before it opens: past midnight, write "{text[:5]}-24:00" and the rest on the next day'
        )
    return Interval(opens, closes)
