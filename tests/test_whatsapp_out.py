"""What goes to Twilio, to the byte, from the real client."""

import json
from collections.abc import Iterator

import pytest

from bot.channels.base import SendError
from bot.channels.whatsapp.channel import WhatsApp
from bot.core.message import Address, Draft, Template, Text
from tests.postman import OURS, SARI, SARI_AT_WHATSAPP, STATUS_URL, sid
from tests.scripted import (
    MESSAGES,
    TEMPLATE,
    YES_NO,
    Twilio,
    running,
    say,
    talking_to,
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


def test_a_text_goes_out_as_twilio_wants_it(twilio: Twilio, channel: WhatsApp) -> None:
    provider_id = channel.send(SARI_AT_WHATSAPP, say("Halo {name} 👋", name="Sari"), "k 17/é")
    (asked,) = twilio.asked

    assert (asked.method, asked.path) == ("POST", MESSAGES)
    assert asked.headers["Authorization"].startswith("Basic ")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.form == {
        "To": f"whatsapp:{SARI}",
        "From": f"whatsapp:{OURS}",
        "Body": "Halo Sari 👋",
        "StatusCallback": f"{STATUS_URL}?o=k%2017%2F%C3%A9",
        "ValidityPeriod": "3600",
    }
    assert provider_id == sid(len(asked.body))


def test_somebody_without_a_number_is_written_to_by_his_id(
    twilio: Twilio, channel: WhatsApp
) -> None:
    channel.send(Address("whatsapp", "ID.1000000000000001"), say("Halo"), "k")

    assert twilio.asked[0].form["To"] == "whatsapp:ID.1000000000000001"


def test_what_a_person_typed_is_never_filled_in(twilio: Twilio, channel: WhatsApp) -> None:
    channel.send(SARI_AT_WHATSAPP, say("{name}: {words}", name="{words}", words="{{1}}"), "k")

    assert twilio.asked[0].form["Body"] == "{words}: {{1}}"


def test_1600_characters_go_and_one_more_does_not(twilio: Twilio, channel: WhatsApp) -> None:
    channel.send(SARI_AT_WHATSAPP, say("👍" * 800), "k")

    with pytest.raises(SendError) as refused:
        channel.send(SARI_AT_WHATSAPP, say("👍" * 800 + "!"), "k")
    assert (refused.value.permanent, refused.value.code) == (True, "21617")
    assert len(twilio.asked) == 1


def test_nothing_to_say_is_not_sent(twilio: Twilio, channel: WhatsApp) -> None:
    with pytest.raises(SendError) as refused:
        channel.send(SARI_AT_WHATSAPP, say(" "), "k")

    assert refused.value.permanent
    assert twilio.asked == []


def test_a_template_is_sent_by_its_id_with_all_its_values(
    twilio: Twilio, channel: WhatsApp
) -> None:
    template = Template("offer", "id", ("Budi\nSantoso", "", "a{{2}}", "x" * 300))
    channel.send(SARI_AT_WHATSAPP, Draft(Text("unused"), YES_NO, template=template), "k")

    (sent,) = twilio.asked
    assert sent.form["ContentSid"] == TEMPLATE
    assert "Body" not in sent.form
    assert json.loads(sent.form["ContentVariables"]) == {
        "1": "Budi Santoso", "2": "-", "3": "a{\u2060{2}}", "4": "x" * 249 + "…",
    }  # fmt: skip


def test_a_template_nobody_has_set_up_is_refused_with_a_hint(
    twilio: Twilio, channel: WhatsApp
) -> None:
    with pytest.raises(
        SendError, match=r"no template offer in ms: see \[templates\]"
    ) as refused:
        channel.send(SARI_AT_WHATSAPP, Draft(Text(""), template=Template("offer", "ms")), "k")

    assert refused.value.permanent
    assert twilio.asked == []
