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


def main(names: list[str]) -> None:
    """Run the rows in their order and say what came out."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    logging.disable(logging.ERROR)
    begin = time.monotonic()
    if unknown := [name for name in names if name not in ROWS]:
        sys.exit(f"There is no row {unknown[0]}; there are {', '.join(ROWS)}.")
    # Not the user's own temporary directory, which may be memory: /var/tmp outlives it on disk.
    folder = Path(tempfile.mkdtemp(prefix="sapa-bench-", dir="/tmp"))
    try:
        with postgres.server() as url:
            bench = Bench(folder, url.replace("postgresql+psycopg", "postgresql"))
            table.keep(list(_all(bench, names or list(ROWS))), _machine(url))
        if "P8" in (names or ROWS):
            # Drawn by the interpreter that has the means to.
            subprocess.run([processes.THEIRS, "-m", "benchmarks.plot"], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{time.monotonic() - begin:.0f} s")


def _all(bench: Bench, names: list[str]) -> Iterator[Figure]:
    for name in names:
        parts = []
        for figure in ROWS[name](bench):
            parts.append(figure)
            print(table.line(figure), flush=True)
            settle()
        sum_up = [] if parts[0].name == name else [table.whole(parts)]
        for figure in sum_up:
            print(table.line(figure), flush=True)
        yield from sum_up + parts


def _machine(url: str) -> table.Raw:
    with psycopg.connect(url) as connection:
        version = connection.info.server_version
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": f"{version // 10000}.{version % 100}",
        "system": f"{platform.system()} {platform.machine()}",
    }


if __name__ == "__main__":
    main(sys.argv[1:])
