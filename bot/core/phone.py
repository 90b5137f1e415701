"""Phone numbers as people write them: one form to keep, and patterns that find them in any disguise."""

import re
import unicodedata
from functools import lru_cache

#: Where our prospects and their colleagues call from; used only to explain and to find local writings.
CODES = {
    "ID": "62", "MY": "60", "SG": "65", "BN": "673", "TH": "66", "PH": "63", "VN": "84", "TL": "670",
    "AU": "61", "CN": "86", "HK": "852", "IN": "91", "JP": "81", "GB": "44", "US": "1",
}  # fmt: skip

#: What may stand between two digits of a number we know: anything but letters, even a line break.
_ANYTHING = r"[\W_]{0,4}"
#: What may stand between two digits of a number we do not know. No comma, colon or slash: those
#: are amounts, times and dates.
_GAP = (
    "[ \u00a0\u2000-\u200a\u202f\u3000().*_~\u00b7\u2022\u2010-\u2015\u2212"
    "\u200b-\u200f\u2060\ufe0f\u20e3\u00ad-]{0,3}"
)
_START = (
    rf"(?:\(?\+{_GAP}(?=[1-9])"
    rf"|\(?(?=00?[1-9]|6{_GAP}2{_GAP}8|6{_GAP}0{_GAP}1))"
)
_DATE = r"(?:0?[1-9]|[12]\d|3[01])(?P<dash>[-.])(?:0?[1-9]|1[0-2])(?P=dash)(?:(?:19|20)\d\d|\d\d)(?![-.]?\d)"
_TIMES = r"\d{1,2}\.\d\d ?[-\u2013] ?\d{1,2}\.\d\d(?!\d)"
_NUMBER = re.compile(
    rf"(?<!\d)(?:(?P<time>{_DATE}|{_TIMES})|(?<!\d[.,/-])(?P<phone>{_START}"
    # A long run of digits is a number by itself; the words after it may begin with an amount.
    rf"(?:\d{{9,15}}(?!\d)|\d(?:{_GAP}\d){{8,14}}(?!\d))))"
)
_GROUPED = re.compile(r"\+?[1-9]\d{0,2}(?:\.\d{3})+(?!\d|\.\d)")
_CURRENCY = re.compile(r"(?:rp|idr|rm|myr|sgd|usd|\$)\.? ?\Z", re.IGNORECASE)
_UNIT = re.compile(
    r" ?(?:,\d\d(?!\d)|,-|jt|juta|rb|ribu|mili?y?ar|rupiah|ringgit|perak)", re.IGNORECASE
)
_LABEL = re.compile(r"(?:\A|[^a-z])(?:wa|hp|telp?|no|hub|call|phone)[-:.]?\Z", re.IGNORECASE)
_ORDER = re.compile(r"[a-z#][-/_#]?\Z", re.IGNORECASE)


def e164(text: str, country: str = "") -> str:
    """Reduce a number to +62812..., or raise ValueError with a sentence. `country` only helps to explain."""
    number = re.sub(r"[\s().\-\u00a0\u2010-\u2015]", "", fold(text).replace("(0)", ""))
    if re.fullmatch(r"0[1-9][0-9]{6,}", number) and country in CODES:
        raise ValueError(f'"{text}" has no country code: write +{CODES[country]}{number[1:]}')
    number = re.sub(r"\A00", "+", number)
    # "+62 0812" is how many people write it; no number there has a zero after the code.
    number = re.sub(r"\A\+(6[02])0", r"+\1", number)
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", number):
        raise ValueError(f'"{text}" is not a number with its country code, like +6281234567890')
    return number


def fold(text: str) -> str:
    """Write digits of any script, full-width or in a circle as 0-9; every character keeps its place."""
    if text.isascii():
        return text
    return "".join(map(_folded, text))


def _folded(char: str) -> str:
    value = unicodedata.digit(char, None)
    return str(value) if value is not None else {"\uff0b": "+", "\uff0e": "."}.get(char, char)


@lru_cache(maxsize=1024)
def pattern(number: str) -> re.Pattern[str]:
    """Match a known number in folded text: +62812, 62812, 0062812, 0812, with anything but letters between the digits."""
    number = number.rpartition(":")[2]
    digits = re.sub(r"\D", "", fold(number))
    if len(digits) < 8 or re.search(r"[A-Za-z]", number):
        # A user name or another network's id: it has one writing only.
        return re.compile(rf"(?i:(?<!\w){re.escape(number)}(?!\w))" if number else "(?!)")
    code = next((code for code in CODES.values() if digits.startswith(code)), "")
    # A code we do not know has three digits at most: what follows them is never missing.
    local = digits[len(code) or 3 :]
    before = rf"(?:(?:\+|00){_ANYTHING})?\(?{_spaced(code)}{_ANYTHING}(?:0{_ANYTHING})?"
    start = rf"(?:{before}|\(?0{_ANYTHING})?" if code else rf"\+?(?:\d{_ANYTHING}){{0,3}}"
    return re.compile(start + _spaced(local))


def _spaced(digits: str) -> str:
    return _ANYTHING.join(digits)


def spans(text: str) -> list[tuple[int, int]]:
    """Find what looks like anybody's number in folded text; amounts, dates and order numbers do not."""
    return [
        found.span("phone")
        for found in _NUMBER.finditer(text)
        if found["phone"] and _likely(found)
    ]


def _likely(found: re.Match[str]) -> bool:
    number, before = found["phone"], found.string[max(found.start() - 12, 0) : found.start()]
    if _ORDER.search(before) and not _LABEL.search(before):
        return False
    grouped = _GROUPED.match(number)
    if grouped and not number.startswith(("+62", "+60", "+65")):
        # 628.500.000 is an amount, and 628.571.111.222 is not.
        return len(grouped[0]) > len("628.500.000") and not grouped[0].endswith("000")
    if number[0] in "0+(":
        return True
    return not (_CURRENCY.search(before) or _UNIT.match(found.string, found.end()))
