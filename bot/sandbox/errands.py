"""Things to do a little later, on threads of our own."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class Errands:
    """With one thread, errands of equal delay are run in the order they were given."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        for n in range(threads):
            threading.Thread(target=self._run, name=f"{name}-{n}", daemon=True).start()

    def later(self, seconds: float, errand: Callable[[], object]) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._count), errand))
            self._changed.notify()

    def stop(self) -> None:
        """Forget what is left; an errand under way is finished."""
        with self._changed:
            self._stopped = True
            self._due.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while errand := self._next():
            try:
                errand()
            except Exception:
                log.exception("an errand of the sandbox failed")

    def _next(self) -> Callable[[], object] | None:
        with self._changed:
            while not self._stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
            return None
