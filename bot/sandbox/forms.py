"""The webhook forms that Twilio would post: what a phone says, and what became of a message."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.bubble import Bubble, Line
from bot.sandbox.contents import Choice

_COUNTRIES = {"+62": "ID", "+60": "MY", "+65": "SG"}
Form = dict[str, str]


def business_scoped_id(line: str) -> str:
    """The id WhatsApp gives a person towards one business: country and digits."""
    if not line.startswith("+"):
        return line
    digits = int(hashlib.sha256(line.encode()).hexdigest(), 16) % 10**16
    return f"{_COUNTRIES.get(line[:3], 'US')}.{digits:016d}"


def inbound(account: str, sender: str, line: Line, sid: str, said: Mapping[str, str]) -> Form:
    """Whatever a phone says; `said` are the fields that tell one kind from another."""
    context: dict[str, Any] = {"ProfileName": line.name}
    form = {
        "SmsMessageSid": sid,
        "MessageSid": sid,
        "SmsSid": sid,
        "AccountSid": account,
        "ApiVersion": "2010-04-01",
        "SmsStatus": "received",
        "NumSegments": "1",
        "NumMedia": "0",
        "ReferralNumMedia": "0",
        "ProfileName": line.name,
        "From": f"whatsapp:{line.id}",
        "To": f"whatsapp:{sender}",
        "ExternalUserId": f"whatsapp:{business_scoped_id(line.id)}",
    }
    if line.id.startswith("+"):
        form["WaId"] = context["WaId"] = line.id[1:]
    elif line.username:
        form["Username"] = line.username
    channel = {"type": "whatsapp", "data": {"context": context}}
    return form | {"ChannelMetadata": json.dumps(channel)} | dict(said)


def text(body: str) -> Form:
    return {
        "MessageType": "text",
        "Body": body,
        "Forwarded": "false",
        "FrequentlyForwarded": "false",
    }


def button(choice: Choice) -> Form:
    return {
        "MessageType": "button",
        "Body": choice.label,
        "ButtonText": choice.label,
        "ButtonPayload": choice.id,
    }


def row(choice: Choice) -> Form:
    return {
        "MessageType": "interactive",
        "Body": choice.label,
        "ListId": choice.id,
        "ListTitle": choice.label,
    }


def media(account: str, sid: str, kind: str, content_type: str, body: str = "") -> Form:
    """A picture or a voice note: the file stands on Twilio's own host, behind the account's password."""
    host = "https://api.twilio.com/2010-04-01"
    return {
        "MessageType": kind,
        "Body": body,
        "NumMedia": "1",
        "MediaContentType0": content_type,
        "MediaUrl0": f"{host}/Accounts/{account}/Messages/{sid}/Media/ME{sid[2:]}",
    }


def location(latitude: float, longitude: float) -> Form:
    return {
        "MessageType": "location",
        "Body": "",
        "Latitude": str(latitude),
        "Longitude": str(longitude),
    }


def quoting(quoted: Bubble, sender: str) -> Form:
    author = quoted.line if quoted.mine else sender
    return {
        "OriginalRepliedMessageSid": quoted.sid,
        "OriginalRepliedMessageSender": f"whatsapp:{author}",
    }


def advertisement(headline: str = "Website siap pakai, mulai 10 juta") -> Form:
    """What comes with the first message after a click on an advertisement, and never again."""
    return {
        "ReferralSourceType": "ad",
        "ReferralSourceId": "120210000000000001",
        "ReferralSourceUrl": "https://fb.me/sapa-sandbox",
        "ReferralHeadline": headline,
        "ReferralBody": "Chat with us on WhatsApp",
        "ReferralCtwaClid": "ARAsandbox000000000000000000000000",
        "ReferralMediaContentType": "image/jpeg",
        "ReferralNumMedia": "1",
    }


def status(account: str, sender: str, bubble: Bubble, word: str) -> Form:
    """A status callback: sent, delivered, read; or undelivered, with the code."""
    form = {
        "MessageSid": bubble.sid,
        "MessageStatus": word,
        "SmsSid": bubble.sid,
        "SmsStatus": word,
        "AccountSid": account,
        "ApiVersion": "2010-04-01",
        "From": f"whatsapp:{sender}",
        "To": f"whatsapp:{bubble.line}",
        "ChannelPrefix": "whatsapp",
        "ChannelInstallSid": f"XE{hashlib.md5(sender.encode(), usedforsecurity=False).hexdigest()}",
        "ChannelToAddress": f"{bubble.line[:-4]}XXXX",
    }
    if word == "sent":
        form["StructuredMessage"] = str(bubble.structured).lower()
    elif word in {"delivered", "read"}:
        form["ExternalUserId"] = f"whatsapp:{business_scoped_id(bubble.line)}"
    else:
        form |= {
            "ErrorCode": str(bubble.error),
            "ErrorMessage": bubble.why,
            "ChannelStatusMessage": bubble.why,
            "EventType": "UNDELIVERED",
        }
    return form
