"""Telephone numbers as people type them, with slips and habits: "O8l3 9876 543O", "019-876 5432", "8139876543"."""

import re
from collections.abc import Iterator

from bot.core.phone import fold

LONGEST = 300

_WORDS = {
    word: digit
    for digit, words in enumerate(
        ("nol kosong zero oh", "satu one", "dua two", "tiga three", "empat four", "lima five", "enam six",
         "tujuh seven", "delapan lapan eight", "sembilan nine")
    )
    for word in words.split()
}  # fmt: skip
_WORD = "|".join(_WORDS)
_SAID = re.compile(rf"\b(?:(?:double |triple |dobel )?(?:{_WORD}|\d+)[\s,.-]*){{7,}}\b")
_STEP = re.compile(rf"(?:(double|dobel|triple) )?({_WORD}|\d+)")
#: Letters that look like digits, within what is otherwise digits.
_RUN = re.compile(r"(?<![a-z])[oil\d+(][oil\d\s().+/_-]{6,}[oil\d](?![a-z])", re.IGNORECASE)
_LETTERS = str.maketrans("oOiIlL", "001111")
_INVISIBLE = re.compile("[\ufe0f\u20e3\u200b-\u200f\u2060\u00ad]")
_NEGATED = re.compile(
    r"\b(?:jangan|jgn|bukan|not|old|lama|don'?t (?:call|use)|no longer|dulu)(?: (?:yg|yang|ke|the|to|call"
    r"|hubungi|di|pakai))*\W*$",
    re.IGNORECASE,
)
#: What is no telephone number though it has as many digits.
_OTHER = re.compile(
    r"(?:inv(?:oice)?|order|pesanan|resi|po|ref\w*|ktp|nik|npwp|ic|kad pengenalan|rekening|rek|akaun|account"
    r"|acc?|bca|mandiri|maybank|bank"
    r"|budget|bajet|harga|total|rp|rm|idr|myr|tracking|id)\W*(?:(?:no|nomor|nombor|number)\W*)?$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\s?(?:jt|juta|rb|ribu|k\b|rupiah|ringgit|m\b)", re.IGNORECASE)
#: A number without its zero, which many leave out: a mobile one of the country.
_SHORT = {"ID": (r"8\d{8,11}", "0"), "MY": (r"1\d{8,9}", "0")}
_DIGITS = re.compile(r"(?<![\d+])\d(?:[\s().-]{0,2}\d){7,12}(?!\d)")


def phone(text: str, country: str) -> str | None:
    """Read a number as +62812...; None if there is none that could be called."""
    said = _INVISIBLE.sub("", fold(text[:LONGEST]))
    for form in dict.fromkeys(
        (
            said,
            _RUN.sub(lambda m: m[0].translate(_LETTERS), said),
            _SAID.sub(_dialled, said.lower()),
        )
    ):
        found = list(_found(form, country))
        if found:
            return found[0]
    return None


def _dialled(match: re.Match[str]) -> str:
    """Write a number that was spelt in words: "kosong satu dua, double five"."""
    times = {"double": 2, "dobel": 2, "triple": 3, None: 1}
    return (
        "".join(
            str(_WORDS.get(step[2], step[2])) * times[step[1]]
            for step in _STEP.finditer(match[0])
        )
        + " "
    )


def _found(said: str, country: str) -> Iterator[str]:
    for region in dict.fromkeys((country or "ID", "ID", "MY")):
        yield from _matches(said, region)
        if region == country:
            yield from _without_zero(said, region)


def _matches(said: str, region: str) -> Iterator[str]:
    # The tables of a country are read when it is first asked about.
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number  # noqa: PLC0415

    said = re.sub(
        r"\(0\)|(?<=\d)_(?=\d)|wa\.me/(?=\d)|tel:",
        lambda m: {"_": "-"}.get(m[0], " +" if m[0] == "wa.me/" else " "),
        said,
    )
    for match in PhoneNumberMatcher(said, region):
        if _meant(said, match.start, match.end):
            yield format_number(match.number, PhoneNumberFormat.E164)


def _without_zero(said: str, region: str) -> Iterator[str]:
    shape, zero = _SHORT.get(region, ("(?!)", ""))
    for match in _DIGITS.finditer(said):
        digits = re.sub(r"\D", "", match[0])
        if re.fullmatch(shape, digits) and _meant(said, *match.span()):
            yield from _matches(zero + digits, region)


def _meant(said: str, start: int, end: int) -> bool:
    before = said[max(start - 40, 0) : start]
    return not (_NEGATED.search(before) or _OTHER.search(before) or _AMOUNT.match(said, end))
