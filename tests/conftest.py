"""What every test may ask for: a database of its own, on either engine; and what no test may do: call out."""

import os
import shutil
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from alembic.runtime.migration import MigrationContext

from store import db, migrate, tables
from tests import postgres

# Speed is measured in benchmarks/, never asserted.
hypothesis.settings.register_profile("sapa", deadline=None)
hypothesis.settings.load_profile("sapa")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give an own database with all tables in it; the test runs once on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """Give an own database with nothing in it; the test runs once on each engine."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copyfile(sqlite_template, tmp_path / "sapa.db")
    return f"sqlite:///{tmp_path / 'sapa.db'}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    with postgres.database(postgresql_server, postgresql_template) as url:
        yield url


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    with postgres.database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "sapa.db"
    _furnish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    with postgres.database(postgresql_server) as url:
        _furnish(url)
        yield url.rpartition("/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Use the server that TEST_DATABASE_URL names, else start one; each xdist worker has its own."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with postgres.server() as url:
        yield url


def _furnish(url: str) -> None:
    """Create the tables as the models have them; test_migrations proves that migrations give the same."""
    database = db.connect(url)
    tables.metadata.create_all(database.engine)
    database.write(lambda connection: MigrationContext.configure(connection.alchemy).stamp(
        migrate.script(), "head"))  # fmt: skip
    database.close()


@pytest.fixture(autouse=True, scope="session")
def _nobody_calls_out() -> Iterator[None]:
    """Fail a test that connects to another machine; loopback and Unix sockets are all there is."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(real: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _refuse_unless_here(address[0])
        return real(self, address)

    return connect


def _guarded_lookup(real: Any) -> Any:
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host:
            _refuse_unless_here(host)
        return real(host, *args, **kwargs)

    return getaddrinfo


def _refuse_unless_here(host: str | bytes) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        here = ip_address(name).is_loopback or ip_address(name).is_unspecified
    except ValueError:
        here = name == "localhost"
    if not here:
        # Not an OSError: the code under test would take that for a provider that is down.
        pytest.fail(f"a test tried to reach {name}")
