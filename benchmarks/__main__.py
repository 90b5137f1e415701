"""`python -m benchmarks P1 P5`: measures some rows, or all; prints the table and keeps results.json."""

import logging
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from benchmarks import (
    acknowledgement,
    latency,
    memory,
    peers,
    processes,
    sending,
    table,
    timers,
    turns,
)
from benchmarks.bench import Bench, settle
from benchmarks.table import Figure
from tests import postgres

ROWS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "P1": turns.run,
    "P2": peers.run,
    "P3": acknowledgement.run,
    "P4": latency.run,
    "P5": timers.run,
    "P6": sending.run,
    "P8": memory.run,
}

#: Where the PostgreSQL of the tests keeps its data, too: all are measured on one disk.
_DISK = "/tmp"  # noqa: S108 - a folder of our own is made in it

_QUIET = 0.7


def main(names: list[str]) -> None:
    """Run the rows in their order and say what came out."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    logging.disable(logging.ERROR)
    begin, load = time.monotonic(), os.getloadavg()[0]
    if load > _QUIET:
        print(f"This machine is busy (load {load:.1f}): ratios suffer, absolute figures more.")
    if unknown := [name for name in names if name not in ROWS]:
        sys.exit(f"There is no row {unknown[0]}; there are {', '.join(ROWS)}.")
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=_DISK))
    try:
        with postgres.server() as url:
            bench = Bench(folder, url.replace("postgresql+psycopg", "postgresql"))
            machine = {**_machine(url), "load_before": load}
            broken = [name for name in names or ROWS if not _row(bench, name, machine)]
        if "P8" in (names or ROWS):
            # Drawn by the interpreter that has the means to.
            subprocess.run([processes.THEIRS, "-m", "benchmarks.plot"], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{time.monotonic() - begin:.0f} s")
    if broken:
        sys.exit(f"Not measured: {', '.join(broken)}.")


def _row(bench: Bench, name: str, machine: table.Raw) -> bool:
    """Measure a row, print it and keep it. False when it broke: the others are measured all the same."""
    parts: list[Figure] = []
    try:
        for figure in ROWS[name](bench):
            parts.append(figure)
            print(table.line(figure), flush=True)
            settle()
    except Exception:  # noqa: BLE001 - whatever it was, it is shown
        traceback.print_exc()
        return False
    whole = table.whole(parts)
    print(table.line(whole), flush=True)
    table.keep([whole, *parts], machine)
    return True


def _machine(url: str) -> dict[str, object]:
    with psycopg.connect(url) as connection:
        version = connection.info.server_version
    return {
        "disk": _disk(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": f"{version // 10000}.{version % 100}",
        "system": f"{platform.system()} {platform.machine()}",
    }


def _disk() -> str:
    """Return the kind of file system that everything is kept on; in memory nothing is durable."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    kinds = {where: kind for _, where, kind, *_ in mounts}
    return kinds.get(_DISK) or kinds["/"]


if __name__ == "__main__":
    main(sys.argv[1:])
