"""What we make of every answer of Twilio's, and of none."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from bot.channels.base import SendError
from bot.channels.whatsapp.channel import WhatsApp
from bot.channels.whatsapp.errors import action
from bot.channels.whatsapp.wire import Wire
from tests.postman import SARI, SARI_AT_WHATSAPP, SID, TOKEN, sid
from tests.scripted import (
    AMBIGUOUS,
    DOWN,
    NOT_SENT,
    REJECTED,
    Answer,
    Says,
    Twilio,
    account,
    chunked,
    closes,
    cut_short,
    drips,
    drips_headers,
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
def channel(twilio: Twilio) -> Iterator[WhatsApp]:
    with talking_to(twilio.url, {}) as channel:
        yield channel


def attempt(channel: WhatsApp) -> SendError:
    with pytest.raises(SendError) as raised:
        channel.send(SARI_AT_WHATSAPP, say("Halo"), "k")
    return raised.value


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Says(429, {"code": 20429}, Retry_After="3"), NOT_SENT | {"retry_after": 3.0}),
        (Says(429, "busy"), NOT_SENT | {"retry_after": 1.0}),
        (Says(429, Retry_After="-1"), NOT_SENT | {"retry_after": 1.0}),
        (Says(429, Retry_After="99999999999999"), NOT_SENT | {"retry_after": 3600.0}),
        (refuses(21611), NOT_SENT | {"retry_after": 1.0}),
        (Says(503, Retry_After="5"), NOT_SENT | {"retry_after": 5.0}),
        (Says(503, Retry_After="0"), NOT_SENT | {"retry_after": 0.0}),
        (Says(503), AMBIGUOUS),
        (Says(503, Retry_After="soon"), AMBIGUOUS),
        (Says(500, {"code": 20500}), AMBIGUOUS),
        (Says(502, "<html>"), AMBIGUOUS),
        (Says(504), AMBIGUOUS),
        (Says(408), AMBIGUOUS),
        (Says(302, Location="http://127.0.0.1:1/"), AMBIGUOUS),
        (refuses(21211), REJECTED),
        (refuses(63016), REJECTED),
        (refuses(21610), REJECTED),
        (refuses(63014), REJECTED),
        (Says(400, "no json"), REJECTED),
        (Says(404, {"code": 20404}), REJECTED),
        (refuses(20003, 401), DOWN),
        (Says(401, "[" * 50_000), DOWN),
        (Says(403), DOWN),
        (refuses(63007), DOWN),
        (closes, AMBIGUOUS),
        (cut_short, AMBIGUOUS),
        (Says(201, "<html>garbage"), AMBIGUOUS),
        (Says(201, ""), AMBIGUOUS),
        (Says(201, "[" * 50_000), AMBIGUOUS),
        (Says(201, []), AMBIGUOUS),
        (Says(201, {"sid": None}), AMBIGUOUS),
        (Says(201, {"sid": "HX1"}), AMBIGUOUS),
        (Says(201, {"sid": sid(1), "pad": "x" * 70_000}), AMBIGUOUS),
    ],
)  # fmt: skip
def test_every_answer_has_its_meaning(
    twilio: Twilio, channel: WhatsApp, answer: Answer, expected: dict[str, Any]
) -> None:
    twilio.answers = [answer]
    error = attempt(channel)

    assert verdict(error) == expected
    assert len(twilio.asked) == 1, "no redirect is followed, nothing is tried again"
    assert SARI[3:] not in str(error)
    assert TOKEN not in str(error)


def test_a_date_to_come_back_at_counts_from_the_answers_own(
    twilio: Twilio, channel: WhatsApp
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(503)
        handler.send_header("Date", "Mon, 23 Nov 2026 03:00:00 GMT")
        handler.send_header("Retry-After", "Mon, 23 Nov 2026 03:00:30 -0000")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    twilio.answers = [answer]

    assert attempt(channel).retry_after == 30.0


def test_an_answer_in_chunks_is_read(twilio: Twilio, channel: WhatsApp) -> None:
    twilio.answers = [chunked]

    assert channel.send(SARI_AT_WHATSAPP, say("Halo"), "k") == sid(5)


def test_codes_are_kept(twilio: Twilio, channel: WhatsApp) -> None:
    twilio.answers = [refuses(21610)]

    assert attempt(channel).code == "21610"


@pytest.fixture
def hasty(twilio: Twilio) -> Iterator[WhatsApp]:
    with talking_to(twilio.url, {}, timeout=0.5) as channel:
        yield channel


def test_silence_after_the_request_is_ambiguous(twilio: Twilio, hasty: WhatsApp) -> None:
    twilio.answers = [twilio.hang]

    assert verdict(attempt(hasty)) == AMBIGUOUS


@pytest.mark.parametrize("slow", [drips, drips_headers])
def test_an_answer_that_drips_comes_to_an_end(
    twilio: Twilio, hasty: WhatsApp, slow: Callable[[Twilio], Answer]
) -> None:
    twilio.answers = [slow(twilio)]
    began = datetime.now(UTC)

    assert verdict(attempt(hasty)) == AMBIGUOUS
    assert datetime.now(UTC) - began < timedelta(seconds=3)


def test_a_line_that_was_cut_harms_no_later_message(twilio: Twilio, hasty: WhatsApp) -> None:
    twilio.answers = [twilio.hang]
    attempt(hasty)

    assert hasty.send(SARI_AT_WHATSAPP, say("Halo"), "k")


def test_a_closed_port_sent_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    channel = WhatsApp(account(url), contents={}, templates=templates)

    assert verdict(attempt(channel)) == NOT_SENT


def test_a_port_that_does_not_answer_sent_nothing() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        channel = WhatsApp(account(url), contents={}, templates=templates, timeout=0.3)
        error = attempt(channel)
        for each in waiting:
            each.close()

    assert verdict(error) == NOT_SENT


def test_no_tls_where_tls_is_wanted_sent_nothing(twilio: Twilio) -> None:
    channel = WhatsApp(
        account(twilio.url.replace("http", "https")),
        contents={},
        templates=templates,
        timeout=0.5,
    )

    assert verdict(attempt(channel)) == NOT_SENT
    channel.close()


def test_connections_are_used_again(twilio: Twilio, channel: WhatsApp) -> None:
    for _ in range(5):
        channel.send(SARI_AT_WHATSAPP, say("Halo"), "k")

    assert len(twilio.connections) == 1


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    twilio: Twilio, channel: WhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert channel.send(SARI_AT_WHATSAPP, say("Halo"), "k")
    assert len(twilio.sent) == 1


def test_the_token_goes_to_twilio_only() -> None:
    wire = Wire()

    with pytest.raises(ValueError, match="not an address of Twilio"):
        wire.request("GET", "https://twilio.com.evil.example/x", headers={}, auth=(SID, TOKEN))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("63016", "window"), ("63014", "blocked"), ("21610", "optout"), ("63003", "unreachable"),
        ("63024", "unreachable"), ("63049", "later"), ("63018", "slow"), ("63041", "template"),
        ("63012", "again"), ("63001", "sender"), ("63013", "content"), ("99999", "unknown"), ("", "unknown"),
    ],
)  # fmt: skip
def test_codes_in_receipts_say_what_to_do(code: str, expected: str) -> None:
    assert action(code) == expected


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "127.0.0.1:{port}"])
def test_twilio_is_reached_through_the_proxy_of_the_environment(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without the scheme before it, as people write it; the token goes into the tunnel only."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=server.getsockname()[1]))
        heard: list[bytes] = []

        def refuse() -> None:
            line, _ = server.accept()
            heard.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            line.close()

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(SendError, match="could not be reached") as caught:
            Wire(timeout=3).request(
                "POST", "https://api.twilio.com/x", headers={}, auth=("a", "b")
            )
        thread.join()

    assert heard[0].startswith(b"CONNECT api.twilio.com:443")
    assert b"uthorization" not in heard[0]
    assert not caught.value.ambiguous
