from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from store import db, migrate
from store.db import Connection, Database
from store.tables import metadata

#: What Alembic's comparison does not look at: conditions of indexes, checks.
RULES = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": """
        SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL
        SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
}


def test_migrations_build_what_the_models_say(empty_database_url: str) -> None:
    with closing(db.connect(empty_database_url)) as database:
        migrate.upgrade(database.engine)

        difference = database.read(_difference)

    assert difference == []


def test_migrations_build_the_same_indexes_and_checks(empty_database_url: str) -> None:
    with closing(db.connect(empty_database_url)) as database:
        migrate.upgrade(database.engine)
        migrated = _rules(database)
        metadata.drop_all(database.engine)
        metadata.create_all(database.engine)
        modelled = _rules(database)

    assert migrated == modelled


def test_a_new_database_has_no_schema_and_a_migrated_one_the_newest(
    empty_database_url: str,
) -> None:
    with closing(db.connect(empty_database_url)) as database:
        before = migrate.current(database.engine)
        migrate.upgrade(database.engine)
        after = migrate.current(database.engine)

    assert (before, after) == (None, migrate.head())


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    with closing(db.connect(empty_database_url)) as database:
        migrate.upgrade(database.engine)
        migrate.upgrade(database.engine)

        assert migrate.current(database.engine) == migrate.head()


def test_four_processes_that_start_at_once_take_turns(empty_database_url: str) -> None:
    databases = [db.connect(empty_database_url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda database: migrate.upgrade(database.engine), databases))

    assert migrate.current(databases[0].engine) == migrate.head()
    for database in databases:
        database.close()


def test_a_database_from_a_newer_version_is_refused_with_a_sentence(database_url: str) -> None:
    with closing(db.connect(database_url)) as database:
        database.write(
            lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        )

        with pytest.raises(migrate.NewerDatabase, match="install the version that wrote it"):
            migrate.upgrade(database.engine)


def test_foreign_keys_are_enforced_again_after_a_migration(sqlite_url: str) -> None:
    with closing(db.connect(sqlite_url)) as database:
        migrate.upgrade(database.engine)

        enforced = database.write(lambda c: c.execute(text("PRAGMA foreign_keys")).scalar_one())

    assert enforced == 1


def _difference(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection.alchemy, opts={"compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


def _rules(database: Database) -> list[tuple[str, str]]:
    found = database.read(lambda c: c.execute(text(RULES[database.dialect])).all())
    return sorted((table, " ".join(rule.split())) for table, rule in found)
