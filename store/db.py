"""One database, two engines: SQLite for one machine, PostgreSQL beyond it. Transactions and times behave alike on both."""

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    StaticPool,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy import Row as _Row
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
Row = _Row[Any]
__all__ = ["Busy", "Connection", "Database", "Instant", "Row", "connect", "insert"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Seconds to wait for a turn to write, and as many for a lock that another process holds: together less than a
#: provider waits for its answer.
_PATIENCE = 2.5

#: PostgreSQL: serialization failure, deadlock, lock time-out, server going down: nothing was done, try again.
_TRANSIENT_STATES = {"40001", "40P01", "55P03", "57P01"}


class Busy(TimeoutError):
    """The database could not take the transaction: busy, full, or gone. Nothing was written; try again later."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole milliseconds since 1970 so that both databases compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Refuse naive times: they are the bug that shows up seven hours later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return (value - _EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Give back an aware UTC time."""
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


class Database:
    """Runs functions in transactions. On SQLite one writer at a time in this process; `read` never blocks a writer."""

    def __init__(
        self, engine: Engine, reader: Engine, passing: Callable[[str], None] = lambda _: None
    ) -> None:
        self.engine = engine
        #: Told just before and just after each commit: there tests let the process die.
        self._passing = passing
        self._reader = reader
        self.dialect = engine.dialect.name
        self._writer = threading.Lock() if self.dialect == "sqlite" else None

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction and commit it; repeat it when the database says that nothing was done.

        Raises Busy when it cannot be done, also after three tries.
        """
        for pause in (0.05, 0.2, None):
            try:
                return self._once(work)
            except DBAPIError as error:
                if _transient(error) and pause is not None:
                    time.sleep(pause)  # noqa: TID251 - a moment, outside any transaction
                elif isinstance(error, OperationalError):
                    raise Busy(str(error.orig)) from error
                else:
                    raise
        raise AssertionError

    def _once(self, work: Callable[[Connection], T]) -> T:
        if self._writer is None:
            return self._commit(work)
        if not self._writer.acquire(timeout=_PATIENCE):
            raise Busy("another thread of this process is writing")
        try:
            return self._commit(work)
        finally:
            self._writer.release()

    def _commit(self, work: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            result = work(connection)
            self._passing("commit.before")
        self._passing("commit.after")
        return result

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that only reads."""
        if self._reader is self.engine:
            return self.write(work) if self._writer else self._once(work)
        try:
            with self._reader.connect() as connection:
                return work(connection)
        except OperationalError as error:
            raise Busy(str(error.orig)) from error

    def close(self) -> None:
        """Give all connections back; on SQLite nothing stays behind in the write-ahead log."""
        if self._reader is not self.engine:
            self._reader.dispose()
            with self.engine.connect() as c:
                c.exec_driver_sql("COMMIT")
                c.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()


def connect(
    url: str, *, readonly: bool = False, passing: Callable[[str], None] = lambda _: None
) -> Database:
    """Open the database at `url`; a SQLite file is created when it is missing, unless `readonly`."""
    if not url.startswith("sqlite"):
        engine = _postgresql(url)
        return Database(engine, engine, passing)
    if readonly:
        reader = _sqlite_reader(url)
        return Database(reader, reader)
    writer = _sqlite_writer(url)
    memory = not make_url(url).database
    return Database(writer, writer if memory else _sqlite_reader(url), passing)


def _sqlite_writer(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).touch(mode=0o600)
        engine = create_engine(
            url,
            connect_args={"timeout": _PATIENCE, "check_same_thread": False},
            hide_parameters=True,
        )
    else:
        engine = create_engine(
            url,
            connect_args={"check_same_thread": False},
            poolclass=StaticPool,
            hide_parameters=True,
        )
    event.listen(engine, "connect", _prepare)
    # SQLAlchemy's own handling loses updates without an error: take the write lock first.
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _sqlite_reader(url: str) -> Engine:
    path = Path(make_url(url).database or "").resolve()
    engine = create_engine(
        f"sqlite:///file:{path}?mode=ro&uri=true",
        connect_args={"timeout": _PATIENCE, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _autocommit)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))
    return engine


def _autocommit(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",  # one process writes (see store.lock), so WAL is safe on every version
        "synchronous=FULL",  # a 200 to a provider must survive a power cut
        f"busy_timeout={_PATIENCE * 1000:.0f}",
        "foreign_keys=ON",
        "mmap_size=0",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _postgresql(url: str) -> Engine:
    options = (
        "-c timezone=UTC -c lock_timeout=3s -c statement_timeout=15s "
        "-c idle_in_transaction_session_timeout=15s"
    )
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=20,
        max_overflow=20,
        connect_args={"options": options},
        hide_parameters=True,
    )


def _transient(error: DBAPIError) -> bool:
    """Say whether to try again at once. SQLite has waited for the lock already, as long as may be."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _TRANSIENT_STATES or (
        isinstance(error, OperationalError) and error.connection_invalidated
    )


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT, in this database's dialect."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
