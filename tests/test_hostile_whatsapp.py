"""Requests nobody hopes for (W01-W46 of the catalogue), really signed, through the web server to the desk and back.

A row is a request, its answer, whether it is kept, and what comes of it in the chat. Whatever came, the next
ordinary words are answered as ever, and nothing is broken.

Not here: W17-W27 and W46's voice (media, places, contacts), W10's question for a number, W37's mark in a relay:
they come with their issues. What a template says after W44 is in the transcripts.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from bot import app
from bot.channels.base import Webhook
from bot.channels.whatsapp.form import Form
from bot.core.message import Address, Draft, Message, Receipt
from bot.desk.desk import Desk
from bot.play.notebook import Notebook, Sent
from bot.web.app import create
from store import tables
from store.db import connect
from tests import postman
from tests.postman import FORM, OURS, PUBLIC, SARI, SID, TOKEN, URL, sid, signature, status
from tests.reckoning import mistakes
from tests.stage import BREATH, NORMAL, Standing, Theatre

HOOK, STATUS = "/webhooks/whatsapp", "/webhooks/whatsapp/status"
BUSINESS = Path("business.toml")


class Line:
    """WhatsApp on the way in, a notebook on the way out."""

    name = "whatsapp"

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.limits = notebook.limits
        self._whatsapp = postman.whatsapp()

    def receive(self, hook: Webhook) -> Sequence[Message | Receipt]:
        return self._whatsapp.receive(hook)

    def send(self, to: Address, draft: Draft, key: str) -> str:
        return self.notebook.send(to, draft, key)

    def close(self) -> None:
        self._whatsapp.close()


class House(Theatre):
    """The stage behind its real front door, on a database file."""

    def __init__(self, url: str) -> None:
        super().__init__(lambda _, rules: Desk(connect(url), {}, rules))
        self.desk.channels = {"whatsapp": Line(self.notebook)}
        self.web: FlaskClient = create(
            app.Door(self.desk, app.Files(BUSINESS)),
            self.desk.channels,
            list,
            public_url=PUBLIC,
            clock=lambda: self.now,
        ).test_client()

    def fresh(self, **fields: str) -> dict[str, str]:
        """Return the form of a message that was never sent before."""
        self._count += 1
        one = sid(0xABC000 + self._count)
        return postman.form(**{"MessageSid": one, "SmsSid": one, "SmsMessageSid": one} | fields)

    def post(self, fields: Mapping[str, str], path: str = HOOK, **sign: str) -> TestResponse:
        """Post a form as Twilio signs it."""
        signed = signature(
            dict(fields), sign.get("url", PUBLIC + path), sign.get("token", TOKEN)
        )
        return self.raw(urlencode(fields), path, signed)

    def raw(
        self, body: str | bytes, path: str = HOOK, signed: str | None = None, kind: str = FORM
    ) -> TestResponse:
        """Post anything, and let everything happen that follows."""
        self.now += BREATH
        headers = {} if signed is None else {"X-Twilio-Signature": signed}
        answer = self.web.post(path, data=body, content_type=kind, headers=headers)
        self.settle()
        return answer


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> House:
    """Sari W has been asked what she needs; Andi, a colleague, is on duty."""
    path = tmp_path_factory.mktemp("hostile") / "sapa.db"
    shutil.copyfile(sqlite_template, path)
    house = House(f"sqlite:///{path}").staffed()
    house.meet("grace", SARI)
    house.meet("stranger", "+628777000111")
    house.walk("grace", "need")
    house.close()
    return house


@pytest.fixture
def house(opened: House, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[House]:
    source = str(opened.desk.db.engine.url.database)
    shutil.copyfile(source, tmp_path / "sapa.db")
    house = House(f"sqlite:///{tmp_path / 'sapa.db'}")
    house.desk.rules = opened.desk.rules
    house.now, house._count, house._people = opened.now, opened._count, dict(opened._people)
    house.notebook.sent = list(opened.notebook.sent)
    before = len(house.notebook.sent)
    with caplog.at_level(logging.ERROR):
        yield house
    found = [record.getMessage() for record in caplog.records] + mistakes(house, before)
    house.close()
    assert not found, "\n".join(found)


def goes_on(house: House) -> None:
    """Answer the open question as the flow hopes."""
    step = house.state("grace").step
    assert house.post(house.fresh(Body=NORMAL[step])).status_code == 200
    assert house.state("grace").step != step


# --- Refused at the door --------------------------------------------------------------------------

Ask = Callable[[House], TestResponse]


def twice(name: str, *values: str) -> Ask:
    """Send a field several times, all of it signed."""

    def ask(house: House) -> TestResponse:
        fields = {k: [v] for k, v in house.fresh().items()} | {name: list(values)}
        made = RequestValidator(TOKEN).compute_signature(URL, Form(fields))
        return house.raw(urlencode(fields, doseq=True), signed=made)

    return ask


def says(**fields: str) -> Ask:
    return lambda house: house.post(house.fresh(**fields))


def without(*names: str, **fields: str) -> Ask:
    def ask(house: House) -> TestResponse:
        form = house.fresh(**fields)
        return house.post({name: value for name, value in form.items() if name not in names})

    return ask


def recut(house: House) -> TestResponse:
    """Cut a signed form anew: what its body said becomes another sender and another id, the rest a field nobody reads."""
    theirs = {
        "Body": "on", "From": f"whatsapp:{house.number('sari')}", "MessageSid": sid(7), "To": f"whatsapp:{OURS}", "Zz": "",
    }  # fmt: skip
    run_together = "".join(name + value for name, value in theirs.items())
    mine = house.fresh(Body=run_together.removeprefix("Body"))
    signed = "".join(name + mine[name] for name in sorted(mine))
    start, _, rest = signed.partition("Body" + mine["Body"])
    assert start == f"AccountSid{SID}ApiVersion2010-04-01"
    forged = theirs | {"Zz": rest, "AccountSid": SID, "ApiVersion": "2010-04-01"}
    assert signature(forged) == signature(mine)
    return house.raw(urlencode(forged), signed=signature(mine))


REFUSED: dict[str, tuple[Ask, int]] = {
    "W01 no signature": (lambda h: h.raw(urlencode(h.fresh())), 403),
    "W01 an empty one": (lambda h: h.raw(urlencode(h.fresh()), signed=""), 403),
    "W02 a wrong one": (lambda h: h.raw(urlencode(h.fresh()), signed="AAAA"), 403),
    "W02 not even text": (lambda h: h.raw(urlencode(h.fresh()), signed="\xff\xfe"), 403),
    "W02 another account's": (lambda h: h.post(h.fresh(), token="theirs"), 403),
    "W03 for http": (lambda h: h.post(h.fresh(), url=URL.replace("https", "http")), 403),
    "W04 another account": (says(AccountSid="AC" + "b2" * 16), 403),
    "W05 another sender": (says(To="whatsapp:+62215550099"), 403),
    "W06 cut anew": (recut, 400),
    "W07 two bodies": (twice("Body", "hi", "ho"), 400),
    "W07 two senders": (twice("From", f"whatsapp:{SARI}", "whatsapp:+62899000001"), 400),
    "W07 two ids": (twice("MessageSid", sid(1), sid(2)), 400),
    "W08 no id": (without("MessageSid", "SmsSid", "SmsMessageSid"), 400),
    "W08 a wrong id": (says(MessageSid="SM1", SmsSid="'; DROP TABLE inbox;--"), 400),
    "W09 no prefix": (says(From=SARI), 400),
    "W09 Messenger": (says(From="messenger:1234567890"), 400),
    "W09 short code": (says(From="whatsapp:12345"), 400),
    "W09 a name": (says(From="whatsapp:SAPA"), 400),
    "W09 nobody": (without("From", "ExternalUserId"), 400),
    "W11 JSON": (lambda h: h.raw(b'{"Body": "hi"}', kind="application/json", signed="x"), 415),
    "W11 deep JSON": (lambda h: h.raw(b"[" * 60_000, kind="application/json", signed="x"), 415),
    "W12 multipart": (lambda h: h.raw(b"--x\r\n" * 200, kind="multipart/form-data; boundary=x", signed="x"), 415),
    "W12 a big part": (lambda h: h.raw(b"x" * 70_000, kind="multipart/form-data; boundary=x", signed="x"), 413),
    "W13 8,000 fields": (lambda h: h.post(h.fresh(**{f"f{n}": "" for n in range(8000)})), 413),
    "W13 a field of 70 kB": (says(Body="x" * 70_000), 413),
    "C08 a megabyte": (says(Body="x" * 1_000_000), 413),
    "W14 GET": (lambda h: h.web.get(f"{HOOK}?{urlencode(h.fresh())}"), 405),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_the_door(house: House, name: str) -> None:
    ask, expected = REFUSED[name]
    before = len(house.rows(tables.inbox))

    assert ask(house).status_code == expected
    assert len(house.rows(tables.inbox)) == before
    goes_on(house)


# --- Let in ---------------------------------------------------------------------------------------

#: Fields, and what comes of them for somebody who was asked what she needs. In Indonesian where it matters.
TAKEN: dict[str, tuple[dict[str, str], str]] = {
    "W15 fields nobody knows": ({"Body": "Website baru", "BrandNew": "x", "Body2": "<b>"}, "answer"),
    "W28 reaction": ({"MessageType": "reaction", "Body": "❤️"}, "silence"),
    "W28 poll": ({"MessageType": "poll", "Body": ""}, "silence"),
    "W28 order": ({"MessageType": "order", "Body": "x", "InteractiveData": "{}"}, "silence"),
    "W28 form": ({"MessageType": "interactive", "FlowData": '{"a": ["' + "[" * 999}, "silence"),
    "W30 deleted": ({"MessageType": "revoke", "Body": ""}, "silence"),
    "W31 button": ({"MessageType": "button", "Body": "x", "ButtonText": "x", "ButtonPayload": "need:website"}, "answer"),
    "W32 of a later question": ({"MessageType": "button", "ButtonPayload": "authority:me", "ButtonText": "x"}, "again"),
    "W32 of an earlier one": ({"MessageType": "button", "ButtonPayload": "consent:yes", "ButtonText": "Ya"}, "again"),
    "W32 of a menu long gone": ({"MessageType": "button", "ButtonPayload": "engine:again", "ButtonText": "x"}, "again"),
    "W33 altered": ({"MessageType": "button", "ButtonPayload": "need:castle", "ButtonText": "x"}, "again"),
    "W33 a colleague's": ({"MessageType": "button", "ButtonPayload": "offer:1:accept", "ButtonText": "Accept"}, "again"),
    "W33 a manager's": ({"MessageType": "button", "ButtonPayload": "sla:1:takeover", "ButtonText": "x"}, "again"),
    "W33 too long": ({"MessageType": "button", "ButtonPayload": "n" * 300, "Body": "Website baru"}, "answer"),
    "W33 NUL": ({"MessageType": "button", "ButtonPayload": "need:\x00web", "ButtonText": "x"}, "again"),
    "W34 in words": ({"MessageType": "button", "Body": "Website baru", "ButtonText": "Website baru"}, "answer"),
    "W34 in English": ({"MessageType": "button", "Body": "New website", "ButtonText": "New website"}, "answer"),
    "W34 in Malay": ({"MessageType": "button", "Body": "Laman web baharu", "ButtonText": "Laman web baharu"}, "answer"),
    "W35 list": ({"MessageType": "interactive", "ListId": "need:shop", "ListTitle": "Toko online"}, "answer"),
    "W35 unknown list": ({"MessageType": "interactive", "ListId": "need:moon", "ListTitle": "Bulan"}, "again"),
    "W36 a template's stop": ({"MessageType": "button", "Body": "Berhenti promosi", "ButtonText": "Berhenti promosi",
                               "ButtonPayload": "stop-1"}, "stopped"),
    "W36 in English": ({"MessageType": "button", "Body": "Stop promotions", "ButtonText": "Stop promotions"}, "stopped"),
    "W37 forwarded": ({"Body": "Website baru", "Forwarded": "true", "FrequentlyForwarded": "true"}, "answer"),
    "W38 a quote": ({"Body": "Website baru", "OriginalRepliedMessageSid": sid(4)}, "answer"),
    "W38 a quote of nothing": ({"Body": "Website baru", "OriginalRepliedMessageSid": "<x>"}, "answer"),
    "W40 no name": ({"Body": "Website baru", "ProfileName": ""}, "answer"),
    "W40 emoji": ({"Body": "Website baru", "ProfileName": "😀" * 200}, "answer"),
    "W40 right to left": ({"Body": "Website baru", "ProfileName": "\u202eidub\x00"}, "answer"),
    "W40 HTML": ({"Body": "Website baru", "ProfileName": "<script>alert(1)</script>"}, "answer"),
    "W40 a colleague": ({"Body": "terima", "ProfileName": "Sari"}, "again"),
    "W45 join": ({"Body": "join happy-tiger"}, "silence"),
    "W46 a picture of STOP": ({"MessageType": "image", "Body": "", "NumMedia": "1", "MediaContentType0": "image/jpeg",
                               "MediaUrl0": "https://api.twilio.com/x"}, "hint"),
    "C01 nothing": ({"Body": ""}, "hint"),
    "C18 NUL": ({"Body": "Website\x00 baru"}, "answer"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_taken_in_and_answered(house: House, name: str) -> None:
    fields, expected = TAKEN[name]
    before, kept = Standing.of(house, "grace"), len(house.rows(tables.inbox))
    already = len(house.notebook.sent)

    assert house.post(house.fresh(**fields)).status_code == 200
    assert len(house.rows(tables.inbox)) == kept + 1
    assert before.outcome(house, house.notebook.sent[already:]) == expected
    goes_on(house)


@pytest.mark.parametrize(
    "fields", [{"Author": "whatsapp:+628999"}, {"From": "whatsapp:12036304@g.us"}]
)
def test_w41_what_is_said_in_groups_is_not_ours(house: House, fields: dict[str, str]) -> None:
    before = len(house.rows(tables.inbox))

    assert house.post(house.fresh(**fields)).status_code == 200
    assert len(house.rows(tables.inbox)) == before
    goes_on(house)


@pytest.mark.parametrize("kind", ["reaction", "poll"])
def test_w28_w45_somebody_new_who_says_nothing_is_not_greeted(house: House, kind: str) -> None:
    sender = f"whatsapp:{house.number('stranger')}"
    already = len(house.notebook.sent)
    house.post(house.fresh(From=sender, MessageType=kind, Body="👍"))
    house.post(house.fresh(From=sender, Body="join happy-tiger"))
    assert len(house.notebook.sent) == already

    house.post(house.fresh(From=sender, Body="halo"))
    assert len(house.notebook.sent) == already + 2


def test_w08_the_older_name_of_the_id_will_do(house: House) -> None:
    assert without("MessageSid", Body="Website baru")(house).status_code == 200
    assert house.state("grace").step == "budget"


@pytest.mark.parametrize(
    "sender", ["ID.1000000000000009", "US.ENT.11815799212886844830", "user_7f3k2"]
)
def test_w10_who_hides_their_number_is_greeted_like_anybody(house: House, sender: str) -> None:
    house.meet("hidden", sender)
    for words in ("halo", "Ya", "Budi"):
        assert house.post(house.fresh(From=f"whatsapp:{sender}", Body=words)).status_code == 200

    assert house.state("hidden").step == "company"


def test_w16_w29_the_same_id_is_the_same_message_whatever_it_says_now(house: House) -> None:
    first = house.fresh(Body="Website baru")
    kept = len(house.rows(tables.inbox))
    for fields in (first, first, first | {"Body": "STOP"}, first | {"Body": "Toko online"}):
        assert house.post(fields).status_code == 200

    assert len(house.rows(tables.inbox)) == kept + 1
    assert house.state("grace").answers["need"] == "website"
    assert not house.rows(tables.consent, purpose="messages", state="out")


def test_c20_bytes_that_are_no_text_are_kept_as_far_as_they_are(house: House) -> None:
    fields = house.fresh(Body="Website \ufffd\ufffd baru")
    body = urlencode(fields).replace("%EF%BF%BD", "%FF", 1).replace("%EF%BF%BD", "%C0", 1)

    assert house.raw(body, signed=signature(fields)).status_code == 200
    assert house.rows(tables.inbox)[-1].text == "Website \ufffd\ufffd baru"
    goes_on(house)


def test_w38_a_colleagues_quote_names_the_lead(house: House) -> None:
    for name, number in (("budi", "+628777000222"), ("wati", "+628777000333")):
        house.meet(name, number)
        house.post(house.fresh(From=f"whatsapp:{number}", Body="agent please"))
        house.accept("sari", name)
        house.post(house.fresh(From=f"whatsapp:{number}", Body=f"saya {name}"))
    quoted = next(s.id for s in house.notebook.sent if "│ saya budi" in str(s.draft.text))
    already = len(house.notebook.sent)
    number = f"whatsapp:{house.number('sari')}"
    house.post(house.fresh(From=number, Body="untuk kamu", OriginalRepliedMessageSid=quoted))

    assert house.reads("budi", house.notebook.sent[already:]) == "untuk kamu"
    assert house.reads("wati", house.notebook.sent[already:]) == ""


def test_w39_the_advertisement_is_the_source_and_inert(house: House) -> None:
    ad = {
        "ReferralSourceId": "1201", "ReferralCtwaClid": "ARAk" * 20, "ReferralSourceType": "ad",
        "ReferralHeadline": "<b>50% OFF</b> 😀\x00 *now*", "ReferralBody": "x" * 2000,
        "ReferralSourceUrl": "javascript:alert(1)", "ReferralNumMedia": "0",
    }  # fmt: skip
    sender = f"whatsapp:{house.number('stranger')}"
    assert house.post(house.fresh(From=sender, Body="halo", **ad)).status_code == 200
    house.post(house.fresh(From=sender, Body="agent please"))

    lead = house.rows(tables.lead)[-1]
    assert lead.source == "ad:1201"
    assert lead.referral["ReferralHeadline"] == "<b>50% OFF</b> 😀 *now*"
    assert len(lead.referral["ReferralBody"]) <= 500


def test_w40_a_profile_name_is_nobodys_identity(house: House) -> None:
    """A prospect who calls himself Sari, like a colleague, and changes his name with every message."""
    for name in ("Sari", "Ratna (Manager)", "x" * 300, ""):
        house.post(house.fresh(Body="who", ProfileName=name))

    assert house.reads("sari", house.notebook.sent[-4:]) == ""
    (row,) = house.rows(tables.address, external_id=SARI)
    assert row.profile_name == ""


# --- Receipts -------------------------------------------------------------------------------------


def delivery(house: House, sent: Sent) -> str:
    (row,) = house.rows(tables.outbox, provider_id=sent.id)
    return str(row.delivery)


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"MessageSid": sid(0xABC001), "SmsSid": sid(0xABC001)}, ""), ({}, "?o=nobody"), ({"MessageStatus": "foo"}, ""),
        ({"MessageStatus": "failed", "ErrorCode": "'; DROP--"}, ""), ({"MessageStatus": "received"}, "?o=a%00b"),
        ({"MessageStatus": "failed", "ErrorCode": "9" * 50}, "?o=" + "k" * 500), ({}, "?o=%FF%FE"),
    ],
)  # fmt: skip
def test_w42_receipts_of_what_we_never_sent_are_acknowledged(
    house: House, fields: dict[str, str], query: str
) -> None:
    before = house.rows(tables.outbox)

    assert house.post(status("delivered") | fields, STATUS + query).status_code == 204
    assert house.rows(tables.outbox) == before
    goes_on(house)


def test_w43_a_receipt_speaks_of_the_message_whose_id_it_carries(house: House) -> None:
    first, second = house.sent_to("grace")[:2]
    answer = house.post(
        status("failed", MessageSid=first.id, SmsSid=first.id), f"{STATUS}?o={second.key}"
    )

    assert answer.status_code == 204
    assert delivery(house, second) == "none"


def test_w44_a_window_that_was_closed_after_all_is_learned_and_nothing_said_again(
    house: House,
) -> None:
    last = house.sent_to("grace")[-1]
    already = len(house.notebook.sent)
    report = status("undelivered", MessageSid=last.id, SmsSid=last.id, ErrorCode="63016")
    for _ in range(3):
        assert house.post(report, f"{STATUS}?o={last.key}").status_code == 204

    assert delivery(house, last) == "failed"
    assert len(house.notebook.sent) == already
    (row,) = house.rows(tables.address, external_id=SARI)
    assert row.window_closed_at
    goes_on(house)  # she writes, and it is open again
