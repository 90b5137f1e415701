"""The disk is full: nothing is half kept, nobody is told otherwise, and everything goes on when there is space again."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from store.tables import inbox, outbox
from tests.product import Product, processes, until, walk


class Disk:
    """A small file system of its own, which a ballast fills to the last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 512):
                pass

    def free(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def product(tmp_path: Path, disk: Disk) -> Iterator[Product]:
    with processes(tmp_path, f"sqlite:///{disk.folder / 'sapa.db'}") as product:
        yield product.start()


def problems(product: Product) -> str:
    answer = requests.get(f"{product.url}/healthz/ready", timeout=5)
    return " ".join(answer.json()["problems"])


def test_a_full_disk_costs_nothing_but_time(product: Product, disk: Disk) -> None:
    talker, *others = (product.prospect() for _ in range(40))
    walk(talker, 4)
    product.settle()
    disk.fill()

    said = []
    for phone in others:  # what the log has reserved is used up first
        said.append(phone.say("hi"))
        if said[-1].answers == [503]:
            break
    refused = talker.say("New website")
    until(lambda: "disk is full" in problems(product), 15)

    assert refused.answers == [503]
    assert "no worker" not in problems(product)
    words = [row.text for row in product.ledger.said(talker.number)]
    assert "New website" not in words
    kept = {row.sender for row in product.ledger.rows(inbox)}
    assert {
        f"whatsapp:{p.number}" for p, s in zip(others, said, strict=False) if s.answers == [200]
    } <= kept

    disk.free()
    product.ready(30)
    for phone, bubble in zip(others, said, strict=False):
        if bubble.answers == [503]:  # as the provider does, which was asked to come back
            phone._post(bubble, 1, parallel=False, forged=False)
    talker._post(refused, 1, parallel=False, forged=False)
    talker.heard("budget", timeout=20)
    for phone, _ in zip(others, said, strict=False):
        phone.heard("May I keep", timeout=20)
    product.settle()

    assert {row.attempts for row in product.ledger.rows(inbox)} == {1}
    assert {row.state for row in product.ledger.rows(outbox)} == {"sent"}
    log = product.log.read_text()
    assert "nothing can be kept (database or disk is full)" in log
    assert "Traceback" not in log
    assert log.count("\n") < 60, log
