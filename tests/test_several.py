"""Several web servers and workers on one PostgreSQL, started at the same moment; any of them may die."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from store.tables import life, worker
from tests.product import Part, Product, free_port, processes, until, walk


class Several:
    """Two web servers, three workers."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.urls = [product.url, f"http://127.0.0.1:{free_port()}"]
        for number, url in enumerate(self.urls):
            self._run(f"web-{number}", "web", PORT=url.rpartition(":")[2])
        for number in range(3):
            self._run(f"worker-{number}", "worker")
        until(lambda: all(_is_ready(url) for url in self.urls), 60, "not ready")
        until(lambda: len(product.ledger.rows(life)) == 1 and self._beating() == 3, 20)

    def _run(self, name: str, command: str, **more: str) -> None:
        environ = {**os.environ, **self.product.environ, **more}
        self.product.parts[name] = Part([command], environ, self.product.log)

    def _beating(self) -> int:
        table = worker
        return len(
            self.product.ledger._database.read(lambda c: c.execute(table.select()).all())
        )

    def by_way_of(self, number: int) -> None:
        """From now on webhooks come to this web server, as a proxy would have it."""
        self.product.sandbox.aim(self.urls[number], self.product.url)


def _is_ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz/ready", timeout=2).status_code == 200
    except requests.RequestException:
        return False


@pytest.fixture
def several(tmp_path: Path, empty_postgresql_url: str) -> Iterator[Several]:
    with processes(tmp_path, empty_postgresql_url) as product:
        yield Several(product)


def test_they_fill_one_empty_database_together_and_share_the_work(several: Several) -> None:
    product = several.product
    product.on_duty(product.sari)
    first, second = product.prospect(), product.prospect()

    walk(first, 4)
    several.by_way_of(1)
    walk(second)
    first.say("New website")
    first.heard("budget", timeout=10)

    product.sari.heard("Take #", timeout=10)
    assert set(product.stop()) == {0}
    assert "Traceback" not in product.log.read_text()


def test_the_death_of_some_is_only_a_delay(several: Several) -> None:
    product = several.product
    product.on_duty(product.sari)
    prospects = [product.prospect() for _ in range(4)]
    for phone in prospects:
        walk(phone, 3)

    several.by_way_of(1)
    product.kill("web-0", "worker-0")
    for phone in prospects:
        phone.say("Lim Trading")
    product.kill("worker-1")

    for phone in prospects:
        phone.heard("help you with", timeout=20)
    product.reckon()
