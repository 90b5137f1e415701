"""The wall clock, read only by the web, the scheduler and the command line; everything else is told the time."""

import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)

#: The machine's clock may be this much off the time that has passed before we speak of a jump.
_JUMP = timedelta(seconds=5)
#: How often we compare.
_LOOK = timedelta(seconds=1)


class Clock:
    """Aware UTC time: the machine's at the start, and from then on what has really passed, whoever sets the machine's.

    Leases and timers of a running process stay true when its clock jumps; the new time counts from the next start.
    The sandbox moves it forward; nothing else does. A test moves the machine's clock by the seconds in a file.
    """

    def __init__(self, off_by: Path | None = None) -> None:
        self._off_by = off_by
        self._start = self._machine()
        self._began = _elapsed()
        self._ahead = timedelta()
        self._look_at = self._start + _LOOK
        self._off = timedelta()

    def now(self) -> datetime:
        """Return the time, with what it was moved."""
        true = self._start + _elapsed() - self._began
        if true >= self._look_at:
            self._look_at = true + _LOOK
            self._compare(true)
        return true + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move time forward by `by`; never back, because timers that rang cannot unring."""
        self._ahead += max(by, timedelta())

    def _compare(self, true: datetime) -> None:
        off = self._machine() - true
        if abs(off - self._off) > _JUMP:
            log.error(
                "the machine's clock was moved and is %+d seconds off the time since our start: "
                "we keep to the latter until the next start",
                off.total_seconds(),
            )
            self._off = off

    def _machine(self) -> datetime:
        now = datetime.now(UTC)  # noqa: TID251 - the one place that reads it
        return now + timedelta(seconds=float(self._off_by.read_text())) if self._off_by else now


def _elapsed() -> timedelta:
    # Counts on while the machine sleeps, unlike the monotonic clock.
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
