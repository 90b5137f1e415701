"""P2: the six-question form on the usual libraries beside ours: messages a second, closed loop, replies at the provider."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from benchmarks import outside, processes, product, telegram
from benchmarks.bench import Bench
from benchmarks.figures import percentile
from benchmarks.table import Figure, Raw
from benchmarks.talks import Heard, Talk

GOALS = {"aiogram_redis": 1.0, "aiogram_sqlite": 1.0, "python_telegram_bot": 2.0}
PEOPLE, SECONDS = 16, 5.0
#: The provider answers at once: a library that waits for it before the next update would do nothing else.
DELAY = 0.0
#: As many a second as business.toml allows: the provider's limit is not what is compared here.
RATE = 1000


def run(bench: Bench) -> Iterator[Figure]:
    """Measure each in turn, ourselves first and last."""
    before = _sapa(bench)
    measured = {
        "aiogram_sqlite": _peer(bench, "benchmarks.peer_aiogram", _file),
        "python_telegram_bot": _peer(bench, "benchmarks.peer_telegram", None),
    }
    if shutil.which("redis-server"):
        measured["aiogram_redis"] = _peer(bench, "benchmarks.peer_aiogram", _redis)
    else:
        print("P2.aiogram_redis is left out: there is no redis-server on this machine")
    after = _sapa(bench)
    ours = (before.rate + after.rate) / 2
    for name, heard in measured.items():
        raw: Raw = {
            "ours_per_s": [before.rate, after.rate],
            "ours_p99_ms": percentile(before.answered, 0.99) * 1000,
            "theirs_per_s": heard.rate,
            "theirs_p99_ms": percentile(heard.answered, 0.99) * 1000,
            "lost": [before.lost, heard.lost, after.lost],
            "generator_cores": [before.processor, heard.processor],
            "kept": _KEPT[name],
        }
        what = f"messages a second, {PEOPLE} people, over {name.replace('_', ' ')}"
        yield Figure(f"P2.{name}", what, ours / heard.rate, GOALS[name], "higher", raw)


_KEPT = {
    "aiogram_sqlite": "state, synchronous=FULL, in a storage written for this",
    "aiogram_redis": "state, appendfsync everysec",
    "python_telegram_bot": "state, pickled every second",
}


def _sapa(bench: Bench) -> Heard:
    place = bench.place()
    url = f"sqlite:///{place / 'sapa.db'}"
    with (
        outside.opened(DELAY) as world,
        product.running(place, url, world.url, rate=RATE) as sapa,
    ):
        sapa.on_duty()
        return world.talk(Talk((sapa.port,), sapa.hook, PEOPLE, SECONDS, "sent"))


#: Opens what a peer keeps its state in, and names it.
_Storage = Callable[[Path], AbstractContextManager[str]]


def _peer(bench: Bench, module: str, storage: _Storage | None) -> Heard:
    place, port = bench.place(), processes.free_port()
    log = place / "peer.log"
    with outside.opened(DELAY) as world, (storage or _file)(place) as kept:
        where = [str(port), world.url]
        words = [module, kept, *where] if storage else [module, *where, str(place)]
        with processes.running(words, {}, log, processes.THEIRS):
            product.until(lambda: processes.listens(port), 30, log)
            hook = f"http://127.0.0.1:{port}{telegram.HOOK}"
            talk = Talk((port,), hook, PEOPLE, SECONDS, "sent", dialect="telegram")
            heard = world.talk(talk)
    if not heard.answered:
        raise RuntimeError(f"{module} answered nobody:\n{log.read_text('utf-8')[-2000:]}")
    return heard


def _file(place: Path) -> AbstractContextManager[str]:
    return nullcontext(str(place / "talks.db"))


@contextmanager
def _redis(place: Path) -> Iterator[str]:
    port = processes.free_port()
    options = "--bind 127.0.0.1 --appendonly yes --appendfsync everysec".split()
    where = ["--port", str(port), "--dir", str(place)]
    server = ["redis-server", *where, *options, "--save", ""]
    with subprocess.Popen(server, stdout=subprocess.DEVNULL) as process:
        try:
            product.until(lambda: processes.listens(port), 10, place / "redis.log")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
