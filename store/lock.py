"""Exactly one process writes a SQLite file; the second is refused with a sentence."""

import errno
import fcntl
import os
from pathlib import Path
from typing import IO

from sqlalchemy import make_url


class Occupied(RuntimeError):
    """Another process writes this database."""


class FileLock:
    """Held until `close` or the end of the process; a killed process leaves nothing behind."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file

    def close(self) -> None:
        """Let another process write."""
        if self._file:
            self._file.close()


def own(url: str) -> FileLock:
    """Take the right to write the SQLite file at `url`; PostgreSQL and in-memory databases need none."""
    path = make_url(url).database
    if not url.startswith("sqlite") or not path:
        return FileLock(None)
    lock = Path(f"{path}.lock")
    file = lock.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            file.close()
            raise Occupied(
                f"{path} cannot be locked here ({error.strerror}): put it on a disk of this machine, "
                "or use PostgreSQL."
            ) from error
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise Occupied(
            f"{path} is in use by another sapa (process {holder}). Stop that one first, or use "
            "PostgreSQL, where several processes may work on one database."
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return FileLock(file)
