"""Words about time, brought to one small language: "awal bln depan" and "early next month" are both "early M+1"."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from unicodedata import normalize

from bot.core.text import distance
from bot.flows.dates.lexicon import FILLERS, MEANINGS, NO_SLIP, SLIPS
from bot.flows.dates.settle import settle

LONGEST = 300
_LONGEST_PHRASE = 4
#: Words long enough to be known with a slip of the finger.
_NAMES = (
    *(word for word, name in MEANINGS.items() if len(word) >= 5 and re.fullmatch(r"[dm]\d+|today.1|minggu", name)),
    *SLIPS,
)  # fmt: skip

_TOKEN = re.compile(
    r"(?P<before>\bh ?- ?\d\d?\b)|(?P<after>\bh ?\+ ?\d\d?\b)"
    r"|(?P<iso>\b20\d\d-\d{1,2}-\d{1,2}\b)|(?P<dmy>\b\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)(?:20)?\d\d\b)"
    r"|(?P<my>\b\d{1,2}/20\d\d\b)|(?P<dm>(?<![\d/])\d{1,2}/\d{1,2}\b(?!/))"
    r"|(?P<time>\b\d{1,2}[.:]\d\d(?![\d%]))|(?P<q>\b(?:q|tw|kw)[ -]?[1-4](?!\d))|(?P<h>\bh[12](?!\d))"
    r"|(?P<short>'\d\d\b)|(?P<ke>\bke-?\d\d?\b)|(?P<o>\b\d{1,2}(?:st|nd|rd|th)\b)|(?P<n>\d+(?:[.,]\d+)?)"
    r"|(?P<word>s/d\b|s\.d\.?(?!\w)|[^\W\d_]+(?:'[^\W\d_]+)*(?:2(?!\d))?)|(?P<sign>[-~/&+@<>])"
)
_SIGNS = {"-": "-", "~": "to", "/": "or", "&": "or", "+": "plus", "@": "clock", "<": "under", ">": "over"}  # fmt: skip
#: "Tanggal 20-an" are the days from the 20th to the 29th; elsewhere it only says "about".
_TENS = re.compile(r"\b(tanggal|tgl|tarikh) ([12])0 ?-?an\b")
_ROUGHLY = re.compile(r"(?<=\d)-?an\b")
#: "Antara Maret sama April"; elsewhere "sama" joins people and things.
_BOTH = re.compile(r"\b(antara|antra)\b([^.,;?!]{1,40}?)\b(?:sama|ama|dengan|dgn|dg)\b")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")


def spoken(text: str) -> str:
    """Return the words of that language; what is not about time is "_", what changes nothing is left out."""
    return settle(" ".join(_meanings(_tokens(text[:LONGEST]))))


def _tokens(text: str) -> list[str]:
    plain = normalize("NFKC", text)[:LONGEST].casefold().replace("\u2019", "'")
    plain = _BOTH.sub(r"\1\2dan", plain)
    plain = _COMPOUND.sub(_compound, re.sub("[\u2013\u2014]", "-", plain))
    plain = _ROUGHLY.sub(
        "", _TENS.sub(lambda tens: f"{tens[1]} {tens[2]}0 to {tens[2]}9", plain)
    )
    return [_written(found) for found in _TOKEN.finditer(plain)]


def _compound(found: re.Match[str]) -> str:
    """Part "Selewat-lewatnya", which is a phrase of ours, and leave "Maret-April", which is a range."""
    phrase = found[0].replace("-", " ")
    return phrase if phrase in MEANINGS or phrase in FILLERS else found[0]


def _written(found: re.Match[str]) -> str:
    """Mark what kind of figure it is: =2026.12.5, t14:00, q1, o5; words stay as they are."""
    mark = _MARKS.get(found.lastgroup or "")
    return mark(*map(int, re.findall(r"\d+", found[0]))) if mark else found[0].replace(",", ".")


_MARKS: dict[str, Callable[..., str]] = {
    "before": lambda days: f"{days} day before",  # H-7
    "after": lambda days: f"{days} day after",
    "iso": lambda year, month, day: f"={year}.{month}.{day}",
    "dmy": lambda day, month, year: f"={year % 100 + 2000}.{month}.{day}",
    "my": lambda month, year: f"m{month} {year}",
    "dm": lambda day, month: f"/{day}/{month}",
    "time": lambda hour, minute: f"t{hour}:{minute:02}",
    "q": lambda number: f"q{number}",
    "short": lambda year: f"20{year:02}",
    "o": lambda number: f"o{number}",
    "ke": lambda number: f"o{number}",
}


def _meanings(tokens: list[str]) -> Iterator[str]:
    """Read the longest phrases first."""
    at = 0
    while at < len(tokens):
        for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            if phrase in MEANINGS:
                yield MEANINGS[phrase]
                at += length
                break
        else:
            yield from _single(tokens[at])
            at += 1


def _single(token: str) -> Iterator[str]:
    if token in _SIGNS:
        yield _SIGNS[token]
    elif re.match(r"[=t/qmho]?\d", token):
        yield token
    elif token not in FILLERS:
        yield _guess(token)


@lru_cache(maxsize=4096)
def _guess(word: str) -> str:
    """Read a word with a drawn-out letter, an ending, or a slip of the finger; "_" if it is none of ours."""
    endings = (word.removesuffix(ending) for ending in ("nya", "lah", "la", "an"))
    for other in (re.sub(r"(.)\1+", r"\1", word), *endings):
        if other in MEANINGS:
            return MEANINGS[other]
    if len(word) < 5 or word in NO_SLIP:
        return "_"
    most = 2 if len(word) >= 8 else 1
    slips = {name: distance(word, name, most) for name in _NAMES if name[0] == word[0]}
    best = min(slips, key=slips.__getitem__, default="")
    return MEANINGS[best] if best and slips[best] <= most else "_"
