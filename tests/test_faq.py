"""faq.toml: what a business writes in it, and what it is told when something is wrong."""

import re
from pathlib import Path

import pytest

from bot import app
from bot.core import command
from bot.core.message import LANGUAGES, Language
from bot.faq import FaqError, Question, load, parse
from tests.test_catalog import INDONESIAN, MALAY, borrowed

EXAMPLE = Path(__file__).parents[1] / "faq.toml"
TEXT = EXAMPLE.read_text("utf-8")
QUESTIONS = load(EXAMPLE)
ONE = """
[price.id]
label = "Harga"
answer = "Mulai Rp5 juta."
examples = ["harganya berapa?", "berapa biayanya", "hrg brp"]
"""


def complaint(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(FaqError) as refused:
        parse(TEXT.replace(old, new, 1))
    return str(refused.value)


def test_the_example_answers_what_every_business_is_asked() -> None:
    assert {question.id for question in QUESTIONS} >= {
        "price", "demo", "location", "hours", "portfolio", "payment", "duration", "contact", "support", "bot",
        "complaint",
    }  # fmt: skip
    for question in QUESTIONS:
        assert [wording.language for wording in question.wordings] == list(LANGUAGES)
        assert all(len(wording.examples) >= 10 for wording in question.wordings)


@pytest.mark.parametrize(("language", "foreign"), [("ms", INDONESIAN), ("id", MALAY)])
def test_the_example_is_written_in_indonesian_or_malay_and_not_in_both(
    language: Language, foreign: str
) -> None:
    for question in QUESTIONS:
        wording = question.wording(language)
        for said in (wording.label, wording.answer, *wording.examples):
            assert not borrowed(said, foreign), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_an_answer_tells_people_to_type_calls_a_person(language: Language) -> None:
    told = [
        word
        for question in QUESTIONS
        for word in re.findall(r'"(\w+)"', question.wording(language).answer)
    ]

    assert len(told) == 2
    assert all(command.wants_human(word) for word in told)


def test_whoever_speaks_another_language_gets_the_answer_there_is() -> None:
    (question,) = parse(ONE)

    assert question.wording("en", "ms").answer == "Mulai Rp5 juta."


def test_without_a_file_nobody_asks_anything(tmp_path: Path) -> None:
    assert load(tmp_path / "faq.toml") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('label = "Harga"\nanswer = "Website', 'label = "Berapa harganya semua itu"\nanswer = "Website',
         '[price.id.label]: "Berapa harganya semua itu" has 25 characters; a button takes one line of 20'),
        ('label = "Harga"\n', "", "[price.id.label]: is missing: label = "),
        ('answer = "Ada, Kak. Demo', 'answr = "Ada, Kak. Demo', 'here; did you mean "answer"?'),
        ("Kantor {business}", "Kantor {bisnis}", "[location.id.answer]: nobody fills {bisnis}; there are {bot}, {business}"),
        ("person = true", 'person = "yes"', "[complaint.person]: must be true or false"),
        ("[demo.en]", "[demo.english]", "[demo.english]: is not a key that is known here"),
        ('"ada demo?",', '"harganya berapa?",', '[demo]: "harganya berapa?" is an example of "price", too'),
        ('"ada demo?",', '"stop promo",', '"stop promo" asks us to stop, and is heard before any question'),
        ('"ada demo?",', '"minta admin dong",', '"minta admin dong" calls a person'),
        ('"ada demo?",', '"ada demo?" "?",', "Texts stand between quotation marks"),
        ('"ada demo?",', '"?!",', "must be words"),
        ("[price.id]", "[Price.id]", "[Price]: a question's name is small letters"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_key_and_a_sentence(
    old: str, new: str, said: str
) -> None:
    assert said in complaint(old, new)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("price = 5", "[price]: must be a table"),
        ("[price]", "[price]: has no words yet: begin them with [price.id]"),
        (ONE.replace(', "berapa biayanya", "hrg brp"', ""), "must be a list of 3 or more, better ten"),
        (ONE.replace("Mulai", "Mulai " * 200), "at most 800 fit above buttons"),
        (ONE.replace('"Mulai Rp5 juta."', "5"), "[price.id.answer]: must be a text between quotation marks"),
    ],
)  # fmt: skip
def test_a_short_file_may_be_wrong_too(text: str, said: str) -> None:
    with pytest.raises(FaqError) as refused:
        parse(text)

    assert said in str(refused.value)


def test_a_file_that_is_not_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "faq.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(FaqError, match="is not UTF-8"):
        load(tmp_path / "faq.toml")


def test_the_check_of_all_files_names_mistakes_in_this_one(tmp_path: Path) -> None:
    (tmp_path / "business.toml").write_text((EXAMPLE.parent / "business.toml").read_text())
    (tmp_path / "faq.toml").write_text("[price]")

    assert app.check(tmp_path / "business.toml") == [
        "faq.toml [price]: has no words yet: begin them with [price.id]"
    ]


def test_a_question_keeps_its_examples_of_all_languages() -> None:
    price: Question = QUESTIONS[0]

    assert {"harganya berapa?", "berapa harga?", "how much does it cost?"} <= set(
        price.examples
    )
