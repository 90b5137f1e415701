"""Twilio's own list of messages: it settles sends whose outcome is unknown, and fills the gaps of a stop."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import SendError, Sighting
from bot.channels.whatsapp import errors
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.form import ADDRESS, SID
from bot.channels.whatsapp.shape import numbered
from bot.core.message import Address, Draft, Message

#: So far back we look for other messages of ours, which show that the list is complete.
_BEFORE = timedelta(hours=24)
_MOST = 1000
_PAGE = 100
#: What was missed is read to its end, and after a restore that may be days: in larger pages, but none of them
#: longer than the longest answer we read.
_LARGEST_PAGE = 250


class History:
    """`find` and `missed` raise SendError when the list cannot be read; it is never ambiguous."""

    def __init__(self, account: Account, messages: Any) -> None:
        self._account = account
        self._messages = messages

    def find(
        self,
        to: Address,
        draft: Draft,
        since: datetime,
        besides: Collection[str],
        until: datetime | None,
    ) -> Sighting:
        """Look for a message. It counts as absent only if the list shows others of ours to the same person.

        What Twilio took after `until` is another one, even if it reads the same.
        """
        if draft.template:  # its words stand at Twilio only
            return Sighting()
        wanted = {_plain(str(draft.text)), _plain(numbered(draft))}
        listed = [
            m
            for m in self._list(
                to=f"whatsapp:{to.id}", from_=self._account.from_, since=since - _BEFORE
            )
            if str(m.direction).startswith("outbound")
        ]
        # Twilio's times are whole seconds, and its list may begin at the start of the day.
        begin = since.replace(microsecond=0)
        new = [m for m in listed if _when(m, since) >= begin and m.sid not in besides]
        alike = [m for m in new if _plain(m.body or "") in wanted]
        found = [m.sid for m in alike if until is None or _made(m, since) <= until]
        if len(found) == 1:
            return Sighting(found[0])
        complete = any(m.sid in besides for m in listed)
        return Sighting(absent=complete and not new)

    def missed(self, since: datetime) -> list[Message]:
        listed = self._list(
            to=self._account.from_, since=since, limit=None, page_size=_LARGEST_PAGE
        )
        return sorted(_heard(listed, since), key=lambda message: message.at)

    def _list(
        self,
        *,
        since: datetime,
        limit: int | None = _MOST,
        page_size: int = _PAGE,
        **to_and_from: str,
    ) -> list[Any]:
        # The client drops the time zone instead of minding it.
        after = since.astimezone(UTC)
        try:
            return list(
                self._messages.list(
                    date_sent_after=after, limit=limit, page_size=page_size, **to_and_from
                )
            )
        except SendError as error:
            raise errors.harmless(error) from None
        except Exception as error:  # noqa: BLE001 - a success whose words cannot be read
            raise SendError(f"no readable list ({type(error).__name__})") from None


def _heard(listed: Iterable[Any], since: datetime) -> Iterable[Message]:
    """Read the list's poorer record: no name, no button id, and a file's name cannot be told from words."""
    for m in listed:
        sender = ADDRESS.fullmatch(str(m.from_))
        if m.direction != "inbound" or not sender or not SID.fullmatch(str(m.sid)):
            continue
        files = int(m.num_media) if str(m.num_media).isdecimal() else 0
        yield Message(
            id=m.sid,
            sender=Address("whatsapp", sender[1]),
            text="" if files else m.body or "",
            at=_when(m, since),
            kind="document" if files else "text",
            media=files,
        )


def _made(m: Any, otherwise: datetime) -> datetime:
    found = m.date_created or m.date_sent
    return found if isinstance(found, datetime) else otherwise


def _when(m: Any, otherwise: datetime) -> datetime:
    found = m.date_sent or m.date_created
    return found if isinstance(found, datetime) else otherwise


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2060", "").split())
