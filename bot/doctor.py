"""What is missing before going live, in sentences: settings, files, database, staff, templates."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import app, business, settings
from bot.core.permission import TEMPLATES
from bot.settings import Settings
from store import migrate
from store.db import Busy, connect


def problems(environ: Mapping[str, str]) -> Iterator[str]:
    """Name what would keep the product from working."""
    env, wrong = settings.look(environ, command="doctor")
    yield from wrong
    found = app.check(env.sapa_business)
    yield from found
    if not any(env.database_url in sentence for sentence in wrong):
        yield from _database(env)
    if not found:
        yield from _staff(env, business.load(env.sapa_business))


def advice(environ: Mapping[str, str]) -> Iterator[str]:
    """Name what will hurt later."""
    env, _ = settings.look(environ, command="doctor")
    try:
        rules = business.load(env.sapa_business)
    except business.BusinessError:
        return
    for name in TEMPLATES:
        if name not in rules.templates:
            yield f"[templates] has no {name}: outside WhatsApp's 24-hour window that message cannot be sent."
    if env.public_url.startswith("http://"):
        yield f"PUBLIC_URL is {env.public_url}: Twilio cannot reach this machine under it."
    if env.database_url.startswith("sqlite"):
        yield "The database is SQLite: fine for one machine; for more than one use PostgreSQL."


def _database(env: Settings) -> Iterator[str]:
    path = env.database_url.removeprefix("sqlite:///")
    if env.database_url.startswith("sqlite") and not Path(path).exists():
        return  # it is made at the first start
    try:
        database = connect(env.database_url, readonly=True)  # a server may be writing
        found = migrate.current(database.engine)
        database.close()
    except (Busy, OSError) as error:
        yield f"The database cannot be opened: {error}"
        return
    if found not in (None, migrate.head()):  # an empty one is filled at the first start
        yield f"The database has schema {found}; `sapa serve` brings it to {migrate.head()}."


def _staff(env: Settings, rules: business.Business) -> Iterator[str]:
    for role in ("rep", "manager"):
        if not any(role in member.roles for member in rules.staff):
            yield f"No [[staff]] has the role {role}: nobody would get {'leads' if role == 'rep' else 'alerts'}."
    for member in rules.staff:
        if member.address.id == env.twilio_whatsapp_from:
            yield f"{member.name} has the business's own number as address."
