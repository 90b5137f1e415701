"""Twilio's own list of messages: what was sent after all, and what was missed."""

from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.channels.base import SendError, Sighting
from bot.channels.whatsapp.channel import WhatsApp
from bot.core.message import Draft, Template, Text
from tests.postman import NOW, OURS, SARI, SARI_AT_WHATSAPP, sid
from tests.scripted import (
    MESSAGES,
    NOT_SENT,
    YES_NO,
    Answer,
    Says,
    Twilio,
    closes,
    running,
    say,
    talking_to,
    verdict,
)


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with running() as twilio:
        yield twilio


@pytest.fixture
def channel(twilio: Twilio) -> Iterator[WhatsApp]:
    with talking_to(twilio.url, {}) as channel:
        yield channel


def listed(number: int, body: str, minutes: int, **fields: str) -> dict[str, Any]:
    at = (NOW + timedelta(minutes=minutes)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {
        "sid": sid(number), "body": body, "direction": "outbound-api", "num_media": "0",
        "from": f"whatsapp:{OURS}", "to": f"whatsapp:{SARI}",
        "date_sent": at, "date_created": at, "status": "sent",
    } | fields  # fmt: skip


def page(*messages: dict[str, Any], following: str | None = None) -> Answer:
    return Says(200, {"messages": list(messages), "next_page_uri": following})


def test_an_unknown_send_is_found_by_its_words(twilio: Twilio, channel: WhatsApp) -> None:
    twilio.answers = [page(listed(1, "Halo  Sari\n", 1), listed(2, "Halo Budi", 1))]
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))
    found = channel.find(SARI_AT_WHATSAPP, say("Halo {name}", name="Sari"), jakarta)

    assert found == Sighting(sid(1))
    asked = dict(parse_qsl(urlsplit(twilio.asked[0].path).query))
    assert asked == {
        "To": f"whatsapp:{SARI}",
        "From": f"whatsapp:{OURS}",
        "DateSent>": "2026-11-22T03:00:00Z",
        "PageSize": "100",
    }


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [listed(1, "Halo", 1), listed(2, "Halo", 2)],
        [listed(1, "Halo", -1)],
        [listed(1, "Halo!", 1)],
        [listed(1, "Halo", 1, direction="inbound")],
        [listed(3, "Halo", 1)],
    ],
)
def test_unless_exactly_one_message_fits_none_is_found(
    twilio: Twilio, channel: WhatsApp, messages: list[dict[str, Any]]
) -> None:
    twilio.answers = [page(*messages)]

    assert channel.find(SARI_AT_WHATSAPP, say("Halo"), NOW, besides=[sid(3)]).id == ""


def test_numbered_lines_and_buttons_are_both_recognised(
    twilio: Twilio, channel: WhatsApp
) -> None:
    twilio.answers = [
        page(listed(1, "Boleh?\n\n1. Ya\n2. Tidak", 1)),
        page(listed(2, "Boleh?", 1)),
    ]
    draft = say("Boleh?", *YES_NO)

    assert channel.find(SARI_AT_WHATSAPP, draft, NOW) == Sighting(sid(1))
    assert channel.find(SARI_AT_WHATSAPP, draft, NOW) == Sighting(sid(2))


@pytest.mark.parametrize(
    ("messages", "absent"),
    [
        ([], False),  # an empty list proves nothing
        ([listed(3, "Before", -60)], True),
        ([listed(3, "Before", -60), listed(4, "Something else", 1)], False),
    ],
)
def test_a_message_is_absent_only_from_a_list_that_shows_its_neighbours(
    twilio: Twilio, channel: WhatsApp, messages: list[dict[str, Any]], absent: bool
) -> None:
    twilio.answers = [page(*messages)]

    seen = channel.find(SARI_AT_WHATSAPP, say("Halo"), NOW, besides=[sid(3)])

    assert seen == Sighting(absent=absent)


def test_the_same_words_said_again_later_are_another_message(
    twilio: Twilio, channel: WhatsApp
) -> None:
    twilio.answers = [page(listed(3, "Before", -60), listed(1, "Halo", 40))]

    seen = channel.find(
        SARI_AT_WHATSAPP, say("Halo"), NOW, [sid(3)], until=NOW + timedelta(seconds=21)
    )

    assert seen == Sighting()  # neither this one nor surely absent


def test_a_templates_words_stand_at_twilio_so_it_is_not_found(
    twilio: Twilio, channel: WhatsApp
) -> None:
    draft = Draft(Text("Halo"), template=Template("offer", "id"))

    assert channel.find(SARI_AT_WHATSAPP, draft, NOW) == Sighting()
    assert twilio.asked == []


def test_what_came_while_we_were_down_is_fetched_oldest_first(
    twilio: Twilio, channel: WhatsApp
) -> None:
    inbound = {"direction": "inbound", "from": f"whatsapp:{SARI}", "to": f"whatsapp:{OURS}"}
    twilio.answers = [
        page(
            listed(3, "slip.pdf", 3, **inbound | {"num_media": "1"}),
            listed(2, "Halo?", 2, **inbound),
            following=f"{MESSAGES}?Page=1",
        ),
        page(
            listed(1, "Halo", 1, **inbound),
            listed(4, "Ya", 4),
            listed(5, "sms", 5, **inbound | {"from": "+62811"}),
        ),
    ]
    heard = channel.missed(NOW)

    assert [(m.id, m.text, m.kind, m.media) for m in heard] == [
        (sid(1), "Halo", "text", 0),
        (sid(2), "Halo?", "text", 0),
        (sid(3), "", "document", 1),
    ]
    assert heard[0].sender == SARI_AT_WHATSAPP
    assert heard[0].at == NOW + timedelta(minutes=1)
    assert "From" not in dict(parse_qsl(urlsplit(twilio.asked[0].path).query))


def test_what_was_missed_is_read_to_its_end(twilio: Twilio, channel: WhatsApp) -> None:
    """After a restore it may be days; a STOP must not be behind the last page that was read."""
    inbound = {"direction": "inbound", "from": f"whatsapp:{SARI}", "to": f"whatsapp:{OURS}"}
    said = [listed(number, f"words {number}", 1, **inbound) for number in range(1, 1501)]
    twilio.answers = [page(*said[:1000], following=f"{MESSAGES}?Page=1"), page(*said[1000:])]

    heard = channel.missed(NOW)

    assert len(heard) == 1500
    assert dict(parse_qsl(urlsplit(twilio.asked[0].path).query))["PageSize"] == "250"


@pytest.mark.parametrize(
    "answer", [Says(500), Says(200, "garbage"), Says(200, {"a": 1, "b": 2}), closes]
)
def test_a_list_that_cannot_be_read_is_an_error_but_not_a_doubt(
    twilio: Twilio, channel: WhatsApp, answer: Answer
) -> None:
    twilio.answers = [answer]
    with pytest.raises(SendError) as raised:
        channel.missed(NOW)

    assert verdict(raised.value) == NOT_SENT
