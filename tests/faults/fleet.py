"""The product as it runs in production: several processes, started again whenever they end."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot.sandbox.sandbox import Sandbox
from tests.faults import inside
from tests.product import Part, Product, free_port, until

#: Everything waits a twentieth of what it waits in production; a busy machine may need SAPA_PACE=10.
PACE = float(os.environ.get("SAPA_PACE", "20"))
SLA = 'offer = "2s"\nremind = "4s"\nbreach = "6s"\nsilence = "8s"'
#: Whoever watches over services waits a moment before a new start.
_PAUSE = 0.1


class Fleet(Product):
    """On PostgreSQL two web servers and three workers, or a `small` one of each; on SQLite one process for everything."""

    webs: tuple[str, ...]
    workers: tuple[str, ...]

    def __init__(
        self,
        folder: Path,
        sandbox: Sandbox,
        database_url: str,
        *,
        plant: str = "",
        small: bool = False,
    ) -> None:
        self.full, self.off_by = folder / "disk-full", folder / "clock-off-by"
        self.off_by.write_text("0")
        super().__init__(
            folder,
            sandbox,
            database_url,
            sla=SLA,
            PACE=f"{PACE:g}",
            SEND_TIMEOUT="10",
            LEASE="60",
            LIST_DELAY="120",
            WALL_CLOCK_FILE=str(self.off_by),
        )
        if self.apart:
            self.webs, self.workers = ("web-1", "web-2"), ("worker-1", "worker-2", "worker-3")
            if small:
                self.webs, self.workers = self.webs[:1], self.workers[:1]
            self.commands = (*self.webs, *self.workers)
        else:
            self.webs = self.workers = self.commands
        self.ports = {name: free_port() for name in self.webs[1:]}
        flow = inside.impatient(folder / "lead.toml")
        self._prepare = partial(inside.prepare, str(flow), str(self.full), plant)
        self._watch = threading.Thread(target=self._restart_what_ends, daemon=True)
        self._ending = threading.Event()
        #: Held while somebody else ends or starts parts.
        self.hands = threading.RLock()
        self.restarts = 0

    @property
    def doors(self) -> list[str]:
        """Where webhooks may be posted."""
        return [f"http://127.0.0.1:{self.ports.get(name, self.port)}" for name in self.webs]

    def run(self, command: str, failpoints: str = "") -> Part:
        with self.hands:
            return super().run(command, failpoints)

    def words(self, command: str) -> list[str]:
        return [command.partition("-")[0]]

    def surroundings(self, command: str) -> Mapping[str, str]:
        return {"PORT": str(self.ports.get(command, self.port))}

    @property
    def prepare(self) -> Callable[[], None]:
        return self._prepare

    def launch(self, failpoints: str = "", *, at: str = "") -> None:
        """Start everything, and again whatever ends; return when it is ready."""
        for command in self.commands:
            self.run(command, failpoints if command == at else "")
        self._watch.start()
        until(self.is_ready, 60, f"not ready in time: see {self.log}")

    def _restart_what_ends(self) -> None:
        while not self._ending.wait(_PAUSE):
            with self.hands:
                ended = [name for name, part in self.parts.items() if part.code() is not None]
                for name in ended:
                    self.parts.pop(name).kill()  # what it had started
                    self.run(name)
                    self.restarts += 1

    def end(self) -> None:
        """Stop watching, and everything that is watched, as a deployment would."""
        self._ending.set()
        if self._watch.is_alive():
            self._watch.join()
        with suppress(AssertionError, ProcessLookupError):  # frozen for good, or gone
            self.stop()
        self.kill()

    def kill_and_leave(self, name: str) -> None:
        """As kill -9 does; the watch will find it."""
        with self.hands:
            self.parts[name].kill()

    def freeze(self, name: str, seconds: float) -> None:
        part = self.parts[name]
        part.freeze()
        time.sleep(seconds)
        part.freeze(thaw=True)
