"""Waking workers: an event inside a process, LISTEN/NOTIFY between processes. Polling remains the safety net."""

import logging
import threading
from typing import Any

from sqlalchemy import Text, bindparam, func, select

from store.db import Connection, Database
from store.statement import Statement

CHANNEL = "sapa_wake"
_NOTIFY = Statement(select(func.pg_notify(CHANNEL, bindparam("bell", type_=Text))))
log = logging.getLogger(__name__)


class Wake:
    """Named bells: "inbox" for appliers, "outbox" for senders."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells = {"inbox": threading.Event(), "outbox": threading.Event()}
        self._remote = database.dialect == "postgresql"
        self._listener: threading.Thread | None = None
        self._stop = threading.Event()

    def tell(self, c: Connection, bell: str) -> None:
        """Inside a transaction: other processes hear of it at the commit."""
        if self._remote:
            _NOTIFY.later(c, bell=bell)

    def ring(self, bell: str) -> None:
        """After the commit: wake this process."""
        self._bells[bell].set()

    def wait(self, bell: str, seconds: float) -> None:
        """Sleep until the bell rings, or so many seconds."""
        self._bells[bell].wait(seconds)
        self._bells[bell].clear()

    def listen(self) -> None:
        """Hear what other processes commit; a worker on PostgreSQL calls this once."""
        if self._remote:
            self._listener = threading.Thread(target=self._hear, name="wake", daemon=True)
            self._listener.start()

    def close(self) -> None:
        """Stop listening and let every waiter go."""
        self._stop.set()
        for bell in self._bells.values():
            bell.set()
        if self._listener:
            self._listener.join(timeout=3)

    def _hear(self) -> None:
        while not self._stop.is_set():
            try:
                self._hear_until_lost()
            except Exception:
                log.warning("wake-up connection lost; polling until it is back", exc_info=True)
                self._stop.wait(1)

    def _hear_until_lost(self) -> None:
        with self._database.engine.connect() as c:
            raw: Any = c.connection.driver_connection
            raw.autocommit = True
            raw.execute(f"LISTEN {CHANNEL}")
            try:
                while not self._stop.is_set():
                    for notice in raw.notifies(timeout=1, stop_after=1):
                        self.ring(notice.payload)
            finally:
                c.invalidate()  # it listens: nobody else may get it from the pool
