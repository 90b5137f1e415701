"""Content items at Twilio: buttons cannot be sent without one, so each is made once and used again."""

import json
import logging
from collections.abc import Mapping, MutableMapping
from hashlib import sha256
from threading import Lock
from typing import Any

from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.channels.base import SendError
from bot.channels.whatsapp import errors
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.shape import Shape

log = logging.getLogger(__name__)


class Contents:
    """Finds or makes the Content item for a shape. `known` is kept by the caller across restarts."""

    def __init__(
        self,
        account: Account,
        client: Client,
        known: MutableMapping[str, str],
        *,
        patience: float,
    ) -> None:
        self._where = f"{account.sid} {account.api_url}"
        self._create = client.content.v1.contents.create
        self._known = known
        self._patience = patience
        self._refused: set[str] = set()
        self._locks: dict[str, Lock] = {}

    def sid(self, shape: Shape) -> str | None:
        """Return the item's id, or None when Twilio will not have it. SendError is never ambiguous here."""
        key = self.key(shape)
        lock = self._locks.setdefault(key, Lock())
        # One thread makes it, the others wait for it, but no longer than a call may take.
        if not lock.acquire(timeout=self._patience):
            raise SendError("the buttons are still being made")
        try:
            if key in self._refused:
                return None
            return self._remembered(key) or self._make(key, shape)
        finally:
            lock.release()

    def key(self, shape: Shape) -> str:
        """Name a shape: the same for all messages of a pattern, another for another account."""
        text = json.dumps([self._where, shape.definition, shape.samples], sort_keys=True)
        return sha256(text.encode()).hexdigest()[:24]

    def forget(self, shape: Shape) -> None:
        """Twilio does not know the item any more: make it anew next time."""
        try:
            self._known.pop(self.key(shape), None)
        except Exception:
            log.exception("a Content item could not be forgotten")

    def _remembered(self, key: str) -> str | None:
        try:
            return self._known.get(key)
        except Exception as error:
            raise SendError(f"no list of Content items ({type(error).__name__})") from error

    def _remember(self, key: str, sid: str) -> str:
        try:
            self._known[key] = sid
        except Exception:  # this message has its buttons; the next ones are made anew
            log.exception("a Content item could not be remembered")
        return sid

    def _make(self, key: str, shape: Shape) -> str | None:
        try:
            made = self._create(ContentList.ContentCreateRequest(_request(key, shape)))
        except SendError as error:
            if not error.permanent:
                raise errors.harmless(error) from None
            log.warning("Twilio refuses these buttons, numbers take their place: %s", error)
            self._refused.add(key)
            return None
        except Exception as error:
            raise SendError(f"no readable Content item ({type(error).__name__})") from error
        if not made.sid:
            raise SendError("no readable Content item (it has no id)")
        return self._remember(key, str(made.sid))


def _request(key: str, shape: Shape) -> Mapping[str, Any]:
    return {
        "friendly_name": f"sapa-{key}",
        # Only an approval would look at it, and these items live inside the 24-hour window.
        "language": "en",
        "variables": dict(shape.samples),
        "types": dict(shape.definition),
    }
