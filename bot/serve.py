"""Runs the product: a web server and a worker, in one process on SQLite, in as many as wanted on PostgreSQL."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.trigger import trigger

from bot import app, logs, settings
from bot.clock import Clock
from bot.desk.desk import Desk
from bot.settings import Settings, Unusable
from bot.web.app import App
from scheduler.worker import Worker

log = logging.getLogger(__name__)

#: Web servers on PostgreSQL: so many processes, with so many threads each.
_PROCESSES, _THREADS = 2, 8
#: Seconds that requests under way are given at a stop.
_PATIENCE = 5


class CannotRun(Unusable):
    """This command does not go with this database; the sentence says which does."""


def everything(env: Settings) -> None:
    """Serve until told to stop."""
    _log(env)
    if not _sqlite(env):
        _both(env)
        return
    end = told()  # from before the first piece of work, so that none is cut off
    with running(env, app.Files(env.sapa_business), _clock()):
        log.info("sapa serves on http://%s:%s", env.host, env.port)
        end.wait()


def free(host: str, port: int) -> None:
    """Refuse a taken port in a sentence; servers would say it in a traceback."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotRun(
            f"Nothing can listen on {host}:{port} ({error.strerror}): stop what does, or take another port."
        ) from None


@contextmanager
def running(env: Settings, files: app.Files, clock: Clock) -> Iterator[Desk]:
    """Run web server and worker in this process on SQLite, until the block ends."""
    free(env.host, env.port)
    with app.opened(env, files, worker=_name()) as desk:
        sockets: dict[int, Any] = {}
        server = create_server(
            app.web(desk, files, env, clock.now),
            map=sockets,
            host=env.host,
            port=env.port,
            threads=_THREADS,
            clear_untrusted_proxy_headers=False,  # nothing here trusts them; the address is a setting
        )
        with _working(desk, clock.now, files):
            thread = threading.Thread(target=server.run, name="web", daemon=True)
            thread.start()
            try:
                yield desk
            finally:
                _drain(sockets, thread)


def _drain(sockets: dict[int, Any], thread: threading.Thread) -> None:
    """Listen no more, let requests under way be answered, then end the web server's thread.

    All of it happens in that thread: closing sockets from here would pull them from under its select.
    """
    bell: Any = next(each for each in sockets.values() if isinstance(each, trigger))
    for _ in range(_PATIENCE * 20):
        with suppress(OSError):  # it has just closed
            bell.pull_trigger(lambda: _close_idle(sockets))
        thread.join(timeout=1 / 20)
        if not thread.is_alive():
            return


def _close_idle(sockets: dict[int, Any]) -> None:
    lines = [each for each in sockets.values() if isinstance(each, HTTPChannel)]
    for line in lines:
        if not line.requests:
            line.close_when_flushed = True
    for each in list(sockets.values()):
        if isinstance(each, BaseWSGIServer):
            wasyncore.dispatcher.close(each)
        elif not lines:
            each.close()  # the bell was the last: with nothing to wait for the thread ends


def web(env: Settings) -> None:
    """Run the web server alone, in several processes; migrates the database first."""
    _needs_postgresql(env, "web")
    free(env.host, env.port)
    _log(env)
    with app.opened(env, app.Files(env.sapa_business), worker=_name()):
        pass  # checks the files, migrates the database
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "bot.serve:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=env.host,
        port=env.port,
        workers=_PROCESSES,
        blocking_threads=_THREADS,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE,  # now and then one deadlocks at its end (granian issue 875)
    ).serve()


def application() -> App:
    """Return the web application of one server process, configured by its environment."""
    env = settings.load(os.environ, command="web")
    _log(env)
    files = app.Files(env.sapa_business)
    return app.web(app.build(env, files, worker=_name()), files, env, _clock().now)


def worker(env: Settings) -> None:
    """Run one worker until told to stop."""
    _needs_postgresql(env, "worker")
    _log(env)
    files = app.Files(env.sapa_business)
    end = told()
    with (
        app.opened(env, files, worker=_name()) as desk,
        _working(desk, _clock().now, files),
    ):
        log.info("a worker works")
        end.wait()


def told() -> threading.Event:
    """Return what SIGTERM or Ctrl-C will set; a second one ends at once."""
    told = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        if told.is_set():
            os._exit(1)
        told.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    return told


def until_told() -> None:
    """Wait for SIGTERM or Ctrl-C."""
    told().wait()


@contextmanager
def _working(desk: Desk, clock: Callable[[], datetime], files: app.Files) -> Iterator[None]:
    work = Worker(desk, clock, fresh=lambda: files.look(desk))
    work.start()
    try:
        yield
    finally:
        work.stop()


def _both(env: Settings) -> None:
    """On PostgreSQL: one web server and one worker, each its own process; when one ends, so does the other."""
    with app.opened(env, app.Files(env.sapa_business), worker=_name()):
        pass  # checks the files, migrates the database
    parts = [
        subprocess.Popen([sys.executable, "-m", "bot", part])  # noqa: S603 - ourselves
        for part in ("web", "worker")
    ]
    ended, told = threading.Event(), threading.Event()

    def stop(_number: int, _frame: object) -> None:
        told.set()
        ended.set()

    for part in parts:
        threading.Thread(target=_ends_with, args=(part, ended), daemon=True).start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    ended.wait()
    for part in parts:
        part.terminate()
    for part in parts:
        part.wait(timeout=30)
    if not told.is_set():
        log.error("the web server or the worker ended by itself: both are stopped")
        sys.exit(1)  # so that whoever watches over us starts both again


def _ends_with(part: subprocess.Popen[bytes], ended: threading.Event) -> None:
    part.wait()
    ended.set()


def _clock() -> Clock:
    return Clock(settings.wall_clock_file(os.environ))


def _log(env: Settings) -> None:
    logs.configure(secrets=[env.twilio_auth_token, env.secret_key, env.telegram_bot_token])


def _sqlite(env: Settings) -> bool:
    return env.database_url.startswith("sqlite")


def _needs_postgresql(env: Settings, command: str) -> None:
    if _sqlite(env):
        raise CannotRun(
            f"`sapa {command}` needs PostgreSQL: set DATABASE_URL to postgresql://..., "
            "or use `sapa serve`, which runs everything in one process on SQLite."
        )


def _name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}"
