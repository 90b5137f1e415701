"""What comes in over the wire: genuine or forged, doubled, all at once, in haste, or meant to hurt."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from twilio.request_validator import RequestValidator

from bot.sandbox.phones import Phone
from bot.sandbox.sandbox import ACCOUNT
from store.tables import address, attempt, consent, conversation, inbox, lead, outbox
from tests.product import Inside, Product, any_database, inside, processes, together, walk


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def product(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """One product for all tests here, on each engine: each test brings prospects of its own."""
    folder = tmp_path_factory.mktemp("wire-in")
    with any_database(request, folder) as url, processes(folder, url) as product:
        yield product.start()


def test_what_twilio_signed_is_acknowledged_and_answered(product: Product) -> None:
    grace = product.prospect()

    said = grace.say("hi")

    assert said.answers == [200]
    grace.heard("I'm Mira", timeout=10)


def test_what_somebody_else_signed_is_refused_and_forgotten(product: Product) -> None:
    grace = product.prospect()

    said = grace.say("hi", forged=True)

    assert said.answers == [403]
    assert product.ledger.said(grace.number) == []


def test_a_webhook_that_comes_ten_times_at_once_is_answered_once(product: Product) -> None:
    grace = product.prospect()

    said = grace.say("hi", copies=10, parallel=True)
    product.settle()
    again = grace._post

    assert said.answers == [200] * 10
    assert len(product.ledger.said(grace.number)) == 1
    assert len(product.ledger.sent(grace.number)) == 2  # the greeting and the first question
    again(said, 1, parallel=False, forged=False)
    product.settle()
    assert len(product.ledger.sent(grace.number)) == 2


def test_twenty_first_messages_at_once_are_one_conversation(product: Product) -> None:
    grace = product.prospect()

    together([partial(grace.say, f"message {n}") for n in range(20)])
    product.settle()

    (met,) = product.ledger.rows(address, external_id=grace.number)
    assert len(product.ledger.rows(conversation, address_id=met.id)) == 1
    assert len(product.ledger.rows(lead, person_id=met.person_id)) == 1
    heard = product.ledger.said(grace.number)
    answers = product.ledger.rows(outbox, address_id=met.id)
    causes = list(dict.fromkeys(row.inbox_id for row in sorted(answers, key=lambda r: r.seq)))
    assert causes == [row.id for row in heard]
    assert [row.attempts for row in heard] == [1] * 20


def test_quick_messages_are_one_turn_each_in_order(product: Product) -> None:
    grace = product.prospect()
    grace.say("hi")

    for words in ("Yes", "Grace", "Lim Trading", "New website", "50 million rupiah"):
        grace.say(words)
    grace.heard("like to start", timeout=20)

    (met,) = product.ledger.rows(address, external_id=grace.number)
    (found,) = product.ledger.rows(lead, person_id=met.person_id)
    assert found.answers["name"] == "Grace"
    assert found.answers["company"] == "Lim Trading"
    assert found.answers["need"] == "website"
    assert found.answers["budget"]["min"] == 50_000_000


def test_many_prospects_at_once_do_not_wait_for_each_other(product: Product) -> None:
    crowd = [product.prospect(f"Grace {n}") for n in range(8)]

    together([partial(walk, one, 5) for one in crowd])
    product.settle()

    for one in crowd:
        assert len(product.ledger.sent(one.number)) == 6


def test_stop_is_confirmed_once_and_start_undoes_it(product: Product) -> None:
    grace = product.prospect()
    walk(grace, 2)

    grace.say("STOP")
    grace.heard("won't message you again", timeout=10)
    (out,) = product.ledger.rows(
        consent, address=f"whatsapp:{grace.number}", purpose="messages"
    )
    assert out.state == "out"
    grace.say("stop", copies=3, parallel=True)
    product.settle()
    assert grace.unheard(0) == []

    grace.say("START")
    grace.heard("Welcome back", timeout=10)
    (back,) = product.ledger.rows(
        consent, address=f"whatsapp:{grace.number}", purpose="messages"
    )
    assert back.state == "in"


def _form(grace: Phone, **fields: str) -> dict[str, str]:
    sid = "SM" + "0" * 24 + f"{abs(hash(tuple(fields.items()))) % 16**8:08x}"
    said = {
        "AccountSid": ACCOUNT.sid,
        "To": f"whatsapp:{ACCOUNT.sender}",
        "From": f"whatsapp:{grace.number}",
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageType": "text",
        "Body": "hi",
        "NumMedia": "0",
        "ProfileName": "Grace",
    }
    return said | fields


HOSTILE = {
    "a NUL": {"Body": "a\0b"},
    "lone surrogates": {"Body": "\ud800 \udfff".encode("utf-8", "surrogatepass").decode("latin-1")},
    "a long text": {"Body": "ketik " * 10_000},
    "a longer one than any": {"Body": "ketik " * 20_000},
    "piled accents": {"Body": "e" + "\u0301" * 4000},
    "turned around": {"Body": "\u202e\u2066 evil \u2069"},
    "nothing": {"Body": ""},
    "only blanks": {"Body": "\u3164 \u200b"},
    "braces": {"Body": "{name} {{1}} %s %(x)s {0.__class__}"},
    "SQL": {"Body": "'); DROP TABLE lead; --"},
    "a digit no one counts with": {"Body": "²³ ① ٣"},
    "five thousand digits": {"Body": "9" * 5000},
    "a button of ours": {"ButtonPayload": "offer:1:accept", "ButtonText": "Accept"},
    "a button of nobody's": {"ButtonPayload": "x" * 300, "ButtonText": "?"},
    "a hostile name": {"ProfileName": "\0{bot}\u202e" + "x" * 5000},
    "a kind from the future": {"MessageType": "hologram", "Body": ""},
    "files that are not there": {"NumMedia": "99", "MessageType": "image", "Body": ""},
    "a number of files that is none": {"NumMedia": "-1"},
    "a place": {"MessageType": "location", "Latitude": "NaN", "Longitude": "x", "Body": ""},
    "a quote of nothing": {"OriginalRepliedMessageSid": "SM" + "f" * 32},
    "no sender": {"From": ""},
    "an odd sender": {"From": "whatsapp:+62' OR 1=1"},
    "no id": {"MessageSid": "", "SmsSid": ""},
    "another account": {"AccountSid": "AC" + "0" * 32},
    "another number": {"To": "whatsapp:+10000000000"},
}  # fmt: skip


def test_hostile_words_are_never_an_error_of_ours(product: Product) -> None:
    url = f"{product.url}/webhooks/whatsapp"
    sign = RequestValidator(ACCOUNT.token).compute_signature
    answers = {}
    for what, fields in HOSTILE.items():
        form = _form(product.prospect(), **fields)
        headers = {
            "X-Twilio-Signature": sign(url, form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answers[what] = requests.post(url, urlencode(form), headers=headers, timeout=10)

    refused = {what for what, answer in answers.items() if answer.status_code != 200}
    assert refused == {"no sender", "an odd sender", "no id", "another account", "another number",
        "a longer one than any"}  # fmt: skip
    assert all(400 <= answers[what].status_code < 500 for what in refused)
    product.settle()
    assert product.ledger.rows(inbox, state="dead") == []
    grace = product.prospect()
    grace.say("hi")
    grace.heard("I'm Mira", timeout=10)


def _post(product: Product, path: str, **what: Any) -> int:
    return requests.post(product.url + path, timeout=10, **what).status_code


def test_hostile_requests_are_never_an_error_of_ours(product: Product) -> None:
    hook, form = "/webhooks/whatsapp", "application/x-www-form-urlencoded"
    sent = {
        "no body": _post(product, hook),
        "no signature": _post(product, hook, data=_form(product.prospect())),
        "JSON": _post(product, hook, json={"Body": "hi"}),
        "a file": _post(product, hook, files={"Body": b"hi"}),
        "bytes": _post(product, hook, data=bytes(range(256)), headers={"Content-Type": form}),
        "half an escape": _post(product, hook, data="Body=%zz%", headers={"Content-Type": form}),
        "a megabyte": _post(product, hook, data="a" * 2**20, headers={"Content-Type": form}),
        "pieces": _post(product, hook, data=iter([b"a=b"] * 9), headers={"Content-Type": form}),
        "fields": _post(product, hook, data="&".join(f"a{n}=b" for n in range(5000)),
            headers={"Content-Type": form}),
        "a status of nothing": _post(product, hook + "/status", data={"MessageStatus": "sent"}),
        "a long address": _post(product, hook + "?" + "a" * 4000),
        "an odd address": _post(product, hook + "/%00%ff?%zz"),
        "Telegram": _post(product, "/webhooks/telegram", json={}),
    }  # fmt: skip

    assert {what: status for what, status in sent.items() if not 400 <= status < 500} == {}


def test_a_receipt_for_a_message_nobody_knows_is_taken_and_forgotten(product: Product) -> None:
    form = {
        "AccountSid": ACCOUNT.sid,
        "From": f"whatsapp:{ACCOUNT.sender}",
        "To": "whatsapp:+6581999999",
        "MessageSid": "SM" + "9" * 32,
        "MessageStatus": "undelivered",
        "ErrorCode": "63016",
    }
    url = f"{product.url}/webhooks/whatsapp/status?o=nothing-of-ours"
    sign = RequestValidator(ACCOUNT.token).compute_signature(url, form)

    answer = requests.post(url, form, headers={"X-Twilio-Signature": sign}, timeout=10)

    assert answer.status_code == 204
    assert product.ledger.said("+6581999999") == []


def test_behind_a_proxy_the_outer_address_is_what_is_signed(
    tmp_path: Path, sqlite_url: str
) -> None:
    with processes(tmp_path, sqlite_url, public="https://bot.example.id/sapa") as product:
        product.start()
        grace = product.prospect()

        walk(grace, 2)
        forged = grace.say("let me in", forged=True)
        product.settle()

        assert forged.answers == [403]
        (greeting, *_) = [b for b in grace.messages if not b.mine]
        assert greeting.callback.startswith(
            "https://bot.example.id/sapa/webhooks/whatsapp/status"
        )
        assert product.ledger.message(greeting.sid).delivery == "delivered"


def test_while_somebody_holds_the_database_the_provider_is_asked_to_come_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    """Before it stops listening: Twilio hangs up after 15 seconds, and would not know."""
    with processes(tmp_path, sqlite_url) as product, closing(_holder(tmp_path)) as holder:
        product.stumbles = True
        product.start()
        grace = product.prospect()
        holder.execute("BEGIN IMMEDIATE")

        began = time.monotonic()
        said = grace.say("hi")

        assert said.answers == [503]
        assert time.monotonic() - began < 8
        holder.execute("ROLLBACK")
        grace._post(said, 1, parallel=False, forged=False)
        assert said.answers == [503, 200]
        grace.heard("May I keep", timeout=20)


def _holder(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "sapa.db", isolation_level=None)


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Inside]:
    with inside(tmp_path, database_url) as product:
        yield product


def test_after_stop_nothing_that_was_queued_goes_out(desk: Inside) -> None:
    grace, hana = desk.prospect("Grace"), desk.prospect("Hana")
    walk(grace, 2)
    walk(hana, 2)
    desk.settle()

    with desk.provider_down():
        desk.sandbox.advance("3h")
        nudges = desk.eventually(lambda: desk.ledger.rows(outbox, klass="nudge"), 2)
        assert {row.state for row in nudges} <= {"queued", "leased", "sending"}
        grace.say("STOP")
        # Before the provider is back: a call that was under way when she said it may still be made.
        desk.eventually(lambda: desk.ledger.rows(outbox, klass="nudge", state="suppressed"), 1)
    desk.settle()

    assert "Are you still there" in hana.heard("Are you still there")[0]
    grace.heard("won't message you again")
    states = {row.address_id: row.state for row in desk.ledger.rows(outbox, klass="nudge")}
    assert sorted(states.values()) == ["sent", "suppressed"]
    desk.advance("48h")
    assert grace.unheard(0) == []


def test_stop_is_obeyed_from_its_acknowledgement_on(desk: Inside) -> None:
    crowd = [desk.prospect(f"Grace {n}") for n in range(10)]
    together([partial(walk, one, 2) for one in crowd])
    desk.settle()
    acknowledged = {}

    def stop(one: Phone) -> None:
        one.say("STOP")
        acknowledged[one.number] = desk.clock.now()

    def jump() -> None:
        desk.sandbox.advance("3h")

    together([jump, *(partial(stop, one) for one in crowd)])
    desk.advance("48h")

    numbers = {row.id: row.external_id for row in desk.ledger.rows(address)}
    for row in desk.ledger.rows(outbox, klass="nudge"):
        for call in desk.ledger.rows(attempt, outbox_id=row.id):
            assert call.started_at <= acknowledged[numbers[row.address_id]]
    for one in crowd:
        one.heard("won't message you again")
