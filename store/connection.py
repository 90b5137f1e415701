"""One transaction, as everything in the store sees it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

import sqlalchemy
from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

from store.rows import Rows
from store.statement import Ready, change


class Row(Protocol):
    """A row of a result: its columns are its attributes."""

    def __getattr__(self, name: str) -> Any: ...


class Connection:
    """One transaction. What is to be written `later` goes in one piece, at its end or before anything looks."""

    __slots__ = ("_driver", "_pending", "alchemy", "dialect", "rows")

    def __init__(self, alchemy: sqlalchemy.Connection) -> None:
        self.alchemy = alchemy
        self._driver: Any = alchemy.connection.driver_connection
        self.dialect = alchemy.dialect
        self._pending: list[tuple[Ready, list[dict[str, Any]]]] = []
        self.rows = Rows()

    def execute(
        self, statement: Executable, parameters: Any = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement of SQLAlchemy's."""
        self.flush()
        if isinstance(statement, UpdateBase):
            self.rows.forget(statement.table)
        return self.alchemy.execute(statement, parameters)

    def exec_driver_sql(self, text: str) -> CursorResult[Any]:
        """Run text of this database's own."""
        self.flush()
        return self.alchemy.exec_driver_sql(text)

    def run(self, statement: Ready, values: dict[str, Any]) -> Any:
        """Run a statement that is ready, and return the driver's cursor."""
        self.flush()
        with self._naming_errors():
            return self._driver.execute(statement.text, statement.parameters(values))

    def later(self, statement: Ready, values: dict[str, Any]) -> None:
        """Run a statement at the end, or before anything that might look."""
        parameters = statement.parameters(values)
        if self._pending and self._pending[-1][0] is statement:
            self._pending[-1][1].append(parameters)
        else:
            self._pending.append((statement, [parameters]))

    def flush(self) -> None:
        """Write what is pending, on PostgreSQL without waiting for each answer."""
        for table, row_id, columns in self.rows.changes():
            ready = change(table, *columns).ready(self.dialect)
            self.later(ready, {**columns, "row_id": row_id})
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        with self._naming_errors(), self._in_one_piece(len(pending)):
            for statement, many in pending:
                for parameters in many:
                    self._driver.execute(statement.text, parameters)

    def _in_one_piece(self, count: int) -> AbstractContextManager[Any]:
        if count > 1 and self.dialect.name == "postgresql":
            pipeline: AbstractContextManager[Any] = self._driver.pipeline()
            return pipeline
        return nullcontext()

    def commit(self) -> None:
        """Make it last."""
        with self._naming_errors():
            self._driver.commit()

    @contextmanager
    def _naming_errors(self) -> Iterator[None]:
        """Raise the driver's errors as SQLAlchemy does."""
        dbapi: Any = self.dialect.dbapi
        try:
            yield
        except dbapi.Error as error:
            lost = self.dialect.is_disconnect(error, self._driver, None)
            if lost:  # what waits in the pool is as dead
                self.alchemy.invalidate()
                self.alchemy.engine.dispose()
            raise DBAPIError.instance(
                None,
                None,
                error,
                dbapi.Error,
                connection_invalidated=lost,
                dialect=self.dialect,
            ) from error
