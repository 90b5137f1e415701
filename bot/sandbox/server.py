"""A loopback server with a thread for each connection.

Werkzeug's, not waitress's: a request that hangs on purpose, or a page that listens, must not use up
a pool that others wait for; and its environ holds the socket, so that a fault can cut the line.
"""

import contextlib
import logging
import socket
import threading
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

log = logging.getLogger(__name__)


class _Handler(WSGIRequestHandler):
    # Header and body are two writes; with Nagle's algorithm the second waits 40 ms for an ACK.
    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- their name
        """Requests are in the page's wire log; only what went wrong is said here."""
        if type != "info":
            log.warning(message, *args)


class Server(ThreadedWSGIServer):
    """Stopping cuts open connections too, as a provider that goes down would."""

    def __init__(self, host: str, port: int, app: Flask) -> None:
        self._open: set[socket.socket] = set()
        # Bound here, because Werkzeug answers a port in use by leaving the process.
        with socket.create_server((host, port), backlog=512) as bound:
            port = bound.getsockname()[1]
            super().__init__(host, port, app, handler=_Handler, fd=bound.fileno())
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        for line in list(self._open):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.server_close()
        self._thread.join()

    def _serve(self) -> None:
        self.serve_forever(poll_interval=0.05)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)
