"""The sandbox keeps Twilio's and WhatsApp's rules, as seen by the real client."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.sandbox.bubble import Bubble
from bot.sandbox.sandbox import ACCOUNT, Sandbox
from tests.sandbox_product import Product, real_client

BUDI = "+6281112340001"
US = f"whatsapp:{ACCOUNT.sender}"


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as product:
        yield product


@pytest.fixture
def sandbox(product: Product) -> Iterator[Sandbox]:
    with Sandbox(product.url) as sandbox:
        sandbox.phone(BUDI).say("halo")
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    client = real_client(sandbox)
    yield client
    client.http_client.session.close()


def send(client: Client, body: str = "hai", to: str = f"whatsapp:{BUDI}", **more: Any) -> Any:
    return client.messages.create(to=to, from_=US, body=body, **more)


def refusal(client: Client, *args: Any, **more: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        send(client, *args, **more)
    return refused.value.status, refused.value.code


def content(client: Client, kind: str, spec: dict[str, Any], **samples: str) -> str:
    data = {"language": "id", "variables": samples, "types": {f"twilio/{kind}": spec}}
    url, kind_of = "https://content.twilio.com/v1/Content", {"Content-Type": "application/json"}
    reply = client.request("POST", url, data=data, headers=kind_of)
    assert reply.status_code == 201, reply.text
    return str(json.loads(reply.text)["sid"])


def show(sandbox: Sandbox, client: Client, sid: str, **variables: str) -> Bubble:
    """Send a content item to Budi; return what the provider made of it."""
    given = {"content_variables": json.dumps(variables)} if variables else {}
    message = client.messages.create(to=f"whatsapp:{BUDI}", from_=US, content_sid=sid, **given)
    return sandbox.provider.memory.bubbles[message.sid]


def buttons(*titles: str, body: str = "Pilih:") -> dict[str, Any]:
    return {"body": body, "actions": [{"title": t, "id": f"id-{t}"} for t in titles]}


def rows(*items: str, button: str = "Lihat", body: str = "Pilih:") -> dict[str, Any]:
    listed = [{"item": item, "id": f"{n}"} for n, item in enumerate(items)]
    return {"body": body, "button": button, "items": listed}


def test_a_message_is_accepted_shaped_as_twilio_shapes_it(client: Client) -> None:
    message = send(client, "Halo 👋")
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert (message.to, message.from_) == (f"whatsapp:{BUDI}", US)
    assert (message.date_created.tzinfo is not None, message.date_sent) == (True, None)


def test_it_is_on_the_phone_and_can_be_fetched(sandbox: Sandbox, client: Client) -> None:
    sent = send(client, "apa kabar?")
    assert sandbox.phone(BUDI).heard() == ["apa kabar?"]
    assert client.messages(sent.sid).fetch().status == "delivered"
    with pytest.raises(TwilioRestException, match="not found"):
        client.messages("SM" + "0" * 32).fetch()


def test_only_the_account_s_own_token_opens_the_door(sandbox: Sandbox) -> None:
    stranger = real_client(sandbox, token="guessed")
    assert refusal(stranger) == (401, 20003)
    stranger.http_client.session.close()


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("whatsapp:62811", 21211),
        ("+6281112340001", 21211),
        ("whatsapp:+62 811", 21211),
        (US, 63031),
    ],
)
def test_an_address_that_is_none_is_refused(client: Client, to: str, code: int) -> None:
    assert refusal(client, to=to) == (400, code)


def test_we_write_from_our_own_number_only(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=f"whatsapp:{BUDI}", from_="whatsapp:+1415", body="hai")
    assert refused.value.code == 63007


def test_a_person_without_a_number_can_be_written_to(sandbox: Sandbox, client: Client) -> None:
    sandbox.phone("ID.1000000000000001", "Sari").say("halo")
    send(client, "hai", to="whatsapp:ID.1000000000000001")
    assert sandbox.phone("ID.1000000000000001").heard() == ["hai"]


@pytest.mark.parametrize(
    ("body", "code"), [("x" * 1601, 21617), ("👋" * 801, 21617), ("", 21619), (" \n", 21619)]
)
def test_a_body_too_long_or_empty_is_refused(client: Client, body: str, code: int) -> None:
    assert refusal(client, body) == (400, code)


def test_a_body_of_1600_passes(sandbox: Sandbox, client: Client) -> None:
    send(client, "x" * 1600)
    assert sandbox.phone(BUDI).heard() == ["x" * 1600]


@pytest.mark.parametrize("variables", ["{'1': 'Budi'}", "[1]", '{"1": 5}', "Budi"])
def test_variables_are_a_json_object_of_strings(client: Client, variables: str) -> None:
    sid = content(client, "text", {"body": "Halo {{1}}"}, **{"1": "Budi"})
    assert refusal(client, "", content_sid=sid, content_variables=variables) == (400, 21656)


def test_a_content_nobody_made_is_refused(client: Client) -> None:
    assert refusal(client, "", content_sid="HX" + "0" * 32) == (400, 21655)


def test_variables_are_filled_in_bodies_titles_and_ids(
    sandbox: Sandbox, client: Client
) -> None:
    spec = {"body": "Halo {{1}}?", "actions": [{"title": "{{2}}", "id": "pick:{{3}}"}]}
    sid = content(client, "quick-reply", spec, **{"1": "a", "2": "b", "3": "c"})
    show(sandbox, client, sid, **{"1": "Budi", "2": "Ya", "3": "7"})
    assert sandbox.phone(BUDI).heard() == ["Halo Budi?"]
    assert sandbox.phone(BUDI).press("Ya").form["ButtonPayload"] == "pick:7"


def test_three_buttons_of_twenty_characters_are_shown(sandbox: Sandbox, client: Client) -> None:
    sid = content(client, "quick-reply", buttons("Ya", "Tidak", "x" * 20, body="b" * 1024))
    assert show(sandbox, client, sid).error == 0


@pytest.mark.parametrize(
    "spec",
    [
        buttons("1", "2", "3", "4"),
        buttons("x" * 21),
        buttons("👋" * 11),
        buttons("Ya", "Ya"),
        buttons("Ya", body="b" * 1025),
    ],
)
def test_buttons_whatsapp_would_not_draw_fail_later(
    sandbox: Sandbox, client: Client, spec: dict[str, Any]
) -> None:
    assert show(sandbox, client, content(client, "quick-reply", spec)).error == 63021


def test_a_list_holds_ten_items_of_twenty_four(sandbox: Sandbox, client: Client) -> None:
    items = (f"{n}".rjust(24, "x") for n in range(10))
    sid = content(client, "list-picker", rows(*items, button="x" * 20))
    assert show(sandbox, client, sid).error == 0


@pytest.mark.parametrize("spec", [rows("x" * 25), rows("satu", button="x" * 21)])
def test_a_list_whatsapp_would_not_draw_fails_later(
    sandbox: Sandbox, client: Client, spec: dict[str, Any]
) -> None:
    assert show(sandbox, client, content(client, "list-picker", spec)).error == 63021


@pytest.mark.parametrize("spec", [rows(), rows(*"abcdefghijk")])
def test_a_list_of_none_or_eleven_is_not_made(client: Client, spec: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="1 to 10 items"):
        content(client, "list-picker", spec)


@pytest.mark.parametrize("value", ["satu\ndua", "satu\tdua", "satu     dua", ""])
def test_variables_take_no_line_breaks(sandbox: Sandbox, client: Client, value: str) -> None:
    sid = content(client, "text", {"body": "Halo {{1}}!"}, **{"1": "Budi"})
    bubble = show(sandbox, client, sid, **{"1": value})
    assert bubble.error == 63013


def test_outside_the_window_free_words_are_accepted_and_fail_later(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.advance("24h")
    sent = send(client, "masih ada?", status_callback=f"{product.url}/status?o=7")
    assert (sent.status, sent.error_code) == ("queued", None)
    assert product.told(1) == ["undelivered"]
    assert product.receipts[0]["ErrorCode"] == "63016"
    assert client.messages(sent.sid).fetch().error_code == 63016
    assert sandbox.phone(BUDI).unheard(0.1) == []


def test_the_window_closes_for_buttons_and_lists_too(sandbox: Sandbox, client: Client) -> None:
    sandbox.advance("25h")
    for kind, spec in {"quick-reply": buttons("Ya"), "list-picker": rows("satu")}.items():
        assert show(sandbox, client, content(client, kind, spec)).error == 63016


def test_one_word_from_the_person_opens_the_window_again(
    sandbox: Sandbox, client: Client
) -> None:
    sandbox.advance("3d")
    sandbox.phone(BUDI).say("halo lagi")
    sandbox.provider.skip(timedelta(hours=24) - timedelta(seconds=5))
    send(client, "hai lagi")
    assert sandbox.phone(BUDI).heard() == ["hai lagi"]


def test_a_number_that_never_wrote_has_no_window(sandbox: Sandbox, client: Client) -> None:
    send(client, "promo!", to="whatsapp:+628999")
    assert sandbox.provider.memory.chat("+628999")[0].error == 63016


def test_an_approved_template_passes_a_closed_window(sandbox: Sandbox, client: Client) -> None:
    sid = content(client, "quick-reply", buttons("Mulai", body="Halo {{1}}, siap?"))
    sandbox.advance("25h")
    assert show(sandbox, client, sid, **{"1": "Budi"}).error == 63016
    assert sandbox.provider.approve(sid, "shift_checkin", "UTILITY").status == "approved"
    assert show(sandbox, client, sid, **{"1": "Budi"}).error == 0
    assert sandbox.phone(BUDI).heard() == ["Halo Budi, siap?"]


def test_templates_can_be_known_beforehand(sandbox: Sandbox, client: Client) -> None:
    sid = "HX" + "a1" * 16
    sandbox.template(sid, "Lead baru: {{1}}.", buttons={"on": "Saya siap"}, name="lead_new")
    show(sandbox, client, sid, **{"1": "Budi"})
    assert sandbox.phone(BUDI).heard() == ["Lead baru: Budi."]
    assert client.content.v1.contents(sid).fetch().friendly_name == "lead_new"


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ({"body": "{{1}}, halo"}, "ok"),
        ({"body": "halo {{1}} {{2}} ya"}, "ok"),
        ({"body": "halo"}, "Not OK"),
    ],
)
def test_templates_against_the_rules_are_rejected(
    sandbox: Sandbox, client: Client, spec: dict[str, Any], name: str
) -> None:
    sid = content(client, "text", spec)
    assert sandbox.provider.approve(sid, name, "UTILITY").status == "rejected"


def test_a_list_is_never_approved(sandbox: Sandbox, client: Client) -> None:
    sid = content(client, "list-picker", rows("satu"))
    assert sandbox.provider.approve(sid, "list", "UTILITY").status == "rejected"


def test_approval_is_asked_for_with_the_real_client(client: Client) -> None:
    sid = content(client, "text", {"body": "Halo {{1}}!"})
    url = f"https://content.twilio.com/v1/Content/{sid}/ApprovalRequests/whatsapp"
    asked = {"name": "greeting", "category": "UTILITY"}
    reply = client.request(
        "POST", url, data=asked, headers={"Content-Type": "application/json"}
    )
    assert json.loads(reply.text)["status"] == "approved"
    assert (
        client.content.v1.contents(sid).approval_fetch().fetch().whatsapp["name"] == "greeting"
    )
    assert [c.sid for c in client.content.v1.contents.list()] == [sid]


def test_messages_are_listed_page_by_page_newest_first(
    sandbox: Sandbox, client: Client
) -> None:
    for n in range(5):
        send(client, f"pesan {n}")
    sandbox.phone(BUDI).heard("pesan 4")
    listed = client.messages.list(to=f"whatsapp:{BUDI}", page_size=2)
    assert [m.body for m in listed] == [f"pesan {n}" for n in (4, 3, 2, 1, 0)]
    assert [m.body for m in client.messages.list(from_=f"whatsapp:{BUDI}")] == ["halo"]


def test_messages_are_found_by_when_they_were_sent(sandbox: Sandbox, client: Client) -> None:
    send(client, "tadi")
    sandbox.phone(BUDI).heard("tadi")
    sandbox.advance("2h")
    now = sandbox.provider.clock.now()
    send(client, "baru")
    sandbox.phone(BUDI).heard("baru")
    recent = client.messages.list(
        to=f"whatsapp:{BUDI}", date_sent_after=now - timedelta(seconds=60)
    )
    older = client.messages.list(
        to=f"whatsapp:{BUDI}", date_sent_before=now - timedelta(seconds=60)
    )
    assert ([m.body for m in recent], [m.body for m in older]) == (["baru"], ["tadi"])
