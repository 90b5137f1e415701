"""P8: what `sapa serve` holds in memory with few and many contacts and after many turns; how soon it answers; what size costs."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import fill, inside, outside, processes, product
from benchmarks.bench import Bench
from benchmarks.outside import Outside
from benchmarks.table import Figure
from benchmarks.talks import Heard, Talk
from bot.desk import outbox, timers
from bot.desk.desk import Desk

GOAL_MB, GOAL_GROWTH, GOAL_START_S = 200.0, 1.05, 3.0
#: Each with a conversation, a message sent, and an armed timer.
CONTACTS = (10_000, 100_000, 1_000_000)
PEOPLE, SECONDS = 32, 11.0
_CLAIMS, _TICKS = 50, 200
STARTS = 3


def run(bench: Bench) -> Iterator[Figure]:
    """Fill one SQLite database step by step; at each step weigh the product and time its work."""
    place = bench.place()
    url = f"sqlite:///{place / 'sapa.db'}"
    pattern = fill.prepared(place, url)
    with outside.opened() as world:
        for step, contacts in enumerate(CONTACTS):
            fresh = contacts - (CONTACTS[step - 1] if step else 0)
            # Apart, because the product numbers on from the last copy.
            _fill(url, pattern, fill.FIRST * 10 * (step + 1), fresh)
            yield _weighed(place, url, world, contacts)
        yield _grown(place, url, world)
        yield _started(place, url, world)


def _fill(url: str, pattern: fill.Pattern, first: int, contacts: int) -> None:
    last = first + contacts - 1
    later = f"{int(time.time() + 7200) * 1000} + n.i"
    with fill.bulk(url) as opened:
        opened.lead(pattern, ("person", "address", "conversation"), first, last)
        opened.copy("outbox", pattern["outbox"], first, last, state="'sent'", payload="'{}'")
        opened.copy("timer", pattern["timer"], first, last, due_at=later, kind="'nudge'")


def _weighed(place: Path, url: str, world: Outside, contacts: int) -> Figure:
    costs = _costs(place, url)
    fill.quiet(url)
    with product.running(place, url, world.url) as sapa:
        heard = _talk(world, sapa, 2)
        memory = sapa.memory_mb()
    raw = {"turns": len(heard.answered), **costs}
    what = f"memory of sapa serve in MB, {contacts:,} contacts"
    return Figure(f"P8.{contacts}", what, memory, GOAL_MB, "lower", raw)


def _costs(place: Path, url: str) -> dict[str, float]:
    """Time a turn, a claim of messages and a look for due timers, in this process."""
    with inside.desk(place, url) as desk:
        return {
            "turn_ms": 1000 / inside.turns_per_second(desk, PEOPLE, 2),
            "claim_ms": _claim_ms(desk),
            "tick_ms": _tick_ms(desk),
        }


def _claim_ms(desk: Desk) -> float:
    begin = time.perf_counter()
    for _ in range(_CLAIMS):
        outbox.claim(desk, "whatsapp", inside.now(), outbox.BATCH)
    return (time.perf_counter() - begin) * 1000 / _CLAIMS


def _tick_ms(desk: Desk) -> float:
    begin = time.perf_counter()
    for _ in range(_TICKS):
        timers.ring(desk, inside.now)
    return (time.perf_counter() - begin) * 1000 / _TICKS


def _grown(place: Path, url: str, world: Outside) -> Figure:
    """Let people talk twice, and see whether the second time takes more memory."""
    fill.quiet(url)
    with product.running(place, url, world.url) as sapa:
        fresh = sapa.memory_mb()
        first = _talk(world, sapa, SECONDS)
        half = sapa.memory_mb()
        second = _talk(world, sapa, SECONDS)
        whole = sapa.memory_mb()
    turns = [len(first.answered), len(second.answered)]
    raw = {"at_start_mb": fresh, "half_mb": half, "end_mb": whole, "turns": turns}
    what = "memory at the end of a run over that at its half"
    return Figure("P8.growth", what, whole / half, GOAL_GROWTH, "lower", raw)


def _talk(world: Outside, sapa: product.Product, seconds: float) -> Heard:
    sapa.on_duty()
    return world.talk(
        Talk((sapa.port,), sapa.hook, PEOPLE, seconds, "queued", sapa.database, warmup=0)
    )


def _started(place: Path, url: str, world: Outside) -> Figure:
    """Take the middle of three starts, from the process to its answers; its files are in the system's cache."""
    fill.quiet(url)
    starts = sorted((_one_start(place, url, world) for _ in range(STARTS)), key=max)
    ready, answered = starts[STARTS // 2]
    raw = {"ready_s": ready, "first_webhook_s": answered, "worst_s": max(starts[-1])}
    what = f"start to ready and to the first webhook's 200 in s, {CONTACTS[-1]:,} contacts"
    return Figure("P8.start", what, max(ready, answered), GOAL_START_S, "lower", raw)


def _one_start(place: Path, url: str, world: Outside) -> tuple[float, float]:
    """Return the seconds until the product says that it is ready, and until it has taken a webhook."""
    sapa = product.Product(processes.free_port(), url, place / "product.log")
    environ = product.settings(place, sapa, world.url)
    begin = time.monotonic()
    with processes.running(["bot", "serve"], environ, sapa.log) as process:
        sapa.parts.append(process)
        number = f"+6599{int(begin * 1000) % 10**7:07d}"
        product.until(lambda: sapa.say(number, "hi") == 200, product.START, sapa.log)
        answered = time.monotonic() - begin
        sapa.await_ready()
        return time.monotonic() - begin, answered
