"""What the log may say: no whole phone number, no secret, and nothing that could pass for another line."""

import logging
import re
import time
from collections.abc import Iterable

#: Libraries that write addresses and headers of their calls, secrets included, at INFO.
_TALKATIVE = (
    "alembic",
    "httpx",
    "httpcore",
    "twilio",
    "urllib3",
    "telegram",
    "werkzeug",
)
_SHORTEST_SECRET = 8

#: A number with its country code, however it is written: +62 812-3456-789, %2B62812..., 62812...
_PHONE = re.compile(
    r"(?P<plus>\+|%2B|%252B)(?P<a>\d[\d\s().-]{6,20}\d)|(?<![\w.-])(?P<b>(?:62|60|65|0[18])\d{8,13})(?![\w-])",
    re.IGNORECASE,
)
_CREDENTIALS = (
    (re.compile(r"(?i)((?:proxy-)?authorization\W{1,4})(?:(basic|bearer)\s+)?\S+"), r"\1***"),
    (re.compile(r"(?i)(x-twilio-signature\W{1,4})\S+"), r"\1***"),
    (re.compile(r"(?i)(x-telegram-bot-api-secret-token\W{1,4})\S+"), r"\1***"),
    (re.compile(r"(bot)\d{6,}:[\w-]{20,}"), r"\1***"),
    (re.compile(r"(\w+://[^\s:/@]+:)[^\s@]+@"), r"\1***@"),
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Redacting(logging.Formatter):
    """One record, one line; a traceback follows indented, so that no part of it looks like a record."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_utc(record.created)} {record.levelname} {record.name}: "
        lines = [head + self._safe(record.getMessage())]
        if record.exc_info:
            lines += self._indented(self.formatException(record.exc_info))
        if record.stack_info:
            lines += self._indented(record.stack_info)
        return "\n".join(lines)

    def _indented(self, text: str) -> list[str]:
        return [f"    {self._safe(line)}" for line in text.split("\n")]

    def _safe(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return escaped(masked(text))


def masked(text: str) -> str:
    """Hide credentials, and the middle of phone numbers: +62812****89."""
    for pattern, mask in _CREDENTIALS:
        text = pattern.sub(mask, text)
    return _PHONE.sub(_mask, text)


def escaped(text: str) -> str:
    """Write control characters as escapes: a name with a line break in it must not write a line of its own."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


def configure(level: int = logging.INFO, *, secrets: Iterable[str] = ()) -> None:
    """Send everything to the standard error through the formatter; talkative libraries only from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _mask(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found["a"] or found["b"])
    return f"{'+' if found['a'] else ''}{digits[:5]}****{digits[-2:]}"


def _utc(seconds: float) -> str:
    return (
        time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        + f".{int(seconds % 1 * 1000):03d}Z"
    )
