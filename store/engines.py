"""How each database is opened."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, make_url

#: Seconds to wait for a turn to write, and as many for a lock that another process holds: together less than a
#: provider waits for its answer.
PATIENCE = 2.5
#: How many statements a connection keeps ready.
_STATEMENTS = 500


def sqlite_writer(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).touch(mode=0o600)
        engine = create_engine(
            url,
            connect_args={
                "timeout": PATIENCE,
                "check_same_thread": False,
                "cached_statements": _STATEMENTS,
            },
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
    event.listen(engine, "begin", _begin)
    return engine


def sqlite_reader(url: str) -> Engine:
    path = Path(make_url(url).database or "").resolve()
    engine = create_engine(
        f"sqlite:///file:{path}?mode=ro&uri=true",
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _autocommit)
    return engine


def _begin(connection: Connection) -> None:
    """SQLAlchemy's own handling loses updates without an error: take the write lock first, if it is not ours yet."""
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE")


def _autocommit(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",  # one process writes (see store.lock), so WAL is safe on every version
        "synchronous=FULL",  # a 200 to a provider must survive a power cut
        f"busy_timeout={PATIENCE * 1000:.0f}",
        "foreign_keys=ON",
        "mmap_size=0",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def postgresql(url: str) -> Engine:
    options = (
        "-c timezone=UTC -c lock_timeout=3s -c statement_timeout=15s "
        "-c idle_in_transaction_session_timeout=15s"
    )
    return create_engine(
        url,
        pool_size=20,
        max_overflow=20,
        connect_args={"options": options},
        hide_parameters=True,
    )
