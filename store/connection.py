"""One transaction, as everything in the store sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, cast

import sqlalchemy
from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

from store.rows import Rows
from store.statement import Ready, change

_ONE_BY_ONE = nullcontext()


class Row(Protocol):
    """A row of a result: its columns are its attributes."""

    def __getattr__(self, name: str) -> Any: ...


class Connection:
    """One transaction. What is to be written `later` goes in one piece, at its end or before anything looks."""

    __slots__ = ("_driver", "_errors", "_pending", "_pipelines", "alchemy", "dialect", "rows")

    def __init__(self, alchemy: sqlalchemy.Connection) -> None:
        self.alchemy = alchemy
        self._driver: Any = alchemy.connection.driver_connection
        self.dialect = alchemy.dialect
        self._errors: type[Exception] = alchemy.dialect.dbapi.Error  # type: ignore[union-attr]
        self._pending: list[tuple[Ready, list[Any]]] = []
        self._pipelines = self.dialect.name == "postgresql"
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

    def ask(self, statement: Ready, values: dict[str, Any]) -> Any:
        """Run a statement that is ready; its rows are to be fetched from the cursor returned."""
        if self._pending or self.rows.changed:
            self.flush()
        try:
            return self._driver.execute(statement.text, statement.parameters(values))
        except self._errors as error:
            raise self._named(error) from error

    def fetch(self, look: Callable[[], Any]) -> Any:
        """Return what a cursor gives."""
        try:
            return look()
        except self._errors as error:
            raise self._named(error) from error

    def later(self, statement: Ready, values: dict[str, Any]) -> None:
        """Run a statement at the end, or before anything that might look."""
        self._pending.append((statement, statement.parameters(values)))

    def flush(self) -> None:
        """Write what is pending, on PostgreSQL without waiting for each answer."""
        for table, row_id, columns in self.rows.changes():
            ready = change(table, *columns).ready(self.dialect)
            self.later(ready, {**columns, "row_id": row_id})
        pending, self._pending = self._pending, []
        try:
            with self._in_one_piece(len(pending)):
                for statement, parameters in pending:
                    self._driver.execute(statement.text, parameters)
        except self._errors as error:
            raise self._named(error) from error

    def _in_one_piece(self, count: int) -> AbstractContextManager[Any]:
        if count > 1 and self._pipelines:
            pipeline: AbstractContextManager[Any] = self._driver.pipeline()
            return pipeline
        return _ONE_BY_ONE

    def commit(self) -> None:
        """Make it last."""
        self.flush()
        try:
            self._driver.commit()
        except self._errors as error:
            raise self._named(error) from error

    def _named(self, error: Exception) -> DBAPIError:
        """Return the driver's error as SQLAlchemy's. A lost connection takes with it all that wait in the pool."""
        lost = self.dialect.is_disconnect(error, self._driver, None)  # type: ignore[arg-type]
        if lost:
            self.alchemy.invalidate()
            self.alchemy.engine.dispose()
        named = DBAPIError.instance(
            None, None, error, self._errors, connection_invalidated=lost, dialect=self.dialect
        )
        return cast("DBAPIError", named)
