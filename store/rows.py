"""Rows a transaction holds: read once, changed here, written once."""

from typing import Any

from sqlalchemy import FromClause, Table

#: A row of a table.
_Key = tuple[Table, int]


class Rows:
    """What is kept here is locked by this transaction, or never changes: nobody else can make it untrue."""

    __slots__ = ("_kept", "changed", "found", "held")

    def __init__(self) -> None:
        self._kept: dict[_Key, Any] = {}
        #: What is to be written.
        self.changed: dict[_Key, dict[str, Any]] = {}
        #: The conversations whose lock this transaction has.
        self.held: set[int] = set()
        #: What was looked up, by what it was looked up.
        self.found: dict[tuple[str, int], Any] = {}

    def get(self, table: Table, row_id: int) -> Any:
        """Return a row as this transaction has left it; None when it was not read yet."""
        return self._kept.get((table, row_id))

    def keep(self, table: Table, row: Any) -> Any:
        """Remember a row, and return it."""
        self._kept[table, row.id] = row
        return row

    def change(self, table: Table, row_id: int, columns: dict[str, Any]) -> None:
        """Set columns of a row; they are written when the transaction next looks, or ends."""
        key = (table, row_id)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept[key] = kept._replace(**columns)
        self.changed.setdefault(key, {}).update(columns)

    def forget(self, table: FromClause) -> None:
        """Read a table's rows anew."""
        for key in [key for key in self._kept if key[0] is table]:
            del self._kept[key]

    def changes(self) -> list[tuple[Table, int, dict[str, Any]]]:
        """Hand over what is to be written."""
        changed, self.changed = self.changed, {}
        return [(table, row_id, columns) for (table, row_id), columns in changed.items()]
