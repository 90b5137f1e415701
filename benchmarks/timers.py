"""P5: how late SLA alerts are when a thousand fall due in one second, and what open timers cost while nothing happens."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import fill, outside, product
from benchmarks.bench import Bench
from benchmarks.figures import percentile
from benchmarks.table import Figure

#: Open timers, and the worst lateness allowed, in seconds.
GOALS = {10_000: 1.0, 100_000: 2.0}
DUE = 1000
#: Ten times the timers may not cost more than measuring can tell.
IDLE_GOAL = 1.5
IDLE_SECONDS = 5.0
#: After the start, and before the second in which they fall due.
_REST_SECONDS, _AHEAD_SECONDS = 1.0, 2.0
_LATER_SECONDS = 7200.0
_PATIENCE = 30.0
_LOOK = 0.005


def run(bench: Bench) -> Iterator[Figure]:
    """Measure both databases with both numbers of timers."""
    for engine in ("sqlite", "postgresql"):
        idle = []
        for open_timers, goal in GOALS.items():
            cores, late = _ring(bench, engine, open_timers)
            idle.append(cores)
            raw = {
                "p50_s": percentile(late, 0.5),
                "p99_s": percentile(late, 0.99),
                "missing": DUE - len(late),
                "idle_cores": cores,
            }
            # What has not rung by then is later than we were ready to wait.
            worst = max(late) if len(late) == DUE else _PATIENCE
            what = f"worst lateness in s, {DUE:,} due in one second of {open_timers:,} open"
            yield Figure(f"P5.{engine}.{open_timers}", what, worst, goal, "lower", raw)
        value = idle[1] / idle[0] if idle[0] else 1.0
        what = "processor at rest, 100,000 open timers over 10,000"
        yield Figure(f"P5.{engine}.idle", what, value, IDLE_GOAL, "lower", {"cores": idle})


def _ring(bench: Bench, engine: str, open_timers: int) -> tuple[float, list[float]]:
    """Return the cores used at rest, and the lateness of every alert that came."""
    place = bench.place()
    with outside.opened() as world, bench.database(engine, place) as url:
        _fill(place, url, open_timers)
        with product.running(place, url, world.url) as sapa:
            time.sleep(_REST_SECONDS)
            used = sapa.processor_seconds()
            time.sleep(IDLE_SECONDS)
            cores = (sapa.processor_seconds() - used) / IDLE_SECONDS
            return cores, _watch(url, _set(url))


def _fill(place: Path, url: str, open_timers: int) -> None:
    pattern = fill.prepared(place, url)
    last = fill.FIRST + open_timers - 1
    with fill.bulk(url) as opened:
        opened.lead(pattern, fill.HANDED_OVER[:-1], fill.FIRST, last)
        later = f"{int(time.time() + _LATER_SECONDS) * 1000} + n.i"
        opened.copy("timer", pattern["timer"], fill.FIRST, last, due_at=later)


def _set(url: str) -> float:
    """Let the first thousand fall due in one second soon, and return which (seconds since 1970).

    Set by hand once the product runs, so that a slow start cannot be taken for lateness.
    """
    due = int(time.time() + _AHEAD_SECONDS)
    with fill.watched(url) as opened:
        opened.run(
            f"UPDATE timer SET due_at = {due * 1000} + id % {DUE} "
            f"WHERE id >= {fill.FIRST} AND id < {fill.FIRST + DUE}"
        )
    return float(due)


def _watch(url: str, due: float) -> list[float]:
    """Look for alert rows every few milliseconds from another connection: what it sees is committed."""
    late: dict[int, float] = {}
    with fill.watched(url) as opened:
        while len(late) < DUE and time.time() < due + _PATIENCE:
            rows = opened.run(
                f"SELECT timer_id, due_at FROM alert WHERE timer_id >= {fill.FIRST}"
            )
            at = time.time()
            for timer_id, due_at in rows:
                late.setdefault(timer_id, at - due_at / 1000)
            time.sleep(_LOOK)
    return list(late.values())
