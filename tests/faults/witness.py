"""A witness in the database: triggers write down, in the order of commits, what the rows themselves forget."""

from dataclasses import dataclass

from sqlalchemy import text

from store import migrate
from store.db import connect

#: What is seen: in which table, when, and what is written down of the row: subject, who, state, at.
_SEEN = {
    "kept": ("inbox", "INSERT", "1 = 1", "new.id, new.sender, new.state, 0"),
    "applied": (
        "inbox", "UPDATE OF state", "new.state <> 'new'", "new.id, new.sender, new.state, 0",
    ),
    "decided": ("attempt", "INSERT", "1 = 1", "new.outbox_id, '', '', new.started_at"),
    "consent": (
        "consent_event", "INSERT", "new.purpose = 'messages'",
        "new.id, new.address, CASE WHEN new.granted THEN 'in' ELSE 'out' END, new.at",
    ),
    "offer": ("offer", "UPDATE OF state", "1 = 1", "new.handoff_id, new.id, new.state, 0"),
    "beat": ("worker", "UPDATE OF beat_at", "1 = 1", "0, new.name, '', new.beat_at"),
}  # fmt: skip
_TABLE = (
    "CREATE TABLE witness (id {id}, what TEXT, subject BIGINT, who TEXT, state TEXT, at BIGINT)"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """`place` is the place among all commits."""

    place: float
    what: str
    subject: int
    who: str
    state: str
    at: int


def engage(database_url: str) -> None:
    """Make the tables, and set the witness among them, before the product starts."""
    database = connect(database_url)
    migrate.upgrade(database.engine)
    statements = _postgresql() if database.dialect == "postgresql" else _sqlite()
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.close()


def ask(database_url: str) -> list[Seen]:
    """Return everything seen, in the order of commits."""
    database = connect(database_url, readonly=True)
    place = "id"  # one writer: written in the order of commits
    if database.dialect == "postgresql":  # the server must keep them: track_commit_timestamp
        place = "extract(epoch FROM pg_xact_commit_timestamp(xmin))"
    columns = f"{place}, what, subject, who, state, at"
    query = text(f"SELECT {columns} FROM witness ORDER BY {place}, id")  # noqa: S608 - our own words
    seen = database.read(lambda c: [Seen(*row) for row in c.execute(query)])
    database.close()
    return seen


def _sqlite() -> list[str]:
    return [_TABLE.format(id="INTEGER PRIMARY KEY AUTOINCREMENT"), *map(_sqlite_trigger, _SEEN)]


def _sqlite_trigger(what: str) -> str:
    table, when, where, _ = _SEEN[what]
    return f"CREATE TRIGGER witness_{what} AFTER {when} ON {table} WHEN {where} BEGIN {_note(what)}; END"


def _postgresql() -> list[str]:
    made = [_TABLE.format(id="BIGSERIAL PRIMARY KEY")]
    for what in _SEEN:
        made += _postgresql_trigger(what)
    return made


def _postgresql_trigger(what: str) -> tuple[str, str]:
    table, when, where, _ = _SEEN[what]
    note, called = f"BEGIN {_note(what)}; RETURN NULL; END", f"witness_{what}()"
    return (
        f"CREATE FUNCTION {called} RETURNS trigger LANGUAGE plpgsql AS $$ {note} $$",
        f"CREATE TRIGGER {what} AFTER {when} ON {table} FOR EACH ROW WHEN ({where}) EXECUTE FUNCTION {called}",
    )


def _note(what: str) -> str:
    values = _SEEN[what][-1]
    return f"INSERT INTO witness (what, subject, who, state, at) VALUES ('{what}', {values})"  # noqa: S608 - our own words
