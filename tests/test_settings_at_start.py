"""What `sapa serve` makes of the place it is started in: it fills what is empty, and says what is wrong in a sentence."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.sandbox import Sandbox
from store import db
from tests.product import TEAM, Part, Product, processes, staff, walk


@pytest.fixture
def product(tmp_path: Path, empty_sqlite_url: str) -> Iterator[Product]:
    with Sandbox() as sandbox:
        product = Product(tmp_path, sandbox, empty_sqlite_url)
        yield product
        product.kill()


def refused(product: Product, command: str = "serve", **environ: str) -> str:
    """Start it in a way that cannot work; return what it says."""
    said = product.folder / "said"
    part = Part([command], {**os.environ, **product.environ, **environ}, said)
    assert part.wait() == 2
    text = said.read_text()
    assert "Traceback" not in text
    assert all(line.startswith("sapa: ") for line in text.splitlines())
    return text


def test_serve_fills_an_empty_database_and_is_ready_soon(
    tmp_path: Path, empty_database_url: str
) -> None:
    """As a person starts it: a new interpreter, on PostgreSQL with a web server and a worker as its children."""
    with processes(tmp_path, empty_database_url) as product:
        slower = _slower()
        began = time.monotonic()
        with product.log.open("ab") as log:
            sapa = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                env={**os.environ, **product.environ}, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            product.ready(15 * slower)
            assert time.monotonic() - began < 15 * slower
            grace = product.prospect()
            walk(grace, 1)
            product.reckon()
        finally:
            sapa.terminate()
            assert sapa.wait(timeout=30) == 0


def _slower() -> float:
    """Say how much slower than alone this machine is just now: imports take a second or two."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import bot.serve"], check=True)
    return max(1.0, (time.monotonic() - began) / 2)


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_serve_listens_where_it_is_told_and_stops_there(product: Product, host: str) -> None:
    if host == "::1" and not _speaks_ipv6():
        pytest.skip("this machine speaks no IPv6")
    product.environ["HOST"] = host
    product.url = f"http://{'[::1]' if host == '::1' else host}:{product.port}"

    product.run("serve")
    product.ready()

    assert product.stop() == [0]
    assert "Traceback" not in product.log.read_text()


def _speaks_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_a_second_server_on_the_same_file_is_refused(product: Product) -> None:
    first = product.start().parts["serve"]

    said = refused(product, PORT=str(product.port + 1))

    assert f"in use by another sapa (process {first.pid})" in said
    assert product.is_ready()


def test_a_server_on_the_port_of_another_is_refused(product: Product, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", product.port)):
        said = refused(product)

    assert str(product.port) in said


def test_after_a_crash_the_same_file_is_served_again(product: Product) -> None:
    product.start()
    product.kill()

    product.start()

    walk(product.prospect(), 1)
    product.reckon()


def test_a_database_of_a_newer_sapa_is_left_alone(product: Product, tmp_path: Path) -> None:
    product.start()
    product.kill()
    database = db.connect(product.environ["DATABASE_URL"])
    database.write(
        lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    )
    database.close()

    assert "9999" in refused(product)


WRONG = {
    "no settings": ({"PUBLIC_URL": "", "SECRET_KEY": ""}, ["PUBLIC_URL", "SECRET_KEY"]),
    "a database of no kind we know": ({"DATABASE_URL": "mysql://x/y"}, ["DATABASE_URL", "postgresql://"]),
    "a folder that is not there": ({"DATABASE_URL": "sqlite:////nowhere/at/all/sapa.db"}, ["/nowhere/at/all"]),
    "a PostgreSQL that is not there": ({"DATABASE_URL": "postgresql://sapa:secret-1@127.0.0.1:1/x"}, ["database"]),
    "an address anybody can read": ({"PUBLIC_URL": "http://bot.example.id"}, ["PUBLIC_URL", "https://"]),
    "a key anybody can guess": ({"SECRET_KEY": "changeme-changeme"}, ["SECRET_KEY", "openssl rand"]),
    "an account that is none": ({"TWILIO_ACCOUNT_SID": "SM123"}, ["TWILIO_ACCOUNT_SID", "AC"]),
    "a sender that is none": ({"TWILIO_WHATSAPP_FROM": "Toko"}, ["TWILIO_WHATSAPP_FROM", "+62"]),
    "a port that is none": ({"PORT": "http"}, ["PORT", "65535"]),
    "a lease shorter than a call": ({"LEASE": "1", "SEND_TIMEOUT": "2"}, ["LEASE", "SEND_TIMEOUT"]),
    "no business": ({"SAPA_BUSINESS": "/nowhere/business.toml"}, ["/nowhere/business.toml", "SAPA_BUSINESS"]),
    "half of Telegram": ({"TELEGRAM_BOT_TOKEN": "123456:" + "A" * 35}, ["TELEGRAM_WEBHOOK_SECRET"]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_said_in_a_sentence(product: Product, wrong: str) -> None:
    environ, pieces = WRONG[wrong]

    said = refused(product, **environ)

    for piece in pieces:
        assert piece in said
    assert "secret-1" not in said
    assert not Path(product.environ["DATABASE_URL"].removeprefix("sqlite:///")).exists()


@pytest.mark.parametrize("command", ["web", "worker"])
def test_the_parts_want_postgresql(product: Product, command: str) -> None:
    said = refused(product, command)

    assert "PostgreSQL" in said
    assert "sapa serve" in said


def test_everything_wrong_in_the_rules_is_said_at_once(product: Product) -> None:
    rules = product.business.read_text().replace(
        TEAM, staff("Sari", "+62 812", "reb") + TEAM.replace("whatsapp:", "telegram:", 1)
    )
    product.business.write_text(rules.replace('breach = "5m"', 'breach = "soon"'))

    said = refused(product)

    assert "sla.breach" in said
    assert "staff[1].address" in said
    assert "staff[1].roles" in said
    assert "Telegram" in said
