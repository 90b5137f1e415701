"""What the bench does inside a process before it becomes the product: an impatient flow, a disk that fills up, a bug."""

import re
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Pool, event

from bot import app
from bot.clock import Clock
from tests.faults import plants

_NUDGE = re.compile(r"^(nudge = .*)$(\nnudge_after = .*$)?", re.MULTILINE)
_SILENCE = 'nudge_after = "2s"'
#: Pages of 4 kB: more than any test writes.
_ROOM = 1_000_000


def impatient(path: Path) -> Path:
    """Write the flow in which a prospect is asked after two seconds of silence."""
    path.write_text(_NUDGE.sub(rf"\1\n{_SILENCE}", app.LEAD_FLOW.read_text()))
    return path


def prepare(flow: str, full: str, plant: str) -> None:
    """Called in the new process; `full` is the file whose existence fills the disk, `plant` the bug to try."""
    app.Files.__init__.__defaults__ = (Path(flow),)
    _fill_disk_while(Path(full))
    _start_on_time()
    if plant:
        plants.PLANTS[plant]()


def _start_on_time() -> None:
    """Whoever starts while the machine's clock is wrong takes that for the time: here nobody does."""
    begin = Clock.__init__

    def wait_and_begin(self: Clock, off_by: Path | None = None) -> None:
        while off_by and float(off_by.read_text()):
            time.sleep(0.05)
        begin(self, off_by)

    Clock.__init__ = wait_and_begin  # type: ignore[method-assign]


def _fill_disk_while(full: Path) -> None:
    """Let the file grow no more while `full` exists: SQLite's own limit gives the very error of a full disk."""
    opened: list[Any] = []

    def remember(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            opened.append(connection)

    def look() -> None:
        was = False
        while True:
            time.sleep(0.02)
            if full.exists() == was:
                continue
            was = not was
            for connection in opened:
                # Never below what there is already.
                connection.execute(f"PRAGMA max_page_count = {1 if was else _ROOM}")

    event.listen(Pool, "connect", remember)
    threading.Thread(target=look, daemon=True).start()
