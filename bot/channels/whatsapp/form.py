"""The form that Twilio posts, read without trust: what we use comes exactly once, and is not re-cut."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs

from bot.channels.base import BadWebhook, Webhook

LONGEST_BODY = 64 * 1024
MOST_FIELDS = 200

SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
#: A phone number, or the id of somebody who hides theirs; "ENT." marks one shared by several businesses.
ADDRESS = re.compile(
    r"whatsapp:(\+[0-9]{6,15}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}|user_[A-Za-z0-9]{1,128})"
)
_SIGNED_SID = re.compile(r"(?<!OriginalReplied)(?:MessageSid|SmsSid)((?:SM|MM)[0-9a-f]{32})")


class Form:
    """Fields by name. Iteration and `getlist` are what Twilio's validator asks of a form."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    @classmethod
    def read(cls, hook: Webhook) -> "Form":
        """Parse the body, or raise BadWebhook: too long, not a form, too many fields."""
        if len(hook.body) > LONGEST_BODY:
            raise BadWebhook("the body is longer than 64 kB", 413)
        kind = header(hook, "Content-Type").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise BadWebhook("the body must be application/x-www-form-urlencoded", 415)
        return cls.parse(hook.body.decode("utf-8", "replace"))

    @classmethod
    def parse(cls, text: str) -> "Form":
        try:
            return cls(
                parse_qs(
                    text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
                )
            )
        except ValueError:
            raise BadWebhook(f"more than {MOST_FIELDS} fields", 413) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def getlist(self, name: str) -> list[str]:
        return self._fields.get(name, [])

    def one(self, name: str) -> str:
        """Return the only value of a field, "" when it is absent; two values are a forgery or a fault."""
        values = self.getlist(name)
        if len(values) > 1:
            raise BadWebhook(f"{name} comes {len(values)} times")
        return values[0] if values else ""

    def sid(self) -> str:
        """Return the message's id. The older name of the field will do."""
        for sid in (self.one("MessageSid"), self.one("SmsSid")):
            if SID.fullmatch(sid):
                self._check_cuts(sid)
                return sid
        raise BadWebhook("MessageSid is missing or not an id")

    def _check_cuts(self, sid: str) -> None:
        """Refuse a form whose fields were cut anew.

        Twilio signs names and values run together without any mark between them. Somebody who
        holds one signed request can cut that text into other fields, but cannot lose the id in it.
        """
        signed = "".join(
            name + value for name in sorted(self) for value in sorted(self.getlist(name))
        )
        if set(_SIGNED_SID.findall(signed)) != {sid}:
            raise BadWebhook("more than one MessageSid")

    def plain(self) -> dict[str, str]:
        """Return everything that came, for the record."""
        return {name: values[0] for name, values in self._fields.items()}


def header(hook: Webhook, name: str) -> str:
    """Return a header whatever the case of its name, "" when it is absent."""
    wanted = name.lower()
    return next((v for k, v in hook.headers.items() if k.lower() == wanted), "")
