"""What every row is given: a folder on the disk that is measured, and databases of either kind."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests import postgres

_NAMES = count(1)


@dataclass(frozen=True, slots=True)
class Bench:
    folder: Path
    #: The first database of a PostgreSQL server that this run has started.
    postgresql: str

    def place(self) -> Path:
        """Return a new folder."""
        path = self.folder / f"run-{next(_NAMES)}"
        path.mkdir()
        return path

    @contextmanager
    def database(self, engine: str, place: Path) -> Iterator[str]:
        """Give an empty database; on PostgreSQL it is dropped afterwards."""
        if engine == "sqlite":
            yield f"sqlite:///{place / 'sapa.db'}"
            return
        with postgres.database(self.postgresql) as url:
            yield url.replace("postgresql+psycopg", "postgresql")


def settle() -> None:
    """Let the disk and the processor come to rest between two measurements."""
    time.sleep(0.5)
