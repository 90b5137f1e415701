"""Any number that is said in words, or written with separators, is read as what it is."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.flows import money, numbers
from bot.flows.pieces import spoken

ONES = {
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan".split(),
    "ms": "kosong satu dua tiga empat lima enam tujuh lapan sembilan".split(),
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split(),
}
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
BIGS = {
    "id": ("miliar", "juta", "ribu"),
    "ms": ("bilion", "juta", "ribu"),
    "en": ("billion", "million", "thousand"),
}


def words(number: int, language: str) -> str:
    """Say a number as people do: seribu, dua belas ribu, two hundred and five."""
    said = []
    for size, name in zip((10**9, 10**6, 10**3), BIGS[language], strict=True):
        many, number = divmod(number, size)
        if many:
            below = _english(many) if language == "en" else _malay(many, language)
            said.append("seribu" if below == "satu" and name == "ribu" else f"{below} {name}")
    if number or not said:
        said.append(_english(number) if language == "en" else _malay(number, language))
    return " ".join(said)


def _malay(number: int, language: str) -> str:
    ones = ONES[language]
    if number < 10:
        return ones[number]
    for size, name in ((100, "ratus"), (10, "puluh")):
        many, rest = divmod(number, size)
        if many and not (size == 10 and 10 < number < 20):
            head = f"se{name}" if many == 1 else f"{ones[many]} {name}"
            return f"{head} {_malay(rest, language)}" if rest else head
    return "sebelas" if number == 11 else f"{ones[number - 10]} belas"


def _english(number: int) -> str:
    if number < 20:
        return ONES["en"][number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return TENS[tens - 2] + (f"-{ONES['en'][rest]}" if rest else "")
    many, rest = divmod(number, 100)
    return f"{ONES['en'][many]} hundred" + (f" and {_english(rest)}" if rest else "")


@pytest.mark.parametrize("language", ["id", "ms", "en"])
@given(
    number=st.integers(0, 10**6 - 1) | st.integers(0, 10**6 - 1).map(lambda many: many * 10**6)
)
def test_a_number_in_words_is_read_as_it_is(language: str, number: int) -> None:
    (read,) = numbers.find(spoken(words(number, language)), "ID") or []

    assert read.low == read.high == number


@given(
    amount=st.integers(10_000, 10**12),
    language=st.sampled_from(["id", "ms", "en"]),
    country=st.sampled_from(["ID", "MY"]),
)
def test_an_amount_with_separators_is_read_in_both_countries(
    amount: int, language: str, country: str
) -> None:
    read = money.budget(f"Rp {format_decimal(amount, locale=language)}", country, "IDR")

    assert read == {"min": amount, "max": amount, "currency": "IDR"}


@given(
    tenths=st.integers(1, 9999),
    unit=st.sampled_from(["ribu", "rb", "juta", "jt", "miliar", "M"]),
    point=st.sampled_from(".,"),
)
def test_one_decimal_is_a_decimal_whatever_the_sign(tenths: int, unit: str, point: str) -> None:
    size = {"r": 10**3, "j": 10**6, "m": 10**9}[unit[0].lower()]
    whole, tenth = divmod(tenths, 10)
    read = money.budget(f"{whole}{point}{tenth} {unit}", "ID", "IDR")

    assert read == {"min": tenths * size // 10, "max": tenths * size // 10, "currency": "IDR"}


@given(
    low=st.integers(1, 499),
    more=st.integers(1, 499),
    unit=st.sampled_from(["ribu", "jt", "miliar"]),
)
def test_both_ends_share_their_magnitude(low: int, more: int, unit: str) -> None:
    size = {"r": 10**3, "j": 10**6, "m": 10**9}[unit[0]]
    read = money.budget(f"{low}-{low + more} {unit}", "ID", "IDR")

    assert read == {"min": low * size, "max": (low + more) * size, "currency": "IDR"}
