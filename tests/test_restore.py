"""Everything is lost but a backup: it comes back, says nothing twice, rings no old clock, and remembers STOP."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import make_url

from bot.sandbox.phones import Phone
from store.tables import alert, consent, handoff, inbox, lead, life, outbox
from tests import postgres
from tests.product import Part, Product, processes, until, walk


class Bench:
    """A product, and how its database is copied and comes back, as docs/operations.md says."""

    def __init__(self, product: Product, url: str, server: str) -> None:
        self.product = product
        self._url, self._server = url, server
        self._copy = product.folder / "copy"

    def back_up(self) -> None:
        if self._url.startswith("sqlite"):
            assert "in order" in self.product.command("backup", str(self._copy))
        else:
            _tool("pg_dump", "-Fc", f"--file={self._copy}", f"--dbname={_plain(self._url)}")

    def destroy(self) -> None:
        """The machine is gone, and all that it knew."""
        self.product.kill()
        if self.product._ledger:
            self.product._ledger.close()
            self.product._ledger = None
        if self._url.startswith("sqlite"):
            for file in self.product.folder.glob("sapa.db*"):
                file.unlink()
            return
        name, admin = (
            str(make_url(self._url).database),
            f"--maintenance-db={_plain(self._server)}",
        )
        _tool("dropdb", "--force", admin, name)
        _tool("createdb", admin, name)

    def put_back(self) -> None:
        """Without a word to sapa."""
        if self._url.startswith("sqlite"):
            shutil.copyfile(self._copy, self.product.folder / "sapa.db")
        else:
            _tool("pg_restore", f"--dbname={_plain(self._url)}", str(self._copy))

    def restore(self) -> str:
        """Return what the operator reads."""
        if self._url.startswith("sqlite"):
            return self.product.command("restore", str(self._copy))
        self.put_back()
        return self.product.command("restore")

    def start(self, trouble: str) -> None:
        """Start, and wait until readiness names this trouble and no other."""
        for command in self.product.commands:
            self.product.run(command)
        until(lambda: self.problems() == [trouble], 30, f"not {trouble}")

    def release(self) -> str:
        """On SQLite one process writes: the server is stopped for it."""
        if not self.product.apart:
            self.product.stop()
        said = self.product.command("release")
        self.product.start()
        return said

    def refused(self, *words: str) -> str:
        """Run a command that must not succeed, and return the sentence."""
        printed = self.product.folder / "refused"
        part = Part(words, {**os.environ, **self.product.environ}, printed)
        assert part.wait() == 2, printed.read_text()
        return printed.read_text()

    def problems(self) -> list[str]:
        try:
            answer = requests.get(f"{self.product.url}/healthz/ready", timeout=5)
        except requests.RequestException:
            return ["not there"]
        found: list[str] = answer.json()["problems"]
        return found

    def rows(self, table: Any, **where: Any) -> list[Any]:
        return list(self.product.ledger.rows(table, **where))


PAUSED = "whatsapp is paused: restored from a backup: `sapa release` lets it go on"
UNREAD = "what was said since the backup could not be read again yet"


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[Bench]:
    server = ""
    if database_url.startswith("postgresql"):
        server = str(request.getfixturevalue("postgresql_server"))
    with processes(tmp_path, database_url) as product:
        yield Bench(product, database_url, server)
        # The provider's log tells of things the copy never knew: the usual reckoning does not apply.
        product.kill()


def _tool(program: str, *words: str) -> None:
    subprocess.run([postgres.installed() / program, *words], check=True, capture_output=True)


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _heard(*phones: Phone) -> list[list[str]]:
    return [[bubble.text for bubble in phone.messages if not bubble.mine] for phone in phones]


def _taken(product: Product) -> Counter[str]:
    return Counter(entry.callback for entry in product.sandbox.provider.accepted)


def test_a_restored_database_says_nothing_twice_and_remembers_stop(bench: Bench) -> None:
    product = bench.product.start()
    product.on_duty(product.sari, product.ratna)
    grace, budi, citra, dewi = (product.prospect(n) for n in ("Grace", "Budi", "Citra", "Dewi"))
    walk(grace)  # a lead that is offered: its clocks run
    for phone in (budi, citra):
        walk(phone, 3)
    product.sandbox.fail("slow:1.5", to=citra.number)
    citra.say("Citra Sdn Bhd")
    until(lambda: bench.rows(outbox, state="sending"))
    bench.back_up()

    budi.say("STOP")
    budi.heard("won't message you", timeout=10)
    walk(dewi)
    product.sari.heard("Take #", timeout=10)
    product.settle()
    said, taken = _heard(grace, budi, citra, dewi), _taken(product)
    numbers = {row.id for row in (*bench.rows(lead), *bench.rows(handoff))}
    bench.destroy()
    citra.say("hello?")  # nobody is there
    report = bench.restore()
    bench.start(PAUSED)

    assert "Nothing is sent until `sapa release`" in report
    assert f"Perhaps not answered: {budi.number}, 1 messages" in report
    (out,) = bench.rows(consent, address=f"whatsapp:{budi.number}", purpose="messages")
    assert out.state == "out"
    assert [row.text for row in product.ledger.said(citra.number)][-1] == "hello?"
    assert len(product.ledger.said(dewi.number)) == 8
    assert bench.rows(inbox, state="new") == []
    assert len(bench.rows(outbox, state="ambiguous")) == 1

    eve = product.prospect("Eve")
    eve.say("hi")
    until(lambda: [row.state for row in product.ledger.said(eve.number)] == ["done"])
    assert _heard(eve) == [[]]
    assert "Perhaps not answered" in bench.release()
    eve.heard("May I keep", timeout=10)
    product.ratna.heard("Not answered since then", timeout=10)
    walk(product.prospect("Fay"))
    product.sari.heard("Take #", timeout=10)
    product.settle()

    assert said == _heard(grace, budi, citra, dewi)
    assert max(_taken(product).values()) == 1
    assert taken <= _taken(product)
    assert bench.rows(alert) == []
    assert not numbers & {row.id for row in (*bench.rows(lead), *bench.rows(handoff))[-1:]}
    assert "Traceback" not in product.log.read_text()


def test_a_copy_put_back_without_a_word_is_known_for_one(bench: Bench) -> None:
    product = bench.product.start()
    grace = product.prospect()
    walk(grace, 3)
    product.settle()
    bench.back_up()
    grace.say("Lim Trading")
    grace.heard("help you with", timeout=10)
    product.settle()
    said = _heard(grace)
    bench.destroy()

    bench.put_back()
    bench.start(PAUSED)
    until(lambda: len(product.ledger.said(grace.number)) == 4)
    bench.release()
    product.settle()

    assert _heard(grace) == said
    assert [bool(row.since) for row in bench.rows(life)] == [False, True]


def test_while_the_provider_cannot_tell_nobody_is_written_to_unasked(bench: Bench) -> None:
    product = bench.product.start()
    walk(product.prospect(), 2)
    product.settle()
    bench.back_up()
    bench.destroy()

    with product.provider_down():
        report = bench.restore()
        refused = bench.refused("release")
        freed = product.command("release", "--unread")
        bench.start(UNREAD)

    assert "could not be read from the provider yet" in report
    assert "somebody may have said STOP" in refused
    assert "Nothing is sent" not in freed


def test_a_database_that_was_only_stopped_goes_on_as_it_was(bench: Bench) -> None:
    product = bench.product.start()
    grace = product.prospect()
    walk(grace, 3)
    product.stop()

    grace.say("Lim Trading")
    product.start()

    assert len(bench.rows(life)) == 1
    assert bench.problems() == []


def test_a_server_put_back_in_time_is_declared_restored_once_nobody_works(bench: Bench) -> None:
    product = bench.product.start()

    refused = bench.refused("restore")

    if not product.apart:
        assert "`sapa restore FILE`" in refused
        return
    assert "A worker is running" in refused
    product.stop()
    assert "Nothing is sent until `sapa release`" in product.command("restore")
    assert bench.problems() == ["not there"]
    bench.start(PAUSED)
