import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import LIMIT, blank, clean, cut, distance, key, number

FAMILY = "👨‍👩‍👧‍👦"


def test_control_characters_are_dropped_but_not_lines_and_tabs() -> None:
    assert clean("a\x00b\x1b[31mc\x7f\x85\td\ne") == "ab[31mc\td\ne"


def test_line_ends_of_every_system_become_one() -> None:
    assert clean("a\r\nb\rc") == "a\nb\nc"


def test_half_a_character_becomes_the_sign_for_one_that_was_lost() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


def test_letters_and_their_accents_are_composed() -> None:
    assert clean("e\u0301") == "é"


@pytest.mark.parametrize(
    ("length", "kept"), [(4095, 4095), (4096, 4096), (4097, 4096), (60_000, 4096)]
)
def test_a_text_is_kept_up_to_its_limit(length: int, kept: int) -> None:
    assert len(clean("x" * length)) == kept


@pytest.mark.parametrize("seen_as_one", [FAMILY, "🇮🇩", "1️⃣", "👍🏽", "é̄"])
def test_what_is_seen_as_one_character_is_never_split(seen_as_one: str) -> None:
    for room in range(1, len(seen_as_one)):
        assert cut("x" * 20 + seen_as_one, 20 + room) == "x" * 20
    assert cut("x" * 20 + seen_as_one, 20 + len(seen_as_one)) == "x" * 20 + seen_as_one


def test_flags_are_cut_between_flags() -> None:
    assert cut("🇮🇩🇲🇾🇸🇬", 4) == "🇮🇩🇲🇾"
    assert cut("🇮🇩🇲🇾🇸🇬", 5) == "🇮🇩🇲🇾"


@pytest.mark.parametrize(
    "empty", ["", "   \n\t", "\u00a0", "\u3164", "\u200b\u200c\u200d\u2060\ufeff"]
)
def test_what_cannot_be_seen_is_empty(empty: str) -> None:
    assert blank(clean(empty))


@pytest.mark.parametrize("something", [".", "👍", "0"])
def test_what_can_be_seen_is_not_empty(something: str) -> None:
    assert not blank(clean(something))


@pytest.mark.parametrize(
    "typed",
    [
        "stop.",
        "STOP!!!",
        "ＳＴＯＰ",
        "s t o p",
        "S.T.O.P",
        "s\u200btop",
        "ѕтор",
        "stop 🙏",
        " Stop\n",
    ],
)
def test_one_word_typed_in_many_ways_has_one_key(typed: str) -> None:
    assert key(typed) == "stop"


@pytest.mark.parametrize(
    "typed",
    "1|1.|1)|#1|(1)|no 1|No. 1|nomor 1|nombor 1|pilih 1|pilihan 1|option 1|1 aja|1 ya kak|１|①|1️⃣|١|"
    "satu|Pertama|yang pertama|nomor satu|one|first|the first one".split("|"),
)
def test_the_first_option_is_chosen_in_many_ways(typed: str) -> None:
    assert number(typed) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "²",
        "-1",
        "- 2",
        "½",
        "1_0",
        "3 bulan",
        "50jt",
        "1 2",
        "",
        "x",
        "9" * 5000,
        "1e5",
        "satu dua",
    ],
)
def test_other_things_are_no_number_of_an_option(typed: str) -> None:
    assert number(typed) is None


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("selesai", "selesai", 0), ("selsai", "selesai", 1), ("selseai", "selesai", 1), ("stok", "stop", 1),
     ("abc", "xyz", 3), ("", "abcdef", 3)],
)  # fmt: skip
def test_slips_of_typing_are_counted_up_to_two(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


@pytest.mark.parametrize(
    "bomb",
    ["\ufdfa" * 4096, "a" * 60_000, "\u0301\u0323" * 30_000, "a!" * 30_000, "\u1e9b\u0323" * 9000, " " * 60_000,
     "\u200d" * 60_000, "🇮" * 30_000],
)  # fmt: skip
def test_no_text_is_slow(bomb: str) -> None:
    started = time.perf_counter()
    text = clean(bomb)
    key(text)
    number(text)
    blank(text)

    assert time.perf_counter() - started < 0.2
    assert len(text) <= LIMIT


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_breaks_anything(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode()
    number(text)
    blank(text)
    assert len(key(text)) <= 2 * 512
