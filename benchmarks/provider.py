"""Twilio, as far as a load needs it: webhooks truly signed, and answers to what the product calls."""

import asyncio
import hmac
import json
import re
import time
from base64 import b64encode
from collections.abc import Callable
from email.utils import formatdate
from hashlib import sha1
from itertools import count
from urllib.parse import urlencode

from benchmarks import telegram, wire

SID = "AC" + "b3" * 16
TOKEN = "a-token-of-the-benchmarks"
OURS = "+6221555000"
HOOK = "/webhooks/whatsapp"
_FORM = "application/x-www-form-urlencoded"
_TO = re.compile(rb"(?:^|&)To=whatsapp%3A%2B(\d+)")


def webhook(url: str, sid: str, number: str, words: str) -> bytes:
    """Return the whole request by which Twilio tells of words, signed for this address."""
    digits = number[1:]
    fields = {
        "SmsMessageSid": sid, "MessageSid": sid, "SmsSid": sid, "AccountSid": SID,
        "ApiVersion": "2010-04-01", "SmsStatus": "received", "NumSegments": "1",
        "NumMedia": "0", "ReferralNumMedia": "0", "ProfileName": "Grace",
        "From": f"whatsapp:{number}", "To": f"whatsapp:{OURS}", "WaId": digits,
        "ExternalUserId": f"whatsapp:SG.{digits:0>16}", "MessageType": "text", "Body": words,
        "Forwarded": "false", "FrequentlyForwarded": "false",
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {
            "ProfileName": "Grace", "WaId": digits}}}),
    }  # fmt: skip
    host = url.partition("://")[2].partition("/")[0]
    return wire.request(
        HOOK,
        host,
        urlencode(fields).encode(),
        _FORM,
        X_Twilio_Signature=signature(url, fields),
        User_Agent="TwilioProxy/1.1",
    )


def signature(url: str, fields: dict[str, str]) -> str:
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return b64encode(hmac.new(TOKEN.encode(), signed.encode(), sha1).digest()).decode()


class Provider:
    """Accepts messages after `delay` seconds, and remembers when each came and to whom."""

    def __init__(self, delay: float, heard: Callable[[str, float], None]) -> None:
        self.delay = delay
        self.accepted: list[tuple[float, str]] = []
        self._heard = heard
        self._numbers = count(1)

    async def serve(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_server(lambda: wire.Server(self._take), "127.0.0.1", port)

    def _take(self, line: bytes, body: bytes, answer: wire.Answer) -> None:
        method, path, _ = line.split(b" ", 2)
        if path.startswith(b"/bot"):
            self._telegram(path, body, answer)
        elif b"/Messages.json" in path and method == b"POST":
            self._message(body, answer)
        elif b"/Messages.json" in path:
            answer(wire.response("200 OK", b'{"messages": [], "next_page_uri": null}'))
        else:  # a Content item for buttons
            item = json.dumps({"sid": f"HX{next(self._numbers):032x}", "types": {}})
            answer(wire.response("201 CREATED", item.encode()))

    def _telegram(self, path: bytes, body: bytes, answer: wire.Answer) -> None:
        to = telegram.addressee(path, body)
        if to:
            self._accept(to)
        self._later(answer, telegram.result(path, to))

    def _message(self, body: bytes, answer: wire.Answer) -> None:
        found = _TO.search(body)
        to = "+" + (found[1].decode() if found else "0")
        self._accept(to)
        self._later(answer, wire.response("201 CREATED", self._made(to)))

    def _accept(self, to: str) -> None:
        at = time.monotonic()
        self.accepted.append((at, to))
        self._heard(to, at)

    def _later(self, answer: wire.Answer, response: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, answer, response)
        else:
            answer(response)

    def _made(self, to: str) -> bytes:
        sid = f"SM{next(self._numbers):032x}"
        message: dict[str, object] = {
            "sid": sid, "account_sid": SID, "api_version": "2010-04-01", "body": "",
            "date_created": formatdate(), "date_sent": None, "date_updated": formatdate(),
            "direction": "outbound-api", "error_code": None, "error_message": None,
            "from": f"whatsapp:{OURS}", "to": f"whatsapp:{to}", "messaging_service_sid": None,
            "num_media": "0", "num_segments": "1", "price": None, "price_unit": None,
            "status": "queued", "subresource_uris": {},
            "uri": f"/2010-04-01/Accounts/{SID}/Messages/{sid}.json",
        }  # fmt: skip
        return json.dumps(message).encode()
