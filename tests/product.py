"""The whole product for a test: as processes of their own that can be killed, or in here with a clock to move.

Its provider is the sandbox in the test; what both wrote down is laid side by side at the end (ledger.py).
"""

import ctypes
import itertools
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

import pytest
import requests
from flask import Flask
from sqlalchemy import BigInteger, type_coerce, update

from bot import failpoint, serve, settings
from bot.__main__ import main
from bot.app import Files
from bot.clock import Clock
from bot.sandbox.phones import Phone
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import Server
from store import db
from store.tables import handoff, inbox, timer
from tests import postgres
from tests.ledger import Ledger

T = TypeVar("T")

BUSINESS = """
[business]
name = "Toko Digital"
bot = "Mira"
privacy = "https://tokodigital.example/privasi"
country = "ID"
language = "id"
timezone = "Asia/Jakarta"
currency = "IDR"

[sla]
{sla}

[[scoring]]
if = "budget.min >= 10_000_000"
points = 30
why = "budget"

[qualify]
mql = "score >= 60"
sql = "budget and authority and need and timeline"

{more}
"""
SLA = 'offer = "60s"\nremind = "3m"\nbreach = "5m"\nsilence = "30m"'
SARI, ANDI, RATNA = "+628990000001", "+628990000002", "+628990000009"
STAFF = {SARI: "Sari", ANDI: "Andi", RATNA: "Ratna"}

#: What a prospect says to qualify, and a piece of what is asked next.
PATH = (
    ("hi", "May I keep"),
    ("Yes", "your name"),
    ("Grace", "Which company"),
    ("Lim Trading", "help you with"),
    ("New website", "budget"),
    ("50 million rupiah", "like to start"),
    ("This month", "who decides"),
    ("I do", "passing this on"),
)


def staff(name: str, number: str, *roles: str) -> str:
    listed = ", ".join(f'"{role}"' for role in roles)
    return (
        f'[[staff]]\nname = "{name}"\nroles = [{listed}]\n'
        f'address = "whatsapp:{number}"\nlanguage = "en"\n'
    )


TEAM = (
    staff("Sari", SARI, "rep") + staff("Andi", ANDI, "rep") + staff("Ratna", RATNA, "manager")
)


def until(condition: Callable[[], object], seconds: float = 20, why: str = "") -> None:
    """Wait until it holds; no test sleeps and hopes."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, why or "this did not come about in time"
        time.sleep(0.02)


def together(acts: Sequence[Callable[[], object]]) -> None:
    """Do all of it at the same time."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def speak(phone: Phone, *words: str) -> None:
    """Say one thing after the other, without waiting for an answer."""
    for one in words:
        phone.say(one)


def walk(phone: Phone, steps: int = len(PATH)) -> None:
    """Answer the bot's questions, as far as `steps`."""
    for words, answer in PATH[:steps]:
        phone.say(words)
        phone.heard(answer, timeout=10)


class _Stage:
    """What both ways of running share: files, phones, and the reckoning at the end."""

    def __init__(
        self,
        folder: Path,
        sandbox: Sandbox,
        database_url: str,
        *,
        sla: str = SLA,
        more: str = TEAM,
        public: str = "",
        **environ: str,
    ) -> None:
        self.sandbox = sandbox
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.business = folder / "business.toml"
        self.business.write_text(BUSINESS.format(sla=sla, more=more))
        self.environ = {
            **sandbox.environ,
            "DATABASE_URL": database_url,
            "PUBLIC_URL": public or self.url,
            "PORT": str(self.port),
            "SECRET_KEY": "a-secret-key-for-tests-0123",
            "SAPA_BUSINESS": str(self.business),
            "SEND_TIMEOUT": "2",
            "LEASE": "3",
            "LIST_DELAY": "4",
            **environ,
        }
        self._database_url = database_url
        self._numbers = itertools.count(1)
        sandbox.aim(self.url, public)
        self.sari, self.andi, self.ratna = (
            sandbox.phone(number, name) for number, name in STAFF.items()
        )

    def prospect(self, name: str = "Grace", country: str = "+6581") -> Phone:
        """A phone nobody has seen before; its owner is spoken to in English."""
        return self.sandbox.phone(f"{country}{next(self._numbers):06d}", name)

    def on_duty(self, *phones: Phone) -> None:
        for phone in phones:
            phone.say("on")
            phone.heard("on duty", timeout=10)

    def eventually(self, rows: Callable[[], Sequence[T]], count: int) -> Sequence[T]:
        """Wait until there are so many, and return them."""
        until(lambda: len(rows()) >= count, why=f"there are not {count} in time")
        return rows()

    @contextmanager
    def provider_down(self) -> Iterator[None]:
        """Nobody listens at the provider's address for a while."""
        server = self.sandbox._server
        app, port = server.app, server.port
        assert isinstance(app, Flask)
        server.stop()
        try:
            yield
        finally:
            self.sandbox._server = Server("127.0.0.1", port, app)
            self.sandbox._server.start()

    def settle(self, seconds: float = 30) -> None:
        """Wait until nothing is left to do."""
        end = time.monotonic() + seconds
        for _ in range(
            2
        ):  # a timer may ring while we look: it is gone, and its words were not there yet
            while work := self.ledger.open_work():
                assert time.monotonic() < end, f"not quiet in time: {work}"
                time.sleep(0.05)

    def reckon(self) -> None:
        """Nothing lost, nothing doubled, nothing out of order, nothing told to the wrong side."""
        self.settle()
        mistakes = self.ledger.mistakes()
        assert not mistakes, mistakes

    @property
    def ledger(self) -> Ledger:
        raise NotImplementedError


class Inside(_Stage):
    """The product in this process, with a clock that can be moved forward; the provider reads the same one."""

    def __init__(
        self, folder: Path, sandbox: Sandbox, database_url: str, clock: Clock, **options: str
    ) -> None:
        super().__init__(folder, sandbox, database_url, **options)
        self.clock = clock
        self._ledger = Ledger(self._database_url, self.sandbox, STAFF, clock.now)

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def advance(self, words: str) -> None:
        """Let time pass, and everything that follows from it happen."""
        self.settle()
        self.sandbox.advance(words)
        self.settle()


@contextmanager
def inside(folder: Path, database_url: str, **options: str) -> Iterator[Inside]:
    clock = Clock()
    with Sandbox(clock=clock) as sandbox:
        product = Inside(folder, sandbox, database_url, clock, **options)
        env = settings.load(product.environ, command="serve")
        try:
            with serve.running(env, Files(env.sapa_business), clock):
                yield product
                product.reckon()
        finally:
            product.ledger.close()


class Part:
    """One process of the product, with its own session; forked from a server that has imported everything."""

    def __init__(
        self,
        words: Sequence[str],
        environ: Mapping[str, str],
        log: Path,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        args = (words, dict(environ), str(log), prepare)
        self._process = _FORKS.Process(target=_become, args=args)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def code(self) -> int | None:
        """Return how it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float = 30) -> int:
        self._process.join(seconds)
        assert self._process.exitcode is not None, "it has not ended in time"
        return self._process.exitcode

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def freeze(self, *, thaw: bool = False) -> None:
        """Stop it, and everything it has started, as a frozen machine would; or let it go on."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGCONT if thaw else signal.SIGSTOP)

    def kill(self) -> None:
        """With everything it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["bot.__main__", "bot.serve", "bot.leads", "alembic.command"])


def _become(
    words: Sequence[str],
    environ: Mapping[str, str],
    log: str,
    prepare: Callable[[], None] | None,
) -> None:
    os.setsid()
    threading.Thread(target=_leash, args=(os.getppid(),), daemon=True).start()
    # As where nothing was forked before: granian asks.
    multiprocessing.set_start_method("fork", force=True)
    out = os.open(log, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.clear()
    os.environ.update(environ)
    failpoint._armed.update(settings.failpoints(os.environ))  # it was imported before
    if prepare:
        prepare()
    main(words)


def _leash(parent: int) -> None:
    """Nothing outlives the tests, not even killed ones: neither this process nor what it has started."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, which wakes even the frozen
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


class Product(_Stage):
    """The product as processes. `apart` on PostgreSQL: what serves and what works may die alone."""

    def __init__(
        self, folder: Path, sandbox: Sandbox, database_url: str, **options: str
    ) -> None:
        super().__init__(folder, sandbox, database_url, **options)
        self.apart = database_url.startswith("postgresql")
        self.commands: tuple[str, ...] = ("web", "worker") if self.apart else ("serve",)
        self.folder = folder
        self.log = folder / "product.log"
        self.parts: dict[str, Part] = {}
        self._ledger: Ledger | None = None
        #: Whether this test makes the product stumble: then its log may tell of it.
        self.stumbles = False
        #: How many messages this test makes the product give up.
        self.gives_up = 0

    @property
    def ledger(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger(self._database_url, self.sandbox, STAFF)
        return self._ledger

    def start(self, failpoints: str = "", *, at: str = "worker") -> Self:
        """Start what does not run and wait until it is ready; `failpoints` are armed in the part they belong to."""
        for command in self.commands:
            if command not in self.parts:
                self.run(command, failpoints if command in {at, "serve"} else "")
        self.ready()
        return self

    def run(self, command: str, failpoints: str = "") -> Part:
        own = {**self.surroundings(command), "FAILPOINTS": failpoints}
        environ = {**os.environ, **self.environ, **own}
        self.parts[command] = Part(self.words(command), environ, self.log, self.prepare)
        return self.parts[command]

    def words(self, command: str) -> list[str]:
        """Return what comes after `sapa` to start a part."""
        return [command]

    def surroundings(self, command: str) -> Mapping[str, str]:
        """Return the settings that this part has for itself."""
        return {}

    @property
    def prepare(self) -> Callable[[], None] | None:
        """Return what a part does in its process before it becomes the product."""
        return None

    def ready(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not self.is_ready():
            dead = [name for name, part in self.parts.items() if part.code() is not None]
            assert not dead, f"{dead} ended:\n{self.log.read_text()}"
            assert time.monotonic() < end, f"not ready in time:\n{self.log.read_text()}"
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz/ready", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def dies(self, command: str = "") -> None:
        """Wait until a failpoint has killed it, by default the part that works."""
        part = self.parts.pop(command or self.commands[-1])
        assert part.wait() == -signal.SIGKILL, self.log.read_text()
        part.kill()  # what it had started

    def kill(self, *commands: str) -> None:
        """As a crash would: no goodbye."""
        for command in commands or list(self.parts):
            if command in self.parts:
                self.parts.pop(command).kill()

    def stop(self) -> list[int]:
        """As a deployment would, all parts at once; return their exit codes."""
        for part in self.parts.values():
            part.send(signal.SIGTERM)
        codes = [part.wait() for part in self.parts.values()]
        self.parts.clear()
        return codes

    def let_pass(self, minutes: int) -> None:
        """Make everything so much older, as if nothing had worked meanwhile; what works must be dead."""
        database = db.connect(self._database_url)
        for column in (timer.c.due_at, inbox.c.received_at, handoff.c.qualified_at):
            older = type_coerce(column, BigInteger) - minutes * 60_000
            query = update(column.table).values({column: older})
            database.write(lambda c: c.execute(query))  # noqa: B023 - runs at once
        database.close()

    def command(self, *words: str) -> str:
        """Run a command to its end and return what it printed."""
        printed = self.folder / "printed"
        printed.unlink(missing_ok=True)
        part = Part(words, {**os.environ, **self.environ}, printed)
        assert part.wait() == 0, printed.read_text()
        return printed.read_text()

    def reckon(self) -> None:
        """Ask the same of the processes, and look into their log."""
        super().reckon()
        assert self.ledger.given_up() == self.gives_up, "another number of messages given up"
        log = self.log.read_text()
        assert self.stumbles or "Traceback" not in log, log


@contextmanager
def processes(folder: Path, database_url: str, **options: str) -> Iterator[Product]:
    """Hand out a product that is not started yet; at the end it must be in order."""
    with Sandbox() as sandbox:
        product = Product(folder, sandbox, database_url, **options)
        try:
            yield product
            if product.parts:
                product.reckon()
        finally:
            product.kill()
            if product._ledger:
                product._ledger.close()


@contextmanager
def any_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give an empty database of the engine that the fixture is parametrized with, for longer than one test."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'sapa.db'}"
        return
    with postgres.database(request.getfixturevalue("postgresql_server")) as url:
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
