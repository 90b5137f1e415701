"""What one side may see of the other: numbers hidden, leaks stopped, and words framed so that they imitate nothing."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote as percent
from urllib.parse import unquote

from bot.core import phone
from bot.core.text import cut as shorten
from bot.core.text import units

#: Stands in for a number.
MASK = "•••"
#: Begins each line that a prospect wrote; no line of ours begins so.
BAR = "│ "
#: The signs by which staff know that the system speaks; in quoted words they become a plain square.
SYSTEM_MARKS = "✅⚠🔔⏰🔗"

_LINES, _LENGTH, _LINKS, _ACCENTS = 40, 1500, 5, 3
_JOINER = "\u2060"  # invisible, takes no space, and parts a mark from the word it would format
#: Joins that emoji, flags and some scripts are made with; all other invisible characters go.
_KEPT = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
_BLANK = str.maketrans(dict.fromkeys("\u3164\u115f\u1160\uffa0\u2800", " "))

_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MARK = re.compile("[*_~`@#\uff20\uff03]")
_SYSTEM = re.compile(f"[{SYSTEM_MARKS}]\ufe0f?")
_LINK = re.compile(r"(\b[a-z][a-z0-9+.-]{1,15}://[^\s<>]+)", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[\W_]{0,4}\d){5,}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_CHAT_LINK = re.compile(
    r"(?<!\w)(?:(?:(?:wa|t|telegram)\.me|telegram\.dog)(?!\w)\S*|whatsapp\.com/\S+|(?:whatsapp|tg)://\S*)",
    re.IGNORECASE,
)
#: A @username; the e-mail address of the business is nobody's secret. "@50rb" and "@Rp50.000" are what one piece costs.
_HANDLE = re.compile(r"(?<![\w.+-])@(?!(?:rp|rm|idr|myr)\.?\s?\d)[a-z_][\w.]*", re.IGNORECASE)
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def mask_numbers(text: str, own: Iterable[str] = ()) -> str:
    """Hide a person's own numbers, however written, and whatever else looks like a number to call."""
    folded = phone.fold(text)
    found = [m.span() for number in own for m in phone.pattern(number).finditer(folded)]
    shown, end = [], 0
    for first, last in sorted(found + phone.spans(folded)):
        if first >= end:
            shown += [text[end:first], MASK]
        end = max(end, last)
    return "".join([*shown, text[end:]])


def mask_digits(text: str) -> str:
    """Hide every long row of digits: a name has no use for one."""
    folded = phone.fold(text)
    for found in reversed(list(_DIGITS.finditer(folded))):
        text = text[: found.start()] + MASK + text[found.end() :]
    return text


def leak(text: str, staff_numbers: Iterable[str]) -> str | None:
    """Return the piece of a colleague's words that would tell a prospect how to reach somebody elsewhere.

    Any number to call counts, a chat link, a @username.

    Not caught: numbers in words ("nol delapan ..."), and those split over two messages.
    """
    folded = phone.fold(text)
    plain = "".join(c for c in folded.translate(_DOTS) if unicodedata.category(c) != "Cf")
    if found := _CHAT_LINK.search(unicodedata.normalize("NFKC", plain)):
        return found[0]
    for number in staff_numbers:
        if found := phone.pattern(number).search(folded):
            return text[found.start() : found.end()]
    for first, last in phone.spans(folded):
        return text[first:last]
    if found := _HANDLE.search(plain):
        return found[0]
    return None


def quote(text: str, *, cut: str) -> str:
    """Frame what a prospect wrote for a colleague: every line behind a bar, at most 40 lines and 1,500 characters.

    `cut` is our own last line when something was left out.
    """
    body, more = _tame(text)
    lines = [line.rstrip() for line in body.strip("\n ").split("\n")]
    count = f"\n🔗 +{more}" if more else ""
    room = _LENGTH - units(cut + count) - 1
    shown: list[str] = []
    for line in (f"{BAR}{line}".rstrip() for line in lines):
        piece = _fit(line, room) if len(shown) < _LINES else ""
        if piece != line:
            shown += [piece] * (len(piece) > len(BAR)) + [cut]
            break
        shown.append(piece)
        room -= units(piece) + 1
    return "\n".join(shown) + count


def inline(text: str, *, limit: int = 120) -> str:
    """Show a name or a short answer inside a line of ours: one line, imitating nothing, its direction kept to itself."""
    body = " ".join(_tame(text)[0].split())
    if len(body) > limit:
        # A mark at the very end has lost what made it harmless.
        body = shorten(body, limit - 1).rstrip("*_~`@#") + "…"
    if any(unicodedata.bidirectional(char) in {"R", "AL"} for char in body):
        return f"\u2068{body}\u2069"
    return body


def _tame(text: str) -> tuple[str, int]:
    """Make words inert, and count the links left out."""
    parts = _LINK.split(_visible(_NEWLINE.sub("\n", text)))
    links = 0
    for at, part in enumerate(parts):
        if at % 2 == 0 or not _WEB.match(part):
            parts[at] = _literal(part)
            continue
        links += 1
        parts[at] = _address(part) if links <= _LINKS else "…"
    return "".join(parts), max(links - _LINKS, 0)


def _visible(text: str) -> str:
    """Drop what is invisible or turns the direction of writing, and accents piled up beyond three."""
    kept, accents = [], 0
    for char in text.translate(_BLANK).replace("\t", " "):
        category = unicodedata.category(char)
        accents = accents + 1 if category in {"Mn", "Me"} else 0
        hidden = category in {"Cc", "Cf", "Cs"} and char != "\n" and char not in _KEPT
        if not hidden and accents <= _ACCENTS:
            kept.append(char)
    return "".join(kept)


def _literal(text: str) -> str:
    """Keep WhatsApp from formatting, mentioning or linking, and our own signs and codes from being imitated."""
    text = _SYSTEM.sub("▫", text).replace("://", f":{_JOINER}//")
    return _MARK.sub(lambda mark: mark[0] + _JOINER, text)


def _address(link: str) -> str:
    """Show a link without its scheme, under the host a browser would really open."""
    rest = _WEB.sub("", link).replace("\\", "/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host, colon, port = unquote(authority.rpartition("@")[2]).partition(":")
    path = percent(rest[len(authority) :], safe="!$%&'()+,/:;=?@[]#")
    return _ascii(host) + percent(colon + port, safe=":[]") + path


def _ascii(host: str) -> str:
    """Write a host in ASCII: two alphabets can look the same, their punycode never does."""
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return percent(host, safe="[]:")


def _fit(line: str, room: int) -> str:
    """Shorten to `room` UTF-16 units, as providers count, without splitting what is seen as one character."""
    limit = room
    while units(piece := shorten(line, max(limit, 0))) > max(room, 0):
        limit -= max(1, (units(piece) - room) // 2)
    return piece
