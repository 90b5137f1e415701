"""One database, two engines: SQLite for one machine, PostgreSQL beyond it. Transactions behave alike on both."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine, Table, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

from store import engines
from store.committer import Committer, Late
from store.connection import Connection, Row
from store.file import File

T = TypeVar("T")
__all__ = ["Busy", "Connection", "Database", "Row", "connect", "insert"]

#: PostgreSQL: serialization failure, deadlock, lock time-out, server going down: nothing was done, try again.
_TRANSIENT_STATES = {"40001", "40P01", "55P03", "57P01"}


#: PostgreSQL: so many works of one caller run at a time.
_SIDE_BY_SIDE = 4


class Busy(TimeoutError):
    """The database could not take the transaction: busy, full, or gone. Nothing was written; try again later."""


class Database:
    """Runs functions in transactions. On SQLite one writer at a time in this process; `read` never blocks a writer."""

    def __init__(
        self,
        engine: Engine,
        reader: Engine | None = None,
        passing: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        #: Whether other processes may work on it, too.
        self.shared = self.dialect != "sqlite"
        self._reader = reader
        self._passing = passing
        self._file: File | None = None
        self._committer: Committer | None = None
        self._opening = threading.Lock()
        #: Each thread that has many works has helping hands of its own, so that none waits for another's.
        self._hands = threading.local()
        self._all_hands: list[ThreadPoolExecutor] = []

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction and commit it; repeat it when the database says that nothing was done.

        Raises Busy when it cannot be done, also after three tries.
        """
        for pause in (0.05, 0.2, None):
            try:
                return self._once(work)
            except (DBAPIError, sqlite3.Error, Late) as error:
                if not _transient(error) or pause is None:
                    named = _named(error)
                    if named is error:
                        raise
                    raise named from error
                time.sleep(pause)  # noqa: TID251 - a moment, outside any transaction
        raise AssertionError

    def write_each(self, works: Sequence[Callable[[Connection], T]]) -> list[T | Exception]:
        """Run works that have nothing to do with each other; return what each returned or raised.

        Each is a transaction of its own. On SQLite they are committed together, on PostgreSQL some run at a time.
        """
        if self.shared:
            run = map if len(works) == 1 else self._side_by_side().map
            return list(run(partial(_outcome, self), works))
        committer, file = self._writer()
        outcomes = committer.write_each([partial(_worked, work, file) for work in works])
        return [_named(one) if isinstance(one, Exception) else one for one in outcomes]

    def _side_by_side(self) -> ThreadPoolExecutor:
        pool: ThreadPoolExecutor | None = getattr(self._hands, "pool", None)
        if pool is None:
            pool = self._hands.pool = ThreadPoolExecutor(_SIDE_BY_SIDE, "write")
            self._all_hands.append(pool)
        return pool

    def _once(self, work: Callable[[Connection], T]) -> T:
        if not self.shared:
            committer, file = self._writer()
            done: T = committer.write(partial(_worked, work, file))
            return done
        with self.engine.connect() as alchemy:
            c = Connection(alchemy)
            result = work(c)
            self._passing("commit.before")
            c.commit()
            self._passing("commit.after")
            return result

    def _writer(self) -> tuple[Committer, File]:
        if self._committer is None or self._file is None:
            with self._opening:
                if self._committer is None or self._file is None:
                    self._file = File(self.engine.connect(), self._passing)
                    self._committer = Committer(self._file, engines.PATIENCE)
        return self._committer, self._file

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that only reads."""
        if self._reader is None:
            return self.write(work)
        try:
            with self._reader.connect() as alchemy:
                driver: Any = alchemy.connection.driver_connection
                driver.execute("BEGIN")
                return work(Connection(alchemy))
        except (OperationalError, sqlite3.OperationalError) as error:
            raise _named(error) from error

    def close(self) -> None:
        """Give all connections back; on SQLite nothing stays behind in the write-ahead log."""
        for pool in self._all_hands:
            pool.shutdown()
        if self._reader is not None:
            self._reader.dispose()
        if self._committer is not None and self._file is not None:
            self._committer.close(partial(self._file.close, checkpoint=bool(self._reader)))
        self.engine.dispose()


def _worked(work: Callable[[Connection], T], file: File) -> T:
    c = Connection(file.alchemy)
    result = work(c)
    c.flush()
    return result


def connect(
    url: str, *, readonly: bool = False, passing: Callable[[str], None] = lambda _: None
) -> Database:
    """Open the database at `url`; a SQLite file is created when it is missing, unless `readonly`."""
    if not url.startswith("sqlite"):
        return Database(engines.postgresql(url), None, passing)
    if readonly:
        reader = engines.sqlite_reader(url)
        return Database(reader, reader)
    writer = engines.sqlite_writer(url)
    memory = not make_url(url).database
    return Database(writer, None if memory else engines.sqlite_reader(url), passing)


def _outcome(database: Database, work: Callable[[Connection], T]) -> T | Exception:
    try:
        return database.write(work)
    except Exception as error:  # noqa: BLE001 - whoever asked for it is told
        return error


def _transient(error: Exception) -> bool:
    """Say whether to try again at once. SQLite has waited for the lock already, as long as may be."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in _TRANSIENT_STATES or error.connection_invalidated


def _named(error: Exception) -> Exception:
    """Return Busy for what may be over in a moment."""
    if isinstance(error, Late):
        return Busy("another thread of this process is writing")
    if isinstance(error, OperationalError | sqlite3.OperationalError):
        return Busy(str(getattr(error, "orig", error)))
    return error


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT, in this database's dialect."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
