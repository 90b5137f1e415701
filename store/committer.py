"""Group commit: what waits for the one writer of a SQLite file is done in one transaction, first come, first served."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol

#: More than this is never done in one transaction: the last of them would keep the first waiting.
_TOGETHER = 32
#: How often the end of the last work is looked for, in seconds.
_MOMENT = 0.02

log = logging.getLogger(__name__)


class Late(Exception):
    """The turn did not come in time; nothing was done."""


class Transactions(Protocol):
    """The one connection that writes. `save` begins a transaction within the transaction."""

    def begin(self) -> None: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def save(self) -> None: ...
    def release(self) -> None: ...
    def undo(self) -> bool:
        """Take back what came after `save`. False when the whole transaction is gone with it."""


class _Gone(Exception):
    """The database took the whole transaction back because of one work in it."""


class _Waiting:
    __slots__ = ("begun", "done", "error", "leads", "result", "signal", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: Exception | None = None
        #: Whose turn it is to write for all who wait.
        self.leads = False
        self.begun = False
        #: Committed, or found wanting alone.
        self.done = False
        self.signal = threading.Lock()
        self.signal.acquire()


class Committer:
    """Runs works one after the other. Who comes while nobody writes does so for all that came meanwhile."""

    def __init__(self, transactions: Transactions, patience: float) -> None:
        self._transactions = transactions
        self._patience = patience
        self._lock = threading.Lock()
        self._queue: deque[_Waiting] = deque()
        self._led = False
        self._closed = False

    def write(self, work: Callable[[], Any]) -> Any:
        """Run `work` and return what it returned, once that is committed. Raises Late, or what it raised."""
        (mine,) = self._write([work])
        if mine.error is not None:
            raise mine.error
        return mine.result

    def write_each(self, works: Sequence[Callable[[], Any]]) -> list[Any]:
        """Run works that have nothing to do with each other; return what each returned or raised."""
        return [one.error or one.result for one in self._write(works)]

    def _write(self, works: Sequence[Callable[[], Any]]) -> list[_Waiting]:
        mine = [_Waiting(work) for work in works]
        if not mine:
            return mine
        with self._lock:
            if self._closed:
                raise Late
            self._queue.extend(mine)
            mine[0].leads, self._led = not self._led, True
        try:
            for one in mine:
                if not one.leads:
                    self._wait(one)
                if one.leads and not one.begun:
                    self._lead()
        except BaseException:  # told to stop: somebody else must lead
            self._leave(mine)
            raise
        return mine

    def close(self, last: Callable[[], None]) -> None:
        """Take no more works; when the one under way has ended, do the last thing."""
        with self._lock:
            self._closed = True
        for _ in range(int(self._patience / _MOMENT)):
            if not self._led:
                break
            threading.Event().wait(_MOMENT)
        last()

    def _leave(self, mine: list[_Waiting]) -> None:
        with self._lock:
            led = any(one.leads and not one.begun for one in mine)
            for one in mine:
                if not one.begun:
                    self._queue.remove(one)
            following = self._next() if led else None
        if following:
            following.signal.release()

    def _wait(self, mine: _Waiting) -> None:
        """Wait until it is done, or its turn to lead."""
        if mine.signal.acquire(timeout=self._patience):
            return
        with self._lock:
            if mine.leads:
                return
            if not mine.begun:
                self._queue.remove(mine)
                mine.error = Late()
                return
        mine.signal.acquire()  # its transaction has begun, and ends soon

    def _lead(self) -> None:
        with self._lock:
            group = [self._queue.popleft() for _ in range(min(len(self._queue), _TOGETHER))]
            for one in group:
                one.begun = True
        try:
            self._together(group)
        except BaseException:  # told to stop in the middle
            self._take_back()
            for one in group:
                if not one.done:
                    one.error = Late()
            raise
        finally:
            self._follow(group)

    def _follow(self, group: list[_Waiting]) -> None:
        """Let the group go, and the first of those who came meanwhile lead."""
        with self._lock:
            following = self._next()
        for one in group:
            if not one.leads:  # whoever leads waits for nobody
                one.signal.release()
        if following:
            following.signal.release()

    def _next(self) -> _Waiting | None:
        """Let the first in the queue lead."""
        following = self._queue[0] if self._queue else None
        self._led = following is not None
        if following:
            following.leads = True
        return following

    def _take_back(self) -> None:
        try:
            self._transactions.rollback()
        except Exception:
            log.exception("a transaction could not be rolled back")

    def _together(self, group: list[_Waiting]) -> None:
        if len(group) == 1:
            self._alone(group[0])
            return
        try:
            self._transactions.begin()
            for one in group:
                self._within(one)
            self._transactions.commit()
        except _Gone:
            for one in group:
                self._alone(one)
        except Exception as error:  # noqa: BLE001 - each of them is told
            self._take_back()
            for one in group:
                one.error = one.error or error
        else:
            for one in group:
                one.done = True

    def _within(self, one: _Waiting) -> None:
        """Do one work of several: what fails is taken back alone."""
        self._transactions.save()
        try:
            one.result = one.work()
        except Exception as error:
            if not self._transactions.undo():
                raise _Gone from error
            one.error = error
        else:
            self._transactions.release()

    def _alone(self, one: _Waiting) -> None:
        one.error = None
        try:
            self._transactions.begin()
            one.result = one.work()
            self._transactions.commit()
            one.done = True
        except Exception as error:  # noqa: BLE001 - whoever asked for it is told
            self._take_back()
            one.error = error
