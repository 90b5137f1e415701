"""How many people: "64 org", "berdua", "20-30 pax", "2 dewasa 3 anak", "cuma saya"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from bot.flows import nouns, numbers, ranges
from bot.flows.numbers import Number
from bot.flows.pieces import spoken
from bot.flows.ranges import Range

#: More people than this work nowhere.
MOST = 10_000_000

_TOGETHER = {
    2: "dua",
    3: "tiga",
    4: "empat",
    5: "lima",
    6: "enam",
    7: "tujuh",
    8: "(?:de)?lapan",
    9: "sembilan",
    10: "sepuluh",
}
_BOTH = [
    (count, re.compile(rf"\bber[\s-]?(?:{word}|{count})(?:an|nya)?\b"))
    for count, word in _TOGETHER.items()
]
_ALONE = re.compile(
    r"\b(?:(?:saya|aku|sy|gue|gw|i|me)\b.*\b(?:sendiri(?:an)?|sorang|seorang|alone)|sorang|seorang(?: diri)?|sendirian"
    r"|(?:just|only) (?:me|myself|i)|me only|myself|solo|one[\s-]man|one woman|by myself|cuma (?:saya|aku|sendiri)"
    r"|hanya (?:saya|aku)|(?:saya|aku|sy|gue) (?:aja|saja|je|sahaja|doang|seorang))\b|^(?:sendiri|alone)\b"
)
_COUPLE = re.compile(
    r"\b(?:suami[\s-]istr?i|suami isteri|laki bini|couple|pasangan|the two of us|both of us"
    r"|(?:me|saya|aku) (?:and|dan|sama|dgn|dengan) (?:my )?(?:wife|husband|partner|istr?i|isteri|suami|pacar))\b"
)
_ONE_DOZEN = re.compile(r"\bse(?=lusin\b)|(?<!half )\ban? (?=dozen\b)")
_DOZEN = re.compile(r"\s?(?:an? )?(?:lusin|dozen)\b")
_PEOPLE = re.compile(rf"\s?(?:of\s|buah\s)?(?:\w+\s)?(?:{nouns.PEOPLE})(?!\w)")
_DIRECT = re.compile(rf"\s?(?:of\s|orang\s|org\s)?({nouns.PEOPLE})(?!\w)")
_OTHER = re.compile(rf"\s?(?:{nouns.PLACES}|{nouns.TIMES}|{nouns.THINGS})(?!\w)")
_LED = re.compile(
    r"\b(?:team|tim|group|grup|family|keluarga|kumpulan|total|rombongan|jumlah\w*|crew) (?:of |ada |ber|sebanyak |kami |kita )?$"
)
_PLUS = re.compile(r"\s?(?:,|\+|&|dan|and|plus|sama|with|dengan|tambah|n)?\s?")


def headcount(text: str, country: str) -> dict[str, Any] | None:
    """Read how many people there are as {min, max}; None if it is not said, or said twice."""
    said = _ONE_DOZEN.sub("1 ", spoken(text))
    found = numbers.find(said, country)
    if found is None:
        return None
    if together := _together(said):
        return {"min": together, "max": together}
    dozens = [_dozens(said, number) for number in found]
    counted = [number for number in dozens if not _OTHER.match(said, number.end)]
    read = _added(said, counted) or ranges.read(said, counted, nouns.PEOPLE)
    people = _people(said, read or [])
    if people and (people.high or people.low or 0) <= MOST:
        return {"min": _whole(people.low), "max": _whole(people.high)}
    alone = 0 if found else _alone(said)
    return {"min": alone, "max": alone} if alone else None


def _dozens(said: str, number: Number) -> Number:
    dozen = _DOZEN.match(said, number.end)
    if not dozen:
        return number
    return replace(number, low=number.low * 12, high=number.high * 12, end=dozen.end())


def _whole(count: Any) -> int | None:
    return None if count is None else int(count)


def _together(said: str) -> int:
    """Read "berlima", "ber-6"."""
    return next((count for count, pattern in _BOTH if pattern.search(said)), 0)


def _alone(said: str) -> int:
    """Read who says no number: "cuma saya", "suami istri"."""
    return 1 if _ALONE.search(said) else 2 if _COUPLE.search(said) else 0


def _people(said: str, read: Sequence[Range]) -> Range | None:
    """Choose the number that counts people; a number that counts nothing else will do."""
    whole = [each for each in read if _integer(each)]
    for fits in (_counts_people, lambda *_: True):
        chosen = [each for each in whole if fits(said, each)]
        if chosen:
            once = len({(each.low, each.high) for each in chosen}) == 1
            return chosen[0] if once and not _more(said, chosen[0], whole) else None
    return None


def _more(said: str, people: Range, read: Sequence[Range]) -> bool:
    """Tell whether others are to be added that we cannot name: "40 karyawan tetap dan 15 kontrak"."""
    gaps = [said[people.end : each.start] for each in read if each.start >= people.end]
    gaps += [said[each.end : people.start] for each in read if each.end <= people.start]
    return any(re.search(r"(?:\b(?:dan|and|plus|sama)|[+&])\s*$", gap) for gap in gaps)


def _integer(each: Range) -> bool:
    ends = [end for end in (each.low, each.high) if end is not None]
    return all(end.denominator == 1 and end > 0 for end in ends)


def _counts_people(said: str, each: Range) -> bool:
    return bool(_PEOPLE.match(said, each.end) or _LED.search(said[: each.start]))


def _added(said: str, found: Sequence[Number]) -> list[Range] | None:
    """Add up "2 dewasa 3 anak" and "10 staff and 2 managers": different people, one after the other."""
    nouns_after = [_DIRECT.match(said, number.end) for number in found]
    if len(found) < 2 or not all(nouns_after):
        return None
    ends = [match.end() for match in nouns_after if match]
    kinds = {match[1] for match in nouns_after if match}
    gaps = [said[end : number.start] for end, number in zip(ends, found[1:], strict=False)]
    if len(kinds) < len(found) or not all(_PLUS.fullmatch(gap) for gap in gaps):
        return None
    low = sum((number.low for number in found), Fraction(0))
    high = sum((number.high for number in found), Fraction(0))
    whole = replace(found[0], low=low, high=high, end=found[-1].end)
    return ranges.read(said, [whole])
