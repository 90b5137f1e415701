"""P6: how much of the allowed rate a full queue uses, as the provider counts it, and whether it ever uses more."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import fill, outside, product
from benchmarks.bench import Bench
from benchmarks.figures import busiest, steady_rate
from benchmarks.table import Figure

GOAL, CEILING = 0.95, 1.0
MESSAGES = 1200
_PATIENCE = 60.0


def run(bench: Bench) -> Iterator[Figure]:
    """Measure both databases. The rate is WhatsApp's; Telegram's comes with its channel."""
    for engine in ("sqlite", "postgresql"):
        times, cores = _sent(bench, engine)
        busy = busiest(times)
        raw = {
            "sent_per_s": steady_rate(times),
            "messages": len(times),
            "busiest_second": busy,
            "product_cores": cores,
            "provider_ms": outside.DELAY * 1000,
        }
        value = steady_rate(times) / product.RATE
        what = f"messages sent, share of {product.RATE} a second"
        yield Figure(f"P6.{engine}.rate", what, value, GOAL, "higher", raw)
        what = "the provider's busiest second, share of the rate"
        yield Figure(f"P6.{engine}.most", what, busy / product.RATE, CEILING, "lower", {})


def _sent(bench: Bench, engine: str) -> tuple[list[float], float]:
    """Return when the provider took each message, and the cores that the product used."""
    place = bench.place()
    with outside.opened() as world, bench.database(engine, place) as url:
        _fill(place, url)
        with product.running(place, url, world.url) as sapa:
            used, begin = sapa.processor_seconds(), time.monotonic()
            taken: list[tuple[float, str]] = []
            while len(taken) < MESSAGES and time.monotonic() < begin + _PATIENCE:
                time.sleep(0.5)
                taken += world.accepted()
            spent = time.monotonic() - begin
            cores = (sapa.processor_seconds() - used) / spent
    return [at for at, _ in taken], cores


def _fill(place: Path, url: str) -> None:
    pattern = fill.prepared(place, url)
    last = fill.FIRST + MESSAGES - 1
    with fill.bulk(url) as opened:
        opened.lead(pattern, (*fill.CONTACT, "outbox"), fill.FIRST, last)
