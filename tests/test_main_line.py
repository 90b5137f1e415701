"""From a stranger's first word to a colleague's "done", over the real wire; and what happens when nobody hurries."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from store.tables import alert, handoff, lead_event, outbox, timer
from tests.product import Inside, Product, inside, processes, speak, together, walk


@pytest.fixture
def product(tmp_path: Path, database_url: str) -> Iterator[Product]:
    with processes(tmp_path, database_url) as product:
        yield product.start()


@pytest.fixture
def either(tmp_path: Path, database_url: str) -> Iterator[Inside]:
    """With a clock to move, once on each engine: for what rows, locks and timers decide."""
    with inside(tmp_path, database_url) as product:
        yield product


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Iterator[Inside]:
    """With a clock to move: for what the desk decides, whatever is underneath."""
    with inside(tmp_path, sqlite_url) as product:
        yield product


def test_a_stranger_becomes_a_qualified_lead_in_a_reps_chat(product: Product) -> None:
    grace, sari = product.prospect(), product.sari
    product.on_duty(sari)

    walk(grace)
    heard = sari.heard("Take #", timeout=10)
    sari.press("Accept")
    grace.heard("Sari from our team is joining this chat", timeout=10)
    sari.heard("is yours", timeout=10)
    sari.say("Hello Grace!")
    grace.heard("Hello Grace!", timeout=10)
    said, passed_on = (
        [f"And a question, number {n}" for n in range(6)],
        [f"My answer is number {n}" for n in range(6)],
    )
    together([partial(speak, grace, *said), partial(speak, sari, *passed_on)])
    product.settle()

    assert "Grace, Lim Trading" in heard[0]
    assert "Score 100: +30 budget, +30 " in heard[0]
    assert [b.text for b in grace.messages if b.text in passed_on] == passed_on
    shown = [b.text.partition("│ ")[2] for b in sari.messages if "│ " in b.text]
    assert shown == said
    _offered_within_seconds(product)
    _listed(product, grace.number)
    _told(product)

    grace.say(f"call me: {grace.number}")
    sari.heard("call me: •••", timeout=10)
    sari.say("or call me: 0899-0000-001")
    sari.heard("Not sent", timeout=10)

    sari.say("done")
    sari.heard("How did it go", timeout=10)
    sari.press("Deal")
    sari.heard("is closed", timeout=10)
    grace.heard("Thanks for chatting", timeout=10)
    grace.say("hello again")
    grace.heard("Welcome back", timeout=10)
    lead = json.loads(product.command("leads", "--json"))
    assert (lead["stage"], lead["status"]) == ("Opportunity", "Converted")


def _offered_within_seconds(product: Product) -> None:
    (opened,) = product.ledger.rows(handoff)
    (offer,) = product.ledger.rows(outbox, klass="offer")
    assert offer.sent_at - opened.qualified_at < timedelta(seconds=5)


def _listed(product: Product, number: str) -> None:
    (line,) = product.command("leads", "--json").splitlines()
    lead = json.loads(line)
    assert list(lead) == [
        *("id", "name", "phone", "company", "need", "budget", "timeline", "authority"),
        *("language", "score", "stage", "status", "source", "rep", "created_at"),
        "first_reply_seconds",
    ]
    seconds = lead.pop("first_reply_seconds")
    assert 0 < seconds < 60
    created = lead.pop("created_at")
    assert created.endswith("Z")
    assert lead == {
        "id": 1,
        "name": "Grace",
        "phone": number,
        "company": "Lim Trading",
        "need": "website",
        "budget": {"min": 50_000_000, "max": 50_000_000, "currency": "IDR"},
        "timeline": "month",
        "authority": "me",
        "language": "en",
        "score": 100,
        "stage": "SQL",
        "status": "Working",
        "source": "whatsapp",
        "rep": "Sari",
    }


def _told(product: Product) -> None:
    story = product.command("lead", "1")
    assert "> And a question, number 0  [done]" in story
    assert "< Sari: Hello Grace!  [sent, delivered]" in story
    assert "< bot: What is your name?  [sent, delivered]" in story
    assert "stage: Lead -> MQL" in story


def test_the_holder_is_reminded_then_the_manager_alerted_once(either: Inside) -> None:
    grace = either.prospect()
    either.on_duty(either.sari, either.ratna)
    walk(grace)
    either.sari.heard("Take #")

    either.advance("3m")
    either.sari.heard("has waited 3 min")
    assert grace.unheard(0) == []
    either.advance("2m")
    either.ratna.heard("without an answer")
    grace.heard("taking longer")
    either.advance("2h")

    assert len(either.ledger.rows(alert)) == 1
    assert either.ratna.unheard(0) == []
    assert either.sari.unheard(0) == []


def test_words_in_time_stop_the_clock(desk: Inside) -> None:
    grace = desk.prospect()
    desk.on_duty(desk.sari, desk.ratna)
    walk(grace)
    desk.advance("4m")
    desk.sari.press("Accept")
    desk.sari.say("Hello Grace!")
    grace.heard("Hello Grace!")

    desk.advance("2h")

    assert desk.ledger.rows(alert) == []
    assert desk.ratna.unheard(0) == []


def test_words_that_did_not_arrive_let_the_clock_run_on(desk: Inside) -> None:
    grace = desk.prospect()
    desk.on_duty(desk.sari, desk.ratna)
    walk(grace)
    desk.sari.heard("Take #")
    desk.sari.press("Accept")
    grace.heard("Sari")
    desk.sandbox.fail("63003", to=grace.number)
    desk.sari.say("Hello Grace!")
    desk.sari.heard("Not delivered")

    desk.advance("5m")

    desk.ratna.heard("without an answer")
    assert len(desk.ledger.rows(alert)) == 1


def test_an_offer_nobody_takes_goes_to_the_next_rep(either: Inside) -> None:
    grace = either.prospect()
    either.on_duty(either.sari, either.andi)
    walk(grace)
    either.sari.heard("Take #")

    either.advance("60s")

    either.andi.heard("Take #")
    either.sari.heard("went to the next colleague")
    either.sari.press("Accept")
    either.sari.heard("gone to someone else")
    either.andi.press("Accept")
    grace.heard("Andi from our team")


def test_a_declined_offer_goes_to_the_next_rep_and_resets_no_clock(desk: Inside) -> None:
    grace = desk.prospect()
    desk.on_duty(desk.sari, desk.andi, desk.ratna)
    walk(grace)
    desk.advance("50s")
    desk.sari.press("Decline")
    desk.andi.heard("Take #")

    desk.advance("130s")
    desk.andi.heard("has waited 3 min")
    desk.advance("2m")

    desk.ratna.heard("without an answer")


def test_nobody_on_duty_then_on(desk: Inside) -> None:
    grace = desk.prospect()
    desk.on_duty(desk.ratna)
    walk(grace)
    grace.heard("Our team is away")
    desk.ratna.heard("nobody is on duty")

    desk.sari.say("on")
    desk.sari.heard("Take #")
    desk.sari.press("Accept")

    grace.heard("Sari from our team")


@pytest.fixture
def late(desk: Inside) -> Inside:
    """Nobody has answered Grace in five minutes; Sari holds the offer, Andi came on duty since."""
    desk.on_duty(desk.sari, desk.ratna)
    walk(desk.prospect())
    desk.advance("5m")
    desk.on_duty(desk.andi)
    desk.ratna.heard("without an answer")
    return desk


def test_the_manager_reassigns_a_late_lead(late: Inside) -> None:
    late.ratna.press("Reassign")

    late.andi.heard("Take #")
    late.ratna.heard("Andi")
    late.sari.heard("Andi")
    late.andi.press("Accept")
    late.andi.heard("is yours")


def test_the_manager_takes_a_late_lead_over(late: Inside) -> None:
    grace = late.sandbox.phone("+6581000001")
    late.ratna.press("Take over")
    late.ratna.heard("is yours")
    grace.heard("Ratna from our team")
    late.ratna.say("Sorry that you had to wait, Grace.")

    grace.heard("Sorry that you had to wait, Grace.")
    late.sari.heard("Ratna has taken over")


def test_the_manager_allows_five_more_minutes_and_says_why(late: Inside) -> None:
    late.ratna.press("5 more minutes")
    late.ratna.heard("need more time")
    late.ratna.say("Sari is stuck in traffic")
    late.ratna.heard("5 min more")

    late.advance("4m")
    assert late.ratna.unheard(0) == []
    late.advance("1m")

    late.ratna.heard("without an answer")
    assert len(late.ledger.rows(alert)) == 2
    assert "Sari is stuck in traffic" in [e.note for e in late.ledger.rows(lead_event)]


def test_a_pressed_button_is_pressed_once(late: Inside) -> None:
    late.ratna.press("Take over", copies=5, parallel=True)
    late.ratna.heard("is yours")
    late.settle()

    assert late.ratna.unheard(0) == []
    late.sari.press("Accept")
    late.sari.heard("taken by Ratna")


def test_short_promises_are_kept_to_the_second(tmp_path: Path, database_url: str) -> None:
    sla = 'offer = "1s"\nremind = "2s"\nbreach = "3s"\nsilence = "30m"'
    with inside(tmp_path, database_url, sla=sla) as product:
        product.on_duty(product.sari, product.andi, product.ratna)
        grace = product.prospect()
        walk(grace)
        product.ratna.heard("without an answer", timeout=20)
        grace.heard("taking longer", timeout=10)
        product.settle()

        rung = product.ledger.rows(timer, state="fired")
        kinds = [row.kind for row in rung if row.kind in {"remind", "breach"}]
        assert kinds == ["remind", "breach"]
        assert max(row.fired_at - row.due_at for row in rung) < timedelta(seconds=5)
        assert len(product.ledger.rows(alert)) == 1
        product.andi.heard("Take #")
