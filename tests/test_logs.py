"""The log tells what happened, and nobody's number."""

import logging

import pytest

from bot.logs import Redacting, configure, masked


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("to whatsapp:+6281234567889 now", "to whatsapp:+62812****89 now"),
        ("To=whatsapp%3A%2B6281234567889&x=1", "To=whatsapp%3A+62812****89&x=1"),
        ("call +62 812-3456-7889.", "call +62812****89."),
        ("WaId 6281234567889", "WaId 62812****89"),
        ("hubungi 081234567889", "hubungi 08123****89"),
        ("+60 12-345 6789", "+60123****89"),
        ("at 1795254000000 ms", "at 1795254000000 ms"),
        ("SM" + "6" * 32, "SM" + "6" * 32),
        ("2026-11-23T03:00:00", "2026-11-23T03:00:00"),
        ("Authorization: Basic QUMx", "Authorization: ***"),
        ("{'Authorization': 'Bearer abc.def'}", "{'Authorization': '***"),
        ("POST /bot123456789:AAF-abcdefghijklmnop_qrst/send", "POST /bot***/send"),
        ("postgresql+psycopg://sapa:geheim@db/sapa", "postgresql+psycopg://sapa:***@db/sapa"),
        ("X-Twilio-Signature: abc=", "X-Twilio-Signature: ***"),
    ],
)
def test_numbers_and_credentials_are_masked(said: str, written: str) -> None:
    assert masked(said) == written


def record(message: str, *args: object, exc_info: object = None) -> logging.LogRecord:
    made = logging.LogRecord("bot.x", logging.WARNING, "", 0, message, args, exc_info)  # type: ignore[arg-type]
    made.created = 1795254000.5
    return made


def test_a_record_is_one_line_with_the_time_in_utc() -> None:
    assert Redacting().format(record("sent %s", 5)) == (
        "2026-11-21T09:40:00.500Z WARNING bot.x: sent 5"
    )


def test_a_name_cannot_write_a_line_of_its_own() -> None:
    line = Redacting().format(
        record("hello %s", "x\n2026 ERROR \x1b[31m\u202e\u2028\x00\ud800")
    )

    assert line.endswith(r"hello x\n2026 ERROR \x1b[31m\u202e\u2028\x00\ud800")
    assert "\n" not in line


def test_a_traceback_follows_indented_and_masked() -> None:
    with pytest.raises(ValueError, match="forged") as raised:
        int("no\n2026 ERROR forged +6281234567889")
    error = raised.value
    broke = record("broke", exc_info=(type(error), error, error.__traceback__))
    text = Redacting().format(broke)

    lines = text.split("\n")
    assert len(lines) > 3
    assert all(line.startswith("    ") for line in lines[1:])
    assert "+62812****89" in text
    assert "6281234567889" not in text


def test_secrets_are_never_written() -> None:
    line = Redacting(["s3cret-token", "", "short"]).format(record("a s3cret-token, short"))

    assert line.endswith("a ***, short")


def test_talkative_libraries_are_quiet() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        configure(secrets=["s3cret-token"])
        assert isinstance(root.handlers[0].formatter, Redacting)
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
        assert not logging.getLogger("twilio.http_client").isEnabledFor(logging.INFO)
        assert logging.getLogger("bot.desk").isEnabledFor(logging.INFO)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
