"""The days that people reckon by: "setelah lebaran", "lps raya haji", "before CNY"."""

from dataclasses import replace
from datetime import date

from bot.flows.dates.span import Grain, Span, day, days

#: First days, as announced up to 2026 and computed by the calendar offices after that; later years are not known here.
_NEW_MOON = {
    "imlek": {2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23)},
    "deepavali": {2025: (10, 20), 2026: (11, 8), 2027: (10, 28), 2028: (10, 17), 2029: (11, 5), 2030: (10, 26), 2031: (11, 14)},
}  # fmt: skip
_FIXED = {"natal": (12, 25), "tahun baru": (1, 1)}
_INDEPENDENCE = {"MY": (8, 31), "SG": (8, 9)}
#: Month and day of the Muslim calendar, and how many days are meant.
_MUSLIM = {"ramadan": (9, 1, 29), "lebaran": (10, 1, 2), "idul adha": (12, 10, 1)}


def upcoming(event: str, today: date, country: str) -> Span | None:
    """Return the next days of a holiday that are not over yet."""
    spans = (_in_year(event, year, country) for year in range(today.year, today.year + 3))
    found = (span for several in spans for span in several)
    return next((span for span in found if span.end and span.end >= today), None)


def _in_year(event: str, year: int, country: str) -> list[Span]:
    """Return when a holiday is in a year: the shorter Muslim year may bring it twice."""
    if event in _MUSLIM:
        month, first, length = _MUSLIM[event]
        around = (year - 622) * 33 // 32
        starts = [_muslim(around + more, month, first) for more in range(-2, 3)]
        grain: Grain = "month" if event == "ramadan" else "day"
        return [
            replace(days(start, length), grain=grain) for start in starts if start.year == year
        ]
    if event == "merdeka":
        return [day(date(year, *_INDEPENDENCE.get(country, (8, 17))))]
    if event in _FIXED:
        return [day(date(year, *_FIXED[event]))]
    known = _NEW_MOON[event].get(year)
    return [days(date(year, *known), 2)] if known else []


def _muslim(year: int, month: int, first: int) -> date:
    """Return a day of the tabular Muslim calendar: within one day of what is announced after sighting the moon."""
    julian = (
        (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + first + 1948055
    )
    return date.fromordinal(julian - 1721425)
