"""A reply cut into the pieces that numbers are made of; what lies between them is kept as it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import normalize

from bot.flows import numerals

#: No answer to a question about a number is longer.
LONGEST = 300

_VULGAR = re.compile("(\\d*)\\s?([\u00bc\u00bd\u00be])")
_QUARTERS = {
    "\u00bc": "25", "\u00bd": "5", "\u00be": "75", "1/4": "25", "1/2": "5", "2/4": "5", "3/4": "75",
}  # fmt: skip
_INVISIBLE = re.compile("[\ufe0f\u20e3\u200b-\u200f\u2060]")
_NO_CENTS = re.compile(r"(?<=\d)[.,]-+(?!\d)")
_SE = re.compile(r"\bse-(?=[a-z])")
_MEASURE = (
    "juta|jt|ribu|rb|mil|m\\b|k\\b|kg|kilo|ton|lit|met|lusin|dozen|kodi|rim|gross|of\\b|a\\b"
)
_FRACTION = re.compile(rf"(?<![\d.,/])(?:(\d+)\s+)?([123]/[24])(?=\s?(?:{_MEASURE}))")
#: A zero typed as the letter beside it: only within digits, and where the number ends there.
_LETTER_O = re.compile(r"(?<![\w.,])\d[\d.,]*o[\do.,]*(?=$|[^\w]|rb|ribu|jt|juta|k\b|org)")
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?: \d{3}){2,}(?![\d.,])|\d{1,3}(?: 000)+(?!\d)|\d+(?:[.,]\d+)*|(?<!\S)[.,]\d+)"
    r"|(?P<word>[^\W\d_]+)|(?P<other>\S)"
)
#: A telephone number, which is nobody's budget.
_DIALLED = re.compile(r"0\d{5,}|\d{13,}")
#: Short words that digits may be glued to: "Rp50"; "v2" and "b2b" are no numbers.
_BEFORE_DIGITS = {"rp", "rm"}
_ARTICLES = {"a", "an", "se"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits, a part of a number word, the ending "an", or anything else."""

    kind: numerals.Kind | Literal["digits", "an", "other"]
    text: str
    start: int
    end: int
    size: int = 0
    about: bool = False
    one: bool = False
    vague: bool = False


def spoken(text: str) -> str:
    """Write a reply in one way: small letters, plain digits, "1½ juta" and "1 1/2 juta" as 1.5 juta."""
    text = _VULGAR.sub(lambda m: f" {m[1] or 0}.{_QUARTERS[m[2]]} ", text[:LONGEST])
    text = _INVISIBLE.sub("", normalize("NFKC", text)[:LONGEST].casefold())
    text = _SE.sub("se", _NO_CENTS.sub("", text))
    text = _LETTER_O.sub(lambda m: m[0].replace("o", "0"), " ".join(text.split()))
    return _FRACTION.sub(lambda m: f"{m[1] or 0}.{_QUARTERS[m[2]]}", text)


def cut(text: str, million: int) -> list[Piece]:
    """Cut a `spoken` text; `million` is what M stands for."""
    found: list[Piece] = []
    for match in _TOKEN.finditer(text):
        found += _pieces(match, found[-1] if found else None, million)
    return _smooth(found)


def _pieces(match: re.Match[str], before: Piece | None, million: int) -> list[Piece]:
    word, (start, end) = match[0], match.span()
    if match["digits"]:
        return [Piece("digits" if _counts(match, before) else "other", word, start, end)]
    if word == "an":
        return [Piece("an", word, start, end)]
    parts = numerals.parts(word, million) if match["word"] and _stands(word, before) else ()
    if not parts:
        return [Piece("other", word, start, end)]
    return [Piece(p.kind, word, start, end, p.size, p.about, p.one, p.vague) for p in parts]


def _counts(digits: re.Match[str], before: Piece | None) -> bool:
    """Tell whether digits are a number: not those of "kira2", of "v2", nor a telephone number."""
    if _DIALLED.fullmatch(digits[0].replace(" ", "")):
        return False
    if not before or before.kind != "other" or before.end < digits.start():
        return True
    twice = digits[0] == "2" and len(before.text) > 2 and before.text.isalpha()
    if twice and not digits.string[digits.end() : digits.end() + 1].isalpha():
        return False
    short = before.text.isalpha() and len(before.text) <= 2
    return not short or before.text in _BEFORE_DIGITS


def _stands(word: str, before: Piece | None) -> bool:
    """Tell whether a unit may stand here: "k" behind digits or a half, "rb" and "mil" behind any number."""
    if word not in numerals.AFTER_DIGITS:
        return True
    if not before or before.kind == "other":
        return before is not None and before.text in _ARTICLES
    return len(word) > 1 or before.kind in {"digits", "half"}


def _smooth(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out what only joins: "a" million, two hundred "and" fifty, half "of", twenty "-" five, 50 "-" an."""
    kept: list[Piece] = []
    article: Piece | None = None
    for piece, after in zip(pieces, [*pieces, None][1:], strict=True):
        before = kept[-1] if kept else None
        if piece.kind == "other" and after and _joins(piece.text, before, after):
            counts = piece.text in _ARTICLES and not (
                before and before.kind in {"half", "quarter"}
            )
            article = piece if counts else None
            continue
        if article and piece.kind in {"times", "big"}:
            kept.append(replace(piece, one=True, start=article.start))
        else:
            kept.append(piece)
        article = None
    return kept


def _joins(word: str, before: Piece | None, after: Piece) -> bool:
    kind = before.kind if before else "other"
    if word in _ARTICLES:
        return after.kind in {"times", "big", "half", "quarter"} and not after.vague
    if word == "of":
        return kind != "other" and (after.kind in {"times", "big"} or after.text in _ARTICLES)
    if word == "-":
        tens = before is not None and before.kind == "value" and before.size >= 20
        return (after.kind == "an" and kind != "other") or (
            tens and after.kind == "value" and after.size < 10
        )
    if word in {"and", "dan"} and before:
        part = after.text in _ARTICLES or after.kind in {"half", "quarter"}
        hundred = before.size in {100, 1000} and before.kind in {"times", "big"}
        return (part and kind != "other") or (hundred and after.kind == "value")
    return False
