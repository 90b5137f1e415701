"""The postman: requests as Twilio makes them, in the shapes that were recorded, truly signed."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot.channels.base import Webhook
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.channel import WhatsApp
from bot.core.message import Address, Message, Receipt

TOKEN = "an-auth-token-of-our-own"
SID = "AC" + "a1" * 16
OURS = "+6221555000"
SARI = "+628111000222"
PUBLIC = "https://bot.example.id"
URL = f"{PUBLIC}/webhooks/whatsapp"
STATUS_URL = f"{PUBLIC}/webhooks/whatsapp/status"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"

ACCOUNT = Account(SID, TOKEN, OURS, STATUS_URL)
SARI_AT_WHATSAPP = Address("whatsapp", SARI)


def sid(number: int, kind: str = "SM") -> str:
    return f"{kind}{number:032x}"


def form(**fields: str) -> dict[str, str]:
    """Return the form of "Halo" from Sari, with other fields where they are given."""
    one = fields.get("MessageSid", sid(1))
    said = {
        "AccountSid": SID, "ApiVersion": "2010-04-01",
        "From": f"whatsapp:{SARI}", "To": f"whatsapp:{OURS}",
        "WaId": SARI[1:], "ProfileName": "Sari W", "ExternalUserId": "whatsapp:ID.1000000000000001",
        "MessageSid": one, "SmsSid": one, "SmsMessageSid": one, "SmsStatus": "received",
        "MessageType": "text", "Body": "Halo", "NumMedia": "0", "NumSegments": "1",
        "ReferralNumMedia": "0", "Forwarded": "false", "FrequentlyForwarded": "false",
        "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Sari W","WaId":"628111000222"}}}',
    }  # fmt: skip
    return said | fields


def status(status: str, **fields: str) -> dict[str, str]:
    """Return the form of a status callback for our message 9001."""
    return {
        "AccountSid": SID, "ApiVersion": "2010-04-01",
        "From": f"whatsapp:{OURS}", "To": f"whatsapp:{SARI}",
        "MessageSid": sid(9001), "SmsSid": sid(9001), "SmsStatus": status, "MessageStatus": status,
        "ChannelPrefix": "whatsapp", "ChannelInstallSid": "XE" + "0" * 32,
        "ChannelToAddress": "+6281110XXXX",
    } | fields  # fmt: skip


def signature(fields: dict[str, str], url: str = URL, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, fields))


def signed(fields: dict[str, str], url: str = URL, **headers: str) -> Webhook:
    sent = {
        "User-Agent": "TwilioProxy/1.1",
        "Content-Type": FORM,
        "X-Twilio-Signature": signature(fields, url),
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Webhook(url, sent | named, urlencode(fields).encode(), NOW)


def whatsapp() -> WhatsApp:
    return WhatsApp(ACCOUNT, contents={}, templates=lambda _name, _language: None)


def heard(**fields: str) -> Message:
    """Return what the channel makes of a form."""
    (message,) = whatsapp().receive(signed(form(**fields)))
    assert isinstance(message, Message)
    return message


def reported(fields: dict[str, str], url: str = STATUS_URL) -> Receipt:
    (receipt,) = whatsapp().receive(signed(fields, url))
    assert isinstance(receipt, Receipt)
    return receipt
