"""What to do to the next messages: for everybody or one number, for ever or a few times."""

import threading
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Entry(Generic[T]):
    what: T
    to: str
    times: int | None


class Plan(Generic[T]):
    """First come, first served: entries are used up in the order they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[_Entry[T]] = []

    def add(self, what: T, *, to: str = "", times: int | None = 1) -> None:
        """Plan for one number (`to`) or all; `times=None` means until cleared."""
        with self._lock:
            self._entries.append(_Entry(what, to, times))

    def take(self, to: str = "") -> T | None:
        """Return what was planned for this message, and count it."""
        with self._lock:
            entry = next((e for e in self._entries if e.to in ("", to)), None)
            if entry is None:
                return None
            if entry.times is not None:
                entry.times -= 1
                if entry.times <= 0:
                    self._entries.remove(entry)
            return entry.what

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def pending(self) -> list[tuple[T, str, int | None]]:
        with self._lock:
            return [(e.what, e.to, e.times) for e in self._entries]
