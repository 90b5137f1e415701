"""The process dies, stops or stumbles at every step of the line, and comes back: nothing lost, nothing doubled."""

import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.phones import Phone
from store.tables import alert, handoff, outbox, staff
from tests.product import RATNA, Product, any_database, processes, until, walk

#: Where a worker dies while Grace tells her name, by how many times it has passed there before.
WORK = {
    "inbox.after_stamp": 3,
    "inbox.before_commit": 3,
    "inbox.after_commit": 3,
    "outbox.after_claim": 4,
    "outbox.after_begin": 4,
    "outbox.before_finish": 4,
    "outbox.after_finish": 4,
}


@pytest.fixture
def product(tmp_path: Path, database_url: str) -> Iterator[Product]:
    with processes(tmp_path, database_url, SEND_TIMEOUT="1", LEASE="2") as product:
        yield product


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def long_lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """One product that dies many times."""
    folder = tmp_path_factory.mktemp("crashes")
    with (
        any_database(request, folder) as url,
        processes(folder, url, SEND_TIMEOUT="1", LEASE="2") as product,
    ):
        yield product


def posted_again(phone: Phone) -> int:
    """The provider repeats its last webhook, as it does when nobody answered."""
    said = [bubble for bubble in phone.messages if bubble.mine][-1]
    phone._post(said, 1, parallel=False, forged=False)
    return said.answers[-1]


def told(phone: Phone) -> list[str]:
    """What the bot said, in the order of the screen."""
    return [bubble.text.split(",")[0] for bubble in phone.messages if not bubble.mine]


@pytest.mark.parametrize("point", WORK)
def test_a_worker_killed_at_any_step_loses_and_doubles_nothing(
    long_lived: Product, point: str
) -> None:
    product = long_lived
    product.kill(product.commands[-1])
    product.start(f"{point}=kill:{WORK[point]}")
    grace = product.prospect()
    walk(grace, 2)
    grace.say("Grace")

    product.dies()
    product.start()

    grace.heard("Nice to meet you", timeout=20)
    product.reckon()
    assert len(told(grace)) == 4
    assert [row.state for row in product.ledger.said(grace.number)] == ["done"] * 3
    assert [row.state for row in product.ledger.to(grace.number)] == ["sent"] * 4


def test_killed_before_a_message_is_kept_the_provider_is_not_told_otherwise(
    product: Product,
) -> None:
    product.start("ingest.before_commit=kill", at="web")
    grace = product.prospect()

    said = grace.say("hi")

    assert said.answers == [0]
    assert product.ledger.said(grace.number) == []
    product.kill()
    product.start()
    assert posted_again(grace) == 200
    grace.heard("May I keep", timeout=20)
    product.settle()
    assert len(told(grace)) == 2


def test_killed_after_a_message_is_kept_it_is_answered_once(product: Product) -> None:
    product.start("ingest.after_commit=kill", at="web")
    grace = product.prospect()

    said = grace.say("hi")

    assert said.answers == [0]
    product.kill()
    product.start()
    grace.heard("May I keep", timeout=20)
    assert posted_again(grace) == 200
    product.settle()
    assert len(told(grace)) == 2


def test_an_alert_due_while_nothing_ran_comes_once(product: Product) -> None:
    """Even when the first two attempts at it end with the process."""
    product.start()
    product.on_duty(product.sari, product.ratna)
    walk(product.prospect())
    product.settle()
    product.kill(product.commands[-1])
    product.let_pass(minutes=6)

    for point in ("timer.before_commit=kill", "outbox.before_finish=kill"):
        product.run(product.commands[-1], point)
        product.dies()
    product.start()

    product.ratna.heard("without an answer", timeout=20)
    product.settle()
    alerts = [text for text in product.ledger.sent(RATNA) if "without an answer" in text]
    assert len(alerts) == len(product.ledger.rows(alert)) == 1


def test_an_alert_due_while_nothing_ran_comes_within_five_seconds(
    tmp_path: Path, sqlite_url: str
) -> None:
    with processes(tmp_path, sqlite_url) as product:
        product.start()
        product.on_duty(product.sari, product.ratna)
        walk(product.prospect())
        product.settle()
        product.kill()
        product.let_pass(minutes=90)

        began = time.monotonic()
        product.start()
        (told,) = product.ratna.heard("without an answer", timeout=20)

        assert time.monotonic() - began < 5
        assert "late" in told


def test_words_kept_in_time_count_though_nobody_was_there_to_apply_them(
    tmp_path: Path, postgresql_url: str
) -> None:
    with processes(tmp_path, postgresql_url, SEND_TIMEOUT="1", LEASE="2") as product:
        product.start()
        grace, sari = product.prospect(), product.sari
        product.on_duty(sari, product.ratna)
        walk(grace)
        sari.heard("Take #", timeout=10)
        sari.press("Accept")
        grace.heard("Sari", timeout=10)
        product.settle()
        product.kill("worker")
        assert sari.say("Hello Grace!").answers == [200]
        product.let_pass(minutes=6)

        product.start()

        grace.heard("Hello Grace!", timeout=20)
        product.settle()
        assert product.ledger.rows(alert) == []


def test_a_frozen_worker_does_not_send_what_another_has_taken_over(
    tmp_path: Path, postgresql_url: str
) -> None:
    with processes(tmp_path, postgresql_url, SEND_TIMEOUT="1", LEASE="2") as product:
        product.start("outbox.after_begin=stop:4")
        frozen = product.parts["frozen"] = product.parts.pop("worker")
        grace = product.prospect()
        walk(grace, 2)
        grace.say("Grace")
        until(lambda: _stopped(frozen.pid))

        product.run("worker")
        grace.heard("Nice to meet you", timeout=20)
        frozen.send(signal.SIGCONT)
        grace.say("Lim Trading")
        grace.heard("help you with", timeout=20)
        frozen.send(signal.SIGTERM)
        frozen.wait()

        product.settle()
        assert len(told(grace)) == 5


def _stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_a_poison_message_is_given_up_and_a_person_takes_over(product: Product) -> None:
    product.stumbles, product.gives_up = True, 1
    product.start("inbox.before_commit=raise:4*5")
    product.on_duty(product.sari)
    grace = product.prospect()
    walk(grace, 2)

    grace.say("Poison")
    grace.say("and what came after")

    grace.heard("A colleague will answer you here", timeout=30)
    product.sari.heard("Take #", timeout=10)
    product.settle()
    poison, after = product.ledger.said(grace.number)[2:]
    assert (poison.state, poison.attempts) == ("dead", 5)
    assert after.state == "done"
    (opened,) = product.ledger.rows(handoff)
    assert opened.reason == "trouble"
    assert not [text for text in told(grace) if text.startswith("Nice to meet")]


def test_a_message_that_kills_the_process_is_given_up_too(
    tmp_path: Path, sqlite_url: str
) -> None:
    with processes(tmp_path, sqlite_url) as product:
        product.gives_up = 1
        product.start("inbox.after_stamp=kill")
        grace = product.prospect()
        grace.say("a killer")
        product.dies()
        for _ in range(4):
            product.run("serve", "inbox.after_stamp=kill")
            product.dies()
        product.start()

        grace.heard("A colleague will answer you here", timeout=20)
        grace.say("hi")
        product.settle()
        killer, after = product.ledger.said(grace.number)
        assert (killer.state, after.state) == ("dead", "done")


def test_what_was_said_while_nobody_listened_is_taken_in_once(long_lived: Product) -> None:
    product = long_lived
    product.start()
    grace = product.prospect()
    walk(grace, 2)
    product.settle()
    product.kill()
    clock = product.sandbox.provider.clock
    clock.advance(timedelta(minutes=-2))
    unheard = grace.say("Grace")
    clock.advance(timedelta(minutes=2))
    assert unheard.answers == [0]

    product.start()

    grace.heard("Nice to meet you", timeout=20)
    assert posted_again(grace) == 200
    product.reckon()
    assert len(told(grace)) == 4


def test_a_graceful_stop_in_a_crowd_leaves_nothing_in_doubt(product: Product) -> None:
    product.start()
    crowd = [product.prospect() for _ in range(8)]
    product.sandbox.fail("slow:0.8", times=None)
    coming = [threading.Thread(target=one.say, args=("hi",)) for one in crowd]
    for thread in coming:
        thread.start()
    until(lambda: product.sandbox.provider.accepted)

    began = time.monotonic()
    codes = product.stop()

    assert time.monotonic() - began < 20
    assert set(codes) == {0}
    assert {row.state for row in product.ledger.rows(outbox)} == {"queued", "sent"}
    for thread in coming:
        thread.join()
    product.sandbox.provider.faults.clear()
    product.start()
    for one in crowd:  # who found the door closed comes again, as the provider does
        assert 200 in one.messages[0].answers or posted_again(one) == 200
        one.heard("May I keep", timeout=20)
    product.settle()
    assert [len(told(one)) for one in crowd] == [2] * len(crowd)


def test_serve_ends_with_an_error_when_one_of_its_parts_dies(
    tmp_path: Path, postgresql_url: str
) -> None:
    """Else whoever supervises it would not start it again."""
    with processes(tmp_path, postgresql_url) as product:
        product.commands = ("serve",)
        product.start("inbox.after_stamp=kill")
        product.prospect().say("hi")

        assert product.parts.pop("serve").wait() != 0
        assert not product.is_ready()


def test_new_rules_hold_while_it_runs(product: Product) -> None:
    product.start()
    rules = product.business.read_text()
    dewi = product.sandbox.phone("+628990000003", "Dewi")

    product.business.write_text(
        rules.replace('bot = "Mira"', 'bot = "Maya"')
        + '[[staff]]\nname = "Dewi"\nroles = ["rep"]\naddress = "whatsapp:+628990000003"\n'
    )
    product.eventually(lambda: product.ledger.rows(staff, name="Dewi"), 1)

    grace = product.prospect()
    grace.say("hi")
    grace.heard("I'm Maya", timeout=10)
    dewi.say("on")
    dewi.heard("Dewi", timeout=10)


def test_a_new_colleague_is_known_from_their_first_word_on(product: Product) -> None:
    """The web side may see the new file before the worker does."""
    product.start()
    rules = product.business.read_text()
    for n in range(3):
        number = f"+62899000010{n}"
        rules += f'[[staff]]\nname = "Dewi {n}"\nroles = ["rep"]\naddress = "whatsapp:{number}"\nlanguage = "en"\n'
        product.business.write_text(rules)
        dewi = product.sandbox.phone(number, "Dewi")
        dewi.say("on")
        dewi.heard("on duty", timeout=10)


def test_broken_rules_do_not_hold_and_are_named(tmp_path: Path, sqlite_url: str) -> None:
    with processes(tmp_path, sqlite_url) as product:
        product.start()
        rules = product.business.read_text()

        product.business.write_text(
            rules.replace('bot = "Mira"', 'bot = "Maya"').replace("5m", "5")
        )
        until(lambda: "sla.breach" in product.log.read_text())

        grace = product.prospect()
        grace.say("hi")
        grace.heard("I'm Mira", timeout=10)
        assert product.is_ready()
