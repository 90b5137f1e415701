"""The long run: `python -m tests.faults`, or `make faults`. One row a seed; ends with 1 unless every column is zero."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

import click

from tests import postgres
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
@click.option("-j", "--side-by-side", default=1, help="How many runs at the same time.")
@click.option("--plant", type=click.Choice(tuple(PLANTS)), help="A bug to find.")
def main(**given: object) -> None:
    """Run them all."""
    databases = given["databases"] or DATABASES
    assert isinstance(databases, tuple)
    first, seeds = int(str(given["first"])), int(str(given["seeds"]))
    seconds, plant = float(str(given["seconds"])), str(given["plant"] or "")
    numbers = range(first, first + seeds)
    runs = [Run(seed, seconds, plant=plant) for seed in numbers for _ in databases]
    table = Table()
    with ThreadPoolExecutor(int(str(given["side_by_side"]))) as pool:
        play_one = partial(_one, row=table.row)
        for outcome in pool.map(play_one, runs, cycle(databases)):
            table.mistakes += outcome.mistakes
    sys.exit(bool(table.mistakes))


class Table:
    """Prints a row as soon as a run has ended, and what was wrong below it."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []
        self._begun = False

    def row(self, name: str, outcome: Outcome) -> None:
        if not self._begun:
            self._begun = True
            _print("run", [*_COUNTS, *outcome.columns])
        wrong = [str(len(column)) for column in outcome.columns.values()]
        _print(name, [*(str(outcome.counts.get(what, 0)) for what in _COUNTS), *wrong])
        for mistake in outcome.mistakes:
            click.echo(f"    {mistake}")


def _print(name: str, cells: list[str]) -> None:
    click.echo("| " + " | ".join([name, *cells]) + " |")


def _one(run: Run, database: str, *, row: Callable[[str, Outcome], None]) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    began = time.monotonic()
    with _database(database, folder) as (url, server):
        outcome = play(run, folder, url, server)
    row(f"{database} {run.seed} ({time.monotonic() - began:.0f} s)", outcome)
    if outcome.mistakes:
        click.echo(f"    the log and the database are kept in {folder}")
    return outcome


@contextmanager
def _database(database: str, folder: Path) -> Iterator[tuple[str, postgres.Server | None]]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'sapa.db'}", None
        return
    with postgres.started() as server, postgres.database(server.url) as url:
        yield url, server


if __name__ == "__main__":
    main()
