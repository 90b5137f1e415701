"""The worker: appliers, senders and ticks. Any number may run; each step claims its rows by changing them."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.desk import health, inbox, outbox, reconcile, shifts, timers
from bot.desk.desk import Desk
from bot.i18n import other
from scheduler import ticks

log = logging.getLogger(__name__)

_APPLIERS = 2
#: Calls under way at once: at 80 ms each this is twice what WhatsApp's default rate needs.
_SENDERS = 16
#: Seconds after the start before what is slow to load is loaded, ahead of the first message that needs it.
_SETTLED = 10
#: Seconds for which messages let a crowd of timers go first; replies are not to wait long for other people's alerts.
_GIVE_WAY = 0.25


class Worker:
    """Starts with `start`; `stop` lets calls under way end and gives the rest back."""

    def __init__(
        self, desk: Desk, clock: Callable[[], datetime], *, fresh: Callable[[], bool]
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._fresh = fresh
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._pool = ThreadPoolExecutor(_SENDERS, thread_name_prefix="send")
        self._free = threading.Semaphore(_SENDERS)
        #: The latest leases; older ones have long ended.
        self._tokens: deque[str] = deque(maxlen=4 * _SENDERS)
        self._ticks: BackgroundScheduler | None = None
        self._enlisted = desk.rules
        self._poll = desk.timing.poll.total_seconds()

    def start(self) -> None:
        """Begin to work."""
        self._enlisted = self._desk.rules
        shifts.enlist(self._desk, self._clock())
        health.begin(self._desk, self._clock())
        outbox.reap(self._desk, self._clock())
        self._desk.wake.listen()
        self._run_once(
            "missed", self._tick(lambda: reconcile.missed(self._desk, self._clock()))
        )
        self._run_once("warm", self._warm)
        for number in range(_APPLIERS):
            self._run(f"apply-{number}", self._apply)
        for channel in self._desk.channels:
            self._run(f"claim-{channel}", lambda name=channel: self._claim(name))  # type: ignore[misc]
        timing = self._desk.timing
        every = {
            "timers": (timing.ring, lambda: timers.ring(self._desk, self._clock)),
            "reaper": (timing.reap, lambda: outbox.reap(self._desk, self._clock())),
            "unanswered": (
                timing.reap,
                lambda: reconcile.unanswered(self._desk, self._clock()),
            ),
            "missed": (timing.missed, lambda: reconcile.missed(self._desk, self._clock())),
            "beat": (timing.beat, self._beat),
            "files": (timing.beat, self._look),
        }
        self._ticks = ticks.start(
            {name: (often, self._tick(tick)) for name, (often, tick) in every.items()}
        )

    def stop(self, seconds: float = 15) -> None:
        """Claim nothing more, let calls under way end, return what was not called for."""
        self._stop.set()
        if self._ticks:
            self._ticks.shutdown(wait=False)
        self._desk.wake.close()
        for thread in self._threads:
            thread.join(timeout=seconds)
        self._pool.shutdown(wait=True, cancel_futures=True)
        outbox.give_back(self._desk, list(self._tokens))
        health.retire(self._desk, self._clock())

    def _run(self, name: str, loop: Callable[[], None]) -> None:
        thread = threading.Thread(
            target=self._for_ever, args=(name, loop), name=name, daemon=True
        )
        thread.start()
        self._threads.append(thread)

    def _run_once(self, name: str, work: Callable[[], object]) -> None:
        threading.Thread(target=work, name=name, daemon=True).start()

    def _for_ever(self, name: str, loop: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                loop()
            except TimeoutError as error:
                self._refused(error)
            except Exception:
                log.exception("%s failed and goes on", name)
                self._stop.wait(self._poll)

    def _refused(self, error: TimeoutError) -> None:
        """The database takes nothing just now; all work stands in it and waits."""
        health.refused(self._desk, str(error), self._clock())
        self._stop.wait(self._poll)

    def _tick(self, tick: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                tick()
            except TimeoutError as error:
                self._refused(error)

        return run

    def _apply(self) -> None:
        if not inbox.apply(self._desk, self._clock):
            self._desk.wake.wait("inbox", self._poll)

    def _claim(self, channel: str) -> None:
        """Claim as much as there are free senders, and hand each message to one when its slot comes."""
        self._desk.calm.wait(_GIVE_WAY)
        free = self._take_free()
        claimed: list[tuple[datetime, outbox.Claimed]] = []
        try:
            claimed = outbox.claim(self._desk, channel, self._clock(), free) if free else []
        finally:
            for _ in range(free - len(claimed)):
                self._free.release()
        for slot, row in claimed:
            self._tokens.append(row.lease_token)
            self._await(slot)
            self._pool.submit(self._send, row, slot)
        if not claimed:
            self._desk.wake.wait("outbox", self._poll)

    def _await(self, slot: datetime) -> None:
        while not self._stop.is_set() and (early := (slot - self._clock()).total_seconds()) > 0:
            self._stop.wait(min(1.0, early))

    def _take_free(self) -> int:
        taken = 0
        while taken < outbox.BATCH and self._free.acquire(blocking=False):
            taken += 1
        return taken

    def _send(self, row: outbox.Claimed, slot: datetime) -> None:
        try:
            if not self._stop.is_set():
                outbox.send(self._desk, row, self._clock, slot, self._await)
        except TimeoutError as error:
            self._refused(error)
        except Exception:
            log.exception("a message could not be settled; its lease will run out")
        finally:
            self._free.release()
            self._desk.wake.ring("outbox")

    def _warm(self) -> None:
        if not self._stop.wait(_SETTLED):
            other.warm()

    def _beat(self) -> None:
        health.beat(self._desk, self._clock())

    def _look(self) -> None:
        """Enlist the staff of new rules, whoever noticed first that they are new."""
        self._fresh()
        rules = self._desk.rules
        if rules is not self._enlisted:
            shifts.enlist(self._desk, self._clock())
            self._enlisted = rules
