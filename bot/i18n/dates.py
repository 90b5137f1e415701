"""Days as each reader is used to seeing them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date

from bot.core import zones
from bot.core.message import Language
from bot.i18n import numbers
from bot.i18n.catalog import Voice


def timeline(value: Mapping[str, Any], language: Language, say: Voice) -> str:
    """Write when somebody wants to begin: "Desember 2026", "paling lambat 31 Maret 2027", "secepatnya"."""
    if value["kind"] == "asap":
        return str(say("dates", "as soon as possible"))
    start = date.fromisoformat(value["start"])
    if value["end"] is None:
        return str(say("dates", "from {day}", day=_day(start, language)))
    end = date.fromisoformat(value["end"])
    if value["side"] == "before":
        return str(say("dates", "by {day}", day=_day(end, language)))
    return days(start, end, language)


def days(start: date, end: date, language: Language) -> str:
    """Write a span as short as it can be said: "2027", "Januari - Maret 2027", "9-15 November 2026"."""
    if start == end:
        return format_date(start, "EEEE, d MMMM y", locale=language)
    first, last = _months(start, end, language)
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        whole_year = (start.month, end.month) == (1, 12) and start.year == end.year
        return str(end.year) if whole_year else last if first == last else f"{first} - {last}"
    if first == last:
        return f"{start.day}-{end.day} {last}"
    return f"{start.day} {first} - {end.day} {last}"


def moment(value: Mapping[str, Any], language: Language) -> str:
    """Write a day and its hour: "Jumat, 20 November 15.00 WIB"."""
    at = numbers.moment(datetime.fromisoformat(value["at"]), language)
    return f"{at} {zones.short(value['zone'])}".rstrip()


def _months(start: date, end: date, language: Language) -> tuple[str, str]:
    """Name both months; the year of the first is said where it is another."""
    pattern = "MMMM" if start.year == end.year else "MMMM y"
    last = format_date(end, "MMMM y", locale=language)
    same = (start.year, start.month) == (end.year, end.month)
    return last if same else format_date(start, pattern, locale=language), last


def _day(at: date, language: Language) -> str:
    return format_date(at, "d MMMM y", locale=language)
