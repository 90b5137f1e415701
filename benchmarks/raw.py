"""The limit: the rows of a turn written by the bare driver, durably, with nothing thought about in between."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

#: What a turn of the form leaves behind, in characters of JSON, as measured in the product's own tables.
RAW, PAYLOAD, STATE, DRAFT = "r" * 705, "p" * 88, "s" * 545, "d" * 340
#: Of five turns of the form two say two things: the greeting with its question, the thanks with the offer.
_FIVE, _TWICE = 5, 2
_PEOPLE = 32

_TABLES = """
CREATE TABLE inbox (id {id}, channel TEXT NOT NULL, provider_id TEXT NOT NULL, sender TEXT NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, payload TEXT NOT NULL, raw TEXT NOT NULL, received_at BIGINT NOT NULL,
  state TEXT NOT NULL, UNIQUE (channel, provider_id));
CREATE TABLE conversation (id {id}, sender TEXT NOT NULL UNIQUE, state TEXT NOT NULL);
CREATE TABLE outbox (id {id}, key TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, seq BIGINT NOT NULL, klass TEXT NOT NULL,
  inbox_id BIGINT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, available_at BIGINT NOT NULL,
  UNIQUE (lane, seq));
"""
_INBOX = (
    "INSERT INTO inbox (channel, provider_id, sender, kind, text, payload, raw, received_at, state) "
    "VALUES ('whatsapp', ?, ?, 'text', 'New website', ?, ?, 1790000000000, 'done') "
    "ON CONFLICT DO NOTHING RETURNING id"
)
_READ = "SELECT id, state FROM conversation WHERE sender = ?"
_CHANGE = "UPDATE conversation SET state = ? WHERE id = ?"
_OUTBOX = (
    "INSERT INTO outbox (key, lane, seq, klass, inbox_id, payload, state, available_at) "
    "VALUES (?, ?, ?, 'reply', ?, ?, 'queued', 1790000000000)"
)


def sqlite_turns(folder: Path, seconds: float) -> float:
    """Return turns per second of sqlite3 in one thread: WAL, synchronous=FULL, one commit a turn."""
    path = folder / "raw.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(_TABLES.format(id="INTEGER PRIMARY KEY"))
    _people(connection.execute)
    number, end = 0, time.perf_counter() + seconds
    begin = time.perf_counter()
    while time.perf_counter() < end:
        connection.execute("BEGIN IMMEDIATE")
        _turn(connection.execute, f"{number:034d}", number, number % _PEOPLE)
        connection.execute("COMMIT")
        number += 1
    rate = number / (time.perf_counter() - begin)
    connection.close()
    for file in folder.glob("raw.db*"):
        file.unlink()
    return rate


def postgresql_turns(url: str, seconds: float, connections: int) -> float:
    """Return turns per second of psycopg, one commit a turn, each connection in a thread of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS inbox, conversation, outbox")
        for table in _TABLES.format(id="BIGSERIAL PRIMARY KEY").split(";")[:-1]:
            connection.execute(table.encode())
        _people(lambda query, values: connection.execute(_psycopg(query), values))
    done: list[int] = []
    threads = [
        threading.Thread(target=_connection, args=(url, name, seconds, done))
        for name in range(connections)
    ]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - begin)


def _connection(url: str, name: int, seconds: float, done: list[int]) -> None:
    number, end = 0, time.perf_counter() + seconds
    with psycopg.connect(url) as connection:
        while time.perf_counter() < end:
            # One person's turns come over one connection, as one person's turns are one after the other.
            person = name + 8 * (number % (_PEOPLE // 8))
            key = f"{name:02d}{number:032d}"
            _turn(
                lambda query, values: connection.execute(_psycopg(query), values),
                key, number, person,
            )  # fmt: skip
            connection.commit()
            number += 1
    done.append(number)


def _psycopg(query: str) -> bytes:
    return query.replace("?", "%s").encode()


#: Runs a statement with its values, and gives back what can be fetched from.
_Run = Callable[
    [str, tuple[object, ...]], "sqlite3.Cursor | psycopg.Cursor[tuple[object, ...]]"
]


def _people(run: _Run) -> None:
    for number in range(_PEOPLE):
        run("INSERT INTO conversation (sender, state) VALUES (?, ?)", (_sender(number), STATE))


def _sender(person: int) -> str:
    return f"whatsapp:+65{person:08d}"


def _turn(run: _Run, key: str, number: int, person: int) -> None:
    sender = _sender(person)
    (inbox_id,) = run(_INBOX, (key, sender, PAYLOAD, RAW)).fetchone() or (0,)
    conversation, state = run(_READ, (sender,)).fetchone() or (0, "")
    run(_CHANGE, (str(state)[::-1], conversation))
    for said in range(2 if number % _FIVE < _TWICE else 1):
        run(_OUTBOX, (f"{key}{said}", sender, 2 * number + said, inbox_id, DRAFT))
