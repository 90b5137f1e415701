"""Telegram's Bot API, as far as the peers need it: updates, and answers to what they call."""

import json
import re
from itertools import count

from benchmarks import wire

TOKEN = "123456789:a-token-of-the-benchmarks-0123456789"
SECRET = "a-secret-of-the-benchmarks"
HOOK = "/hook"
_CHAT = re.compile(rb'(?:^|&|")chat_id(?:=|"\r\n\r\n)(\d+)')
_NUMBERS = count(1)


def update(url: str, number: str, words: str) -> bytes:
    """Return the whole request by which Telegram tells of words."""
    chat = int(number[1:])
    who = {"id": chat, "is_bot": False, "first_name": "Grace", "language_code": "en"}
    one = next(_NUMBERS)
    body = {
        "update_id": one,
        "message": {
            "message_id": one,
            "date": 1790000000,
            "chat": {"id": chat, "type": "private", "first_name": "Grace"},
            "from": who,
            "text": words,
        },
    }
    host = url.partition("://")[2].partition("/")[0]
    text = json.dumps(body).encode()
    secret = {"X_Telegram_Bot_Api_Secret_Token": SECRET}
    return wire.request(HOOK, host, text, "application/json", **secret)


def addressee(path: bytes, body: bytes) -> str:
    """Return who a call writes to, as `update` names them; nothing if it writes to nobody."""
    found = _CHAT.search(body) if path.endswith(b"/sendMessage") else None
    return "+" + found[1].decode() if found else ""


def result(path: bytes, to: str) -> bytes:
    """Return what the Bot API answers to a call."""
    if to:
        chat = {"id": int(to[1:]), "type": "private", "first_name": "Grace"}
        sent = {"message_id": next(_NUMBERS), "date": 1790000000, "chat": chat, "text": "..."}
        return _ok(sent)
    if path.endswith(b"/getMe"):
        bot = {"id": 123456789, "is_bot": True, "first_name": "Mira", "username": "mira_bot"}
        return _ok(bot)
    return _ok(found=True)


def _ok(found: object) -> bytes:
    return wire.response("200 OK", json.dumps({"ok": True, "result": found}).encode())
