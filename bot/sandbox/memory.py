"""Everything the sandbox remembers, under one lock, with a revision number that only grows."""

import secrets
import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.bubble import Bubble, Line


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request over the wire, in either direction."""

    at: datetime
    inward: bool  #: from the product to the provider
    what: str
    status: int
    ms: int
    note: str
    rev: int


class Memory:
    """Change things only while holding `changed`, and `touch` them."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.epoch = secrets.token_hex(4)  #: another one means: forget what you know
        self.rev = 0
        self.bubbles: dict[str, Bubble] = {}
        self._chats: defaultdict[str, list[Bubble]] = defaultdict(list)
        self.lines: dict[str, Line] = {}
        self.calls: deque[Call] = deque(maxlen=300)

    def touch(self, *things: Bubble | Line) -> None:
        """Mark things as changed, and wake whoever waits for news."""
        with self.changed:
            self.rev += 1
            for thing in things:
                thing.rev = self.rev
            self.changed.notify_all()

    def add(self, bubble: Bubble) -> Bubble:
        with self.changed:
            self.bubbles[bubble.sid] = bubble
            self._chats[bubble.line].append(bubble)
            self.touch(bubble)
        return bubble

    def show(self, bubble: Bubble, *, reached: bool = True) -> None:
        """Put a bubble on the screen; one that did not reach it keeps its place as a ghost."""
        with self.changed:
            self.touch(bubble)
            bubble.shown, bubble.place = reached, self.rev

    def note(
        self, at: datetime, what: str, status: int, ms: float, note: str, *, inward: bool
    ) -> None:
        """Write one request into the wire log."""
        with self.changed:
            self.touch()
            self.calls.append(Call(at, inward, what, status, round(ms), note, self.rev))

    def chat(self, line: str) -> list[Bubble]:
        with self.changed:
            return list(self._chats[line])

    def wait(self, rev: int, timeout: float) -> None:
        """Return when something is newer than `rev`, or after `timeout` seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.rev > rev, timeout)
