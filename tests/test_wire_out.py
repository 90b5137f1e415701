"""What goes out over the wire when the provider refuses, falls silent, loses the answer, or tells things late."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest
import requests

from bot.sandbox.bubble import Bubble
from bot.sandbox.memory import Call
from bot.sandbox.phones import Phone
from store.tables import attempt, outbox
from tests.product import (
    RATNA,
    TEAM,
    Inside,
    Product,
    any_database,
    inside,
    processes,
    speak,
    together,
    until,
    walk,
)

#: What can go wrong with one call: how often the provider takes the message in the end, and what we know of it.
FAULTS = {
    "429": (1, "sent"),
    "429:1": (1, "sent"),
    "503:1": (1, "sent"),
    "400:21211": (0, "dead"),
    # Nobody knows at first; the provider's list tells, before the next message goes.
    "500": (1, "sent"),
    "503": (1, "sent"),
    "redirect": (1, "sent"),
    "close": (1, "sent"),
    "hang": (1, "sent"),
    "accept_500": (1, "sent"),
    "accept_close": (1, "sent"),
    "accept_hang": (1, "sent"),
    "garbage": (1, "sent"),
    "huge": (1, "sent"),
    "slow:1": (1, "sent"),
    "slow:3": (1, "sent"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def product(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """One product for all tests here, on each engine: each test brings prospects of its own."""
    folder = tmp_path_factory.mktemp("wire-out")
    with any_database(request, folder) as url, processes(folder, url) as product:
        yield product.start()


def test_whatever_the_provider_does_it_takes_no_message_twice(product: Product) -> None:
    crowd = {fault: product.prospect(fault) for fault in FAULTS}
    together([partial(walk, one, 1) for one in crowd.values()])
    product.settle()
    for fault, one in crowd.items():
        product.sandbox.fail(fault, to=one.number)

    together([partial(speak, one, "Yes", "Grace") for one in crowd.values()])
    product.settle(60)

    taken, states = {}, {}
    for fault, one in crowd.items():
        asked, then = product.ledger.to(one.number)[2:]
        words = [body.partition("?")[0] for body in product.ledger.sent(one.number)[2:]]
        taken[fault] = (words.count("What is your name"), asked.state)
        states[fault] = then.state
        assert words[-1:] in ([], ["Nice to meet you, Grace! Which company are you with"])
    assert taken == FAULTS
    # The next one arrives, too, except at a number that is none.
    assert states == dict.fromkeys(FAULTS, "sent") | {"400:21211": "expired"}


def test_nobody_is_called_before_the_time_the_provider_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    # Slowly, so that messages already claimed wait for their turn when the refusal comes.
    more = TEAM + "[rates]\nwhatsapp = 1\n"
    with inside(tmp_path, database_url, more=more) as desk:
        crowd = [desk.prospect() for _ in range(4)]
        desk.sandbox.fail("429:3")
        together([partial(one.say, "hi") for one in crowd])
        for one in crowd:
            one.heard("I'm Mira", timeout=20)

        calls = _calls(desk)
        (refused,) = [n for n, call in enumerate(calls) if call.status == 429]
        assert calls[refused + 1].at - calls[refused].at >= timedelta(seconds=3)


def _calls(product: Inside) -> list[Call]:
    memory = product.sandbox.provider.memory
    with memory.changed:
        return [call for call in memory.calls if call.inward and "Messages" in call.what]


def test_what_is_said_while_the_provider_is_away_arrives_when_it_is_back(
    product: Product,
) -> None:
    grace = product.prospect()
    walk(grace, 2)
    product.settle()

    with product.provider_down():
        for words in ("Grace", "Lim Trading", "New website"):
            grace.say(words)
        first = product.eventually(lambda: product.ledger.to(grace.number)[3:], 1)[0]
        product.eventually(lambda: product.ledger.rows(attempt, outbox_id=first.id), 2)

    grace.heard("what budget", timeout=20)
    told = [b.text for b in grace.messages if not b.mine][3:]
    assert [text.split()[0] for text in told] == ["Nice", "What", "Roughly"]


def test_refused_credentials_pause_the_channel_and_lose_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    with inside(tmp_path, sqlite_url) as desk:
        grace = desk.prospect()
        desk.sandbox.fail("401")
        grace.say("hi")
        until(lambda: "paused" in requests.get(f"{desk.url}/healthz/ready", timeout=5).text)

        desk.sandbox.advance("1m")

        grace.heard("May I keep", timeout=10)


def test_receipts_in_any_order_and_doubled_end_alike(product: Product) -> None:
    orders = list(permutations(("queued", "sent", "delivered", "read")))
    crowd = [product.prospect() for _ in orders]
    for one, order in zip(crowd, orders, strict=True):
        product.sandbox.receipts(*order, copies=2, to=one.number)

    together([partial(one.say, "hi") for one in crowd])
    product.settle()

    first = [product.ledger.to(one.number)[0] for one in crowd]
    assert [row.delivery for row in first] == ["read"] * len(orders)


def test_a_failure_reported_before_or_after_its_sending_is_a_failure(product: Product) -> None:
    crowd = [product.prospect(), product.prospect()]
    product.sandbox.receipts("sent", "undelivered", "undelivered", to=crowd[0].number)
    product.sandbox.receipts("undelivered", "undelivered", "sent", to=crowd[1].number)

    together([partial(one.say, "hi") for one in crowd])
    product.settle()

    assert [product.ledger.to(one.number)[0].delivery for one in crowd] == ["failed", "failed"]


def test_a_receipt_may_come_before_the_answer_to_the_call(product: Product) -> None:
    grace = product.prospect()
    product.sandbox.fail("slow:1", to=grace.number)

    grace.say("hi")
    product.eventually(
        lambda: [
            row for row in product.ledger.to(grace.number)[:1] if row.delivery == "delivered"
        ],
        1,
    )
    early = product.ledger.to(grace.number)[0]
    product.settle()

    assert early.state == "sending"
    assert product.ledger.to(grace.number)[0].state == "sent"
    assert product.ledger.to(grace.number)[0].delivery == "delivered"


def test_a_silent_line_keeps_nobody_else_waiting(tmp_path: Path, sqlite_url: str) -> None:
    with inside(tmp_path, sqlite_url, SEND_TIMEOUT="4", LEASE="6") as desk:
        grace, hana = desk.prospect(), desk.prospect()
        desk.sandbox.fail("accept_hang", to=grace.number)
        grace.say("hi")
        grace.heard("I'm Mira")

        walk(hana, 2)

        states = [row.state for row in desk.ledger.to(grace.number)]
        assert states == ["sending", "queued"]


def test_a_message_that_the_providers_list_does_not_show_yet_is_not_sent_again(
    tmp_path: Path, sqlite_url: str
) -> None:
    with inside(tmp_path, sqlite_url, SEND_TIMEOUT="1", LIST_DELAY="7") as desk:
        grace = desk.prospect()
        grace.say("hi")
        grace.heard("May I keep")
        desk.sandbox.provider._delay = 4  # by then the list was asked once
        desk.sandbox.fail("accept_hang", to=grace.number)

        grace.say("Yes")
        desk.settle()

        assert len(desk.ledger.sent(grace.number)) == 3
        assert {row.state for row in desk.ledger.to(grace.number)} == {"sent"}


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Iterator[Inside]:
    """With a clock to move: for what the desk makes of what the provider says."""
    with inside(tmp_path, sqlite_url, SEND_TIMEOUT="1") as product:
        yield product


def taken_over(desk: Inside) -> Phone:
    """A prospect whose lead Sari has accepted."""
    grace = desk.prospect()
    desk.on_duty(desk.sari, desk.ratna)
    walk(grace)
    desk.sari.heard("Take #")
    desk.sari.press("Accept")
    grace.heard("Sari")
    desk.sari.heard("is yours")
    return grace


def _window_closes(phone: Phone) -> None:
    """The provider counts otherwise than we do: it takes our words, and says later that the window is closed."""
    assert phone.line.said_at
    phone.line.said_at -= timedelta(hours=25)


def test_words_to_a_prospect_whose_window_is_closed_come_back(desk: Inside) -> None:
    grace = taken_over(desk)
    _window_closes(grace)

    desk.sari.say("Hello Grace!")

    desk.sari.heard("Not delivered")
    desk.sari.say("Are you there?")
    desk.sari.heard("Not delivered")  # known by now, so not even tried
    grace.say("I am here")
    desk.sari.heard("I am here")
    desk.sari.say("Good!")
    grace.heard("Good!")
    assert desk.ledger.sent(grace.number)[-2:] == ["Hello Grace!", "Good!"]


def test_a_template_knocks_and_the_words_follow_the_answer(
    tmp_path: Path, sqlite_url: str
) -> None:
    sid = "HX" + "1" * 32
    more = TEAM + f'[templates.knock]\nen = "{sid}"\n'
    with inside(tmp_path, sqlite_url, more=more) as desk:
        desk.sandbox.template(sid, "We have an answer for you.", buttons={"knock:yes": "Yes"})
        grace = taken_over(desk)
        desk.advance("25h")
        desk.sari.say("Here is our offer.")
        grace.heard("We have an answer for you.")
        desk.sari.say("It is a good one.")
        desk.settle()
        assert grace.unheard(0) == []  # it knocks once

        grace.press("Yes")

        grace.heard("It is a good one.")
        assert desk.ledger.sent(grace.number)[-2:] == [
            "Here is our offer.",
            "It is a good one.",
        ]


def test_an_offer_to_a_rep_whose_window_is_closed_goes_to_the_next(desk: Inside) -> None:
    desk.on_duty(desk.sari, desk.andi)
    _window_closes(desk.sari)

    walk(desk.prospect())

    desk.andi.heard("Take #")
    assert desk.sari.unheard(0) == []


def test_an_offer_to_a_rep_whose_window_is_closed_goes_by_template(
    tmp_path: Path, sqlite_url: str
) -> None:
    sid = "HX" + "2" * 32
    more = TEAM + f'[templates.lead_offer]\nen = "{sid}"\n'
    with inside(tmp_path, sqlite_url, more=more) as desk:
        buttons = {"offer:{{4}}:accept": "Accept", "offer:{{4}}:decline": "Decline"}
        desk.sandbox.template(
            sid, "New lead {{1}}, score {{2}}: {{3}}. Yours?", buttons=buttons
        )
        desk.on_duty(desk.sari)
        grace = desk.prospect()
        _window_closes(desk.sari)

        walk(grace)

        desk.sari.heard("New lead ")
        desk.sari.press("Accept")
        grace.heard("Sari from our team")


def test_an_alert_that_may_be_lost_is_said_once_more_and_marked(desk: Inside) -> None:
    desk.on_duty(desk.sari, desk.ratna)
    walk(desk.prospect())
    desk.settle()
    desk.sandbox.fail("hang", to=RATNA)
    desk.sandbox.advance("5m")

    _lost_without_a_trace(desk, "alert")

    (told,) = desk.ratna.heard("without an answer", timeout=20)
    assert told.startswith("(repeat)")


def _lost_without_a_trace(desk: Inside, klass: str) -> None:
    """The line breaks in the middle of a call, and the provider cannot be asked about it."""
    until(lambda: not desk.sandbox.provider.faults.pending())
    with desk.provider_down():
        desk.eventually(lambda: desk.ledger.rows(outbox, klass=klass, state="ambiguous"), 1)
        desk.sandbox.advance("3m")
        until(lambda: [r for r in desk.ledger.rows(outbox, klass=klass) if r.resolved_at])


def test_an_alert_that_arrived_is_not_said_once_more(desk: Inside) -> None:
    desk.on_duty(desk.sari, desk.ratna)
    walk(desk.prospect())
    desk.settle()
    desk.sandbox.fail("accept_hang", to=RATNA)
    desk.sandbox.receipts(withheld=True, to=RATNA)
    desk.sandbox.advance("5m")
    (told,) = desk.ratna.heard("without an answer")
    desk.eventually(lambda: desk.ledger.rows(outbox, klass="alert", state="ambiguous"), 1)
    desk.sandbox.advance("1m")
    desk.eventually(lambda: desk.ledger.rows(outbox, klass="alert", state="sent"), 1)
    desk.sandbox.provider.receipts.release()

    assert not told.startswith("(repeat)")
    desk.advance("1h")
    assert desk.ratna.unheard(0) == []


def test_words_that_may_be_lost_are_not_repeated_and_their_author_hears(desk: Inside) -> None:
    grace = taken_over(desk)
    desk.sandbox.fail("hang", to=grace.number)
    desk.sari.say("Hello Grace!")

    _lost_without_a_trace(desk, "relay")

    desk.sari.heard("may not have reached", timeout=20)
    desk.sari.say("Hello again!")
    grace.heard("Hello again!")
    assert "Hello Grace!" not in _heard(grace)


def _heard(phone: Phone) -> list[str]:
    return [bubble.text for bubble in phone.messages if not bubble.mine]


def test_two_leads_of_a_rep_stay_apart_whatever_arrives_when(desk: Inside) -> None:
    grace = taken_over(desk)
    hana = desk.prospect("Hana")
    walk(hana)
    desk.sari.heard("Take #")
    desk.sari.press("Accept")
    hana.heard("Sari")

    grace.say("A word from the first")
    shown = _shown(desk, "A word from the first")
    desk.sari.say("To you alone", reply_to=shown)

    grace.heard("To you alone")
    assert "To you alone" not in _heard(hana)


def _shown(desk: Inside, words: str) -> Bubble:
    desk.sari.heard(words)
    return next(b for b in reversed(desk.sari.messages) if words in b.text)
