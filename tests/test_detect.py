import pytest

from bot.core.message import Language
from bot.i18n.detect import choose, country, prior

HOME: dict[Language, str] = {"id": "ID", "ms": "MY", "en": "SG"}


@pytest.mark.parametrize(
    ("number", "where"),
    [
        ("+628123", "ID"),
        ("+60123", "MY"),
        ("+6731", "BN"),
        ("+6581", "SG"),
        ("+14155", ""),
        ("user_ab", ""),
    ],
)
def test_the_phone_tells_the_country(number: str, where: str) -> None:
    assert country(number) == where


@pytest.mark.parametrize(
    ("where", "hint", "language"),
    [("ID", "", "id"), ("MY", "", "ms"), ("BN", "", "ms"), ("SG", "", "en"), ("", "", "en"), ("", "ms-MY", "ms"),
     ("", "id", "id"), ("SG", "fr", "en"), ("ID", "en", "id")],
)  # fmt: skip
def test_a_talk_starts_in_the_language_of_the_country(
    where: str, hint: str, language: Language
) -> None:
    assert prior(where, hint) == language


@pytest.mark.parametrize(
    ("current", "text", "language"),
    [
        ("id", "Hi, how much is a website?", "en"), ("id", "saya nak tanya harga laman web", "ms"),
        ("id", "I would like to know the price", "en"), ("ms", "bisa bikin website gak kak", "id"),
        ("ms", "what is the price of your website?", "en"), ("en", "mau tanya harga dong", "id"),
        ("en", "nak tanya boleh?", "ms"), ("en", "boleh cakap dengan encik?", "ms"),
        ("ms", "gimana caranya ya kak, saya mau pesan", "id"),
        ("id", "macam mana nak order? syarikat saya di KL", "ms"),
    ],
)  # fmt: skip
def test_a_message_that_leaves_no_doubt_changes_the_language(
    current: Language, text: str, language: Language
) -> None:
    assert choose(current, text, country=HOME[current]) == language


@pytest.mark.parametrize("current", ["id", "ms", "en"])
@pytest.mark.parametrize(
    "text",
    ["", "ok", "OK siap", "1", "50jt", "RM10k", "+62 812-3456-7890", "Budi", "PT Maju Jaya", "budi@example.com", "👍", "halo",
     "hi", "website", "saya boleh", "sudah", "New York", "Siti Aminah", "ya", "yes", "no", "STOP", "Kuala Lumpur", "مرحبا"],
)  # fmt: skip
def test_numbers_names_and_short_words_never_change_it(current: Language, text: str) -> None:
    assert choose(current, text, country=HOME[current]) == current


def test_a_word_that_english_shares_changes_nothing() -> None:
    assert choose("en", "my throat is sore, coba tomorrow", country="SG") == "en"


def test_mixed_with_english_the_other_language_wins() -> None:
    assert (
        choose("ms", "budget around RM10k for the new website, boleh tak awak", country="MY")
        == "ms"
    )
    assert (
        choose("id", "mau website untuk company profile, how much is it?", country="ID") == "id"
    )


def test_the_choice_of_the_person_is_kept() -> None:
    assert choose("ms", "Hi, how much is a website?", country="MY", locked=True) == "ms"


def test_the_same_words_always_give_the_same_answer() -> None:
    assert (
        len({choose("id", "nak tanya is the price ok gimana", country="ID") for _ in range(20)})
        == 1
    )
