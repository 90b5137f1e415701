"""Headcounts, quantities, telephone numbers and e-mail addresses, as people type them."""

from typing import Any

import pytest

from bot.flows import answers
from bot.flows.model import END, Ask, Expect
from tests.chat import world


def read(kind: Expect, typed: str, country: str = "ID") -> Any:
    """Return what is read as the answer to a question of this kind, or "?" if it is none."""
    here = world("id" if country == "ID" else "ms")
    reading = answers.read(Ask("answer", "", END, expect=kind), typed, here)
    return reading.value if reading else "?"


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("64 org", 64, 64), ("kami berlima", 5, 5), ("ber-6", 6, 6), ("berdua dengan adik", 2, 2), ("sekeluarga 5 orang", 5, 5),
        ("cuma saya", 1, 1), ("sorang je kak", 1, 1), ("only me for now", 1, 1), ("suami istri", 2, 2), ("2 dewasa 3 anak", 5, 5),
        ("20-30 pax", 20, 30), ("belasan tamu", 11, 19), ("seratusan", 100, 100), ("ribuan", 1000, 9000),
        ("1.750 karyawan", 1750, 1750),
        ("kira2 340", 340, 340), ("gak sampe 20 org", None, 20), ("10 people max", None, 10), ("100+ staff", 100, None),
        ("18 org, 2 cabang", 18, 18), ("team of twelve", 12, 12), ("half a dozen", 6, 6), ("ramai la, dekat 90", 90, 90),
        ("sama istri dan 2 anak, jadi berempat", 4, 4), ("tidak tahu pasti, sekitar 30an", 30, 30),
    ],
)  # fmt: skip
def test_how_many_people(typed: str, low: int | None, high: int | None) -> None:
    assert read("headcount", typed) == {"min": low, "max": high}


@pytest.mark.parametrize(
    "typed",
    [
        "3 outlet",
        "banyak",
        "40 karyawan dan 15 kontrak",
        "5 full-timers and 3 interns",
        "2,5",
        "halo",
        "0",
    ],
)
def test_a_doubtful_headcount_is_asked_again(typed: str) -> None:
    assert read("headcount", typed) == "?"


@pytest.mark.parametrize(
    ("typed", "low", "high", "unit"),
    [
        ("7 lusin", 84, 84, "pcs"), ("dua kodi setengah", 50, 50, "pcs"), ("5 rim", 2500, 2500, "pcs"),
        ("sepasang sepatu", 2, 2, "pcs"),
        ("setengah kilo", 0.5, 0.5, "kg"), ("1 1/2 kg", 1.5, 1.5, "kg"), ("100 m", 100, 100, "meter"), ("100 m2", 100, 100, "m2"),
        ("5-10 lusin", 60, 120, "pcs"), ("min 50 pcs", 50, None, "pcs"), ("45 lisensi", 45, 45, "license"),
        ("100", 100, 100, None),
        ("a couple of boxes", 2, 2, "box"), ("a dozen and a half", 18, 18, "pcs"), ("2 kwintal", 200, 200, "kg"),
    ],
)  # fmt: skip
def test_how_much(typed: str, low: float | None, high: float | None, unit: str | None) -> None:
    assert read("quantity", typed) == {"min": low, "max": high, "unit": unit}


@pytest.mark.parametrize("typed", ["2 x 50 pcs", "50 meja 20 kursi", "secukupnya"])
def test_a_doubtful_quantity_is_asked_again(typed: str) -> None:
    assert read("quantity", typed) == "?"


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("0813-9876-5432", "ID", "+6281398765432"), ("+62 (0)813 9876 5432", "ID", "+6281398765432"),
        ("8139876543", "ID", "+628139876543"),
        ("O8l3 9876 543O", "ID", "+6281398765430"), ("wa.me/6281234567890", "ID", "+6281234567890"),
        ("(021) 555 1234", "ID", "+62215551234"),
        ("kosong delapan satu dua 3456 7890", "ID", "+6281234567890"),
        ("0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣", "ID", "+6281234567890"),
        ("jangan ke 0812 3456 7890, ke 0857 1111 2222", "ID", "+6285711112222"), ("012-345 6789", "MY", "+60123456789"),
        ("12-345 6789", "MY", "+60123456789"), ("zero one double two three four five six seven eight", "MY", "+60122345678"),
        ("08123456789", "MY", "+628123456789"), ("012-345 6789", "ID", "+60123456789"), ("+65 9123 4567", "MY", "+6591234567"),
    ],
)  # fmt: skip
def test_a_telephone_number(typed: str, country: str, number: str) -> None:
    assert read("phone", typed, country) == number


@pytest.mark.parametrize(
    "typed",
    ["pesanan 2026081400456", "Rp 81.234.567", "rekening bca 1234567890", "anggaran 085 juta", "NIK 3171234567890001",
     "nomor ini", "911"],
)  # fmt: skip
def test_what_is_no_telephone_number_is_asked_again(typed: str) -> None:
    assert read("phone", typed) == "?"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("rina.sari@yahoo.com", "rina.sari@yahoo.com"), ("RINA@CV-SINAR.CO.ID", "rina@cv-sinar.co.id"),
        ("rina [at] sinar [dot] web.id", "rina@sinar.web.id"), ("rina @ yahoo . com", "rina@yahoo.com"),
        ("budi@gmail,com", "budi@gmail.com"),
        ("ke sales@firma.com.my je.", "sales@firma.com.my"), ("nur dot aina at firma dot my", "nur.aina@firma.my"),
        ("rina garis bawah sari et gmail titik com", "rina_sari@gmail.com"),
        ("reach me at sales at acme dot com", "sales@acme.com"),
        ("bukan a@firma.my tapi b@firma.my", "b@firma.my"), ("mailto:a+b@firma.my", "a+b@firma.my"),
    ],
)  # fmt: skip
def test_an_address(typed: str, address: str) -> None:
    assert read("email", typed) == address


@pytest.mark.parametrize(
    "typed",
    ["rina@yahoocom", "rina@@firma.my", "yahoo saya rina77", "find us at acme dot com", "ig @toko.my", "a@-b.com",
     "I'm at the office"],
)  # fmt: skip
def test_what_is_no_address_is_asked_again(typed: str) -> None:
    assert read("email", typed) == "?"


def test_a_question_is_no_answer() -> None:
    assert read("money", "apa tidak ada diskon?") == "?"
    assert read("money", "can you quote first?") is None


@pytest.mark.parametrize("kind", ["money", "headcount", "quantity", "phone", "email"])
@pytest.mark.parametrize(
    "typed", ["belum ada", "rahasia", "tak pasti la", "I'd rather not say", "nanti aja ya"]
)
def test_who_does_not_know_or_will_not_say_goes_on(kind: Expect, typed: str) -> None:
    assert read(kind, typed) is None
