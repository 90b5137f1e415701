"""Durations as people write them in files: "90s", "5m", "2h", "1d", "1h30m"."""

import re
from datetime import timedelta

_PARTS = re.compile(
    r"(?:(?P<days>\d{1,4})d)?\s?(?:(?P<hours>\d{1,5})h)?\s?(?:(?P<minutes>\d{1,6})m)?\s?(?:(?P<seconds>\d{1,7})s)?",
    re.ASCII,
)


def parse(text: str) -> timedelta:
    """Read a duration longer than nothing, or raise ValueError with a sentence."""
    found = _PARTS.fullmatch(text.strip())
    parts = {unit: int(count) for unit, count in found.groupdict("0").items()} if found else {}
    if not any(parts.values()):
        raise ValueError(f'"{text}" is not a duration: write "90s", "5m", "2h" or "1d"')
    return timedelta(**parts)
