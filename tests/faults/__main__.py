"""The long run: `python -m tests.faults`, or `make faults`. One row a seed; ends with 1 unless every column is zero."""

import itertools
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from tests import postgres
from tests.faults import sweep
from tests.faults.bench import Outcome, Run, play
from tests.faults.plants import PLANTS

DATABASES = ("sqlite", "postgresql")
#: What happened, before what was wrong with it.
_COUNTS = "acknowledged turns calls sends faults kills stops jumps restarts".split()


@click.command(help=__doc__)
@click.option("--seeds", default=20, show_default=True, help="How many seeds.")
@click.option("--first", default=1, show_default=True, help="The first of them.")
@click.option("--seconds", default=60.0, show_default=True, help="How long each lasts.")
@click.option("--database", "databases", type=click.Choice(DATABASES), multiple=True)
@click.option("-j", "--at-once", default=1, show_default=True, help="Runs side by side.")
@click.option("--plant", type=click.Choice(tuple(PLANTS)), help="A bug to find.")
@click.option("--sweep", "sweeps", is_flag=True, help="Die at every commit and every call.")
def main(
    seeds: int,
    first: int,
    seconds: float,
    databases: Sequence[str],
    at_once: int,
    plant: str | None,
    *,
    sweeps: bool,
) -> None:
    """Run them all."""
    databases = databases or DATABASES
    if sweeps:
        jobs = [partial(_sweep, point, kind) for point in sweep.POINTS for kind in databases]
    else:
        numbers = range(first, first + seeds)
        runs = [Run(number, seconds, plant=plant or "") for number in numbers]
        jobs = [partial(_one, run, kind) for run in runs for kind in databases]
        _print("run", [*_COUNTS, "and what was wrong"])
    with ProcessPoolExecutor(at_once, get_context("spawn")) as pool:
        good = [job.result() for job in [pool.submit(job) for job in jobs]]
    sys.exit(not all(good))


def _one(run: Run, kind: str) -> bool:
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    with _databases(kind, folder) as (urls, server):
        outcome = play(run, folder, next(urls), server)
    _row(f"{kind} {run.seed} ({time.monotonic() - began:.0f} s)", outcome)
    return _said(outcome.mistakes, folder)


def _row(name: str, outcome: Outcome) -> None:
    wrong = [f"{name} {len(column)}" for name, column in outcome.columns.items()]
    _print(name, [*(str(outcome.counts.get(what, 0)) for what in _COUNTS), ", ".join(wrong)])


def _print(name: str, cells: Sequence[str]) -> None:
    click.echo("| " + " | ".join([name, *cells]) + " |")


def _said(mistakes: Sequence[str], folder: Path) -> bool:
    for mistake in mistakes:
        click.echo(f"    {mistake}")
    if mistakes:
        click.echo(f"    the log and the evidence are in {folder}")
    return not mistakes


def _sweep(point: str, kind: str) -> bool:
    """Die at each commit or call, one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    parts = ["serve"] if kind == "sqlite" else ["web-1", "worker-1"]
    deaths, wrong = 0, 0
    with _databases(kind, folder) as (urls, _):
        for death, mistakes in sweep.sweep(folder, urls, point, parts=parts):
            deaths += 1
            wrong += len(mistakes)
            _said([f"{death}: {mistake}" for mistake in mistakes], folder)
    _print(f"{kind} {point}", [f"{deaths} deaths", f"{wrong} mistakes"])
    return not wrong


@contextmanager
def _databases(
    kind: str, folder: Path
) -> Iterator[tuple[Iterator[str], postgres.Server | None]]:
    """Give empty databases, as many as wanted, and the server they are on."""
    with ExitStack() as stack:
        if kind == "sqlite":
            yield (f"sqlite:///{folder / f'sapa{n}.db'}" for n in itertools.count()), None
            return
        server = stack.enter_context(postgres.started())
        database = partial(postgres.database, server.url)
        yield (stack.enter_context(database()) for _ in itertools.count()), server


if __name__ == "__main__":
    main()
