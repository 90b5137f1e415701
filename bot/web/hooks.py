"""Webhooks: from an HTTP request to the desk's inbox and back to a status. Nothing is thought about here."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Blueprint, Response, request

from bot.channels.base import BadWebhook, Channel, Webhook
from bot.core.message import Message, Receipt

log = logging.getLogger(__name__)

_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Inbox(Protocol):
    """Where everything said to us goes. TimeoutError means that the database is busy: ask again."""

    def receive(self, message: Message, now: datetime) -> None:
        """Keep a message; it may be acknowledged when this returns."""

    def receipt(self, receipt: Receipt, now: datetime) -> None:
        """Keep what became of a message of ours."""


@dataclass(frozen=True, slots=True)
class Door:
    """What the webhooks need: where words go, who reads them, what our address is, what time it is."""

    inbox: Inbox
    channels: Mapping[str, Channel]
    public_url: str
    clock: Callable[[], datetime]


def hooks(door: Door) -> Blueprint:
    """Return the providers' side of the web server."""
    blueprint = Blueprint("hooks", __name__, url_prefix="/webhooks")

    @blueprint.post("/whatsapp")
    def whatsapp() -> Response:
        # Twilio reads anything but XML as an error; an answer in it could not be sent only once.
        done = Response(_EMPTY_TWIML, mimetype="text/xml")
        return _take_in(door, "whatsapp", done)

    @blueprint.post("/whatsapp/status")
    def whatsapp_status() -> Response:
        return _take_in(door, "whatsapp", Response(status=204))

    @blueprint.post("/telegram")
    def telegram() -> Response:
        return refusal("This version of Sapa does not speak Telegram yet.", 404)

    return blueprint


def refusal(why: str, status: int) -> Response:
    """Answer with a sentence; providers keep it in their logs."""
    return Response(f"{why}\n", status, mimetype="text/plain")


def _take_in(door: Door, channel: str, done: Response) -> Response:
    if channel not in door.channels:
        return refusal(f"{channel} is not set up here.", 404)
    now = door.clock()
    hook = Webhook(_outer_url(door.public_url), dict(request.headers), request.get_data(), now)
    try:
        heard = door.channels[channel].receive(hook)
    except PermissionError as error:
        log.warning("refused a request to %s: %s", request.path, error)
        return refusal("The signature or the account is not the one expected here.", 403)
    except BadWebhook as error:
        log.warning("refused a request to %s: %s", request.path, error)
        return refusal(f"Not understood: {error}.", error.status)
    return _keep(door.inbox, heard, now, done)


def _keep(
    inbox: Inbox, heard: Sequence[Message | Receipt], now: datetime, done: Response
) -> Response:
    try:
        for item in heard:
            if isinstance(item, Message):
                inbox.receive(item, now)
            else:
                inbox.receipt(item, now)
    except TimeoutError:
        busy = refusal("Busy, please repeat.", 503)
        busy.headers["Retry-After"] = "2"
        return busy
    return done


def _outer_url(public_url: str) -> str:
    """Return the address as the provider called it: the signature covers it to the byte.

    Host and scheme come from the settings, because what a request says of them can be made up.
    The path comes as it was sent, still percent-encoded, from servers that keep it.
    """
    raw = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or ""
    if raw.startswith("/"):
        return public_url + raw
    query = request.query_string.decode("latin-1")
    return public_url + request.path + (f"?{query}" if query else "")
