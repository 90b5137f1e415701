"""The product as it runs at a company: its own commands as processes, on either database."""

import http.client
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks import processes, provider

RATE = 80
#: A start takes two seconds; on a machine that is busy with something else, longer.
START = 180.0
REPS = ("+628990000001", "+628990000002")
MANAGER = "+628990000009"
_COMPANY = """
[business]
name = "Toko Digital"
bot = "Mira"
privacy = "https://tokodigital.example/privasi"
country = "ID"
language = "en"
timezone = "Asia/Jakarta"
currency = "IDR"

[sla]
offer = "60s"
remind = "3m"
breach = "5m"
silence = "30m"

[rates]
whatsapp = {rate}

[[scoring]]
if = "budget.min >= 10_000_000"
points = 30
why = "budget"

[qualify]
mql = "score >= 60"
sql = "budget and authority and need and timeline"
"""
_MEMBER = """
[[staff]]
name = "{name}"
roles = ["{role}"]
address = "whatsapp:{number}"
language = "en"
"""
#: Far from the numbers of anybody else who writes.
_SIDS = count(2 * 16**20)


@dataclass(slots=True)
class Product:
    """Its processes and where it listens."""

    port: int
    database: str
    log: Path
    parts: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def hook(self) -> str:
        return self.url + provider.HOOK

    @property
    def pids(self) -> list[int]:
        return [part.pid for part in self.parts]

    def processor_seconds(self) -> float:
        return processes.processor_seconds(self.pids)

    def memory_mb(self) -> float:
        return processes.memory_mb(self.pids)

    def await_ready(self, seconds: float = START) -> None:
        until(lambda: self._status("GET", "/healthz/ready") == 200, seconds, self.log)

    def await_alive(self, seconds: float = START) -> None:
        until(lambda: self._status("GET", "/healthz/live") == 200, seconds, self.log)

    def say(self, number: str, words: str) -> int:
        """Post one webhook on a line of its own and return the status; 0 while nobody listens."""
        whole = provider.webhook(self.hook, f"SM{next(_SIDS):032x}", number, words)
        head, _, body = whole.partition(b"\r\n\r\n")
        headers = dict(
            line.split(": ", 1)
            for line in head.decode().split("\r\n")[1:]
            if "Host" not in line
        )
        return self._status("POST", provider.HOOK, body, headers)

    def on_duty(self) -> None:
        """The colleagues come on duty, so that leads are offered and alerts arrive."""
        for number in (*REPS, MANAGER):
            assert self.say(number, "on") == 200
        time.sleep(1)

    def _status(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method, path, body, dict(headers or {}))
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()


@contextmanager
def running(
    folder: Path, database: str, api: str, *, rate: int = RATE, workers: int = 2
) -> Iterator[Product]:
    """Run it until the block ends: `sapa serve` on SQLite, `sapa web` and so many `sapa worker` on PostgreSQL."""
    product = Product(processes.free_port(), database, folder / "product.log")
    environ = settings(folder, product, api, rate=rate)
    commands = ["serve"] if database.startswith("sqlite") else ["web", *["worker"] * workers]
    with ExitStack() as stack:
        for command in commands:
            run = processes.running(["bot", command], environ, product.log)
            product.parts.append(stack.enter_context(run))
            if command == "web":  # it migrates the database
                product.await_alive()
        product.await_ready()
        yield product


def settings(folder: Path, product: Product, api: str, *, rate: int = RATE) -> dict[str, str]:
    """Write business.toml and return the environment that the product reads."""
    staff = [("Sari", "rep", REPS[0]), ("Andi", "rep", REPS[1]), ("Ratna", "manager", MANAGER)]
    members = (_MEMBER.format(name=n, role=r, number=at) for n, r, at in staff)
    business = folder / "business.toml"
    business.write_text(_COMPANY.format(rate=rate) + "".join(members), "utf-8")
    return {
        "DATABASE_URL": product.database,
        "PUBLIC_URL": product.url,
        "PORT": str(product.port),
        "SECRET_KEY": "a-secret-key-for-loads-0123",
        "SAPA_BUSINESS": str(business),
        "TWILIO_ACCOUNT_SID": provider.SID,
        "TWILIO_AUTH_TOKEN": provider.TOKEN,
        "TWILIO_WHATSAPP_FROM": provider.OURS,
        "TWILIO_API_URL": api,
        "PYTHONPATH": os.fspath(Path(__file__).parents[1]),
    }


def until(
    condition: Callable[[], object], seconds: float, log: Path, pause: float = 0.02
) -> None:
    """Wait until it holds; say what the product's log ends with when it does not."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"this did not come about:\n{log.read_text('utf-8')[-2000:]}")
        time.sleep(pause)
