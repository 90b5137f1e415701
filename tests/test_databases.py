import socket
from contextlib import suppress

import pytest
from sqlalchemy import create_engine, text

from store import db


def test_each_engine_answers_and_says_what_it_is(database_url: str) -> None:
    database = db.connect(database_url)

    one = database.read(lambda c: c.execute(text("SELECT 1")).scalar_one())

    assert one == 1
    assert database.dialect == database_url.partition(":")[0]
    database.close()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_database_of_its_own(empty_database_url: str, turn: str) -> None:
    database = db.connect(empty_database_url)

    database.write(lambda c: c.execute(text(f"CREATE TABLE {turn} (id INTEGER PRIMARY KEY)")))
    database.write(lambda c: c.execute(text("CREATE TABLE mine (id INTEGER PRIMARY KEY)")))

    database.close()


def test_postgresql_keeps_what_it_promised_through_a_power_cut(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)

    with engine.connect() as connection:
        settings = [connection.execute(text(f"SHOW {name}")).scalar_one()
                    for name in ("fsync", "synchronous_commit")]  # fmt: skip

    assert settings == ["on", "on"]
    engine.dispose()


@pytest.mark.parametrize("host", ["192.0.2.1", "api.twilio.com"])
def test_no_test_can_call_another_machine(host: str) -> None:
    with pytest.raises(pytest.fail.Exception, match=host), suppress(OSError):
        socket.create_connection((host, 443), timeout=1)
