"""Long words in several messages, and nothing torn that is seen as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import shorten, split
from bot.core.text import units

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("halo", 4), ("é", 1), ("👍", 2), (FAMILY, 11)]
)
def test_lengths_are_counted_as_providers_do(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("halo", ["halo"]),
        ("Baris satu.\n\nBaris dua yang panjang", ["Baris satu.", "Baris dua yang", "panjang"]),
        ("Baris satu\nbaris dua", ["Baris satu", "baris dua"]),
        ("Sudah. Belum tentu ya", ["Sudah. Belum", "tentu ya"]),
        ("Sudah lama. Belum tentu", ["Sudah lama.", "Belum tentu"]),
        ("a" * 20, ["a" * 16, "a" * 4]),
        (FAMILY * 3, [FAMILY] * 3),
        ("🇮🇩" * 6, ["🇮🇩" * 4, "🇮🇩" * 2]),
    ],
)
def test_a_long_text_ends_where_a_reader_would_pause(text: str, pieces: list[str]) -> None:
    assert split(text, 16) == pieces


def test_a_link_is_not_torn() -> None:
    link = "https://sapa.example/p/1234567890"

    assert split(f"看这里{link} ya", 35) == ["看这里", link, "ya"]
    assert split(f"Lihat ini ya, kak, {link}", 40) == ["Lihat ini ya, kak,", link]


def test_a_link_longer_than_a_message_is_torn_all_the_same() -> None:
    assert split("https://" + "x" * 40, 20) == ["https://" + "x" * 12, "x" * 20, "x" * 8]


@given(st.text(alphabet=st.sampled_from(f"ab \n.👍é\u0301{FAMILY}🇮🇩"), max_size=120))
def test_every_word_arrives_in_order_and_fits(text: str) -> None:
    pieces = split(text, 30)

    assert all(0 < units(piece) <= 30 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Ya", "Ya"),
        ("Pas sepuluh", "Pas sepul…"),
        ("Keluarga " + FAMILY, "Keluarga…"),
        ("Satu dua tiga", "Satu dua…"),
    ],
)
def test_a_label_is_cut_with_an_ellipsis(text: str, short: str) -> None:
    assert shorten(text, 10) == short
