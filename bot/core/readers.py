"""What a value in business.toml may be. Each reader returns what is meant, or raises ValueError with a sentence."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.core import condition, duration, phone
from bot.core.form import nearest
from bot.core.hours import Interval, intervals
from bot.core.message import LANGUAGES, Address, Language


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text between quotation marks")  # noqa: TRY004 - readers raise one kind
    return value.strip()


def line(value: Any) -> str:
    read = _string(value)
    if not read or len(read) > 60 or not read.isprintable():
        raise ValueError("must be one line of 1 to 60 characters")
    return read


def _shaped(shape: str, sentence: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not re.fullmatch(shape, _string(value)):
            raise ValueError(sentence)
        return _string(value)

    return read


country = _shaped("[A-Z]{2}", 'must be two capital letters, like "ID" or "MY"')
currency = _shaped("[A-Z]{3}", 'must be three capital letters, like "IDR" or "MYR"')
content = _shaped(
    "HX[0-9a-fA-F]{32}",
    "must be a Content SID: HX and 32 characters 0-9 a-f, as Twilio shows it",
)


def link(value: Any) -> str:
    read = _string(value)
    try:
        whole = urlsplit(read).scheme in {"http", "https"} and urlsplit(read).hostname
    except ValueError:
        whole = None
    if not whole or re.search(r"\s", read):
        raise ValueError('must be a whole address, like "https://example.com/privacy"')
    return read


def language(value: Any) -> Language:
    if _string(value) not in LANGUAGES:
        raise ValueError(f'"{value}" is not spoken here; there are {", ".join(LANGUAGES)}')
    return cast("Language", _string(value))


def zone(value: Any) -> ZoneInfo:
    name, zones = _string(value), available_timezones()
    if name not in zones:
        city = name.rpartition("/")[2].replace(" ", "_").lower()
        near = sorted(known for known in zones if known.lower().endswith(f"/{city}"))
        hint = f'did you mean "{near[0]}"?' if near else 'write it like "Asia/Jakarta"'
        raise ValueError(f'"{name}" is not a time zone; {hint}')
    return ZoneInfo(name)


def hours(value: Any) -> tuple[Interval, ...]:
    return intervals(_string(value))


def length(value: Any) -> timedelta:
    read = duration.parse(_string(value))
    if read > timedelta(days=365):
        raise ValueError(f'"{value}" is longer than a year')
    return read


def dates(value: Any) -> frozenset[date]:
    try:
        return frozenset(map(_date, value))
    except (TypeError, ValueError):
        raise ValueError('must be a list of dates, like ["2026-08-17"]') from None


def _date(value: Any) -> date:
    """Accept a day as TOML writes it, and between quotation marks."""
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(value)


def integer(least: int, most: int, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return value


def rule(value: Any) -> condition.Condition:
    return condition.parse(_string(value))


def several(known: Sequence[str], value: Any) -> Collection[str]:
    """Read a list of at least one of `known`."""
    if not isinstance(value, list) or not value:
        raise ValueError(f'must be a list, like ["{known[0]}"]')
    for word in value:
        if word not in known:
            raise ValueError(f'"{word}" is not one of them; {nearest(str(word), known)}')
    return tuple(dict.fromkeys(value))


def address(country_code: str, value: Any) -> Address:
    channel, colon, where = _string(value).partition(":")
    if colon and channel == "telegram":
        raise ValueError(
            "telegram addresses come with the Telegram channel; give a whatsapp: address for now"
        )
    if channel != "whatsapp":
        raise ValueError('must begin with whatsapp: as in "whatsapp:+6281234567890"')
    return Address("whatsapp", phone.e164(where, country_code))
