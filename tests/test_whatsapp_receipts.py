"""What became of our words, as Twilio tells it later. W numbers are those of the catalogue of bad input."""

import pytest

from bot.channels.base import Webhook
from bot.core.message import Receipt
from tests.postman import (
    NOW,
    STATUS_URL,
    reported,
    sid,
    signed,
    status,
    whatsapp,
)


@pytest.mark.parametrize(
    ("said", "status_"),
    [
        ("accepted", "queued"), ("queued", "queued"), ("sending", "queued"), ("sent", "sent"),
        ("delivered", "delivered"), ("read", "read"), ("failed", "failed"),
        ("undelivered", "failed"), ("canceled", "failed"),
    ],
)  # fmt: skip
def test_a_callback_is_a_receipt(said: str, status_: str) -> None:
    receipt = reported(status(said), f"{STATUS_URL}?o=k-17")

    assert receipt == Receipt(id=sid(9001), status=status_, at=NOW, key="k-17")  # type: ignore[arg-type]


def test_w44_the_closed_window_comes_as_a_failure_with_its_code() -> None:
    receipt = reported(
        status("undelivered", ErrorCode="63016", EventType="UNDELIVERED"), f"{STATUS_URL}?o=k"
    )

    assert (receipt.status, receipt.error) == ("failed", "63016")


@pytest.mark.parametrize("said", ["foo", "received", "receiving", "partially_delivered"])
def test_w42_a_status_that_is_not_about_our_words_is_nothing(said: str) -> None:
    assert whatsapp().receive(signed(status(said), STATUS_URL)) == []


@pytest.mark.parametrize("query", ["", "?o=", "?o=a%20b", "?o=" + "x" * 200, "?other=1"])
def test_w43_a_key_that_is_not_ours_is_no_key(query: str) -> None:
    assert reported(status("sent"), STATUS_URL + query).key == ""


def test_w43_the_key_cannot_be_exchanged() -> None:
    hook = signed(status("read"), f"{STATUS_URL}?o=mine")

    with pytest.raises(PermissionError):
        whatsapp().receive(Webhook(f"{STATUS_URL}?o=yours", hook.headers, hook.body, NOW))


def test_a_callback_for_another_sender_is_refused() -> None:
    with pytest.raises(PermissionError, match="another sender"):
        reported(status("sent", From="whatsapp:+62999999"))


def test_a_callback_for_somebody_without_a_number_is_read() -> None:
    assert reported(status("read", To="whatsapp:ID.1000000000000001")).status == "read"


@pytest.mark.parametrize("code", ["0", "", "abc", "-5", "1e5", "6" * 20])
def test_an_error_code_that_is_none_is_left_out(code: str) -> None:
    assert reported(status("failed", ErrorCode=code)).error == ""
