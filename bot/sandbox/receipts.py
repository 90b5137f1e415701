"""Status callbacks: in order by default; shuffled, doubled, late or kept back when asked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.bubble import Bubble
from bot.sandbox.errands import Errands
from bot.sandbox.plan import Plan

_FAILED = "undelivered"


@dataclass(frozen=True, slots=True)
class Script:
    """How the receipts of one message are posted; a "read" in `order` is posted unseen."""

    order: tuple[str, ...] = ("sent", "delivered")
    copies: int = 1
    delay: float = 0  #: seconds before the first
    withheld: bool = False


class Receipts:
    """Posts what the provider knows about a message to the address the product gave with it."""

    def __init__(
        self, tell: Callable[[Bubble, str], object], pause: float, threads: int
    ) -> None:
        self.scripts: Plan[Script] = Plan()
        self._tell = tell
        self._pause = pause
        self._postmen = Errands("postman", threads)
        self._lock = threading.Lock()
        self._withheld: list[tuple[Bubble, Script]] = []

    def start(self, bubble: Bubble) -> None:
        """Begin the receipts of a message that was just carried, or was not."""
        script = self.scripts.take(bubble.line) or Script()
        if bubble.error:
            script = Script((_FAILED,), script.copies, script.delay, script.withheld)
        if script.withheld:
            with self._lock:
                self._withheld.append((bubble, script))
        else:
            self._post(bubble, script)

    def release(self) -> int:
        """Post everything that was kept back; return how many messages that concerns."""
        with self._lock:
            kept, self._withheld = self._withheld, []
        for bubble, script in kept:
            self._post(bubble, script)
        return len(kept)

    def read(self, bubble: Bubble) -> None:
        """Its reader looked at the message; said after the other receipts, never before."""
        with self._lock:
            due = bubble.settled and not bubble.seen and not bubble.error
            bubble.seen = True
        if due:
            self._postmen.later(0, lambda: self._tell(bubble, "read"))

    def stop(self) -> None:
        self._postmen.stop()

    def _post(self, bubble: Bubble, script: Script) -> None:
        words = [word for word in script.order for _ in range(script.copies)]
        self._postmen.later(self._pause + script.delay, lambda: self._step(bubble, words))

    def _step(self, bubble: Bubble, words: list[str]) -> None:
        self._tell(bubble, words[0])
        if rest := words[1:]:
            self._postmen.later(self._pause, lambda: self._step(bubble, rest))
            return
        with self._lock:
            bubble.settled = True
            due = bubble.seen and not bubble.error
        if due:
            self._tell(bubble, "read")
