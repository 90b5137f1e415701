"""P3: how long a webhook waits for its 200 at 32 connections, beside the same server with nothing to do."""

from collections.abc import Iterator

from benchmarks import outside, processes, product, provider
from benchmarks.bench import Bench
from benchmarks.figures import mean, percentile
from benchmarks.table import Figure
from benchmarks.talks import Heard, Talk

GOAL = 3.0
PEOPLE, SECONDS, WARMUP = 32, 5.0, 1.5
SERVERS = {"sqlite": "waitress", "postgresql": "granian"}


def run(bench: Bench) -> Iterator[Figure]:
    """Measure the bare server, the product, and the bare server again."""
    for engine, make in SERVERS.items():
        before = _bare(bench, make)
        heard = _product(bench, engine)
        after = _bare(bench, make)
        limits = [percentile(each.acknowledged, 0.99) for each in (before, after)]
        value = percentile(heard.acknowledged, 0.99) / mean(limits)
        raw = {
            "p50_ms": percentile(heard.acknowledged, 0.5) * 1000,
            "p99_ms": percentile(heard.acknowledged, 0.99) * 1000,
            "kept_per_s": heard.rate,
            "refused": heard.refused,
            "bare_p50_ms": [percentile(b.acknowledged, 0.5) * 1000 for b in (before, after)],
            "bare_p99_ms": [limit * 1000 for limit in limits],
            "bare_per_s": [before.rate, after.rate],
            "generator_cores": heard.processor,
        }
        what = f"p99 of a 200 at {PEOPLE} connections, over that of a bare {make}"
        yield Figure(f"P3.{engine}", what, value, GOAL, "lower", raw)


def _bare(bench: Bench, make: str) -> Heard:
    port = processes.free_port()
    words = ["benchmarks.bare", make, str(port)]
    log = bench.place() / "bare.log"
    with outside.opened() as world, processes.running(words, {}, log):
        product.until(lambda: processes.listens(port), 20, log)
        return world.talk(_talk(port, f"http://127.0.0.1:{port}{provider.HOOK}"))


def _product(bench: Bench, engine: str) -> Heard:
    place = bench.place()
    with (
        outside.opened() as world,
        bench.database(engine, place) as url,
        product.running(place, url, world.url) as sapa,
    ):
        return world.talk(_talk(sapa.port, sapa.hook))


def _talk(port: int, hook: str) -> Talk:
    return Talk((port,), hook, PEOPLE, SECONDS, "kept", warmup=WARMUP)
