"""The short run of the fault bench; `make faults` is the long one."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.bench import Run, play
from tests.faults.sweep import POINTS, sweep

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_doubled_or_late_whatever_breaks(database: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        url, server = f"sqlite:///{tmp_path / 'sapa.db'}", None
        if database == "postgresql":
            server = stack.enter_context(postgres.started())
            url = stack.enter_context(postgres.database(server.url))

        outcome = play(Run(seed=1, seconds=20), tmp_path, url, server)

    assert outcome.mistakes == []
    assert outcome.counts["kills"]
    assert outcome.counts["faults"]
    assert outcome.counts["turns"] > 5


def test_a_bug_is_found(tmp_path: Path) -> None:
    """Else the bench would be worth nothing: here a call without an answer is simply made again."""
    run = Run(seed=1, seconds=8, share=0.6, plant="naive-retry", calm=True)

    outcome = play(run, tmp_path, f"sqlite:///{tmp_path / 'sapa.db'}", None)

    assert outcome.columns["sent twice"]


#: Of all commits of the story, and of all calls: these. The long run dies at each.
@pytest.mark.parametrize(("point", "first", "stride"), [(POINTS[0], 7, 60), (POINTS[3], 2, 8)])
def test_a_story_goes_on_wherever_the_process_died(
    point: str, first: int, stride: int, tmp_path: Path
) -> None:
    urls = (f"sqlite:///{tmp_path / f'sapa{n}.db'}" for n in itertools.count())

    deaths = list(sweep(tmp_path, urls, point, parts=["serve"], first=first, stride=stride))

    assert [mistake for _, mistakes in deaths for mistake in mistakes] == []
    assert len(deaths) > 2


def test_a_story_goes_on_wherever_one_of_several_died(
    postgresql_server: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        urls = _databases(stack, postgresql_server)
        parts = ["web-1", "worker-1"]

        deaths = list(sweep(tmp_path, urls, POINTS[1], parts=parts, first=5, stride=60))

    assert [mistake for _, mistakes in deaths for mistake in mistakes] == []
    assert {death.part for death, _ in deaths} == set(parts)


def _databases(stack: ExitStack, server: str) -> Iterator[str]:
    while True:
        yield stack.enter_context(postgres.database(server))
