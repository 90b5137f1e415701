"""What the commands `leads` and `lead` print; they only read, beside a running server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.privacy import inline
from bot.desk import listing
from bot.settings import Settings, Unusable
from store import sound
from store.db import Database, connect


def _opened(env: Settings) -> Database:
    path = env.database_url.removeprefix("sqlite:///")
    if path != env.database_url and not Path(path).exists():
        raise Unusable(
            f"There is no database at {path}: `sapa serve` makes it, or set DATABASE_URL."
        )
    return connect(env.database_url, readonly=True)


@contextmanager
def _readable(env: Settings) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not sound.damage(error):
            raise
        raise Unusable(
            f"{env.database_url.removeprefix('sqlite:///')} is damaged. Restore the last backup: `sapa restore FILE`."
        ) from error


def everyone(env: Settings, *, as_json: bool) -> list[str]:
    """Return a line a lead: JSON objects, or a table for people."""
    with _readable(env):
        found = listing.everyone(_opened(env))
    if as_json:
        return [json.dumps(lead, ensure_ascii=False) for lead in found]
    if not found:
        return ["No leads yet."]
    columns = ["id", "name", "company", "need", "score", "stage", "status", "rep"]
    rows = [columns] + [[_cell(lead[column]) for column in columns] for lead in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows
    ]


def _cell(value: object) -> str:
    return "-" if value is None else inline(str(value), limit=30)


def one(env: Settings, number: int) -> list[str] | None:
    """Return the whole story of a lead; None when there is no such lead."""
    with _readable(env):
        return listing.story(_opened(env), number)
