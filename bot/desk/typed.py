"""Buttons that are typed instead of pressed: their words, or their number."""

from bot.core.message import Draft
from bot.core.text import key, number
from store import spoken
from store.db import Connection


def option(c: Connection, address_id: int, text: str) -> str:
    """Return the id of the option these words mean, if the last thing we said offered some; else nothing.

    Only the very last message counts: a "1" after anything else is meant for somebody else.
    """
    last = spoken.last_to(c, address_id)
    options = Draft.from_json(last.payload).options if last else ()
    typed, chosen = key(text), number(text)
    for place, offered in enumerate(options, start=1):
        if typed == key(offered.label) or chosen == place:
            return offered.id
    return ""
