"""What the long run does in each of its processes, and the row it prints at the end."""

import itertools
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import click

from tests import postgres
from tests.faults import sweep
from tests.faults.bench import Outcome, Run, play

#: What happened, before what was wrong with it.
_COUNTS = "acknowledged turns calls sends faults kills stops jumps restarts".split()


def head() -> None:
    _print("run", [*_COUNTS, "and what was wrong"])


def one(run: Run, kind: str) -> bool:
    """Play one run and print its row; say whether all was well."""
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


def story(point: str, kind: str) -> bool:
    """Die at each commit or call of the story, one after the other; say whether all was well."""
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
