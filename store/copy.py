"""Copies of a SQLite database: one made beside whoever writes, one put back into place."""

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from store.lives import COPY
from store.sound import Unsound, is_database


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup cost."""

    bytes: int
    seconds: float


def backup(url: str, file: Path) -> Copied:
    """Copy the database, whoever writes to it meanwhile, and check the copy; `file` is there whole, or not at all."""
    source = Path(make_url(url).database or "")
    if file.exists():
        raise Unsound(
            f"{file} exists already: name another file, backups are never overwritten."
        )
    if not source.exists():
        raise Unsound(f"There is no database at {source}: set DATABASE_URL.")
    began = time.monotonic()
    part = file.with_name(f".{file.name}.part")
    try:
        _copy(source, part)
        _durably(part, file)
    finally:
        part.unlink(missing_ok=True)
    return Copied(file.stat().st_size, time.monotonic() - began)


def put(file: Path, url: str) -> Path | None:
    """Put a copy into place; return where the database went that was there. Whoever may write must be us alone."""
    if not file.is_file() or not is_database(file):
        raise Unsound(f"{file} is not a SQLite database: name a file that `sapa backup` made.")
    target = Path(make_url(url).database or "")
    part = target.with_name(f".{target.name}.part")
    try:
        _copy(file, part)
        aside = _aside(target)
        _durably(part, target)
    finally:
        part.unlink(missing_ok=True)
    return aside


def without_password(url: str) -> str:
    """Write the address of a PostgreSQL database as its own tools read it; they ask for the password, or find it in ~/.pgpass."""
    where = make_url(url)._replace(drivername="postgresql", password=None)
    return where.render_as_string(hide_password=False)


def _copy(source: Path, part: Path) -> None:
    """Copy through SQLite, so that what stands in the write-ahead log comes along; then look at every page of it."""
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        _through(source, part)
    except sqlite3.DatabaseError as error:
        raise Unsound(f"{source} cannot be copied ({error}).") from error


def _through(source: Path, part: Path) -> None:
    there = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        there.backup(copy)  # in one step: in several, each write meanwhile would begin it anew
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        copy.execute(f"PRAGMA user_version={COPY}")
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        copy.close()
        there.close()
    if found != "ok":
        raise Unsound(
            f"{source} is damaged ({' '.join(str(found).split())}), and so is its copy."
        )


def _aside(target: Path) -> Path | None:
    """Rename what is there, its log first: a log left behind would be read into the new file."""
    if not target.exists():
        return None
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = target.with_name(f"{target.name}.before-{stamp}")
    Path(f"{target}-shm").unlink(missing_ok=True)
    log = Path(f"{target}-wal")
    if log.exists():
        log.rename(f"{aside}-wal")
    return target.rename(aside)


def _durably(part: Path, file: Path) -> None:
    """Give the file its name when all of it is on the disk."""
    with part.open("rb") as whole:
        os.fsync(whole.fileno())
    part.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
