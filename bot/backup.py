"""The commands `backup`, `restore` and `release`: copies of the database, and how one comes to life again."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from threading import Event
from uuid import uuid4

from bot import app, logs
from bot.clock import Clock
from bot.desk import health, reconcile, restored
from bot.desk.desk import Desk
from bot.settings import Settings, Unusable
from store import copy
from store.lock import Occupied, own
from store.sound import Unsound

_SQLITE = "sqlite:///"


def backup(env: Settings, file: Path) -> str:
    """Copy a SQLite database and say what that took; PostgreSQL has its own tool, and that is named."""
    if not env.database_url.startswith(_SQLITE):
        raise Unusable(
            f"PostgreSQL is backed up by its own tool: {_dump(env.database_url, file)}"
        )
    with _sentences():
        copied = copy.backup(env.database_url, file)
    return f"{file}: {copied.bytes / 1e6:.1f} MB in {copied.seconds:.1f} s, and every page of it is in order."


def restore(env: Settings, file: Path | None) -> Iterator[str]:
    """Bring a copy to life: nothing is said twice, STOP is heard again, and nothing goes out before `release`."""
    logs.configure(secrets=[env.twilio_auth_token, env.secret_key])
    sqlite = env.database_url.startswith(_SQLITE)
    if sqlite != (file is not None):
        raise Unusable(
            "Name the backup: `sapa restore FILE`." if sqlite else
            "PostgreSQL is restored by its own tool, pg_restore; then run `sapa restore` without a file."
        )  # fmt: skip
    if file is not None:
        with _sentences(), closing(own(env.database_url)):
            aside = copy.put(file, env.database_url)
        yield f"{file} is in place as {env.database_url.removeprefix(_SQLITE)}."
        if aside:
            yield f"What was there is {aside.name} now."
    with _opened(env) as desk:
        if not restored.waits(desk):  # a server put back in time is the same server
            _alone(desk)
            restored.look(desk, Clock().now(), forced=True)
        reconcile.missed(desk, Clock().now())
        yield from restored.report(desk)


def release(env: Settings, *, unread: bool) -> Iterator[str]:
    """Let messages out again, once what was said since the copy has been heard."""
    logs.configure(secrets=[env.twilio_auth_token, env.secret_key])
    with _opened(env) as desk:
        reconcile.missed(desk, Clock().now())
        if not (unread or restored.heard(desk)):
            raise Unusable(
                "The provider could not tell what was said since the backup (the line above says why), and "
                "somebody may have said STOP. Try again, or `sapa release --unread`: then whoever writes is "
                "answered, and nobody is written to unasked until the provider can tell."
            )
        restored.release(desk, Clock().now())
        yield from restored.report(desk)


def _opened(env: Settings) -> AbstractContextManager[Desk]:
    files = app.Files(env.sapa_business)
    return app.opened(env, files, worker=f"operator-{uuid4().hex[:6]}")


def _alone(desk: Desk) -> None:
    """On PostgreSQL nothing else keeps a worker from sending what we put to rest."""
    before = health.last_beat(desk)
    Event().wait(2 * desk.timing.beat.total_seconds())
    if health.last_beat(desk) != before:
        raise Unusable(
            "A worker is running on this database: stop all web servers and workers."
        )


def _dump(url: str, file: Path) -> str:
    return f'pg_dump -Fc --file={file} "{copy.without_password(url)}"'


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except (Unsound, Occupied) as error:
        raise Unusable(str(error)) from error
