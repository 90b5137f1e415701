"""Refuses a SQLite file that cannot be trusted, with a sentence that says what to do.

WAL is taken on every version of SQLite. Up to 3.51.2 a file can break when two connections write or checkpoint at the
same moment (the WAL-reset bug); here one process writes (store.lock), in one connection at a time, and every other
command opens the file read-only, which never checkpoints.
"""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import make_url

#: Locks and shared memory do not hold over a network: two machines would write into one file at once.
_NETWORK = frozenset(
    "9p afs ceph cifs fuse.glusterfs fuse.s3fs fuse.sshfs lustre nfs nfs4 smb3 smbfs vboxsf".split()
)
#: Up to this size all of the file is read at a start, about a second; a larger one would keep people waiting. `sapa backup`
#: looks at every page of its copy, whatever the size.
_QUICK = 512 * 1024 * 1024
_MOUNTS = Path("/proc/self/mounts")
_HEAD = b"SQLite format 3\0"
_BACK = "Restore the last backup: `sapa restore FILE`."


class Unsound(Exception):
    """This file must not be worked with; the sentence says why, and what to do."""


def place(url: str) -> None:
    """Look at where the file is, before anything is written there."""
    path = _path(url)
    if path is None:
        return
    folder = path.resolve().parent
    if not folder.is_dir():
        raise Unsound(f"There is no directory {folder} for the database {path}: make it.")
    if path.exists() and not path.is_file():
        raise Unsound(f"{path} is no file: let DATABASE_URL name a file.")
    system = _file_system(folder)
    if system in _NETWORK:
        raise Unsound(
            f"{path} is on a network file system ({system}), where SQLite's locks do not hold: put it on a "
            "disk of this machine, or use PostgreSQL."
        )
    for each in (folder, path):
        if each.exists() and not _writable(each):
            raise Unsound(f"{each} cannot be written by this user, and the database is there.")


def check(url: str) -> None:
    """Look into the file, if there is one: it must be a database, whole, and able to keep a log."""
    path = _path(url)
    if path is None or not path.exists() or not path.stat().st_size:
        return
    if not is_database(path):
        raise Unsound(
            f"{path} is not a SQLite database: let DATABASE_URL name another file. If this was one: {_BACK}"
        )
    try:
        connection = sqlite3.connect(path, timeout=2.5)
        try:
            _check(connection, path)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise Unsound(_said(path, error)) from error


def damage(error: BaseException) -> bool:
    """Say whether an error, however it is wrapped, means that the file is damaged."""
    driver = getattr(error, "orig", error)
    code = getattr(driver, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_database(path: Path) -> bool:
    """Say whether the file begins as a SQLite database does."""
    with path.open("rb") as file:
        return file.read(len(_HEAD)) == _HEAD


def _check(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise Unsound(f"{path} cannot keep a write-ahead log here: put it on another disk.")
    whole = path.stat().st_size <= _QUICK
    look = "PRAGMA quick_check(1)" if whole else "SELECT count(*) FROM sqlite_master"
    found = connection.execute(look).fetchone()[0]
    if whole and found != "ok":
        raise Unsound(f"{path} is damaged ({' '.join(str(found).split())}). {_BACK}")


def _said(path: Path, error: sqlite3.DatabaseError) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
        return f"{path} cannot be written by this user ({error})."
    if code == sqlite3.SQLITE_BUSY:
        return f"{path} is being written by another program ({error}): stop that one first."
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return f"{path} cannot be opened, the disk is full or broken ({error})."
    return f"{path} is damaged ({error}). {_BACK}"


def _writable(path: Path) -> bool:
    """Ask the system; it knows of read-only file systems even where permissions mean nothing."""
    return os.access(path, os.W_OK) and not os.statvfs(path).f_flag & os.ST_RDONLY


def _file_system(folder: Path) -> str:
    """Name the kind of file system that holds a folder; nothing where that cannot be told."""
    if not _MOUNTS.exists():
        return ""
    kinds = {}
    for line in _MOUNTS.read_text("utf-8", "surrogateescape").splitlines():
        _, where, kind, *_ = line.split()
        kinds[Path(where.encode().decode("unicode_escape"))] = kind
    return next((kinds[each] for each in (folder, *folder.parents) if each in kinds), "")


def _path(url: str) -> Path | None:
    path = make_url(url).database
    return Path(path) if url.startswith("sqlite") and path else None
