"""The one connection that writes a SQLite file."""

from collections.abc import Callable
from typing import Any

import sqlalchemy


class File:
    """The one connection that writes a SQLite file."""

    def __init__(self, alchemy: sqlalchemy.Connection, passing: Callable[[str], None]) -> None:
        self.alchemy = alchemy
        self._driver: Any = alchemy.connection.driver_connection
        self._passing = passing

    def begin(self) -> None:
        # Taking the lock only at the first write loses updates without an error.
        self._driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._passing("commit.before")
        self._driver.execute("COMMIT")
        self._passing("commit.after")

    def rollback(self) -> None:
        if self._driver.in_transaction:
            self._driver.execute("ROLLBACK")

    def save(self) -> None:
        self._driver.execute("SAVEPOINT work")

    def release(self) -> None:
        self._driver.execute("RELEASE work")

    def close(self, *, checkpoint: bool) -> None:
        """Give the connection back; with `checkpoint` nothing stays behind in the write-ahead log."""
        self.rollback()
        if checkpoint:
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.alchemy.close()

    def undo(self) -> bool:
        if not self._driver.in_transaction:  # a full disk may take back everything
            return False
        self._driver.execute("ROLLBACK TO work")
        self._driver.execute("RELEASE work")
        return True
