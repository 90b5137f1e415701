"""Amounts as people type them: "50jt", "1,5 M", "RM10k-15k sebulan", "tak lebih dari 200 ribu", "belum tau"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from bot.flows import numbers, period, ranges
from bot.flows.nouns import COUNTED
from bot.flows.numbers import Number
from bot.flows.pieces import spoken
from bot.flows.ranges import Range

#: More than this is a joke or a slip, in any currency.
MOST = 10**15
#: Less than this, bare and without a unit, is not an amount but half of one: "20" means 20 million.
LEAST = {"IDR": 10_000, "MYR": 100}
CURRENCIES = {"ID": "IDR", "MY": "MYR", "SG": "SGD", "BN": "BND"}

_SIGNS = {
    "USD": r"us\s?\$|usd|us dollars?|u\.s\. dollars?|do(?:l|ll)ars? (?:as|us|amerika)|american dollars?",
    "SGD": r"s\$|sgd|sing(?:apore)? dollars?|do(?:l|ll)ars? (?:singapura|singapur|singapore|sg)",
    "AUD": r"a\$|aud|aussie dollars?|australian dollars?|do(?:l|ll)ars? australia",
    "BND": r"b\$|bnd|brunei dollars?|do(?:l|ll)ars? brunei",
    "HKD": r"hk\$|hkd",
    "": r"\$|dollars?|dolars?|dola|bucks",
    "IDR": r"rp|idr|rupiahs?|rupiyah|perak",
    "MYR": r"rm|myr|ringgits?(?: malaysia)?|rgt",
    "EUR": r"\u20ac|eur|euros?", "GBP": r"\u00a3|gbp|pounds?(?: sterling)?|poundsterling",
    "JPY": r"\u00a5|jpy|yen", "CNY": r"cny|rmb|yuan|renminbi", "THB": r"thb|baht", "INR": r"inr|rupees?|\u20b9",
    "SAR": r"sar|riyals?", "PHP": r"php|pesos?", "KRW": r"krw|won|\u20a9",
}  # fmt: skip
_SIGN = "|".join(f"(?P<c{at}>{words})" for at, words in enumerate(_SIGNS.values()))
_BEFORE = re.compile(rf"(?<![a-z])(?:{_SIGN})\.?\s?$")
_AFTER = re.compile(rf"\s?(?:{_SIGN})(?![a-z])")
_FOREIGN = re.compile(
    r"(?<![a-z])(?:rm|myr|usd|sgd|aud|eur|gbp)(?![a-z])|[$\u20ac\u00a3]|ringgit|dol+ar|euro"
)
_COUNTED = re.compile(rf"\s?{COUNTED}(?!\w)")
_YEAR = re.compile(r"20[2-4]\d")
_MINUS = re.compile(r"(?:(?:^|\s)[-\u2212]\s?|\b(?:minus|negati[fv]e?)\s)$")
#: What was said before a slip is mended does not count: "5jt eh 50jt", "bukan 5 tapi 10 juta".
_MENDED = re.compile(
    r"\b(?:eh|ehh?|ralat|koreksi|typo|maksud\w*(?: (?:saya|aku|sy|gue|ku))?|i mean|i meant|sorry|maaf|oops"
    r"|correction|silap)\b"
    r"|\b(?:bukan|not)\s[^\d,]{0,4}\d.{0,15}?(?:\b(?:tapi|tp|but|melainkan)\b|,\s)"
)
#: "20% of 100 million", "2 x 10 juta", and "1. 5 jt", which may be a slip for 1.5.
_RECKONED = re.compile(
    r"(?:%|persen|percent|peratus)\s(?:dari(?:pada)?|of)\b|(?:\d|\dk|jt|juta|rb|ribu)\s?[x\u00d7*]\s?\d"
    r"|(?<![\d.,])\d{1,3}\s?(?:[.,]\s+|\.\.)\d"
)
#: An amount that another seller asks is nobody's budget: "vendor lain nawarin 40jt", "they quoted RM5k".
_SELLER = (
    r"(?:vendor|supplier|pembekal|seller|penjual|provider|penyedia|agenc(?:y|ies)|agensi|agen|kedai|toko|shop|store"
    r"|compan(?:y|ies)|syarikat|perusahaan|place|tempat|pihak)s?"
)
_ELSEWHERE = re.compile(
    rf"\b(?:{_SELLER} (?:lain\w*|sebelah|lama|(?:yang|yg) (?:dulu|lain|lama)|sebelum(?:nya| ini))"
    rf"|(?:an)?other (?:\w+ )?{_SELLER}|(?:previous|current|existing|old|last) (?:vendor|supplier|seller|provider|agency)"
    r"|kompetitor\w*|competitors?|pesaing\w*|elsewhere|somewhere else"
    r"|(?:they|mereka|diorang|dia) (?:\w+ )?(?:quot|ask|offer|charg|nawar|tawar|menawar|minta|kutip|bagi|kasi)\w*)\b"
)
_CLAUSE = re.compile(
    r"[,;] |(?<!rp)(?<!rm)\. |\b(?:tapi|tp|tetapi|but|sedangkan|sedang|whereas|while|manakala)\b"
)
_OURS = re.compile(
    r"\b(?:budget\w*|bajet\w*|bujet\w*|anggaran\w*|dana\w*|kita|kami|saya|sy|aku|gue|gw|mau\w*|mahu|nak|we|our|ours|i|my)\b"
)
#: What stands between an amount and the same amount once more.
_AGAIN = re.compile(r"[\s(=,/-]*(?:(?:atau|alias|or|i\.e\.)[\s(]*)?")
_NOTHING = {"0", "nol", "zero", "kosong"}
_EXACT = re.compile(r"\d ?(?:rupiah|perak)|,\d\d$")
_FREE = re.compile(
    r"\b(?:gratis\w*|percuma|free|foc|(?:zero|nol) (?:budget|bajet|modal)|tanpa biaya|modal nol|cuma-cuma)\b"
)


def budget(text: str, country: str, currency: str) -> dict[str, Any] | None:
    """Read an amount or a range; None if there is any doubt about its size.

    {min, max, currency}, and if they were said: period ("month", "user_month"), approx.
    """
    said = spoken(text)
    mended = list(_MENDED.finditer(said))
    if mended and re.search(r"\d|juta|ribu|thousand|million", said[mended[-1].end() :]):
        said = said[mended[-1].end() :]
    own = _own(said)
    if not own:
        return None
    said = own
    home = CURRENCIES.get(country, currency)
    # From elsewhere people write as they do where the business is.
    country = country or next((at for at, money in CURRENCIES.items() if money == currency), "")
    # M is miliar in Indonesia and million everywhere else; the answer is read back, so a slip is seen.
    miliar = country == "ID" and not _FOREIGN.search(said)
    found = numbers.find(said, country, 10**9 if miliar else 10**6)
    if found and _RECKONED.search(said):
        return None
    if not found:
        return _free(said, home) if found == [] else None
    read = _amount(said, found, home)
    return read and _answer(said, *read)


def _own(said: str) -> str:
    """Leave out what others ask for; beside it only a clause that says so is ours, so nothing may be left."""
    if not _ELSEWHERE.search(said):
        return said
    clauses = [clause.strip() for clause in _CLAUSE.split(said)]
    ours = (each for each in clauses if _OURS.search(each) and not _ELSEWHERE.search(each))
    return ", ".join(ours)


def _answer(said: str, amount: Range, sign: str) -> dict[str, Any]:
    answer = {"min": _plain(amount.low), "max": _plain(amount.high), "currency": sign}
    recurring = period.read(said[: amount.start], said[amount.start :])
    return (
        answer
        | ({"period": recurring} if recurring else {})
        | ({"approx": True} if amount.about else {})
    )


def _free(said: str, home: str) -> dict[str, Any] | None:
    free = _FREE.search(said) and "?" not in said
    return _answer(said, Range(Fraction(0), Fraction(0), 0, 0), home) if free else None


def _plain(amount: Fraction | None) -> int | float | None:
    if amount is None or amount.denominator == 1:
        return None if amount is None else int(amount)
    return round(float(amount), 2)


# --- Which of the numbers ---------------------------------------------------------------------


def _amount(said: str, found: Sequence[Number], home: str) -> tuple[Range, str] | None:
    """Find the amount, or both ends of a range, among the numbers, and its currency; None if several could be meant."""
    signed = [_signed(said, number, home) for number in found]
    signs = {number.start: sign for number, sign in signed if sign}
    kept = [number for number, sign in signed if sign or not _otherwise(said, number)]
    together = ranges.read(said, kept, period.ANY)
    if together is None or any(_MINUS.search(said[: each.start]) for each in together):
        return None
    own = [{s for at, s in signs.items() if each.start <= at < each.end} for each in together]
    real = [
        (amount, sign)
        for amount, sign in zip(together, own, strict=True)
        if _real(said, amount, next(iter(sign), ""), home)
    ]
    if not real or len(real[0][1]) > 1 or not _once(said, [amount for amount, _ in real]):
        return None
    return real[0][0], next(iter(real[0][1]), home)


def _once(said: str, amounts: Sequence[Range]) -> bool:
    """Tell whether there is one amount, if need be said twice: "Rp 7.500.000 (tujuh juta lima ratus ribu)"."""
    return all(
        (one.low, one.high) == (other.low, other.high)
        and _AGAIN.fullmatch(said[one.end : other.start])
        for one, other in pairwise(amounts)
    )


def _signed(said: str, number: Number, home: str) -> tuple[Number, str]:
    """Return a number with the sign that stands at it as a part of it."""
    before, after = _BEFORE.search(said[: number.start]), _AFTER.match(said, number.end)
    sign = _currency(before, home) or _currency(after, home)
    start = before.start() if before else number.start
    return replace(number, start=start, end=after.end() if after else number.end), sign


def _currency(match: re.Match[str] | None, home: str) -> str:
    if not match or match.lastgroup is None:
        return ""
    name = list(_SIGNS)[int(match.lastgroup[1:])]
    return name or (home if home in {"SGD", "BND"} else "USD")


def _otherwise(said: str, number: Number) -> bool:
    """Tell whether a number counts something else, or is a year."""
    return bool(
        _COUNTED.match(said, number.end) or _YEAR.fullmatch(said[number.start : number.end])
    )


def _real(said: str, amount: Range, sign: str, home: str) -> bool:
    """Tell whether a number is all of an amount: it has a magnitude or a currency, or is large enough."""
    value = amount.high if amount.low is None else amount.low
    if value is None or max(value, amount.high or 0) > MOST:
        return False
    if value == 0:
        return bool(sign or _FREE.search(said)) or said.strip(" .") in _NOTHING
    if not amount.bare:
        return True
    written, least = said[amount.start : amount.end], LEAST.get(sign or home, 100)
    if sign == "IDR":
        # "Rp 20" leaves the millions out as often as not; "20 rupiah" and "Rp 315,00" do not.
        return value >= least / 10 or bool(_EXACT.search(written))
    cents = home != "IDR" and value >= 10 and re.search(r"\d\.\d\d$", written)
    return bool(sign or cents) or value >= least
