"""P1: durable conversational turns a second, from a signed webhook to a committed reply, as a share of the bare driver."""

from collections.abc import Iterator

from benchmarks import inside, outside, product, raw
from benchmarks.bench import Bench
from benchmarks.figures import mean, percentile
from benchmarks.table import Figure, Raw
from benchmarks.talks import Talk

GOALS = {"sqlite": 0.20, "postgresql": 0.35}
PEOPLE = 32
SECONDS, RAW_SECONDS = 9.0, 2.0


def run(bench: Bench) -> Iterator[Figure]:
    """Measure both databases: the limit, the product, the product in process, the limit again."""
    for engine, goal in GOALS.items():
        before = _limits(bench, engine)
        over_http = _over_http(bench, engine)
        inside = _in_process(bench, engine)
        after = _limits(bench, engine)
        limits = {name: mean([before[name], after[name]]) for name in before}
        limit = max(limits.values())
        facts: Raw = {
            **over_http,
            "in_process_turns_per_s": inside,
            "in_process_share": inside / limit,
            "limit_turns_per_s": limit,
            **{name: [before[name], after[name]] for name in before},
        }
        value = over_http["turns_per_s"] / limit
        what = f"durable turns, {PEOPLE} people, share of raw {_DRIVERS[engine]}"
        yield Figure(f"P1.{engine}", what, value, goal, "higher", facts)


_DRIVERS = {"sqlite": "sqlite3", "postgresql": "psycopg"}


def _limits(bench: Bench, engine: str) -> dict[str, float]:
    place = bench.place()
    if engine == "sqlite":
        return {"raw_1": raw.sqlite_turns(place, RAW_SECONDS)}
    with bench.database(engine, place) as url:
        return {f"raw_{n}": raw.postgresql_turns(url, RAW_SECONDS, n) for n in (1, 8)}


def _over_http(bench: Bench, engine: str) -> dict[str, float]:
    place = bench.place()
    with (
        outside.opened() as world,
        bench.database(engine, place) as url,
        product.running(place, url, world.url) as sapa,
    ):
        sapa.on_duty()
        used = sapa.processor_seconds()
        talk = Talk((sapa.port,), sapa.hook, PEOPLE, SECONDS, "queued", url)
        heard = world.talk(talk)
        cores = (sapa.processor_seconds() - used) / (talk.warmup + talk.seconds)
        return {
            "turns_per_s": heard.rate,
            "turn_p50_ms": percentile(heard.answered, 0.5) * 1000,
            "turn_p99_ms": percentile(heard.answered, 0.99) * 1000,
            "refused": heard.refused,
            "lost": heard.lost,
            "product_cores": cores,
            "generator_cores": heard.processor,
        }


def _in_process(bench: Bench, engine: str) -> float:
    place = bench.place()
    with bench.database(engine, place) as url, inside.desk(place, url) as desk:
        return inside.turns_per_second(desk, PEOPLE, SECONDS / 2)
