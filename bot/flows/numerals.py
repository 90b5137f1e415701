"""The words that numbers are made of, in Indonesian, Malay and English, chat spellings included."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from bot.core.text import word_set

#: What a word does to the number it stands in.
Kind = Literal["value", "teen", "times", "big", "half", "quarter", "point"]


@dataclass(frozen=True, slots=True)
class Part:
    """`about` marks the ending -an, "roughly"; `one` the beginning se-, "a"; `vague` a plural without a count."""

    kind: Kind
    size: int = 0
    about: bool = False
    one: bool = False
    vague: bool = False


_VALUES = {
    word: value
    for value, words in {
        0: "nol kosong sifar zero", 1: "satu one", 2: "dua two couple", 3: "tiga three", 4: "empat four", 5: "lima five",
        6: "enam six", 7: "tujuh seven", 8: "delapan lapan eight", 9: "sembilan nine", 10: "ten", 11: "eleven",
        12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen",
        19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty fourty", 50: "fifty", 60: "sixty", 70: "seventy",
        80: "eighty", 90: "ninety",
    }.items()
    for word in words.split()
}  # fmt: skip
_TIMES = {"puluh": 10, "pulu": 10, "ratus": 100, "rts": 100, "hundred": 100}
_BIGS = {
    word: 10**zeros
    for zeros, words in {
        3: "ribu rebu rb k thousand grand", 6: "juta jt jta jtn mio million mln mn jeti",
        9: "miliar milyar milliar miliyar miliard mlyr billion bilion bio bn b", 12: "triliun trilyun trilion trillion t",
    }.items()
    for word in words.split()
}  # fmt: skip
#: Old market words that are whole numbers by themselves.
_WHOLE = {
    "seceng": 1000,
    "goceng": 5000,
    "ceban": 10_000,
    "noban": 20_000,
    "goban": 50_000,
    "cetiau": 10**6,
}
#: Units that are words of their own elsewhere, so that they count only right behind digits.
AFTER_DIGITS = word_set("k b t m mil rb bn mn")
_HALF = word_set("setengah stengah stgh setgh separuh separo half")
_QUARTER = word_set("perempat quarter quarters suku")
_POINT = word_set("koma point perpuluhan")
_VAGUE = {"hundreds": 100, "thousands": 1000, "millions": 10**6}

_ROOTS = "|".join(
    sorted({*_TIMES, *_BIGS, "belas"} - AFTER_DIGITS | {"rb"}, key=len, reverse=True)
)
_ONES = "|".join(
    sorted((word for word, value in _VALUES.items() if value < 10), key=len, reverse=True)
)
_WORD = re.compile(rf"(?P<se>se)?(?P<root>{_ROOTS}|jut)(?P<an>an)?")
_GLUED = re.compile(rf"({_ONES})({_ROOTS})(an)?")


@lru_cache(maxsize=1024)
def parts(word: str, million: int) -> tuple[Part, ...]:
    """Return what a word says of a number, nothing if it says nothing; `million` is what M stands for here, 0 if for none."""
    if word == "m":
        return (Part("big", million),) if million else ()
    if word == "mil":
        # Half a billion people mean a million by it, and Indonesians a miliar.
        return (Part("big", 10**6),) if million == 10**6 else ()
    return _parts(word) or _parts(re.sub(r"(.)\1+", r"\1", word))


def _parts(word: str) -> tuple[Part, ...]:
    if word in _VALUES:
        return (Part("value", _VALUES[word]),)
    if word in _WHOLE:
        return (Part("value", _WHOLE[word]),)
    if word in _HALF:
        return (Part("half"),)
    if word in _QUARTER or word == "seperempat":
        return (Part("quarter", one=word == "seperempat"),)
    if word in _POINT:
        return (Part("point"),)
    if word in _VAGUE:
        return (Part("big" if _VAGUE[word] > 100 else "times", _VAGUE[word], vague=True),)
    if word in _BIGS:
        return (Part("big", _BIGS[word]),)
    if found := _WORD.fullmatch(word):
        return (_root(found["root"], one=bool(found["se"]), about=bool(found["an"])),)
    if found := _GLUED.fullmatch(word):
        return Part("value", _VALUES[found[1]]), _root(found[2], about=bool(found[3]))
    return ()


def _root(root: str, *, one: bool = False, about: bool = False) -> Part:
    if root == "belas":
        return Part("teen", 10, about, one, vague=about and not one)
    kind: Kind = "times" if root in _TIMES else "big"
    size = _TIMES.get(root) or _BIGS.get(root, 10**6)
    return Part(kind, size, about, one, vague=about and not one)


def decimal(digits: str, point: str, unit: int) -> Fraction | None:
    """Read digits with separators: three digits follow one that groups, any other number the decimal point.

    `point` is the decimal point of the country, `unit` the magnitude behind the digits; None if they can
    be read in two ways: "1.250 miliar" is one and a quarter to some, and over a thousand to others.
    """
    groups = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return Fraction(digits)
    if len(set(marks)) == 2 and marks[-1] in marks[:-1]:
        return None
    grouped = len(groups[-1]) == 3 and groups[0].lstrip("0") != "" and len(set(marks)) == 1
    if grouped and len(marks) == 1 and (unit >= 10**6 or (unit > 1 and marks[0] == point)):
        return None
    whole, rest = (groups, "0") if grouped else (groups[:-1], groups[-1])
    if any(len(group) != 3 for group in whole[1:]) or (len(whole) > 1 and len(whole[0]) > 3):
        return None
    if grouped and len(groups[0]) > 3:
        return None
    return Fraction(f"{''.join(whole) or '0'}.{rest}")
