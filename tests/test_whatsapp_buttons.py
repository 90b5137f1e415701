"""Buttons and lists: how a draft's options look, and that each look is made at Twilio once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.channels.base import SendError
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.channel import WhatsApp
from bot.core.message import Address, Draft, Option
from tests.postman import OURS, SARI, SARI_AT_WHATSAPP, STATUS_URL, TOKEN, sid
from tests.scripted import (
    HX,
    NOT_SENT,
    YES_NO,
    Answer,
    Says,
    Twilio,
    closes,
    refuses,
    running,
    say,
    talking_to,
    templates,
    verdict,
)


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with running() as twilio:
        yield twilio


@pytest.fixture
def contents() -> dict[str, str]:
    return {}


@pytest.fixture
def channel(twilio: Twilio, contents: dict[str, str]) -> Iterator[WhatsApp]:
    with talking_to(twilio.url, contents) as channel:
        yield channel


def test_up_to_three_options_are_buttons(twilio: Twilio, channel: WhatsApp) -> None:
    channel.send(
        SARI_AT_WHATSAPP,
        say("Salam kenal, {name}.\nBoleh, {name}?", *YES_NO, name="Sari"),
        "k",
    )

    (made,) = twilio.made
    assert made["types"] == {
        "twilio/quick-reply": {
            "body": "Salam kenal, {{1}}.\nBoleh, {{1}}?",
            "actions": [
                {"type": "QUICK_REPLY", "title": "Ya", "id": "consent:yes"},
                {"type": "QUICK_REPLY", "title": "Tidak", "id": "consent:no"},
            ],
        }
    }
    assert made["variables"] == {"1": "name"}
    (sent,) = twilio.sent
    assert sent.form == {
        "To": f"whatsapp:{SARI}",
        "From": f"whatsapp:{OURS}",
        "ContentSid": HX,
        "ContentVariables": '{"1": "Sari"}',
        "StatusCallback": f"{STATUS_URL}?o=k",
        "ValidityPeriod": "3600",
    }


def test_without_variables_none_are_sent(twilio: Twilio, channel: WhatsApp) -> None:
    channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")

    assert "ContentVariables" not in twilio.sent[0].form


def test_four_to_ten_options_are_a_list(twilio: Twilio, channel: WhatsApp) -> None:
    options = [Option(f"need:{word}", word) for word in ("satu", "dua", "tiga", "empat" * 9)]
    channel.send(
        SARI_AT_WHATSAPP, say("Cari apa?", *options, menu="Lihat pilihannya di sini"), "k"
    )

    (made,) = twilio.made
    assert made["types"]["twilio/list-picker"] == {
        "body": "Cari apa?",
        "button": "Lihat pilihannya di…",
        "items": [
            {"id": "need:satu", "item": "satu"},
            {"id": "need:dua", "item": "dua"},
            {"id": "need:tiga", "item": "tiga"},
            {
                "id": "need:" + "empat" * 9,
                "item": "empatempatempatempatemp…",
            },
        ],
    }


def test_a_list_without_an_opener_has_one_all_the_same(
    twilio: Twilio, channel: WhatsApp
) -> None:
    channel.send(SARI_AT_WHATSAPP, say("?", *(Option(c, c) for c in "abcd")), "k")

    assert twilio.made[0]["types"]["twilio/list-picker"]["button"] == "Menu"


def test_more_than_ten_options_are_numbered_lines(twilio: Twilio, channel: WhatsApp) -> None:
    channel.send(SARI_AT_WHATSAPP, say("Pilih:", *(Option(c, c) for c in "abcdefghijk")), "k")

    (sent,) = twilio.asked
    assert sent.form["Body"].startswith("Pilih:\n\n1. a\n2. b\n")
    assert sent.form["Body"].endswith("\n11. k")


def test_a_label_that_is_too_long_is_cut_between_graphemes(
    twilio: Twilio, channel: WhatsApp
) -> None:
    family = "👨‍👩‍👧"
    channel.send(SARI_AT_WHATSAPP, say("?", Option("a", "Keluarga besar " + family)), "k")

    (action_,) = twilio.made[0]["types"]["twilio/quick-reply"]["actions"]
    assert action_["title"] == "Keluarga besar…"


def test_labels_that_would_look_alike_are_numbered_lines(
    twilio: Twilio, channel: WhatsApp
) -> None:
    channel.send(
        SARI_AT_WHATSAPP,
        say(
            "?",
            Option("a", "Paket hemat untuk keluarga"),
            Option("b", "Paket hemat untuk kantor"),
        ),
        "k",
    )

    assert "2. Paket hemat untuk kantor" in twilio.asked[0].form["Body"]


def test_a_pattern_is_made_once_whoever_it_is_for(
    twilio: Twilio, channel: WhatsApp, contents: dict[str, str]
) -> None:
    for name in ("Sari", "Budi", "Siti"):
        channel.send(SARI_AT_WHATSAPP, say("Boleh, {name}?", *YES_NO, name=name), "k")

    assert (len(twilio.made), len(twilio.sent), len(contents)) == (1, 3, 1)
    assert json.loads(twilio.sent[2].form["ContentVariables"]) == {"1": "Siti"}
    assert twilio.made[0]["friendly_name"] == f"sapa-{next(iter(contents))}"


def test_another_pattern_label_or_account_is_made_anew(
    twilio: Twilio, channel: WhatsApp, contents: dict[str, str]
) -> None:
    channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
    channel.send(SARI_AT_WHATSAPP, say("Boleh kak?", *YES_NO), "k")
    channel.send(SARI_AT_WHATSAPP, say("Boleh?", Option("consent:yes", "Iya")), "k")
    other = WhatsApp(
        Account("AC" + "9" * 32, TOKEN, OURS, STATUS_URL, twilio.url),
        contents=contents,
        templates=templates,
    )
    twilio.answers = [Says(201, {"sid": HX}), Says(201, {"sid": sid(1)})]
    other.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
    other.close()

    assert len(contents) == len(twilio.made) == 4


def test_what_belongs_to_one_lead_is_a_variable(twilio: Twilio, channel: WhatsApp) -> None:
    for lead, name in ((17, "Budi"), (18, "Siti")):
        options = (Option(f"offer:{lead}:accept", "Terima"), Option(f"lead:{lead}", name))
        channel.send(SARI_AT_WHATSAPP, say("Lead {name}", *options, name=name), "k")

    (made,) = twilio.made
    assert made["types"]["twilio/quick-reply"]["actions"][0] == {
        "type": "QUICK_REPLY", "title": "{{3}}", "id": "{{2}}",
    }  # fmt: skip
    assert "Budi" not in json.dumps(made)
    assert json.loads(twilio.sent[1].form["ContentVariables"]) == {
        "1": "Siti", "2": "offer:18:accept", "3": "Terima", "4": "lead:18", "5": "Siti",
    }  # fmt: skip


def test_variables_are_fit_for_whatsapp(twilio: Twilio, channel: WhatsApp) -> None:
    draft = say("A {a} B {b} C {c}.", *YES_NO, a="x\ty      z", b="  ", c="{{1}}")
    channel.send(SARI_AT_WHATSAPP, draft, "k")

    assert twilio.made[0]["types"]["twilio/quick-reply"]["body"] == "A {{1}} B  C {{2}}."
    values = json.loads(twilio.sent[0].form["ContentVariables"])
    assert values == {"1": "x y z", "2": "{\u2060{1}}"}


def test_a_pattern_that_looks_like_a_variable_is_none(
    twilio: Twilio, channel: WhatsApp
) -> None:
    channel.send(SARI_AT_WHATSAPP, say("Nilai {{1}} {x}", *YES_NO), "k")

    assert twilio.made[0]["types"]["twilio/quick-reply"]["body"] == "Nilai {\u2060{1}} {x}"


@pytest.mark.parametrize(
    "draft",
    [
        say("{card}\nTerima?", *YES_NO, card="Budi\nPT Maju"),
        say("x" * 1025, *YES_NO),
        say("{card}", *YES_NO, card="👍" * 513),
    ],
)
def test_what_buttons_cannot_carry_is_for_the_desk_to_split(
    twilio: Twilio, channel: WhatsApp, draft: Draft
) -> None:
    with pytest.raises(SendError, match="a text with buttons has") as refused:
        channel.send(SARI_AT_WHATSAPP, draft, "k")

    assert refused.value.permanent
    assert twilio.asked == []


def test_buttons_that_twilio_refuses_become_numbers(
    twilio: Twilio, channel: WhatsApp, contents: dict[str, str]
) -> None:
    twilio.answers = [refuses(20422)]
    for _ in range(2):
        channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")

    assert [sent.form["Body"] for sent in twilio.sent] == ["Boleh?\n\n1. Ya\n2. Tidak"] * 2
    assert (len(twilio.made), contents) == (1, {})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Says(500), {}),
        (Says(503), {}),
        (Says(201, "garbage"), {}),
        (Says(201, {}), {}),
        (closes, {}),
        (Says(429, {"code": 20429}, Retry_After="7"), {"retry_after": 7.0}),
        (refuses(20003, 401), {"channel_down": True}),
        (Says(403), {"channel_down": True}),
    ],
)
def test_trouble_while_buttons_are_made_is_never_ambiguous(
    twilio: Twilio, channel: WhatsApp, answer: Answer, expected: dict[str, Any]
) -> None:
    twilio.answers = [answer]
    with pytest.raises(SendError) as raised:
        channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")

    assert verdict(raised.value) == NOT_SENT | expected
    assert twilio.sent == []
    channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
    assert len(twilio.sent) == 1


def test_buttons_that_were_deleted_at_twilio_are_made_anew(
    twilio: Twilio, channel: WhatsApp, contents: dict[str, str]
) -> None:
    channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
    twilio.answers = [refuses(21655)]
    with pytest.raises(SendError) as raised:
        channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")

    assert verdict(raised.value) == NOT_SENT
    assert contents == {}
    channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
    assert len(twilio.made) == 2


class Locked(dict[str, str]):
    """A database that is locked just now."""

    def __init__(self, *verbs: str) -> None:
        self.verbs = verbs

    def get(self, *_: object) -> Any:
        return self._unless("get")

    def __setitem__(self, *_: object) -> None:
        self._unless("set")

    def pop(self, *_: object) -> Any:
        return self._unless("pop")

    def _unless(self, verb: str) -> None:
        if verb in self.verbs:
            raise OSError("database is locked")


def test_a_locked_database_leaves_no_doubt_about_a_message(twilio: Twilio) -> None:
    with talking_to(twilio.url, Locked("get")) as channel:
        with pytest.raises(SendError) as raised:
            channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
        assert verdict(raised.value) == NOT_SENT
    with talking_to(twilio.url, Locked("set", "pop")) as channel:
        channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
        twilio.answers = [Says(201, {"sid": HX}), refuses(21655)]
        with pytest.raises(SendError) as raised:
            channel.send(SARI_AT_WHATSAPP, say("Boleh?", *YES_NO), "k")
        assert verdict(raised.value) == NOT_SENT
    assert len(twilio.sent) == 2


def test_sixteen_threads_make_one_item_and_no_mess(twilio: Twilio, channel: WhatsApp) -> None:
    def one(number: int) -> str:
        draft = say("Boleh, {name}?", *YES_NO, name=f"P{number}")
        return channel.send(Address("whatsapp", f"+62811{number:06}"), draft, f"k{number}")

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(one, range(48)))

    assert (len(twilio.made), len(twilio.sent)) == (1, 48)
    for asked in twilio.sent:
        number = int(asked.form["To"][-6:])
        assert asked.form["StatusCallback"].endswith(f"?o=k{number}")
        assert json.loads(asked.form["ContentVariables"]) == {"1": f"P{number}"}
    assert len(twilio.connections) <= 17
