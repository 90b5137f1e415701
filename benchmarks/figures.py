"""What is made of measurements: percentiles, busiest windows, shares of a goal. Pure."""

from collections import deque
from collections.abc import Sequence
from typing import Literal

Better = Literal["higher", "lower"]
#: What adding up seconds may be wrong by.
_MICROSECOND = 1e-6


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all values does not exceed; 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    position = -int(-share * len(ordered) // 1) - 1  # rounded up, counted from 0
    return ordered[max(0, min(position, len(ordered) - 1))]


def busiest(times: Sequence[float], seconds: float = 1.0) -> int:
    """Return how many fall into the fullest window of this length, its end not counted."""
    window: deque[float] = deque()
    most = 0
    for time in sorted(times):
        window.append(time)
        while window[0] <= time - seconds + _MICROSECOND:
            window.popleft()
        most = max(most, len(window))
    return most


def steady_rate(times: Sequence[float], margin: float = 0.1) -> float:
    """Return events per second between the first and the last tenth, where neither start nor end shows."""
    ordered = sorted(times)
    cut = int(len(ordered) * margin)
    middle = ordered[cut : len(ordered) - cut]
    if len(middle) < 2 or middle[-1] == middle[0]:
        return 0.0
    return (len(middle) - 1) / (middle[-1] - middle[0])


def attained(value: float, goal: float, better: Better) -> float:
    """Return how far a goal is reached: 1 is just reached, 2 is twice as good, for both directions."""
    if better == "higher":
        return value / goal
    return goal / value if value else float("inf")


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
