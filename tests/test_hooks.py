"""The web server's door: really signed requests in, the right status out, every word kept once."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.core.message import Message, Receipt
from bot.web.app import create
from tests.postman import (
    FORM,
    NOW,
    PUBLIC,
    STATUS_URL,
    URL,
    form,
    sid,
    signature,
    status,
    whatsapp,
)


@dataclass
class Notebook:
    """An inbox that writes everything down, or says that it is busy."""

    kept: list[Message | Receipt] = field(default_factory=list)
    trouble: Exception | None = None

    def receive(self, message: Message, now: datetime) -> None:
        self._keep(message, now)

    def receipt(self, receipt: Receipt, now: datetime) -> None:
        self._keep(receipt, now)

    def _keep(self, item: Message | Receipt, now: datetime) -> None:
        if self.trouble:
            raise self.trouble
        assert now == NOW
        self.kept.append(item)


@pytest.fixture
def inbox() -> Notebook:
    return Notebook()


def client_of(
    inbox: Notebook, ready: Callable[[], Sequence[str]] = list, public_url: str = PUBLIC
) -> FlaskClient:
    app = create(
        inbox, {"whatsapp": whatsapp()}, ready, public_url=public_url, clock=lambda: NOW
    )
    return app.test_client()


@pytest.fixture
def web(inbox: Notebook) -> FlaskClient:
    return client_of(inbox)


def post(
    web: FlaskClient,
    fields: dict[str, str],
    path: str = "/webhooks/whatsapp",
    signed_url: str = "",
    **headers: str,
) -> TestResponse:
    sent = {"X-Twilio-Signature": signature(fields, signed_url or PUBLIC + path)}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return web.post(path, data=urlencode(fields), content_type=FORM, headers=sent)


def test_a_genuine_message_is_kept_and_acknowledged(web: FlaskClient, inbox: Notebook) -> None:
    answer = post(web, form(Body="Halo 👋 & selamat pagi"))

    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    (kept,) = inbox.kept
    assert isinstance(kept, Message)
    assert (kept.id, kept.text, kept.at) == (sid(1), "Halo 👋 & selamat pagi", NOW)


def test_w16_a_replay_is_handed_on_for_the_inbox_to_know(
    web: FlaskClient, inbox: Notebook
) -> None:
    for _ in range(2):
        assert post(web, form(), I_Twilio_Idempotency_Token="t").status_code == 200

    assert [item.id for item in inbox.kept] == [sid(1), sid(1)]


def test_a_status_callback_is_kept_and_acknowledged_without_words(
    web: FlaskClient, inbox: Notebook
) -> None:
    answer = post(web, status("delivered"), "/webhooks/whatsapp/status?o=k-17")

    assert (answer.status_code, answer.data) == (204, b"")
    assert inbox.kept == [Receipt(id=sid(9001), status="delivered", at=NOW, key="k-17")]


def test_the_query_is_checked_to_the_byte(web: FlaskClient, inbox: Notebook) -> None:
    path = "/webhooks/whatsapp/status?o=k%2d17&x=%20+%C3%A9"

    assert post(web, status("read"), path).status_code == 204
    assert post(web, status("read"), path, STATUS_URL + "?o=k-17&x=++é").status_code == 403
    assert len(inbox.kept) == 1


def test_what_is_nothing_to_us_is_acknowledged(web: FlaskClient, inbox: Notebook) -> None:
    path = "/webhooks/whatsapp/status"

    assert post(web, status("foo"), path).status_code == 204
    assert post(web, form(Author="whatsapp:+628999")).status_code == 200
    assert inbox.kept == []


def test_behind_a_proxy_only_the_settings_say_what_our_address_is(
    web: FlaskClient, inbox: Notebook
) -> None:
    """The request itself comes by http under another name; what it says of that is believed by nobody."""
    proxied = {
        "Host": "10.0.0.7:8000",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "1",
        "X_Forwarded_Prefix": "/x",
        "Forwarded": "host=evil.example;proto=http",
        "X_Original_URL": "/evil",
        "X_Rewrite_URL": "/evil",
    }

    assert post(web, form(), **proxied).status_code == 200
    for forged in ("http://evil.example", "https://evil.example", "http://10.0.0.7:8000"):
        answer = post(web, form(), signed_url=f"{forged}/webhooks/whatsapp", **proxied)
        assert answer.status_code == 403
    assert len(inbox.kept) == 1


def test_a_proxy_may_take_a_part_of_the_path_away(inbox: Notebook) -> None:
    web = client_of(inbox, public_url="https://shop.example/sapa/")
    answer = post(web, form(), signed_url="https://shop.example/sapa/webhooks/whatsapp")

    assert answer.status_code == 200


def test_a_server_that_does_not_keep_the_raw_path_is_served_by_its_parts(
    web: FlaskClient, inbox: Notebook
) -> None:
    fields = status("read")
    path = "/webhooks/whatsapp/status?o=k%2d17"
    answer = web.post(
        path,
        data=urlencode(fields),
        content_type=FORM,
        headers={"X-Twilio-Signature": signature(fields, PUBLIC + path)},
        environ_overrides={"REQUEST_URI": "", "RAW_URI": ""},
    )

    assert answer.status_code == 204
    assert len(inbox.kept) == 1


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"X_Twilio_Signature": ""}, "no X-Twilio-Signature"),
        ({"X_Twilio_Signature": "x"}, "wrong X-Twilio-Signature"),
        ({"X_Twilio_Signature": signature(form(), token="other")}, "wrong"),
        ({"X_Twilio_Signature": signature(form(), URL.replace("s:", ":"))}, "signed for http"),
    ],
)
def test_a_forged_request_is_refused_in_one_line_of_the_log(
    web: FlaskClient,
    inbox: Notebook,
    caplog: pytest.LogCaptureFixture,
    headers: dict[str, str],
    why: str,
) -> None:
    with caplog.at_level(logging.INFO):
        answer = post(web, form(), **headers)

    assert answer.status_code == 403
    assert inbox.kept == []
    (line,) = (r.getMessage() for r in caplog.records if r.name.startswith("bot."))
    assert line.startswith(f"refused a request to /webhooks/whatsapp: {why}")
    assert "628111000222" not in line


def test_no_signature_header_at_all(web: FlaskClient) -> None:
    answer = web.post("/webhooks/whatsapp", data=urlencode(form()), content_type=FORM)

    assert answer.status_code == 403


def test_a_message_is_no_callback_and_a_signature_is_for_one_address(web: FlaskClient) -> None:
    answer = post(web, form(), "/webhooks/whatsapp/status", signed_url=URL)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("fields", "status_"),
    [
        (form(AccountSid="AC" + "0" * 32), 403),
        (form(To="whatsapp:+1"), 403),
        (form(From="+628111000222"), 400),
        (form(MessageSid="SM1", SmsSid="SM1"), 400),
        (form(**{f"f{n}": "" for n in range(300)}), 413),
        (form(Body="x" * 65_000), 413),
    ],
)
def test_bad_input_is_the_senders_fault(
    web: FlaskClient, inbox: Notebook, fields: dict[str, str], status_: int
) -> None:
    answer = post(web, fields)

    assert answer.status_code == status_
    assert answer.mimetype == "text/plain"
    assert inbox.kept == []


@pytest.mark.parametrize(
    ("kind", "body", "status_"),
    [
        ("application/json", b"[" * 60_000, 415),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 200, 415),
        ("multipart/form-data; boundary=x", b"x" * 70_000, 413),
        ("application/json", b"x" * 70_000, 413),
        ("text/plain; charset=utf-7", b"+AHs-", 415),
        (FORM, b"", 403),
        (FORM, b"\xff\x00=%ZZ&&&;;=%", 403),
    ],
)
def test_bodies_that_are_no_forms(
    web: FlaskClient, kind: str, body: bytes, status_: int
) -> None:
    for signed in (None, "x"):
        headers = {"X-Twilio-Signature": signed} if signed else {}
        answer = web.post("/webhooks/whatsapp", data=body, content_type=kind, headers=headers)
        assert answer.status_code == status_


def test_w14_reading_a_webhook_is_not_allowed(web: FlaskClient) -> None:
    for path in ("/webhooks/whatsapp", "/webhooks/whatsapp/status", "/webhooks/telegram"):
        answer = web.get(f"{path}?{urlencode(form())}")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert {web.open(path, method=m).status_code for m in ("PUT", "HEAD", "OPTIONS")} == {
            405
        }


def test_a_slash_too_many_is_never_answered_by_a_redirect(web: FlaskClient) -> None:
    assert post(web, form(), "/webhooks/whatsapp/").status_code == 200
    assert post(web, form(), "//webhooks/whatsapp").status_code == 404
    assert post(web, form(), "/webhooks//whatsapp").status_code == 404


def test_a_busy_database_asks_twilio_to_come_back(web: FlaskClient, inbox: Notebook) -> None:
    inbox.trouble = TimeoutError("database is locked")
    answer = post(web, form())

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_a_broken_inbox_is_not_mistaken_for_a_forgery(inbox: Notebook) -> None:
    inbox.trouble = PermissionError("sapa.db is not writable")
    web = client_of(inbox)
    web.application.config["PROPAGATE_EXCEPTIONS"] = False

    assert post(web, form()).status_code == 500


def test_telegram_is_not_there_yet_and_says_so(web: FlaskClient) -> None:
    answer = web.post("/webhooks/telegram", json={"update_id": 1})

    assert (answer.status_code, answer.text) == (
        404,
        "This version of Sapa does not speak Telegram yet.\n",
    )


def test_a_channel_that_is_not_set_up_is_not_there(inbox: Notebook) -> None:
    web = create(inbox, {}, list, public_url=PUBLIC, clock=lambda: NOW).test_client()

    assert post(web, form()).status_code == 404


def test_health(inbox: Notebook) -> None:
    def broken() -> list[str]:
        raise RuntimeError("secret")

    answer = client_of(inbox).get("/healthz/live")
    assert (answer.status_code, answer.json) == (200, {"alive": True})
    answer = client_of(inbox).get("/healthz/ready")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "problems": []})
    answer = client_of(inbox, lambda: ["The worker has not been seen for 9 s."]).get(
        "/healthz/ready"
    )
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "problems": ["The worker has not been seen for 9 s."],
    }
    answer = client_of(inbox, broken).get("/healthz/ready")
    assert answer.status_code == 503
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/webhooks/whatsapp", "/healthz/live", "/nothing?<script>"]
)
def test_every_answer_is_inert_in_a_browser(web: FlaskClient, path: str) -> None:
    answer = web.get(path)
    headers: Any = answer.headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "<script>" not in answer.text
