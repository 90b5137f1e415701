"""What somebody said on WhatsApp, as Twilio's form tells it."""

import logging
import re
from collections.abc import Mapping
from datetime import datetime

from bot.channels.base import BadWebhook
from bot.channels.whatsapp.form import ADDRESS, SID, Form
from bot.core.message import Address, Kind, Message

log = logging.getLogger(__name__)

_KINDS: Mapping[str, Kind] = {
    "text": "text", "button": "button", "interactive": "button", "image": "image",
    "audio": "audio", "video": "video", "document": "document", "sticker": "sticker",
    "location": "location", "contacts": "contact", "reaction": "reaction",
}  # fmt: skip
_FAMILIES: Mapping[str, Kind] = {"image": "image", "audio": "audio", "video": "video"}
#: Kinds whose Body is what the person wrote. A document's Body is the name of the file.
_SPEAKING: frozenset[Kind] = frozenset({"text", "button", "image", "video"})
#: Twilio's own sandbox is joined by these words; they are meant for Twilio.
_JOIN = re.compile(r"\s*join [a-z]+-[a-z]+\s*", re.IGNORECASE)
_LONGEST_OPTION = 256


def read(form: Form, at: datetime) -> Message | None:
    """Return what was said, or None when it was not said to us: a group's words."""
    sid = form.sid()
    if form.one("Author") or form.one("From").endswith("@g.us"):
        return None
    sender = _sender(form)
    option = _option(form)
    media = _media(form)
    kind = _kind(form, media=media, pressed=bool(option or form.one("ButtonText")))
    label = form.one("ButtonText") or form.one("ListTitle")
    return Message(
        id=sid,
        sender=sender,
        text=(form.one("Body") or label) if kind in _SPEAKING else "",
        at=at,
        kind=kind,
        name=form.one("ProfileName"),
        option=option,
        label=label or (form.one("Body") if option else ""),
        reply_to=_quoted(form),
        media=media,
        referral=_referral(form),
        raw=form.plain(),
    )


def _sender(form: Form) -> Address:
    """Take the number, else the id that stands for somebody who hides it."""
    found = ADDRESS.fullmatch(form.one("From") or form.one("ExternalUserId"))
    if not found:
        raise BadWebhook("From is not a WhatsApp address")
    return Address("whatsapp", found[1])


def _kind(form: Form, *, media: int, pressed: bool) -> Kind:
    if pressed:
        return "button"
    if _JOIN.fullmatch(form.one("Body")):
        return "unsupported"
    name = form.one("MessageType")
    if not name:
        return _guess(form, media=media)
    kind = _KINDS.get(name, "unsupported")
    # An answer to something interactive that is neither button nor list is a form in JSON.
    filled_in = form.one("InteractiveData") or form.one("FlowData")
    return "unsupported" if kind == "button" and filled_in else kind


def _guess(form: Form, *, media: int) -> Kind:
    """Tell the kind from the rest of the form, for a form without MessageType."""
    if form.one("Latitude"):
        return "location"
    if not media:
        return "text"
    family, _, kind = form.one("MediaContentType0").lower().partition("/")
    return "contact" if kind in {"vcard", "x-vcard"} else _FAMILIES.get(family, "document")


def _option(form: Form) -> str:
    option = form.one("ButtonPayload") or form.one("ListId")
    return option if len(option) <= _LONGEST_OPTION else ""


def _media(form: Form) -> int:
    """Count the files; a number that no file stands behind counts as none."""
    said = form.one("NumMedia")
    if said in {"", "0"}:
        return 0
    if not re.fullmatch(r"[0-9]{1,2}", said) or not form.one("MediaUrl0"):
        log.warning("a message says it has %.10r files, and has none", said)
        return 0
    return int(said)


def _quoted(form: Form) -> str:
    sid = form.one("OriginalRepliedMessageSid")
    return sid if SID.fullmatch(sid) else ""


def _referral(form: Form) -> dict[str, str]:
    """Return the advertisement they came from; Twilio tells it once, with the first message."""
    if not (form.one("ReferralSourceId") or form.one("ReferralCtwaClid")):
        return {}
    names = (n for n in form if n.startswith("Referral") and n != "ReferralNumMedia")
    return {name: form.one(name) for name in names}
