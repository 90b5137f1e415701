"""Lengths as providers count them: long texts split, labels shortened, nothing torn that is seen as one."""

import re

from bot.core.text import cut, units

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
#: Where a reader would pause, best first.
_PAUSES = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?<=[.!?…])\s+"),
    re.compile(r"\s+"),
)


def split(text: str, limit: int) -> list[str]:
    """Split into pieces of at most `limit` units, never inside a grapheme or a link; the caller numbers them."""
    pieces = []
    rest = text.strip()
    while units(rest) > limit:
        at, resume = _pause(rest, _room(rest, limit))
        pieces.append(rest[:at])
        rest = rest[resume:]
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> str:
    """Cut to at most `limit` units, on the edge of a grapheme, with an ellipsis for what is missing."""
    if units(text) <= limit:
        return text
    return cut(text, _room(text, limit - 1)).rstrip() + "…"


def _room(text: str, limit: int) -> int:
    """Return how many characters of `text` fit in `limit` units; one always does, or nothing would move."""
    used = 0
    for at, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > limit:
            return max(at, 1)
    return len(text)


def _pause(text: str, room: int) -> tuple[int, int]:
    """Return where the piece ends and the next begins: at a late pause, else an early one, else inside a word."""
    for pause, earliest in (*((p, room // 2) for p in _PAUSES), (_PAUSES[-1], 1)):
        ends = [m for m in pause.finditer(text, 0, room + 1) if m.start() >= earliest]
        if ends:
            last = ends[-1]
            return last.start(), last.end() + _blank(text, last.end())
    at = _seam(text, room)
    return at, at


def _blank(text: str, at: int) -> int:
    """Count the spaces of a pause that stand beyond the limit."""
    return len(text[at:]) - len(text[at:].lstrip())


def _seam(text: str, room: int) -> int:
    """Return a place in a text without pauses: before a link that would be torn, else between graphemes."""
    at = len(cut(text, room))
    for link in _URL.finditer(text, 0, room + 1):
        if 0 < link.start() < at < link.end():
            return link.start()
    return at
