"""What a match of one of the `rules` means: a span of days, seen from today."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.flows.dates import holidays, span
from bot.flows.dates.span import Grain, Part, Span

#: Nobody plans further ahead; it is a slip, or something else was counted.
MOST = 120

GRAINS: dict[str, Grain] = {
    "W": "week", "M": "month", "Q": "quarter", "H": "half", "Y": "year", "day": "day", "week": "week",
    "month": "month", "quarter": "quarter", "semester": "half", "half": "half", "year": "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Here:
    """From where the words are read."""

    today: date
    country: str = ""
    #: What comes round every year or month is meant from here on: "tahun depan, bulan maret".
    since: date = date.min
    #: The span named within the match: the year in "awal tahun hadapan".
    whole: Span | None = None

    @property
    def base(self) -> date:
        return max(self.today, self.since)


Meaning = Callable[[re.Match[str], Here], Span | None]


def _year(word: str | None, here: Here) -> int | None:
    if not word:
        return None
    return here.today.year + int(word[2:]) if word[0] == "Y" else int(word)


def _in_year(make: Callable[[int], Span], word: str | None, here: Here) -> Span:
    """Return the span of the year that was said, or else of the next one that is not over."""
    year = _year(word, here)
    return span.next_one(make, here.base) if year is None else make(year)


# --- One day ----------------------------------------------------------------------------------


def full_date(found: re.Match[str], here: Here) -> Span | None:  # noqa: ARG001 - all look alike
    return _day(*map(int, found.group("year", "month", "day")))


def day_of_month(found: re.Match[str], here: Here) -> Span | None:
    number, month = int(found["day"].lstrip("o")), int(found["month"])
    year = _year(found.groupdict().get("year"), here)
    if year is not None:
        return _day(year, month, number)
    return _coming(here, [(here.base.year + more, month, number) for more in range(5)])


def day_of_coming_month(found: re.Match[str], here: Here) -> Span | None:
    month = span.ahead(here.today, int(found["ahead"]), "month").start
    return _day(month.year, month.month, int(found["day"].lstrip("o")))


def date_only(found: re.Match[str], here: Here) -> Span | None:
    """Read "tgl 5" or "25hb": the next one."""
    return _date_only(int((found["date"] or found["hb"]).lstrip("o")), here)


def _date_only(number: int, here: Here) -> Span | None:
    first = here.base.replace(day=1)
    months = [span.later(first, more, "month") for more in range(4)]
    return _coming(here, [(month.year, month.month, number) for month in months])


def days_of_month(found: re.Match[str], here: Here) -> Span | None:
    """Read "5-10 Desember": both days are in that month."""
    if here.whole is None:
        return None
    month = here.whole.start
    first, last = (
        _day(month.year, month.month, int(found[end])) for end in ("first", "second")
    )
    return span.joined(first, last) if first and last and first.start < last.start else None


def coming_days(found: re.Match[str], here: Here) -> Span | None:
    """Read "tgl 5-10": of this month, or of the next once they are over."""
    first, second = int(found["first"]), int(found["second"])
    last = _date_only(second, here)
    start = _day(last.start.year, last.start.month, first) if last else None
    return span.joined(start, last) if start and last and first < second else None


def relative(found: re.Match[str], here: Here) -> Span:
    return span.day(here.today + timedelta(days=int(found["ahead"])))


def weekday(found: re.Match[str], here: Here) -> Span:
    """A weekday is the coming one; "depan" puts it into next week, "ini" may be today."""
    wanted, near = int(found["weekday"]), found["before"] or found["behind"]
    if near == "next":
        return span.day(span.ahead(here.today, 1, "week").start + timedelta(days=wanted))
    away = (wanted - here.base.weekday()) % 7
    today_too = near == "this" or here.base > here.today
    return span.day(here.base + timedelta(days=away or (0 if today_too else 7)))


def weekday_of_week(found: re.Match[str], here: Here) -> Span:
    monday = span.ahead(here.today, int(found["ahead"]), "week").start
    return span.day(monday + timedelta(days=int(found["weekday"])))


def _day(year: int, month: int, number: int) -> Span | None:
    try:
        return span.day(date(year, month, number))
    except ValueError:
        return None


def _coming(here: Here, dates: list[tuple[int, int, int]]) -> Span | None:
    found = (_day(*parts) for parts in dates)
    return next((one for one in found if one and one.start >= here.base), None)


# --- Weeks, months, quarters, years -----------------------------------------------------------


def ahead(found: re.Match[str], here: Here) -> Span:
    return span.ahead(here.today, int(found["ahead"]), GRAINS[found["unit"]])


def weekend(found: re.Match[str], here: Here) -> Span:
    return span.weekend(here.today + timedelta(days=7 * int(found["ahead"] or 0)))


def week_of_month(found: re.Match[str], here: Here) -> Span:
    month = here.whole or span.month(here.base.year, here.base.month)
    if found["last"]:
        return Span((month.end or month.start) - timedelta(days=6), month.end, "week")
    number = int(found["before"] or found["behind"])
    return span.days(month.start + timedelta(days=7 * (number - 1)), 7)


def week_around(found: re.Match[str], here: Here) -> Span | None:  # noqa: ARG001 - all look alike
    return span.week(here.whole.start) if here.whole else None


def month(found: re.Match[str], here: Here) -> Span:
    number = int(found["month"])
    return _in_year(lambda year: span.month(year, number), found["year"], here)


def quarter(found: re.Match[str], here: Here) -> Span | None:
    number = 4 if found["last"] else int(found["q"] or found["before"] or found["behind"])
    word = found["year"] or (found["short"] and f"20{found['short']}")
    if number > 4:
        return None
    return _in_year(lambda year: span.quarter(year, number), word, here)


def half(found: re.Match[str], here: Here) -> Span | None:
    number = 2 if found["last"] else int(found["h"] or found["before"] or found["behind"])
    if number > 2:
        return None
    return _in_year(lambda year: span.half(year, number), found["year"], here)


def whole_year(found: re.Match[str], here: Here) -> Span:
    return span.year(_year(found["year"], here) or here.today.year)


def part(found: re.Match[str], here: Here) -> Span | None:
    """Read "awal tahun": of the year that is meant, or of the next whose beginning is not over."""
    which = _PARTS[found["part"]]
    if found["whole"] not in GRAINS:
        return span.part(here.whole, which) if here.whole else None
    grain = GRAINS[found["whole"]]
    spans = [span.part(span.ahead(here.base, more, grain), which) for more in (0, 1)]
    return next((one for one in spans if one.end and one.end >= here.base), None)


_PARTS: dict[str, Part] = {"early": "early", "mid": "mid", "end": "end"}


# --- So many of them from now -----------------------------------------------------------------


def within(found: re.Match[str], here: Here) -> Span | None:
    _, most, grain = _count(found)
    return (
        Span(here.today, span.later(here.today, most, grain), grain) if most <= MOST else None
    )


def from_now(found: re.Match[str], here: Here) -> Span | None:
    """Read "3 bulan lagi": the month that is three months away; "1-2 bulan lagi" reaches from one to the other."""
    least, most, grain = _count(found)
    if not 0 < least <= most <= MOST:
        return None
    first, last = (span.later(here.today, count, grain) for count in (least, most))
    return span.joined(span.around(first, grain), span.around(last, grain))


def over(found: re.Match[str], here: Here) -> Span | None:
    _, most, grain = _count(found)
    return Span(span.later(here.today, most, grain), None, grain) if most <= MOST else None


def hours(found: re.Match[str], here: Here) -> Span:  # noqa: ARG001 - all look alike
    return span.day(here.today)


def _count(found: re.Match[str]) -> tuple[float, float, Grain]:
    most = float(found["most"])
    return float(found["least"] or most), most, GRAINS[found["unit"]]


# --- Holidays ---------------------------------------------------------------------------------


def holiday(found: re.Match[str], here: Here) -> Span | None:
    year = _year(found["year"], here)
    start = max(here.today, date(year, 1, 1)) if year else here.today
    return holidays.upcoming(found["event"].replace(".", " "), start, here.country)


def beside(found: re.Match[str], here: Here) -> Span | None:
    """Read "seminggu setelah lebaran"."""
    _, count, grain = _count(found)
    if here.whole is None or count > MOST:
        return None
    back = found["side"] == "before"
    edge = here.whole.start if back else here.whole.end or here.whole.start
    return span.day(span.later(edge, -count if back else count, grain))
