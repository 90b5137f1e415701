"""Brings a database to the newest schema: empty ones are filled, older ones migrated, both engines alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from store.db import Busy

#: Any number, the same in every process: who holds it migrates.
_LOCK = 5_390_417_226


class NewerDatabase(Exception):
    """The database was migrated by a newer version of sapa than this one."""


def upgrade(engine: Engine) -> None:
    """Migrate to the newest schema in one transaction; processes that start together take turns."""
    try:
        with _alone(engine) as connection:
            _refuse_newer(_revision(connection))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise Busy(f"the database cannot be opened: {error.orig}") from error


def current(engine: Engine) -> str | None:
    """Return the schema the database has; None when it has none."""
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except OperationalError as error:
        raise Busy(f"the database cannot be opened: {error.orig}") from error


def head() -> str:
    """Return the schema this version of sapa works with."""
    return script().get_current_head() or ""


def script() -> ScriptDirectory:
    """Return the migrations of this version."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(found: str | None) -> None:
    known = {step.revision for step in script().walk_revisions()}
    if found is not None and found not in known:
        raise NewerDatabase(
            f"The database has schema {found}, this version of sapa knows up to {head()}: "
            "install the version that wrote it, or restore the backup made before the update."
        )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
                _check_foreign_keys(connection)
        else:
            with connection.begin():
                _queue(connection)
                yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by replacing it, and a dropped table would take its children along."""
    # Past SQLAlchemy, which would begin a transaction first: inside one the pragma does nothing.
    raw: Any = connection.connection.driver_connection
    before = raw.execute("PRAGMA foreign_keys").fetchone()[0]
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA foreign_keys={before}")


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"a migration left rows without their parents: {orphans[:5]}")


def _queue(connection: Connection) -> None:
    """Wait for our turn, and drop the limits meant for a message's short transactions."""
    connection.execute(text("SET LOCAL lock_timeout = '5min'"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
