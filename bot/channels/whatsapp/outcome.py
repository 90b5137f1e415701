"""What became of a message of ours, as Twilio's status callback tells it."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from bot.channels.whatsapp.form import Form
from bot.core.message import Receipt, ReceiptStatus

_STATUSES: Mapping[str, ReceiptStatus] = {
    "accepted": "queued", "scheduled": "queued", "queued": "queued", "sending": "queued",
    "sent": "sent", "delivered": "delivered", "read": "read",
    "failed": "failed", "undelivered": "failed", "canceled": "failed",
}  # fmt: skip
_KEY = re.compile(r"[\w.:-]{1,128}", re.ASCII)


def read(form: Form, url: str, at: datetime) -> Receipt | None:
    """Return what is reported, or None for a status that is not ours to know, such as "received"."""
    sid = form.sid()
    status = _STATUSES.get(form.one("MessageStatus").lower())
    if status is None:
        return None
    code = form.one("ErrorCode")
    error = code if re.fullmatch(r"[1-9][0-9]{0,9}", code) else ""
    return Receipt(id=sid, status=status, at=at, error=error, key=_key(url))


def _key(url: str) -> str:
    """Return our own key, which the callback's address carried; the signature vouches for it."""
    key = Form.parse(urlsplit(url).query).one("o")
    return key if _KEY.fullmatch(key) else ""
