"""The long run: `python -m tests.faults`, or `make faults`. One row a seed; ends with 1 unless every column is zero."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import click

from tests.faults import long, sweep
from tests.faults.bench import Run
from tests.faults.plants import PLANTS

DATABASES = ("sqlite", "postgresql")


@click.command(help=__doc__)
@click.option("--seeds", default=20, show_default=True, help="How many seeds.")
@click.option("--first", default=1, show_default=True, help="The first of them.")
@click.option("--seconds", default=60.0, show_default=True, help="How long each lasts.")
@click.option("--database", "databases", type=click.Choice(DATABASES), multiple=True)
@click.option("-j", "--at-once", default=1, show_default=True, help="Runs side by side.")
@click.option("--plant", type=click.Choice(tuple(PLANTS)), help="A bug to find.")
@click.option("--calm", is_flag=True, help="Only the provider has a bad day.")
@click.option("--sweep", "sweeps", is_flag=True, help="Die at every commit and every call.")
def main(
    seeds: int,
    first: int,
    seconds: float,
    databases: Sequence[str],
    at_once: int,
    plant: str | None,
    *,
    calm: bool,
    sweeps: bool,
) -> None:
    """Run them all."""
    databases = databases or DATABASES
    if sweeps:
        jobs = [
            partial(long.story, point, kind) for point in sweep.POINTS for kind in databases
        ]
    else:
        numbers = range(first, first + seeds)
        runs = [Run(number, seconds, plant=plant or "", calm=calm) for number in numbers]
        jobs = [partial(long.one, run, kind) for run in runs for kind in databases]
        long.head()
    with ProcessPoolExecutor(at_once, get_context("spawn")) as pool:
        good = [job.result() for job in [pool.submit(job) for job in jobs]]
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
