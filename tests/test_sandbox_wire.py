"""What goes over the wire between sandbox and product: webhooks, receipts, faults."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.sandbox import sandbox as sandboxes
from bot.sandbox.clock import skip
from bot.sandbox.sandbox import ACCOUNT, Sandbox
from tests.sandbox_product import Product, real_client

BUDI = "+6281112340001"
US = f"whatsapp:{ACCOUNT.sender}"


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as product:
        yield product


@pytest.fixture
def sandbox(product: Product, tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(product.url, log=tmp_path / "accepted.jsonl") as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    sandbox.provider.line(BUDI).said_at = sandbox.provider.clock.now()
    client = real_client(sandbox, timeout=1)
    yield client
    client.http_client.session.close()


def send(client: Client, product: Product, body: str = "hai") -> Any:
    callback = f"{product.url}/status?o=7&p=a%20b"
    to = f"whatsapp:{BUDI}"
    return client.messages.create(to=to, from_=US, body=body, status_callback=callback)


def test_words_reach_the_product_signed_and_complete(
    product: Product, sandbox: Sandbox
) -> None:
    said = sandbox.phone(BUDI).say("  Halo, masih ada? ")
    (form,) = product.hooks
    assert said.answers == [200]
    assert form["MessageSid"] == form["SmsMessageSid"] == form["SmsSid"] == said.sid
    assert (form["Body"], form["MessageType"]) == ("  Halo, masih ada? ", "text")
    assert (form["From"], form["WaId"]) == (f"whatsapp:{BUDI}", BUDI[1:])
    assert (form["AccountSid"], form["To"]) == (ACCOUNT.sid, US)
    assert form["ExternalUserId"].startswith("whatsapp:ID.")
    assert json.loads(form["ChannelMetadata"])["data"]["context"]["WaId"] == BUDI[1:]


def test_each_kind_of_message_has_its_fields(product: Product, sandbox: Sandbox) -> None:
    budi = sandbox.phone(BUDI)
    first = budi.say("lihat iklan", ad=True)
    budi.say("ini maksudku", reply_to=first)
    budi.media("image", "toko saya")
    budi.media("audio")
    budi.place()
    ad, quote, photo, voice, place = product.hooks
    assert (ad["ReferralSourceType"], "ReferralCtwaClid" in ad) == ("ad", True)
    assert quote["OriginalRepliedMessageSid"] == first.sid
    assert (photo["MessageSid"][:2], photo["NumMedia"], photo["Body"]) == (
        "MM",
        "1",
        "toko saya",
    )
    assert (voice["MediaContentType0"], voice["Body"]) == ("audio/ogg", "")
    assert (place["MessageType"], float(place["Latitude"]) < 0) == ("location", True)


def test_who_hides_the_number_has_an_id_instead(product: Product, sandbox: Sandbox) -> None:
    sandbox.phone("ID.1000000000000001", "Sari").say("halo")
    (form,) = product.hooks
    assert form["From"] == form["ExternalUserId"] == "whatsapp:ID.1000000000000001"
    assert "WaId" not in form


def test_a_button_says_which_message_it_was_on(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.template("HX" + "b2" * 16, "Siap?", buttons={"go": "Mulai"})
    to = f"whatsapp:{BUDI}"
    asked = client.messages.create(to=to, from_=US, content_sid="HX" + "b2" * 16)
    sandbox.phone(BUDI).heard()
    sandbox.phone(BUDI).press("Mulai")
    (form,) = product.hooks
    assert (form["ButtonPayload"], form["ButtonText"], form["Body"]) == ("go", "Mulai", "Mulai")
    assert (form["MessageType"], form["OriginalRepliedMessageSid"]) == ("button", asked.sid)
    with pytest.raises(LookupError, match="sees no"):
        sandbox.phone(BUDI).press("Berhenti")


def test_forged_words_are_recognisable(product: Product, sandbox: Sandbox) -> None:
    said = sandbox.phone(BUDI).say("saya direktur", forged=True)
    assert (said.answers, said.status, product.hooks) == ([403], "failed", [])
    assert not sandbox.phone(BUDI).line.open_at(sandbox.provider.clock.now())


def test_duplicates_carry_the_same_id(product: Product, sandbox: Sandbox) -> None:
    said = sandbox.phone(BUDI).say("halo", copies=3, parallel=True)
    assert said.answers == [200, 200, 200]
    assert {form["MessageSid"] for form in product.hooks} == {said.sid}


def test_behind_a_proxy_the_outer_address_is_signed(tmp_path: Path) -> None:
    outer = "https://bot.example.id"
    with (
        Product(public=outer) as product,
        Sandbox(sandboxes.Product(product.url, outer)) as sandbox,
    ):
        assert sandbox.phone(BUDI).say("halo").answers == [200]
        assert product.headers[0]["X-Forwarded-Proto"] == "https"
        assert product.headers[0]["X-Forwarded-Host"] == "bot.example.id"


def test_an_error_of_the_product_is_not_repeated_by_default(
    product: Product, sandbox: Sandbox
) -> None:
    product.answers = [500]
    said = sandbox.phone(BUDI).say("halo")
    assert (said.answers, said.status, len(product.hooks)) == ([500], "failed", 1)


def test_a_fragment_asks_for_more_retries(product: Product) -> None:
    product.answers = [503, 500]
    with Sandbox(
        sandboxes.Product(product.url, webhook="/webhooks/whatsapp#rc=3&rp=5xx")
    ) as sandbox:
        assert sandbox.phone(BUDI).say("halo").answers == [200]
    assert len(product.hooks) == 3
    assert len({h["I-Twilio-Idempotency-Token"] for h in product.headers[1:]}) == 1


def test_a_product_that_is_down_is_a_failed_message() -> None:
    with Sandbox("http://127.0.0.1:9") as sandbox:
        said = sandbox.phone(BUDI).say("halo")
    assert (said.answers, said.status, said.why) == ([0], "failed", "Product: no connection")


def test_receipts_come_in_order_with_our_query_and_their_fields(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    sent = send(client, product)
    assert product.told(2) == ["sent", "delivered"]
    sandbox.phone(BUDI).heard()
    sandbox.phone(BUDI).look()
    assert product.told(3) == ["sent", "delivered", "read"]
    assert {form["MessageSid"] for form in product.receipts} == {sent.sid}
    first, second, _ = product.receipts
    assert (first["StructuredMessage"], first["ChannelToAddress"]) == (
        "false",
        BUDI[:-4] + "XXXX",
    )
    assert "ExternalUserId" in second


def test_a_look_before_delivery_is_told_after_it(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.receipts(delay=0.2)
    send(client, product)
    sandbox.phone(BUDI).heard()
    sandbox.phone(BUDI).look()
    assert product.told(3) == ["sent", "delivered", "read"]


def test_receipts_can_be_shuffled_and_doubled(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.receipts("read", "sent", "delivered", copies=2)
    send(client, product)
    shuffled = ["read", "read", "sent", "sent", "delivered", "delivered"]
    assert product.told(6) == shuffled
    send(client, product)
    assert product.told(8)[6:] == ["sent", "delivered"]


def test_receipts_can_be_kept_back(product: Product, sandbox: Sandbox, client: Client) -> None:
    sandbox.receipts(withheld=True)
    send(client, product)
    assert sandbox.phone(BUDI).heard() == ["hai"]
    assert product.told(1, seconds=0.2) == []
    assert sandbox.provider.receipts.release() == 1
    assert product.told(2) == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("400:21610", 400, 21610),
        ("401", 401, 20003),
        ("429:2", 429, 20429),
        ("500", 500, 20500),
        ("503:1", 503, 20503),
        ("accept_500", 500, 20500),
    ],
)
def test_a_fault_is_answered_once_and_for_one_number(
    product: Product, sandbox: Sandbox, client: Client, fault: str, status: int, code: int
) -> None:
    sandbox.fail(fault, to=BUDI)
    with pytest.raises(TwilioRestException) as refused:
        send(client, product)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert send(client, product).status == "queued"
    assert len(sandbox.provider.accepted) == (2 if fault == "accept_500" else 1)


def test_too_many_requests_say_how_long_to_wait(sandbox: Sandbox, client: Client) -> None:
    sandbox.fail("429:2")
    url = f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT.sid}/Messages.json"
    reply = requests.post(url, auth=(ACCOUNT.sid, ACCOUNT.token), timeout=5)
    assert reply.headers["Retry-After"] == "2"


@pytest.mark.parametrize(
    ("fault", "accepted"), [("hang", 0), ("accept_hang", 1), ("close", 0), ("accept_close", 1)]
)
def test_silence_and_hanging_up_leave_the_truth_in_the_log(
    product: Product, sandbox: Sandbox, client: Client, fault: str, accepted: int
) -> None:
    sandbox.fail(fault)
    with pytest.raises((requests.ReadTimeout, requests.ConnectionError)):
        send(client, product)
    assert len(sandbox.provider.accepted) == accepted
    assert send(client, product).status == "queued"


@pytest.mark.parametrize("fault", ["garbage", "huge"])
def test_nonsense_is_answered_although_the_message_goes_out(
    product: Product, sandbox: Sandbox, client: Client, fault: str
) -> None:
    sandbox.fail(fault)
    with pytest.raises(json.JSONDecodeError):
        send(client, product)
    assert sandbox.phone(BUDI).heard() == ["hai"]


def test_slow_is_late_and_good(product: Product, sandbox: Sandbox, client: Client) -> None:
    sandbox.fail("slow:0.3")
    assert send(client, product).status == "queued"


def test_a_redirect_is_not_followed(product: Product, sandbox: Sandbox, client: Client) -> None:
    sandbox.fail("redirect")
    with pytest.raises(TwilioRestException) as refused:
        send(client, product)
    assert (refused.value.status, sandbox.provider.accepted) == (307, [])


def test_any_failure_can_be_told_later(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.fail("63003")
    send(client, product)
    assert product.told(1) == ["undelivered"]
    assert product.receipts[0]["ErrorCode"] == "63003"


def test_a_fault_nobody_knows_is_refused_with_its_name(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match='"explode" is not a fault'):
        sandbox.fail("explode")


def test_the_accept_log_is_written_before_the_answer(
    product: Product, sandbox: Sandbox, client: Client, tmp_path: Path
) -> None:
    sandbox.fail("accept_close")
    with pytest.raises(requests.ConnectionError):
        send(client, product, "sekali saja")
    (line,) = (tmp_path / "accepted.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert (entry["to"], entry["body"], entry["fault"]) == (BUDI, "sekali saja", "accept_close")
    asked = requests.get(f"{sandbox.url}/sandbox/log", params={"to": BUDI}, timeout=5)
    assert asked.json() == [entry]


def test_typing_is_shown_and_marks_what_was_said_as_read(
    sandbox: Sandbox, client: Client, product: Product
) -> None:
    budi = sandbox.phone(BUDI)
    said = budi.say("halo")
    client.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=said.sid)
    assert (said.status, budi.line.typing_until > 0) == ("read", True)
    send(client, product)
    budi.heard()
    assert budi.line.typing_until == 0


def test_the_next_monday_is_the_business_s() -> None:
    saturday = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)  # Sunday 00:30 in Jakarta
    jakarta = ZoneInfo("Asia/Jakarta")
    monday = saturday + skip("monday 08:00", saturday, jakarta)
    assert monday == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert skip("monday 08:00", monday, jakarta).days == 7
    with pytest.raises(ValueError, match="not a time"):
        skip("soon", saturday, jakarta)


def test_a_bench_in_another_process_drives_everything_by_json(
    product: Product, sandbox: Sandbox, client: Client
) -> None:
    def ask(path: str, **body: Any) -> Any:
        url = f"{sandbox.url}/sandbox/{path}"
        return requests.post(url, json=body, timeout=5).json()

    anna = ask("phones", language="en")["id"]
    assert ask(f"phones/{anna}/say", text="hello", copies=2)["answers"] == [200, 200]
    before = sandbox.provider.clock.now()
    ask("clock", advance="25h")
    assert (sandbox.provider.clock.now() - before).days == 1
    ask("faults", fault="500", times=2)
    assert [str(fault) for fault, _, _ in sandbox.provider.faults.pending()] == ["500"]
    assert "not a fault" in ask("faults", fault="explode")["error"]
    assert "is not expected" in ask("faults", what="500")["error"]
    assert "there is no phone" in ask("phones/+1999999/say", text="x")["error"]


def test_other_sites_in_the_same_browser_are_kept_out(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/sandbox/clock"
    form = requests.post(url, data={"advance": "25h"}, timeout=5)
    foreign = {"Origin": "https://evil.example"}
    origin = requests.post(url, json={"advance": "25h"}, headers=foreign, timeout=5)
    rebound = requests.get(f"{sandbox.url}/", headers={"Host": "evil.example"}, timeout=5)
    assert (form.status_code, origin.status_code, rebound.status_code) == (415, 403, 403)


def test_the_sandbox_runs_alone_in_its_own_process() -> None:
    command = [
        sys.executable,
        "-m",
        "bot.sandbox",
        "--port",
        "0",
        "--staff",
        "rep:Sari:+62811000",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as alone:
        assert alone.stdout
        url = alone.stdout.readline().split()[-1]
        state = requests.get(f"{url}/sandbox/state", timeout=5).json()
        alone.terminate()
    assert "Sari" in {line["name"] for line in state["lines"]}


def test_the_page_loads_nothing_from_elsewhere() -> None:
    static = Path(__file__).parent.parent / "bot" / "sandbox"
    for file in [*static.glob("static/*"), *static.glob("templates/*")]:
        text = file.read_text().replace("http://www.w3.org/", "")
        assert "http://" not in text, file
        assert "innerHTML" not in text, file
