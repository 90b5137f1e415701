"""What was written down, in one line each, for people who follow a conversation."""

from typing import Any

from bot.desk.desk import Desk
from store import consent, leads
from store.db import Connection, Row

#: Events that say nothing a reader of the conversation does not see.
_PLAIN = ("captured",)


def since(desk: Desk, seen: tuple[int, int]) -> tuple[list[str], tuple[int, int]]:
    """Return the facts after `seen`, and how far they go."""

    def look(c: Connection) -> tuple[list[str], tuple[int, int]]:
        consents = consent.since_event(c, seen[0])
        events = leads.events_since(c, seen[1])
        lines = [agreement(row) for row in consents]
        lines += [event(row) for row in events if not _dull(row)]
        after = (
            consents[-1].id if consents else seen[0],
            events[-1].id if events else seen[1],
        )
        return lines, after

    return desk.db.read(look)


def _dull(row: Row) -> bool:
    return row.what in _PLAIN or row.what.startswith(("answer ", "consent "))


def agreement(row: Row) -> str:
    """Say a grant or withdrawal in a line."""
    return f"consent {row.purpose}: {'yes' if row.granted else 'no'}"


def event(row: Row) -> str:
    """Say an event in a line: what, from what, to what, why."""
    was = f"{_value(row.old)} -> " if row.old is not None else ""
    note = f" ({row.note})" if row.note else ""
    return f"{row.what}: {was}{_value(row.new)}{note}"


def _value(value: Any) -> str:
    return str(value)
