"""WhatsApp through Twilio: read a webhook, send a draft."""

import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import datetime

from twilio.rest import Client

from bot.channels.base import SendError, Sighting, Webhook
from bot.channels.whatsapp import errors, inbound, outcome, signature
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.contents import Contents
from bot.channels.whatsapp.form import SID, Form
from bot.channels.whatsapp.history import History
from bot.channels.whatsapp.shape import LIMITS, numbered, shape, short
from bot.channels.whatsapp.wire import Wire
from bot.core.message import Address, Draft, Language, Message, Receipt, Template
from bot.core.text import units

#: What waits longer than this in Twilio's queue is not worth saying any more.
_VALIDITY = 3600
#: The part of a message's time that making its buttons may take.
_SHARE = 0.4


class WhatsApp:
    """Safe to share between threads.

    `contents` keeps the ids of Content items by key; `templates` finds the Content SID of an
    approved template. `timeout` ends every call, however slowly the answer drips.
    """

    name = "whatsapp"
    limits = LIMITS

    def __init__(
        self,
        account: Account,
        *,
        contents: MutableMapping[str, str],
        templates: Callable[[str, Language], str | None],
        timeout: float = 10.0,
    ) -> None:
        self._account = account
        self._templates = templates
        self._wire = Wire(account.api_url, timeout=timeout)
        self._side_wire = Wire(account.api_url, timeout=timeout * _SHARE)
        self._messages = _client(account, self._wire).messages
        self._contents = Contents(
            account,
            _client(account, self._side_wire),
            contents,
            patience=timeout * _SHARE,
        )
        self._history = History(account, self._messages)

    def receive(self, hook: Webhook) -> Sequence[Message | Receipt]:
        """Read a request of Twilio's. Size and type come before the signature, which is made of the fields."""
        form = Form.read(hook)
        signature.check(hook, form, self._account.token)
        if form.one("AccountSid") != self._account.sid:
            raise PermissionError("signed for another account")
        ours = form.one("From" if form.one("MessageStatus") else "To")
        if ours != self._account.from_:
            raise PermissionError("meant for another sender")
        read = self._outcome if form.one("MessageStatus") else self._inbound
        found = read(form, hook)
        return [found] if found else []

    def send(self, to: Address, draft: Draft, key: str) -> str:
        """Send one message; `key` comes back with its receipts."""
        with self._wire.soon():
            return self._send(to, draft, key)

    def _send(self, to: Address, draft: Draft, key: str) -> str:
        if draft.template:
            return self._post(to, key, **self._template(draft.template))
        buttons = shape(draft) if draft.options else None
        content = self._contents.sid(buttons) if buttons else None
        if not (buttons and content):
            return self._post(to, key, body=_plain(draft))
        try:
            return self._post(to, key, **_content(content, buttons.variables))
        except SendError as error:
            if error.code != "21655":  # the item was deleted at Twilio
                raise
            self._contents.forget(buttons)
            raise SendError(f"{error}: the buttons are made anew", code=error.code) from None

    def find(
        self,
        to: Address,
        draft: Draft,
        since: datetime,
        besides: Sequence[str] = (),
        until: datetime | None = None,
    ) -> Sighting:
        """Look for the one message of that time that reads like the draft; `besides` are ids of other messages."""
        return self._history.find(to, draft, since, besides, until)

    def missed(self, since: datetime) -> list[Message]:
        """Return what was said to us since then, oldest first: what came while we were down is among it."""
        return self._history.missed(since)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._wire.close()
        self._side_wire.close()

    def _inbound(self, form: Form, hook: Webhook) -> Message | None:
        return inbound.read(form, hook.at)

    def _outcome(self, form: Form, hook: Webhook) -> Receipt | None:
        return outcome.read(form, hook.url, hook.at)

    def _template(self, template: Template) -> dict[str, str]:
        sid = self._templates(template.name, template.language)
        if not sid:
            why = f"no template {template.name} in {template.language}: see [templates] in business.toml"
            raise SendError(why, permanent=True)
        return _content(
            sid, {str(n): short(value) for n, value in enumerate(template.values, 1)}
        )

    def _post(self, to: Address, key: str, **words: str) -> str:
        try:
            message = self._messages.create(
                to=f"whatsapp:{to.id}",
                from_=self._account.from_,
                status_callback=self._account.callback(key),
                validity_period=_VALIDITY,
                **words,
            )
        except SendError:
            raise
        except Exception as error:  # noqa: BLE001 - a success whose words cannot be read
            raise errors.lost(error, begun=True) from None
        if not SID.fullmatch(str(message.sid)):
            raise SendError("Twilio's answer has no id", ambiguous=True)
        return str(message.sid)


def _client(account: Account, wire: Wire) -> Client:
    return Client(account.sid, account.token, http_client=wire)


def _plain(draft: Draft) -> str:
    text = numbered(draft)
    if not text.strip():
        raise SendError("there is nothing to say", permanent=True)
    if units(text) > LIMITS.text:
        raise SendError(
            "a text has at most 1,600 characters: split it", code="21617", permanent=True
        )
    return text


def _content(sid: str, variables: Mapping[str, str]) -> dict[str, str]:
    words = {"content_sid": sid}
    if variables:
        words["content_variables"] = json.dumps(dict(variables), ensure_ascii=False)
    return words
