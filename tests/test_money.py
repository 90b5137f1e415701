"""What a budget is understood to be, beyond the plain amounts of test_answers.py."""

from typing import Any

import pytest

from bot.flows import money

JT, M = 10**6, 10**9
HOME = {"ID": "IDR", "MY": "MYR", "SG": "SGD"}


def budget(typed: str, country: str = "ID") -> Any:
    return money.budget(typed, country, HOME[country])


def span(typed: str, country: str = "ID") -> Any:
    read = budget(typed, country)
    return (read["min"], read["max"]) if read else None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("dua setengah juta", 2.5 * JT), ("sejuta setengah", 1.5 * JT), ("1½ juta", 1.5 * JT), ("1 1/2 jt", 1.5 * JT),
        ("1 setengah M", 1.5 * M), ("2 setengah M", 2.5 * M),
        ("satu koma dua lima miliar", 1.25 * M), ("2 juta 750 ribu", 2.75 * JT), ("3jt500", 3.5 * JT),
        ("sejuta dua ratus", 1.2 * JT),
        ("limaratus ribu", 500_000), ("seribu juta", M), ("half a million", JT / 2), ("one and a half million", 1.5 * JT),
        ("two hundred and fifty thousand", 250_000), ("three quarters of a million", 750_000), ("1O juta", 10 * JT),
        ("sepuluh ribu sebelas", 10_011), ("goceng", 5000), ("5jt eh maksudnya 50jt", 50 * JT),
        ("bukan 5jt, tapi 50jt", 50 * JT),
    ],
)  # fmt: skip
def test_numbers_are_understood_as_they_are_said(typed: str, amount: float) -> None:
    assert span(typed) == (amount, amount)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("500-1jt", 500_000, JT), ("800 - 1,5 jt", 800_000, 1.5 * JT), ("900jt-1,1M", 900 * JT, 1.1 * M),
        ("2-3 ratus ribu", 200_000, 300_000),
        ("sepuluh ke lima belas ribu", 10_000, 15_000), ("dua tiga juta", 2 * JT, 3 * JT),
        ("antara 50 dan 70 juta", 50 * JT, 70 * JT),
        ("8jt maksimal, 5jt minimal", 5 * JT, 8 * JT), ("20jt, bisa naik sampai 25jt", 20 * JT, 25 * JT),
        ("puluhan juta", 10 * JT, 99 * JT),
        ("lebih dari 5 tapi kurang dari 10 juta", 5 * JT, 10 * JT), ("5jt per bulan sampai 8jt per bulan", 5 * JT, 8 * JT),
    ],
)  # fmt: skip
def test_both_ends_of_a_range_have_their_size(typed: str, low: float, high: float) -> None:
    assert span(typed) == (low, high)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("nggak boleh lebih dari 15 juta", None, 15 * JT), ("paling banter 15jt", None, 15 * JT),
        ("10jt/bulan max", None, 10 * JT),
        ("15jt aja, jangan lebih", None, 15 * JT), ("gak sampe 12 juta", None, 12 * JT),
        ("not exceeding 15 million", None, 15 * JT),
        ("paling kurang 3jt", 3 * JT, None), ("tidak kurang dari 3jt", 3 * JT, None), ("3jt lebih", 3 * JT, None),
        ("3jt+", 3 * JT, None),
        ("halo min, 5jt", 5 * JT, 5 * JT), ("5jt kurang lebih", 5 * JT, 5 * JT), ("5jt lebih dikit", 5 * JT, 5 * JT),
    ],
)  # fmt: skip
def test_a_bound_may_stand_on_either_side(
    typed: str, low: float | None, high: float | None
) -> None:
    assert span(typed) == (low, high)


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("75rb/akun/thn", "user_year"), ("setahun 20 juta", "year"), ("50rb per pax", "person"), ("300rb sehari", "day"),
        ("5jt per outlet per bulan", "branch_month"), ("5jt untuk 3 bulan", None), ("5jt, mulai sebulan lagi", None),
        ("RM99.90 per user per month", "user_month"), ("RM2k a year", "year"), ("RM25 sehelai", "unit"),
        ("150 juta, termasuk hosting setahun", None), ("monthly budget is RM2k", "month"), ("saya seorang, bajet RM5k", None),
    ],
)  # fmt: skip
def test_an_amount_may_come_again_and_again(typed: str, period: str | None) -> None:
    assert budget(typed).get("period") == period


@pytest.mark.parametrize(
    ("typed", "country", "amount", "currency"),
    [
        ("3M", "ID", 3 * M, "IDR"), ("3M", "MY", 3 * JT, "MYR"), ("RM2M", "ID", 2 * JT, "MYR"),
        ("3.4m idr", "MY", 3.4 * JT, "IDR"),
        ("$5k", "MY", 5000, "USD"), ("$5k", "SG", 5000, "SGD"), ("S$2,500.50", "MY", 2500.5, "SGD"),
        ("1.500 usd", "ID", 1500, "USD"),
        ("lima ribu ringgit", "ID", 5000, "MYR"), ("sembilan pound", "ID", 9, "GBP"), ("29,99 euro", "ID", 29.99, "EUR"),
    ],
)  # fmt: skip
def test_the_country_says_what_m_is_and_the_sign_which_money(
    typed: str, country: str, amount: float, currency: str
) -> None:
    read = budget(typed, country)

    assert (read["max"], read["currency"]) == (amount, currency)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("1.250 miliar", "ID"), ("RM1.250k", "MY"), ("2jt5", "ID"), ("100-150", "ID"), ("50", "MY"), ("Rp 20", "ID"),
        ("2027", "MY"),
        ("10-1jt", "ID"), ("1. 5 jt", "ID"), ("20% dari 100jt", "ID"), ("10jt x 2", "ID"),
        ("10jt di awal, 10jt di akhir", "ID"),
        ("500 orang", "MY"), ("1.750 karyawan", "ID"), ("beberapa juta", "ID"), ("a few thousand", "MY"),
        ("lima ratus", "ID"), ("2 mil", "ID"), ("percuma ke?", "MY"), ("harganya berapa?", "ID"), ("5jt atau RM1500", "ID"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_asked_again(typed: str, country: str) -> None:
    assert budget(typed, country) is None


@pytest.mark.parametrize("typed", ["gratis", "kalau bisa gratis", "Rp 0", "0", "zero budget"])
def test_nothing_is_an_amount_too(typed: str) -> None:
    assert span(typed) == (0, 0)


def test_what_counts_something_else_is_no_money() -> None:
    assert span("1000 pcs, budget 25jt") == (25 * JT, 25 * JT)
    assert span("tahun 2027, 300jt untuk 500 karyawan") == (300 * JT, 300 * JT)
    assert span("50jt, wa 081234567890") == (50 * JT, 50 * JT)


@pytest.mark.parametrize(
    "typed",
    [
        "vendor lain nawarin 40jt", "vendor lain nawarin, 40jt", "toko sebelah kasih Rp. 40jt", "kompetitor minta 25jt",
        "other vendor quoted RM5k", "kedai lain bagi RM3k", "they quoted RM5k", "our previous vendor charged 5k",
    ],
)  # fmt: skip
def test_what_another_seller_asks_is_no_budget(typed: str) -> None:
    assert budget(typed, "MY") is None


@pytest.mark.parametrize(
    "typed",
    ["they asked 12k but our budget is 9k", "kedai lain bagi 12k, kami nak 9k", "budget kami 9k, vendor lain 12k"],
)  # fmt: skip
def test_beside_it_our_own_clause_counts(typed: str) -> None:
    read = budget(typed, "MY")

    assert read
    assert (read["min"], read["max"]) == (9000, 9000)
