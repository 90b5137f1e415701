"""Amounts as people type them: "50jt", "1,5 M", "RM10k-15k", "maks 20 juta", "belum tau"."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from unicodedata import normalize

#: More than this is a joke or a slip, in any currency.
MOST = 10**15
#: Less than this, bare and without a unit, is not an amount but half of one: "20" means 20 million.
LEAST = {"IDR": 10_000, "MYR": 100}
CURRENCIES = {"ID": "IDR", "MY": "MYR", "SG": "SGD", "BN": "BND"}

_SIGNS = {
    "rp": "IDR", "idr": "IDR", "rupiah": "IDR", "rm": "MYR", "myr": "MYR", "ringgit": "MYR", "usd": "USD",
    "us$": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "dolar": "USD", "sgd": "SGD", "s$": "SGD",
    "eur": "EUR", "€": "EUR", "euro": "EUR", "bnd": "BND", "b$": "BND",
}  # fmt: skip
_UNITS = {
    "ratus ribu": 10**5, "puluh ribu": 10**4, "puluh juta": 10**7, "ratus juta": 10**8,
    "k": 10**3, "rb": 10**3, "ribu": 10**3, "thousand": 10**3, "jt": 10**6, "juta": 10**6, "mio": 10**6,
    "million": 10**6, "mil": 10**6, "m": 0, "b": 10**9, "bn": 10**9, "billion": 10**9, "bilion": 10**9,
    "miliar": 10**9, "milyar": 10**9, "miliard": 10**9, "mlyr": 10**9, "t": 10**12, "triliun": 10**12,
    "trilion": 10**12, "trillion": 10**12,
}  # fmt: skip

_NUMBER = r"\d{1,3}(?:[ ]\d{3})+(?![\d.,])|\d[\d.,]*"
_UNIT = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:an)?"
_SIGN = "|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True)))
_AMOUNT = re.compile(
    rf"(?<![a-z0-9+])(?:(?P<sign>{_SIGN})\.?\s?)?(?P<number>{_NUMBER})(?:an)?\s?(?P<unit>{_UNIT})?(?![a-z0-9])"
    rf"(?:\s?(?P<after>{_SIGN})(?![a-z0-9]))?"
)
_DASH = re.compile(r"\s*[-\u2013\u2014~]\s*")
_TO = re.compile(
    r"\s*(?:[-\u2013\u2014~]|s/d|s\.d\.?|sd|sampai|hingga|until|till|to|ke|atau|or|dan|and|,?\s?maks\w*|,?\s?max\w*)"
    r"(?: dengan)?\s*"
)
_AT_MOST = re.compile(
    r"\b(maks\w*|max\w*|paling (banyak|tinggi|mahal)|up to|under|below|(di ?)?bawah|kurang dari\w*|kurang daripada"
    r"|less than|(tidak|tak|gak|ga|nggak|not|no) (lebih|more)( dari\w*| daripada| than)?|at most|sampai|hingga"
    r"|ke ?bawah|or less|and below)\b|[<≤]"
)
_AT_LEAST = re.compile(
    r"\b(min|minim\w*|paling sedikit|sekurang\w*|setidaknya|at least|di ?atas|above|over|more than|lebih dari\w*"
    r"|lebih daripada|mulai dari|bermula|from|starting|ke ?atas|or more|and above|and up)\b|[>≥]|\d[a-z]*\s?\+"
)
_MINUS = re.compile(r"([-\u2212]\s?(rp|rm|\$)?\.?\s?|\bminus )$")
_ABOUT = re.compile(r"(?<=\d)\s?-\s?an\b")


@dataclass(frozen=True, slots=True)
class _Amount:
    number: float
    unit: int
    sign: str
    start: int
    end: int


def budget(text: str, country: str, currency: str) -> dict[str, Any] | None:
    """Read an amount or a range as {min, max, currency}; None if there is any doubt about its size."""
    spoken = _ABOUT.sub("", normalize("NFKC", text[:512])[:512].casefold())
    home = CURRENCIES.get(country, currency)
    first = re.search(r"\d", spoken)
    if not first or _MINUS.search(spoken[: first.start()]):
        return None
    ends = _ends(_amounts(spoken, home), spoken, home)
    if not ends:
        return None
    sign = next((amount.sign for amount in ends if amount.sign), home)
    low, high = (min(values := [a.number * a.unit for a in ends]), max(values))
    if not LEAST.get(sign, 100) / 10 <= low <= high <= MOST:
        return None
    at_most = len(ends) == 1 and _AT_MOST.search(spoken)
    at_least = len(ends) == 1 and not at_most and _AT_LEAST.search(spoken)
    return {
        "min": None if at_most else _whole(low),
        "max": None if at_least else _whole(high),
        "currency": sign,
    }


def _amounts(spoken: str, home: str) -> list[_Amount]:
    """Read every number; if one of them cannot be read there are none, so that nobody guesses around it."""
    found = []
    for match in _AMOUNT.finditer(spoken):
        sign = _SIGNS.get(match["sign"] or match["after"] or "", "")
        if "$" in (match["sign"], match["after"]) and home in {"SGD", "BND"}:
            sign = home
        unit = _unit(match["unit"], sign or home)
        number = _number(match["number"], unit)
        if number is None:
            return []
        found.append(_Amount(number, unit, sign, *match.span()))
    return found


def _unit(word: str | None, currency: str) -> int:
    if not word:
        return 1
    name = word if word in _UNITS else word.removesuffix("an")
    # M is miliar in Indonesia and million everywhere else; the answer is echoed, so a slip is seen.
    return _UNITS[name] or (10**9 if currency == "IDR" else 10**6)


def _number(digits: str, unit: int) -> float | None:
    """Read digits with separators: one that three digits follow parts thousands, else it is the decimal point."""
    digits = digits.replace(" ", "").rstrip(".,")
    marks = re.findall(r"[.,]", digits)
    head, _, tail = digits.rpartition(marks[-1]) if marks else (digits, "", "")
    if len(marks) == 1 and len(tail) == 3 and head != "0" and unit >= 10**6:
        # "1.250 miliar" is one and a quarter to some and over a thousand to others.
        return None
    grouped = len(tail) == 3 and head != "0" and len(set(marks)) == 1
    whole, decimals = (digits, "0") if grouped or not marks else (head, tail)
    groups = re.split(r"[.,]", whole)
    if any(len(group) != 3 for group in groups[1:]) or len(set(marks[:-1])) > 1:
        return None
    # A leading zero, or a dozen digits in a row, is a phone number.
    if re.match(r"0\d", whole) or len(groups[0]) > 11:
        return None
    return float("".join(groups) + "." + decimals)


def _ends(amounts: list[_Amount], spoken: str, home: str) -> list[_Amount]:
    """Find the amount, or both ends of a range, among the numbers; nothing if several could be meant."""

    def real(amount: _Amount) -> bool:
        return amount.unit > 1 or bool(amount.sign) or amount.number >= LEAST.get(home, 100)

    for low, high in pairwise(amounts):
        gap = spoken[low.end : high.start]
        last = not spoken[high.end :].strip(" .!?")
        if _TO.fullmatch(gap) and (real(high) or (real(low) and last and _DASH.fullmatch(gap))):
            return _share_unit(low, high)
    found = [amount for amount in amounts if real(amount)]
    return found if len(found) == 1 else []


def _share_unit(low: _Amount, high: _Amount) -> list[_Amount]:
    """In "10-20 juta" both are millions; in "500.000 - 1 juta" the first says all of itself."""
    if low.unit == 1 < high.unit and low.number < 1000:
        low = replace(low, unit=high.unit)
    if high.unit == 1 < low.unit and high.number < 1000:
        high = replace(high, unit=low.unit)
    return [low, high]


def _whole(amount: float) -> int | float:
    return int(amount) if amount.is_integer() else round(amount, 2)
