"""The wall clock, read only by the web, the scheduler and the command line; everything else is told the time."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC time. The sandbox moves it forward; nothing else does."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the time, with what it was moved."""
        return datetime.now(UTC) + self._ahead  # noqa: TID251 - the one place that reads it

    def advance(self, by: timedelta) -> None:
        """Move time forward by `by`; never back, because timers that rang cannot unring."""
        self._ahead += max(by, timedelta())
