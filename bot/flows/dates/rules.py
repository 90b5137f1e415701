"""The ways to name days: patterns over the small language of `words`, the most telling first."""

import re
from dataclasses import dataclass, replace

from bot.flows.dates import meaning
from bot.flows.dates.meaning import GRAINS, Here, Meaning
from bot.flows.dates.span import Span

EVENTS = r"lebaran|ramadan|idul\.adha|imlek|deepavali|natal|tahun\.baru|merdeka"
_UNIT = "day|week|month|quarter|semester|half|year"
_YEAR = r"20\d\d|Y\+\d"
_IN = rf"(?:m\d+(?: (?:{_YEAR}))?|M\+\d)"
_QUARTER = r"(?:q\d|o\d quarter|quarter o?\d|last quarter|quarter last)"
_HALF = r"(?:h\d|o\d (?:half|semester)|(?:half|semester) (?:o?\d|last))"
_ANY = rf"(?:[WMQHY]\+\d|(?:{_QUARTER}|{_HALF})(?: (?:{_YEAR}))?|{_IN}|{_YEAR}|ramadan|week|month|quarter|semester|year)"
_WEEKDAY = r"(?:d\d )?(?:date )?"
#: No day of a month stands before these: there it counts something.
_DAY_ONLY = rf"(?! (?:{_UNIT}|ahead|hour|minute|am|pm|morning|afternoon|night|siang|noon)\b)"
_AMOUNT = (
    rf"(?:(?P<least>\d+(?:\.\d+)?) (?:to |or )?)?(?P<most>\d+(?:\.\d+)?) (?P<unit>{_UNIT})\b"
)
_NTH_WEEK = (
    r"(?:(?P<last>last week|week last)|o(?P<before>[1-5]) week|week o?(?P<behind>[1-5]))"
)
_SAME_YEAR = rf"(?: (?P<year>{_YEAR}))?"
_QUARTER_YEAR = rf"(?: (?:(?P<year>{_YEAR})|(?P<short>[2-9]\d)(?! (?:{_UNIT})))\b)?"

#: A group called "whole" is a span in itself, read first.
_RULES: tuple[tuple[str, Meaning], ...] = (
    (rf"{_WEEKDAY}=(?P<year>\d+)\.(?P<month>\d+)\.(?P<day>\d+)", meaning.full_date),
    (
        rf"(?:date )?(?P<first>\d\d?) to (?P<second>\d\d?)(?: hb)? (?P<whole>{_IN})\b",
        meaning.days_of_month,
    ),
    (
        r"date (?P<first>\d\d?) to (?:date )?(?P<second>\d\d?)\b(?! (?:hb|m\d|M))",
        meaning.coming_days,
    ),
    (
        rf"{_WEEKDAY}(?P<day>o?\d\d?)(?: hb)? m(?P<month>\d\d?)\b{_SAME_YEAR}",
        meaning.day_of_month,
    ),
    (
        rf"{_WEEKDAY}(?P<day>\d\d?) hb (?P<month>1[0-2]|[1-9])\b{_DAY_ONLY}{_SAME_YEAR}",
        meaning.day_of_month,
    ),
    (
        rf"(?:d\d )?m(?P<month>\d\d?) (?:date )?(?P<day>o?[0-3]?\d)\b{_DAY_ONLY}{_SAME_YEAR}",
        meaning.day_of_month,
    ),
    (rf"{_WEEKDAY}/(?P<day>\d\d?)/(?P<month>\d\d?)\b(?! (?:{_UNIT}))", meaning.day_of_month),
    (rf"{_WEEKDAY}(?P<day>o?\d\d?)(?: hb)? M\+(?P<ahead>\d)", meaning.day_of_coming_month),
    (r"(?:d\d )?M\+(?P<ahead>\d) (?:date )?(?P<day>o?\d\d?)\b", meaning.day_of_coming_month),
    (
        rf"(?:d\d )?(?:date (?P<date>o?\d\d?)|(?P<hb>\d\d?) hb)\b(?! (?:{_UNIT})\b)",
        meaning.date_only,
    ),
    (rf"{_NTH_WEEK} (?:(?P<whole>{_IN}|{_YEAR})(?!\w)|month\b)", meaning.week_of_month),
    (rf"(?P<whole>{_IN}) {_NTH_WEEK}\b", meaning.week_of_month),
    (r"week (?P<whole>\d\d? m\d+|m\d+ \d\d?)\b", meaning.week_around),
    (rf"(?P<part>early|mid|end) (?P<whole>{_ANY})(?![\w+])", meaning.part),
    (
        rf"(?P<whole>{_IN}|[WMQHY]\+\d|{_YEAR}) (?P<part>early|mid|end)\b(?! (?:{_UNIT}|[WMQHYm]))",
        meaning.part,
    ),
    (
        r"(?:q(?P<q>\d)|o(?P<before>\d) quarter|quarter o?(?P<behind>\d)|(?P<last>last quarter|quarter last))\b"
        + _QUARTER_YEAR,
        meaning.quarter,
    ),
    (
        r"(?:h(?P<h>\d)|o(?P<before>\d) (?:half|semester)|(?:half|semester) (?:o?(?P<behind>\d)|(?P<last>last)))\b"
        + _SAME_YEAR,
        meaning.half,
    ),
    (
        rf"(?:(?:next|this|coming) )?m(?P<month>\d\d?)\b(?:{_SAME_YEAR}\b| (?:this|next|coming)\b)",
        meaning.month,
    ),
    (rf"(?P<event>{EVENTS})\b{_SAME_YEAR}", meaning.holiday),
    (r"today\+(?P<ahead>\d)", meaning.relative),
    (r"d(?P<weekday>\d) W\+(?P<ahead>\d)", meaning.weekday_of_week),
    (r"W\+(?P<ahead>\d) d(?P<weekday>\d)", meaning.weekday_of_week),
    (
        r"(?:(?P<before>next|this|coming) )?d(?P<weekday>\d)\b(?: (?P<behind>next|this|coming)\b)?",
        meaning.weekday,
    ),
    (r"E\+(?P<ahead>\d)|weekend\b", meaning.weekend),
    (r"(?P<unit>[WMQH])\+(?P<ahead>\d)", meaning.ahead),
    (rf"(?P<year>{_YEAR})(?!\w)", meaning.whole_year),
    (rf"{_AMOUNT} (?P<side>after|before) (?P<whole>(?:{EVENTS})\b|{_IN})", meaning.beside),
    (rf"(?:(?:in |within |under )?(?:next |coming |this )?){_AMOUNT} onward", meaning.within),
    (rf"(?:(?:in |within )?(?:next|coming)|within) {_AMOUNT}(?! ahead)", meaning.within),
    (rf"under {_AMOUNT}(?: ahead)?", meaning.within),
    (
        r"(?:(?:in|within|under) )?(?:\d+(?:\.\d)?|half) (?:clock|hour|minute) ahead",
        meaning.hours,
    ),
    (r"(?:in|within|under|ahead) (?:\d+(?:\.\d)?|half) (?:clock|hour|minute)\b", meaning.hours),
    (rf"over {_AMOUNT}(?: ahead)?", meaning.over),
    (rf"(?:(?:in|within|after) )?{_AMOUNT}(?: ahead)?", meaning.from_now),
)
_PATTERNS = tuple((re.compile(pattern), means) for pattern, means in _RULES)


@dataclass(frozen=True, slots=True)
class Named:
    """A span that was named, and where in the words; there is none if no calendar has it ("31 Feb")."""

    span: Span | None
    start: int
    end: int
    event: str = ""


def named(words: str, here: Here) -> list[Named]:
    """Find every span, from left to right; a later one is read from within an earlier, longer one."""
    spans: list[Named] = []
    at = 0
    while at < len(words):
        found = _at(words, at, _inside(spans, here))
        spans += [found] if found else []
        at = words.find(" ", found.end if found else at) + 1 or len(words)
    return spans


def _inside(spans: list[Named], here: Here) -> Here:
    last = spans[-1].span if spans else None
    return replace(here, since=last.start) if last and last.grain != "day" else here


def _at(words: str, at: int, here: Here) -> Named | None:
    for pattern, means in _PATTERNS:
        found = pattern.match(words, at)
        if found:
            parts = found.groupdict()
            span = means(found, replace(here, whole=_whole(parts.get("whole"), here)))
            event = (parts.get("event") or "").replace(".", " ")
            return Named(span, at, found.end(), event)
    return None


def _whole(words: str | None, here: Here) -> Span | None:
    if not words or words in GRAINS:
        return None
    found = _at(words, 0, here)
    return found.span if found and found.end == len(words) else None
