"""How long to wait before the next attempt: doubling, with a spread so that many do not return at once."""

import random
from datetime import timedelta


def pause_before(
    attempt: int, *, first: timedelta, longest: timedelta, asked: float | None = None
) -> timedelta:
    """Return the pause before attempt number `attempt`; never shorter than the provider asked for (seconds)."""
    doubled = min(longest, first * (1 << min(attempt, 12)))
    spread = doubled * random.uniform(0.5, 1.5)  # noqa: S311 - spread, not secrecy
    return max(spread, timedelta(seconds=asked or 0))
