"""A day and a time of day: "lusa jam 3 sore", "jam setengah 3" (2:30), "esok dua setengah petang", "Fri 9:30"."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.core import zones
from bot.flows.dates import timeline
from bot.flows.dates.meaning import Here
from bot.flows.dates.words import spoken


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute on the wall clock of a zone."""

    at: datetime
    zone: tzinfo

    def to_json(self) -> dict[str, Any]:
        return {"at": self.at.isoformat(timespec="minutes"), "zone": str(self.zone)}


@dataclass(frozen=True, slots=True)
class _Time:
    hour: int
    minute: int
    part: str
    start: int
    end: int


def read(text: str, now: datetime, zone: tzinfo, country: str = "") -> Moment | None:
    """Read one minute to come; None if the day, the hour or the half of the day is in doubt."""
    zone = zones.named(text) or zone
    here = now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    words = spoken(text)
    at = _from_now(words, here) or _on_the_clock(words, here, country)
    return Moment(at, zone) if at and at > here else None


# --- "2 jam lagi" -----------------------------------------------------------------------------

_WAIT = r"(?P<count>\d+(?:\.\d)?|half) (?P<unit>clock|hour|minute)\b(?! \d)"
_AHEAD = re.compile(
    rf"(?:^|_ )(?:(?:in|within|after) )?{_WAIT} ahead|(?:in|within|after|ahead) {_WAIT.replace('P<', 'P<in_')}"
)


def _from_now(words: str, here: datetime) -> datetime | None:
    found = _AHEAD.search(words)
    if not found:
        return None
    count, unit = (found["count"] or found["in_count"], found["unit"] or found["in_unit"])
    length = 0.5 if count == "half" else float(count)
    return here + timedelta(minutes=round(length if unit == "minute" else length * 60))


# --- A day, and a time on the clock -----------------------------------------------------------


def _on_the_clock(words: str, here: datetime, country: str) -> datetime | None:
    times = _times(words)
    if not times or any(_apart(one, times[0], words) for one in times[1:]):
        return None
    time, rest = times[0], _without(words, times)
    if _BOUND.search(words[: time.start]) or words.startswith(" add", time.end):
        return None
    said = timeline.named(rest, Here(here.date(), country))
    if said is None:
        if _NUMBER.search(rest):  # perhaps the day, in words that are not known here
            return None
        return _next(time, _part(time, rest), here, fixed=bool(_TODAY.search(rest)))
    days = said.span
    if days is None or days.start != days.end:
        return None
    midnight = datetime.combine(days.start, datetime.min.time())
    at = _at(midnight, time, _part(time, rest))
    late = at is not None and at <= here and not _part(time, rest) and time.hour < 12
    return at + timedelta(hours=12) if at and late else at


#: "after 3" names no minute.
_BOUND = re.compile(r"\b(?:after|before|by|over|under|to|not)(?: clock)? ?$")
_NUMBER = re.compile(r"(?<![+\w])[o/=]?\d")
_TODAY = re.compile(r"\bthis\b")
_PARTS = "morning|am|siang|noon|afternoon|pm|night|midnight"


def _apart(one: _Time, first: _Time, words: str) -> bool:
    """Tell whether two times are an alternative; the end of a range is none."""
    gap = words[first.end : one.start].strip()
    return (one.hour, one.minute) != (first.hour, first.minute) and gap != "to"


def _without(words: str, times: list[_Time]) -> str:
    for time in reversed(times):
        words = f"{words[: time.start]} _ {words[time.end :]}"
    return " ".join(words.split())


def _part(time: _Time, rest: str) -> str:
    """Return the part of the day: beside the hour, or elsewhere, as in "lusa pagi jam 8"."""
    found = re.search(rf"\b({_PARTS})\b", rest)
    return time.part or (found[1] if found else "")


def _next(time: _Time, part: str, here: datetime, *, fixed: bool) -> datetime | None:
    """Without a day it is today, or tomorrow once that time has gone by."""
    midnight = here.replace(hour=0, minute=0)
    at = _at(midnight, time, part)
    if at and at <= here and not fixed:
        return _at(midnight + timedelta(days=1), time, part)
    return at


def _at(midnight: datetime, time: _Time, part: str) -> datetime | None:
    hour = _hour(time.hour, part)
    return None if hour is None else midnight + timedelta(hours=hour, minutes=time.minute)


def _hour(hour: int, part: str) -> int | None:
    """Return the hour of 24; from 1 to 6 without a part of the day is the afternoon, when people meet."""
    if hour > 12 or (hour == 0 and part in {"", "night", "midnight", "am"}):
        return hour if hour <= 24 else None
    match part:
        case "morning" | "am":
            return hour % 12
        case "noon" | "siang":
            return hour + 12 if hour < 6 else hour
        case "afternoon" | "pm":
            return hour % 12 + 12
        case "night" | "midnight":
            # Nobody agrees which night one o'clock belongs to.
            return None if hour < 6 else hour + 12
        case _:
            return hour + 12 if 0 < hour < 7 else hour


# --- What a time looks like -------------------------------------------------------------------

_H = r"(?P<hour>2[0-4]|1\d|0?\d)"
_M = r"(?P<minute>[0-5]?\d|quarter|half)(?: minute)?"
_P = rf"(?: (?:in )?(?P<part>{_PARTS})\b)"
_C = r"(?:clock )"
_BARE = re.compile(rf"\b(?:{_PARTS})\b.* (?<!date )(?<!plus ){_H}$")
_MINUTES = {"quarter": 15, "half": 30}
_SHAPES = tuple(
    (re.compile(pattern), shift) for pattern, shift in (
        (rf"{_C}?half {_H}\b(?! (?:hour|clock)){_P}?", -30),
        (rf"{_C}?halfpast {_H}\b{_P}?", 30),
        (rf"{_C}?{_M} past {_H}\b{_P}?", 0),
        (rf"{_C}?(?:a )?(?P<minus>quarter) to {_H}\b{_P}?", 0),
        (rf"(?:{_C}(?P<minus>5|10|20|25) to|(?P<other>\d\d?) minute to) {_H}\b{_P}?", 0),
        (rf"{_C}?{_H}(?: (?P<early>{_PARTS}))? (?:add|past) {_M}\b{_P}?", 0),
        (rf"{_C}?{_H} minus (?P<minus>[0-5]?\d|quarter)(?: minute)?\b{_P}?", 0),
        (rf"{_C}?t{_H}:(?P<minute>[0-5]\d)\b(?: clock| hour)?{_P}?", 0),
        (rf"{_C}{_H} (?P<minute>half|quarter)\b(?! (?:hour|clock)){_P}?", 0),
        (rf"{_H} (?P<minute>half|quarter){_P}", 0),
        (rf"{_C}(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\b{_P}?", 0),
        (r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d) hour\b", 0),
        (r"(?P<hour>0\d)(?P<minute>[0-5]\d)\b(?! (?:day|week|month|year))", 0),
        (rf"{_C}{_H} (?P<minute>[0-5]\d)\b(?! (?:m\d|hb|day|week|month)){_P}?", 0),
        (rf"(?<!date ){_H} (?P<minute>[0-5]\d){_P}", 0),
        (rf"{_C}?{_H} to (?:{_C})?\d\d?{_P}", 0),
        (rf"{_C}{_H} to (?:{_C})?\d\d?\b(?! (?:minute|m\d|hb|day|week|month))", 0),
        (rf"{_C}{_H}\b(?! (?:m\d|hb|day|week|month|year|ahead|hour|minute)){_P}?", 0),
        (rf"{_H} oclock\b{_P}?", 0),
        (rf"{_H}{_P}", 0),
        (r"(?P<part>noon|midnight)\b", 0),
    )
)  # fmt: skip


def _times(words: str) -> list[_Time]:
    """Find every time of day, from left to right; "esok petang 3" ends with a bare hour."""
    found: list[_Time] = []
    at = 0
    while at < len(words):
        time = next(
            (
                _time(shape, words, at, shift)
                for shape, shift in _SHAPES
                if shape.match(words, at)
            ),
            None,
        )
        found += [time] if time else []
        at = words.find(" ", time.end if time else at) + 1 or len(words)
    bare = None if found else _BARE.search(words)
    return [_Time(int(bare["hour"]), 0, "", bare.start("hour"), bare.end())] if bare else found


def _time(shape: re.Pattern[str], words: str, at: int, shift: int) -> _Time | None:
    found = shape.match(words, at)
    if not found:
        return None
    said = found.groupdict()
    hour = int(said.get("hour") or 12)
    minute = (
        _minutes(said.get("minute")) - _minutes(said.get("minus") or said.get("other")) + shift
    )
    part = said.get("part") or said.get("early") or ""
    if minute < 0:
        # Quarter to one in the afternoon is before one, and half past twelve is still noon.
        hour, minute = (hour - 1 or 12), minute + 60
    return _Time(hour, minute, part, at, found.end()) if hour <= 24 else None


def _minutes(word: str | None) -> int:
    return _MINUTES.get(word or "", 0) if word in _MINUTES else int(word or 0)
