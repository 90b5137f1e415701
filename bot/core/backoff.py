"""How long to wait before the next attempt: doubling, with a spread so that many do not return at once."""

import random
from datetime import timedelta

_FIRST = 0.5
_LONGEST = 120.0


def pause_before(attempt: int, asked: float | None = None) -> timedelta:
    """Return the pause before attempt number `attempt`; never shorter than the provider asked for (seconds)."""
    doubled = min(_LONGEST, _FIRST * 2 ** min(attempt, 12))
    return timedelta(seconds=max(doubled * random.uniform(0.5, 1.5), asked or 0))  # noqa: S311 - spread, not secrecy
