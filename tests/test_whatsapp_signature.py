"""Is a request genuine, whole and of a decent size? W numbers are those of the catalogue of bad input."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import BadWebhook, Webhook
from tests.postman import (
    FORM,
    NOW,
    OURS,
    SARI,
    SID,
    URL,
    form,
    heard,
    sid,
    signature,
    signed,
    whatsapp,
)


def recut(genuine: dict[str, str], pairs: list[tuple[str, str]]) -> Webhook:
    """Send other fields under the signature of genuine ones."""
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(genuine)}
    return Webhook(URL, headers, urlencode(pairs).encode(), NOW)


def test_w01_no_signature() -> None:
    hook = signed(form())
    bare = {k: v for k, v in hook.headers.items() if k != "X-Twilio-Signature"}

    with pytest.raises(PermissionError, match="no X-Twilio-Signature"):
        whatsapp().receive(Webhook(hook.url, bare, hook.body, NOW))


@pytest.mark.parametrize("wrong", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "é" * 28, "\udce9"])
def test_w02_a_wrong_signature(wrong: str) -> None:
    with pytest.raises(PermissionError):
        whatsapp().receive(signed(form(), X_Twilio_Signature=wrong))


def test_w02_the_signature_of_another_accounts_token() -> None:
    forged = signature(form(), token="another-token")

    with pytest.raises(PermissionError, match="wrong"):
        whatsapp().receive(signed(form(), X_Twilio_Signature=forged))


def test_the_headers_name_may_be_written_in_any_case() -> None:
    hook = signed(form())
    lower = {name.lower(): value for name, value in hook.headers.items()}

    assert len(whatsapp().receive(Webhook(hook.url, lower, hook.body, NOW))) == 1


def test_w03_signed_for_http_says_what_to_look_at() -> None:
    plain = signature(form(), URL.replace("https", "http"))

    with pytest.raises(PermissionError, match="signed for http: PUBLIC_URL"):
        whatsapp().receive(signed(form(), X_Twilio_Signature=plain))


def test_w04_signed_by_us_for_another_account() -> None:
    with pytest.raises(PermissionError, match="another account"):
        heard(AccountSid="AC" + "b2" * 16)


@pytest.mark.parametrize("to", ["whatsapp:+6221555001", "", OURS, f"whatsapp:{OURS} "])
def test_w05_meant_for_another_number(to: str) -> None:
    with pytest.raises(PermissionError, match="another sender"):
        heard(To=to)


MINIMAL = {
    "AccountSid": SID, "Body": "hi", "From": f"whatsapp:{SARI}",
    "MessageSid": sid(1), "To": f"whatsapp:{OURS}",
}  # fmt: skip


def test_w06_two_fields_run_into_one() -> None:
    joined = {**MINIMAL, "Body": f"hiFromwhatsapp:{SARI}"}
    del joined["From"]
    assert signature(joined) == signature(MINIMAL), "or this proves nothing"

    with pytest.raises(BadWebhook, match="From"):
        whatsapp().receive(recut(MINIMAL, list(joined.items())))


def test_w06_a_body_cut_into_fields_cannot_speak_for_somebody_else() -> None:
    """Who writes this text, and gets hold of his own request's signature, cuts a victim's words out of it."""
    fake = f"Fromwhatsapp:+628999MessageSid{sid(666)}SmsX"
    genuine = {**MINIMAL, "Body": "ok" + fake}
    cut = {
        **MINIMAL,
        "Body": "ok",
        "From": "whatsapp:+628999",
        "MessageSid": sid(666),
        "SmsX": f"Fromwhatsapp:{SARI}MessageSid{sid(1)}",
    }
    assert signature(cut) == signature(genuine), "or this proves nothing"

    with pytest.raises(BadWebhook, match="MessageSid"):
        whatsapp().receive(recut(genuine, list(cut.items())))


def test_w06_values_in_another_order_are_refused() -> None:
    genuine = form()
    pairs = [*genuine.items(), ("Body", "Halo")]

    with pytest.raises(BadWebhook, match="Body comes 2 times"):
        whatsapp().receive(recut(genuine, pairs))


@pytest.mark.parametrize(
    "name", ["Body", "From", "To", "AccountSid", "MessageSid", "ButtonPayload"]
)
def test_w07_a_field_twice(name: str) -> None:
    fields: dict[str, Any] = form(ButtonPayload="a")
    pairs = [*fields.items(), (name, fields[name])]

    with pytest.raises(BadWebhook) as refused:
        whatsapp().receive(recut(form(ButtonPayload="a"), pairs))

    assert refused.value.status == 400


def test_w08_the_older_name_of_the_id_will_do() -> None:
    fields = form()
    del fields["MessageSid"]
    (said,) = whatsapp().receive(signed(fields))

    assert said.id == sid(1)


@pytest.mark.parametrize(
    "id_", ["", "SM1", "XX" + "0" * 32, sid(171).upper(), sid(1) + "\n", sid(1) + "0"]
)
def test_w08_an_id_that_is_none(id_: str) -> None:
    with pytest.raises(BadWebhook, match="MessageSid"):
        heard(MessageSid=id_, SmsSid=id_, SmsMessageSid=id_)


def test_w08_two_ids_that_differ_are_refused() -> None:
    with pytest.raises(BadWebhook, match="MessageSid"):
        heard(MessageSid=sid(1), SmsSid=sid(2))


# Is it a form of a decent size


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_w11_and_w12_only_forms_are_read(kind: str) -> None:
    with pytest.raises(BadWebhook) as refused:
        whatsapp().receive(signed(form(), Content_Type=kind))

    assert refused.value.status == 415


def test_a_character_set_beside_the_type_is_fine() -> None:
    assert len(whatsapp().receive(signed(form(), Content_Type=f"{FORM}; charset=UTF-8"))) == 1


@pytest.mark.parametrize("fields", [{f"f{n}": "" for n in range(8000)}, {"Body": "x" * 70_000}])
def test_w13_too_much_of_a_form(fields: dict[str, str]) -> None:
    with pytest.raises(BadWebhook) as refused:
        whatsapp().receive(signed(form(**fields)))

    assert refused.value.status == 413


def test_broken_utf8_is_read_as_far_as_it_goes() -> None:
    hook = signed(form())
    broken = Webhook(hook.url, hook.headers, hook.body.replace(b"Halo", b"Ha%ED%A0%80%FF"), NOW)

    with pytest.raises(PermissionError):
        whatsapp().receive(broken)


@given(
    st.dictionaries(
        st.sampled_from(
            [*form(), "ButtonPayload", "MediaUrl0", "Author", "MessageStatus", "ErrorCode"]
        ),
        st.text(max_size=40),
        max_size=6,
    ),
    st.binary(max_size=60),
)
def test_whatever_comes_is_read_or_refused(fields: dict[str, str], garbage: bytes) -> None:
    for hook in (
        signed({k: v.encode("utf-8", "replace").decode() for k, v in form(**fields).items()}),
        Webhook(URL, {"Content-Type": FORM, "X-Twilio-Signature": "x"}, garbage, NOW),
    ):
        with suppress(BadWebhook, PermissionError):
            whatsapp().receive(hook)
