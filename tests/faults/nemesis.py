"""Whatever can happen to processes, a database and a clock, one thing after the other, as the seed says."""

import random
import threading
import time
from collections import Counter
from contextlib import suppress

from tests.faults.fleet import PACE, Fleet
from tests.postgres import Server

#: Longer than any lease.
_FROZEN = 1.2 * 60 / PACE
_HOUR = 3600


class Nemesis:
    """`begin`, and after a while `end`; then everything runs again."""

    def __init__(self, fleet: Fleet, seed: int, server: Server | None) -> None:
        self._fleet, self._server = fleet, server
        self._chance = random.Random(f"nemesis {seed}")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._rage, daemon=True)
        self.counts: Counter[str] = Counter()
        acts = {
            self._kill_worker: 5,
            self._kill_web: 2,
            self._freeze: 3,
            self._jump: 2,
            self._kill_all: 1,
        }
        if fleet.apart and server:
            acts[self._restart_database] = 2
        if not fleet.apart:
            acts[self._fill_disk] = 3
        self._acts = [act for act, weight in acts.items() for _ in range(weight)]

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _rage(self) -> None:
        while not self._over.wait(self._chance.uniform(0.5, 2.5)):
            with suppress(KeyError, ProcessLookupError):  # it is just being started again
                self._chance.choice(self._acts)()

    def _kill_worker(self) -> None:
        self._fleet.kill_and_leave(self._chance.choice(self._fleet.workers))
        self.counts["kills"] += 1

    def _kill_web(self) -> None:
        self._fleet.kill_and_leave(self._chance.choice(self._fleet.webs))
        self.counts["kills"] += 1

    def _kill_all(self) -> None:
        for name in self._fleet.commands:
            with suppress(KeyError):
                self._fleet.kill_and_leave(name)
                self.counts["kills"] += 1

    def _freeze(self) -> None:
        name = self._chance.choice(self._fleet.commands)
        self._fleet.freeze(name, self._chance.uniform(0.3, 1) * _FROZEN)
        self.counts["stops"] += 1

    def _jump(self) -> None:
        """Move the machine's clock for a moment, and back."""
        self._move(self._chance.choice((-_HOUR, _HOUR)))
        time.sleep(1.5)
        self._move(0)
        self.counts["jumps"] += 1

    def _move(self, seconds: int) -> None:
        aside = self._fleet.off_by.with_suffix(".new")
        aside.write_text(str(seconds))
        aside.rename(self._fleet.off_by)

    def _restart_database(self) -> None:
        assert self._server
        self._server.restart()
        self.counts["database restarts"] += 1

    def _fill_disk(self) -> None:
        self._fleet.full.touch()
        time.sleep(self._chance.uniform(0.3, 1.5))
        self._fleet.full.unlink()
        self.counts["full disks"] += 1
