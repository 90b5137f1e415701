"""What people typed, made safe to keep (`clean`) and easy to compare (`key`). Neither ever raises."""

import re
import unicodedata
from functools import lru_cache

LIMIT = 4096
KEY_LIMIT = 512
#: More accents than this on one letter are an attack, and slow to compose (Unicode's own limit, UAX 15).
_MOST_ACCENTS = 30
#: A grapheme longer than this is an attack; it is cut anyway.
_LONGEST_GRAPHEME = 64

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?")
_APOSTROPHE = re.compile(r"['`\u2018\u2019\u02bc\u00b4]")
_LETTERS = re.compile(r"(?<!\S)\w(?: \w){2,}(?!\S)")

# Letters of other alphabets that look like ours: "ѕтор" is how filters are dodged, and mistyped.
_LOOKALIKE = str.maketrans(
    "авеѕікмнорстухјԁԛԝαεικνοτυρχ",
    "abesikmhopctyxjdqwaeikvotupx",
)  # fmt: skip


def clean(text: str) -> str:
    """Make words fit to store: no control characters, composed, at most LIMIT code points."""
    text = _NEWLINE.sub("\n", text[: 3 * LIMIT])
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    return cut(unicodedata.normalize("NFC", _thin(text)), LIMIT)


def _thin(text: str) -> str:
    """Drop the accents that are piled up beyond any language's need."""
    if text.isascii():
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_ACCENTS:
            kept.append(char)
    return "".join(kept)


def cut(text: str, limit: int) -> str:
    """Shorten to at most `limit` code points without splitting what is seen as one character."""
    if len(text) <= limit:
        return text
    for at in range(limit, max(limit - _LONGEST_GRAPHEME, 0), -1):
        if not _joined(text, at):
            return text[:at]
    return text[:limit]


def _joined(text: str, at: int) -> bool:
    """Tell whether the characters before and after `at` are seen as one."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or after == "\u200d" or (before == "\r" and after == "\n"):
        return True
    if (
        unicodedata.category(after) in {"Mn", "Mc", "Me"}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    ):
        return True
    if not (_flag(before) and _flag(after)):
        return "\U000e0020" <= after <= "\U000e007f"
    start = at
    while start > 0 and at - start < _LONGEST_GRAPHEME and _flag(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@lru_cache(maxsize=32)  # one message is compared with dozens of lists
def key(text: str) -> str:
    """Reduce words to what is compared: no case, accents aside, no punctuation, no symbols. Never shown."""
    text = unicodedata.normalize("NFKC", text[:KEY_LIMIT])[:KEY_LIMIT].casefold()
    text = _APOSTROPHE.sub("", text.translate(_LOOKALIKE))
    text = " ".join("".join(map(_plain, text)).split())
    return _LETTERS.sub(lambda run: run[0].replace(" ", ""), text)


def _plain(char: str) -> str:
    """Keep letters and digits; drop what is invisible; let everything else part words."""
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return char if category[0] == "L" or category in {"Mc", "Nl", "No"} else " "


def word_set(line: str) -> frozenset[str]:
    """Return the words of a line, for tables that are easier to read as prose."""
    return frozenset(line.split())


def phrase_set(line: str) -> frozenset[str]:
    """Return the phrases of a line, parted by commas."""
    return frozenset(phrase.strip() for phrase in line.split(","))


def any_of(line: str) -> str:
    """Return the expression that matches any phrase of a line, parted by commas; a phrase may be an expression."""
    return f"(?:{'|'.join(phrase.strip() for phrase in line.split(','))})"


def blank(text: str) -> bool:
    """Tell whether there is nothing to see: spaces, fillers and zero-width characters only."""
    return not any(unicodedata.category(char)[0] not in "CZ" and char not in "\u3164\u115f\u1160\uffa0\u2800"
                   for char in text)  # fmt: skip


_ORDINALS = {
    word: value
    for value, words in enumerate(
        (
            "satu pertama kesatu one first",
            "dua kedua two second",
            "tiga ketiga three third",
            "empat keempat four fourth",
            "lima kelima five fifth",
            "enam keenam six sixth",
            "tujuh ketujuh seven seventh",
            "delapan lapan kedelapan kelapan eight eighth",
            "sembilan kesembilan nine ninth",
            "sepuluh kesepuluh ten tenth",
        ),
        start=1,
    )
    for word in words.split()
}
_BEFORE = word_set(
    "no nomor nomer nombor number nmr num pilih pilihan pilihanku opsi opsyen option ke yang yg the saya "
    "aku mau nak mahu i choose pick answer jawab jawaban jawapan"
)
_AFTER = word_set("aja saja je sahaja ya deh dong kak min pak bu mas lah please one yang yg")


def number(text: str) -> int | None:
    """Read the number of an option: "1", "no. 1", "pilih 1", "①", "yang pertama"; None if it is anything else."""
    # NFKC would make 2 of a superscript, which nobody means as a choice.
    if any(
        unicodedata.decomposition(char).startswith(("<super>", "<sub>"))
        for char in text[:KEY_LIMIT]
    ):
        return None
    if re.match(r"\s*[-\u2212\u2013]\s*\d", text):
        return None
    words = key(text).split()
    while len(words) > 1 and words[0] in _BEFORE:
        words.pop(0)
    while len(words) > 1 and words[-1] in _AFTER:
        words.pop()
    return _value(words[0]) if len(words) == 1 else None


def _value(word: str) -> int | None:
    # int() reads far more than people mean ("1_0"), and refuses 5,000 digits with an exception.
    if re.fullmatch(r"[0-9]{1,12}", word):
        return int(word)
    return _ORDINALS.get(word) or _ORDINALS.get(word.removeprefix("ke"))


def serial(text: str) -> int:
    """Read a number of ours off a button; 0, which nothing has, for anything else and for what no database counts to."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0


def distance(one: str, other: str, most: int = 2) -> int:
    """Count the typing slips between two words; swapped neighbours are one slip. Stops past `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        rows.append(row)
    return rows[-1][-1]


def units(text: str) -> int:
    """Count as providers do, in UTF-16 units: most emoji count twice."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)
