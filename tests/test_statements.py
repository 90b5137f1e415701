"""What runs at every turn costs the same however much was kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store import consent, db, handoffs, inbox, leads, outbox, pace, people, spoken, timers
from store.statement import Statement

MODULES = (consent, handoffs, inbox, leads, outbox, pace, people, spoken, timers)
STATEMENTS = {
    f"{module.__name__.removeprefix('store.')}{name}": statement
    for module in MODULES
    for name, statement in vars(module).items()
    if isinstance(statement, Statement)
}
#: As many rows as there are colleagues; what is due, which is found in its order; and a lock of PostgreSQL's.
SHORT = {"people_COLLEAGUES", "outbox_CLAIM", "inbox_QUEUE"}


@pytest.mark.parametrize("name", sorted(STATEMENTS.keys() - SHORT))
def test_no_statement_reads_a_whole_table(name: str, sqlite_url: str) -> None:
    plan = _plan(sqlite_url, STATEMENTS[name])

    plan = [step for step in plan if step != "SCAN chosen"]  # what was chosen just before
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step]


def test_the_claim_looks_at_what_is_queued_and_at_open_lanes_only(sqlite_url: str) -> None:
    plan = _plan(sqlite_url, STATEMENTS["outbox_CLAIM"])

    assert "SCAN outbox USING INDEX ix_outbox_ready" in plan
    assert "SEARCH outbox_1 USING INDEX ix_outbox_lane (lane=?)" in plan


def _plan(url: str, statement: Statement) -> list[str]:
    with closing(db.connect(url)) as database:
        ready = statement.ready(database.engine.dialect)
    with closing(sqlite3.connect(Path(url.removeprefix("sqlite:///")))) as file:
        values = [None] * ready.text.count("?")
        return [str(row[3]) for row in file.execute(f"EXPLAIN QUERY PLAN {ready.text}", values)]
