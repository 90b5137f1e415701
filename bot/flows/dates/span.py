"""A span of days, and the arithmetic of weeks (Monday to Sunday), months, quarters and years."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year"]
Part = Literal["early", "mid", "end"]

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; without an end it is open."""

    start: date
    end: date | None
    grain: Grain = "day"
    #: The end of a longer span ("hujung tahun"): "before" it means by its last day.
    tail: bool = False


def day(at: date) -> Span:
    return Span(at, at)


def days(first: date, length: int) -> Span:
    return Span(first, first + timedelta(days=length - 1))


def week(at: date) -> Span:
    monday = at - timedelta(days=at.weekday())
    return Span(monday, monday + timedelta(days=6), "week")


def weekend(at: date) -> Span:
    monday = at - timedelta(days=at.weekday())
    return Span(monday + timedelta(days=5), monday + timedelta(days=6))


def months(year: int, first: int, count: int, grain: Grain) -> Span:
    """Return whole months; `first` may lie outside 1 to 12."""
    start, last = _month(year, first), _month(year, first + count - 1)
    return Span(start, last.replace(day=monthrange(last.year, last.month)[1]), grain)


def month(year: int, number: int) -> Span:
    return months(year, number, 1, "month")


def quarter(year: int, number: int) -> Span:
    return months(year, 3 * number - 2, 3, "quarter")


def half(year: int, number: int) -> Span:
    return months(year, 6 * number - 5, 6, "half")


def year(number: int) -> Span:
    return months(number, 1, 12, "year")


def _month(year: int, number: int) -> date:
    return date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def around(at: date, grain: Grain) -> Span:
    """Return the week, month, quarter ... that a day lies in."""
    match grain:
        case "day":
            return day(at)
        case "week":
            return week(at)
        case "month":
            return month(at.year, at.month)
        case "quarter":
            return quarter(at.year, (at.month + 2) // 3)
        case "half":
            return half(at.year, (at.month + 5) // 6)
        case "year":
            return year(at.year)


_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def later(at: date, count: float, grain: Grain) -> date:
    """Move a day: "3 months later" keeps the day of the month where there is one."""
    whole = int(count)
    if grain not in _MONTHS:
        return at + timedelta(days=round(count * (7 if grain == "week" else 1)))
    first = _month(at.year, at.month + whole * _MONTHS[grain])
    moved = first.replace(day=min(at.day, monthrange(first.year, first.month)[1]))
    return moved + timedelta(days=round((count - whole) * 30 * _MONTHS[grain]))


def ahead(today: date, count: int, grain: Grain) -> Span:
    """Return the week, month ... so many after this one: "next month" is 1 ahead."""
    here = around(today, grain)
    return around(later(here.start, count, grain), grain)


def part(whole: Span, which: Part) -> Span:
    """Return the beginning, middle or end: thirds of a month; the first quarter, summer, and December of a year."""
    start, end = whole.start, whole.end or whole.start
    if whole.grain in {"quarter", "half", "year"}:
        return _months_of(whole, which)
    cuts = {"month": (10, 20), "week": (2, 4)}.get(whole.grain, (1, 1))
    first, second = (start + timedelta(days=cut) for cut in cuts)
    match which:
        case "early":
            return Span(start, first - ONE)
        case "mid":
            return Span(first, second - ONE)
        case "end":
            return Span(second, end, tail=True)


def _months_of(whole: Span, which: Part) -> Span:
    # (first month, how many) of a year, of half a year and of a quarter.
    table: dict[Grain, dict[Part, tuple[int, int]]] = {
        "year": {"early": (0, 3), "mid": (5, 2), "end": (11, 1)},
        "half": {"early": (0, 2), "mid": (2, 2), "end": (4, 2)},
        "quarter": {"early": (0, 1), "mid": (1, 1), "end": (2, 1)},
    }
    skipped, count = table[whole.grain][which]
    found = months(whole.start.year, whole.start.month + skipped, count, "month")
    return replace(found, tail=which == "end")


def next_one(make: Callable[[int], Span], today: date) -> Span:
    """Return this year's span, or next year's when this year's is over."""
    here = make(today.year)
    return here if here.end is None or here.end >= today else make(today.year + 1)


def clipped(span: Span, today: date) -> Span | None:
    """Leave out the days gone by; nothing is left of what is over."""
    if span.end is not None and span.end < today:
        return None
    return replace(span, start=max(span.start, today))


def joined(one: Span, other: Span) -> Span:
    """Return what reaches from the first to the second: "Maret atau April"."""
    ends = (one.end, other.end)
    last = None if None in ends else max(end for end in ends if end)
    return Span(min(one.start, other.start), last, one.grain)
