"""P4: from a webhook to the call at the provider, on a product that has nothing else to do."""

from collections.abc import Iterator

from benchmarks import outside, product
from benchmarks.bench import Bench
from benchmarks.figures import percentile
from benchmarks.table import Figure
from benchmarks.talks import Talk

GOALS_MS = {"p50": 25.0, "p99": 150.0}
SHARES = {"p50": 0.5, "p99": 0.99}
#: One message at a time; the next one so many seconds after the reply has reached the provider.
SECONDS, PAUSE = 12.0, 0.12


def run(bench: Bench) -> Iterator[Figure]:
    """Measure both databases; both clocks are this machine's monotonic one."""
    for engine in ("sqlite", "postgresql"):
        place = bench.place()
        with (
            outside.opened() as world,
            bench.database(engine, place) as url,
            product.running(place, url, world.url) as sapa,
        ):
            sapa.on_duty()
            talk = Talk((sapa.port,), sapa.hook, 1, SECONDS, "sent", pause=PAUSE)
            heard = world.talk(talk)
        if heard.lost or not heard.answered:
            raise RuntimeError(f"{heard.lost} messages were not answered on {engine}")
        times = [seconds * 1000 for seconds in heard.answered]
        raw = {"messages": len(times), "worst_ms": max(times, default=0)}
        for name, share in SHARES.items():
            what = f"webhook to provider call when idle, {name} in ms"
            value = percentile(times, share)
            yield Figure(f"P4.{engine}.{name}", what, value, GOALS_MS[name], "lower", raw)
