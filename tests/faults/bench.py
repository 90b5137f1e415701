"""One run of one seed: people and faults for a while, then quiet, then every checker."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.sandbox.sandbox import Sandbox
from store.tables import attempt, inbox, metadata
from tests import postgres
from tests.faults import checkers, provider, witness
from tests.faults.fleet import Fleet
from tests.faults.load import Load
from tests.faults.nemesis import Nemesis

#: By then everything has come to its end: the longest wait is `missed` and `patience`, a twentieth of two minutes.
_QUIET = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """What to do."""

    seed: int
    seconds: float
    prospects: int = 12
    #: How many of the calls to the provider go wrong.
    share: float = 0.3
    plant: str = ""
    #: Nobody kills, freezes or moves anything: only the provider has a bad day.
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened, and what was wrong with it."""

    counts: Mapping[str, int]
    columns: Mapping[str, list[str]]

    @property
    def mistakes(self) -> list[str]:
        return [f"{name}: {one}" for name, column in self.columns.items() for one in column]


def play(run: Run, folder: Path, url: str, server: postgres.Server | None) -> Outcome:
    """Play a run on an empty database."""
    witness.engage(url)
    with _fleet(folder, url, run.plant) as fleet:
        weather = provider.cloud(fleet.sandbox, fleet.doors, run.seed, run.share)
        fleet.launch()
        load, nemesis = Load(fleet, run.seed, run.prospects), Nemesis(fleet, run.seed, server)
        load.begin()
        if not run.calm:
            nemesis.begin()
        time.sleep(run.seconds)
        if not run.calm:
            nemesis.end()
        load.end()
        provider.clear(fleet.sandbox)
        stuck = never_quiet(fleet)
        fleet.end()
        counts = load.counts + nemesis.counts + Counter(faults=weather.happened.total())
        found = checkers.Evidence(fleet, witness.ask(url), stuck)
        outcome = Outcome(counts + _counted(fleet), checkers.columns(found))
        if outcome.mistakes:
            _keep(found, folder / "evidence.jsonl")
        return outcome


@contextmanager
def _fleet(folder: Path, url: str, plant: str) -> Iterator[Fleet]:
    with Sandbox() as sandbox:
        fleet = Fleet(folder, sandbox, url, plant=plant)
        try:
            yield fleet
        finally:
            fleet.end()
            if fleet._ledger:
                fleet._ledger.close()


def never_quiet(fleet: Fleet) -> list[str]:
    """Wait until nothing is left to do; return what was never done."""
    try:
        fleet.settle(_QUIET)
    except AssertionError:
        return fleet.ledger.open_work()
    return []


def _keep(found: checkers.Evidence, file: Path) -> None:
    """Write down everything that the checkers saw: the database may be gone soon."""
    with file.open("w") as out:
        for name, table in metadata.tables.items():
            for row in found.fleet.ledger.all(table):
                print(json.dumps({"table": name, **row._mapping}, default=str), file=out)
        for entry in found.fleet.sandbox.provider.accepted:
            print(json.dumps({"accepted": asdict(entry)}), file=out)
        for one in found.seen:
            print(json.dumps({"witness": asdict(one)}, default=str), file=out)


def _counted(fleet: Fleet) -> Counter[str]:
    turns = [row for row in fleet.ledger.rows(inbox) if row.state == "done"]
    return Counter(
        turns=len(turns),
        calls=len(fleet.ledger.rows(attempt)),
        sends=len(fleet.sandbox.provider.accepted),
        restarts=fleet.restarts,
    )
