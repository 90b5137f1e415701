"""What people ask off the path: it is answered, and the conversation goes on where it was."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.effect import Answer, HandOff, Send
from bot.core.message import LANGUAGES, Language
from bot.faq import load
from bot.flows.faq import Faq, Meaning, asked, learn, understand
from bot.flows.intents import Scorer
from bot.flows.learning import train
from tests.chat import WORDS, Chat
from tests.test_engine import HOT, WARM
from tests.test_engine import asked as question

QUESTIONS = load(Path("faq.toml"))
FAQ = learn(QUESTIONS)
SCORER = train({question.id: question.examples for question in QUESTIONS})
MEASURED = [
    json.loads(line)
    for line in Path("tests/data/questions.jsonl").read_text("utf-8").splitlines()
]


def talk(*said: str, language: Language = "en") -> Chat:
    chat = Chat(language, faq=FAQ)
    chat.says(*said)
    return chat


def answer(name: str, language: Language) -> str:
    pattern = FAQ.questions[name].wording(language).answer
    return pattern.replace("{business}", "Toko Digital").replace("{bot}", "Mira")


@pytest.mark.parametrize(
    ("language", "words", "name"),
    [("id", "harganya berapa?", "price"), ("id", "ini bot ya kak", "bot"), ("ms", "kat mana office?", "location"),
     ("ms", "boleh ansuran tak", "payment"), ("en", "do you have a demo?", "demo"), ("en", "when are you open", "hours")],
)  # fmt: skip
@pytest.mark.parametrize("steps", range(len(HOT)))
def test_a_question_is_answered_at_every_step_and_the_open_question_asked_again(
    language: Language, words: str, name: str, steps: int
) -> None:
    way = ("ya", "Budi", "PT Maju Jaya", "1", "50jt", "1", "1")
    chat = talk(*way[:steps], language=language)
    before, open_question = chat.state, chat.drafts[-1]
    said = chat.says(words)

    assert said[0] == answer(name, language)
    assert chat.drafts[-1].options == open_question.options
    assert said[1] == question(chat.state.step, chat)
    assert not chat.did(Answer)
    assert (chat.state.step, chat.state.answers) == (before.step, before.answers)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_example_of_a_business_is_understood(question: Any) -> None:
    for wording in question.wordings:
        for example in wording.examples:
            assert understand(FAQ, example).sure == question.id, example


def test_a_question_within_an_introduction_is_heard() -> None:
    chat = talk("yes")
    said = chat.says("I'm Grace. How much is a website?")

    assert said[0] == answer("price", "en")


@pytest.mark.parametrize(
    ("way", "words", "kept"),
    [
        (("yes",), "Garansi Putra", "name"),
        (("yes", "Budi"), "PT Demo Harga Jaya", "company"),
        (("yes", "Budi"), "Open Hours Cafe", "company"),
        (("yes", "Budi", "personal", "something else"), "a page that shows my prices and opening hours", "details"),
        (("yes", "Budi", "personal", "something else"), "our old site is slow, customers complain about it", "details"),
        (("yes", "Budi", "personal", "something else"), "mau website demo produk dengan harga dan alamat toko", "details"),
        (("yes", "Budi", "personal", "something else"), "laman web untuk pelanggan bayar ansuran", "details"),
        (("yes", "Budi", "personal", "website"), "depends, but 50 million at most", "budget"),
    ],
)  # fmt: skip
def test_an_answer_is_not_taken_for_a_question(
    way: tuple[str, ...], words: str, kept: str
) -> None:
    chat = talk(*way)
    chat.says(words)

    assert kept in chat.state.answers


@pytest.mark.parametrize(
    "words",
    ["sorry for the delay!", "hello again", "oke siap", "ya boleh", "maaf lama balasnya kak", "https://x.example/?price=1",
     "nanti saya tanya bos dulu ya"],
)  # fmt: skip
def test_what_people_just_say_is_no_question(words: str) -> None:
    assert not asked(FAQ, words)


def test_a_button_that_sounds_like_a_question_is_still_an_answer() -> None:
    chat = talk("yes", "Budi", "personal")
    chat.says("online ads")

    assert chat.state.answers["need"] == "ads"


def test_when_it_is_not_sure_three_questions_are_offered_and_the_tapped_one_is_answered() -> (
    None
):
    chat = talk("yes", "Budi", "personal")
    (offer,) = chat.says("how does it work")
    offered = chat.drafts[-1].options

    assert offer.startswith("Did you mean")
    assert len(offered) == 3
    chosen = offered[0].id.rpartition(":")[2]
    said = chat.presses(offered[0].id, offered[0].label)
    assert said[0].startswith(answer(chosen, "en"))


def test_what_was_offered_can_be_chosen_by_number_and_by_name() -> None:
    for typed in ("2", "label"):
        chat = talk("yes", "Budi", "personal")
        chat.says("how does it work")
        second = chat.drafts[-1].options[1]
        said = chat.says(second.label if typed == "label" else typed)

        assert said[0].startswith(answer(second.id.rpartition(":")[2], "en"))


def test_the_offer_is_no_obstacle_to_an_answer() -> None:
    chat = talk("yes", "Budi", "personal", "how does it work", "new website")

    assert chat.state.answers["need"] == "website"


def test_after_misses_a_person_is_offered_whatever_was_guessed() -> None:
    chat = talk("yes", "Budi", "personal")
    chat.says(*["how does it work"] * 3)

    assert chat.buttons == ["Talk to a person", "Continue"]


def test_a_question_that_needs_a_person_comes_with_one() -> None:
    chat = talk("yes", "Budi")
    (said,) = chat.says("your service is really terrible")

    assert said == answer("complaint", "en")
    assert chat.buttons == ["Talk to a person", "Continue"]
    chat.presses("engine:human")
    assert chat.did(HandOff) == [HandOff("asked")]


@pytest.mark.parametrize("way", [HOT, (*WARM, "yes"), ("no",)])
def test_questions_are_answered_after_the_end_too(way: tuple[str, ...]) -> None:
    chat = talk(*way)
    (said,) = chat.says("where is your office?")

    assert said == answer("location", "en")
    assert chat.buttons == ["Talk to a person", "New enquiry"]
    assert chat.state.done


def test_after_the_end_what_is_only_said_is_no_question() -> None:
    chat = talk("no")

    assert chat.says("oke makasih") == [WORDS.translate("en", "engine", "You're welcome!")]
    assert chat.says("your address")[0] == answer("location", "en")


def test_who_comes_back_after_days_with_a_question_gets_the_answer() -> None:
    chat = talk("yes", "Budi")
    chat.waits(days=2)

    assert chat.says("how much is a website?")[0] == answer("price", "en")


def test_a_button_of_a_question_that_is_gone_is_from_an_earlier_message() -> None:
    chat = talk("yes")
    (said,) = chat.presses("engine:question:prices-of-1999")

    assert said.startswith(
        WORDS.translate("en", "engine", "That button is from an earlier message.")
    )


def test_who_asks_is_answered_in_the_language_they_speak() -> None:
    chat = talk("yes", "english please")
    chat.world = replace(chat.world, language="ms")

    assert chat.says("berapa harga?")[0] == answer("price", "ms")


def test_without_a_faq_everything_is_as_it_was() -> None:
    assert understand(Faq(), "how much is it?") == Meaning()
    assert not asked(Faq(), "how much is it?")


def test_what_is_learnt_is_the_same_every_time() -> None:
    examples = {question.id: question.examples for question in QUESTIONS}

    assert train(examples) == train(examples)


def test_one_question_with_three_examples_is_enough_to_begin_with() -> None:
    (only,) = QUESTIONS[:1]
    few = replace(
        only, wordings=(replace(only.wordings[2], examples=only.wordings[2].examples[:3]),)
    )

    meaning = understand(learn((few,)), "what's the price?")

    assert "price" in {meaning.sure, *meaning.perhaps}


@pytest.mark.parametrize(
    "words", ["", "?", "👍", "ok", "50jt", "x" * 4000, "a " * 2000, "?" * 500, "a? " * 1300]
)
def test_nothing_to_understand_does_no_harm(words: str) -> None:
    assert not understand(FAQ, words).sure


# --- Measured on questions unlike the examples, and on what is no question of this business ---


def _eaten(row: dict[str, Any]) -> bool:
    meaning = understand(FAQ, row["text"])
    told = meaning.told and row["at"] in {"name", "company", ""}
    return bool(meaning.sure) and (meaning.asked or told)


def test_questions_unlike_the_examples_are_mostly_answered_or_offered() -> None:
    """Seen of 120: 56 answered rightly and 5 wrongly, 33 more offered; 96 best guesses right, 116 among three."""
    seen: Counter[str] = Counter()
    for row in (row for row in MEASURED if row["expected"]):
        meaning, right = understand(FAQ, row["text"]), row["expected"]
        given = meaning.sure if meaning.asked or meaning.told else ""
        ranked = SCORER.guess(row["text"]).intents
        seen["best"] += ranked[:1] == (right,)
        seen["among three"] += right in ranked[:3]
        seen["right"] += given == right
        seen["wrong"] += given not in {"", right}
        seen["helped"] += given == right or (not given and right in meaning.perhaps)

    assert seen["best"] >= 90
    assert seen["among three"] >= 112
    assert seen["right"] >= 50
    assert seen["wrong"] <= 8
    assert seen["helped"] >= 84


def test_answers_are_never_taken_for_questions_and_other_talk_hardly_ever() -> None:
    answers = [row for row in MEASURED if row["expected"] is None and row["at"]]
    others = [row for row in MEASURED if row["expected"] is None and not row["at"]]

    assert len(answers) + len(others) == 60
    assert not [row for row in answers if _eaten(row)]
    assert sum(map(_eaten, others)) <= 4  # seen: 2


def _without(part: int) -> Scorer:
    """Learn from nine tenths of the examples."""
    known = {
        question.id: [
            e for w in question.wordings for n, e in enumerate(w.examples) if n % 10 != part
        ]
        for question in QUESTIONS
    }
    return train(known)


@pytest.fixture(scope="module")
def folds() -> list[Scorer]:
    return [_without(part) for part in range(10)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tenth_of_the_examples_is_recognised_by_the_others(
    language: Language, folds: list[Scorer]
) -> None:
    """Seen: 96 % id, 93 % ms, 90 % en; among the best three 99 %, 96 %, 95 %."""
    ranks = [
        (folds[part].guess(example).intents, question.id)
        for question in QUESTIONS
        for part in range(10)
        for example in question.wording(language).examples[part::10]
    ]

    assert sum(ranked[:1] == (right,) for ranked, right in ranks) >= 0.86 * len(ranks)
    assert sum(right in ranked[:3] for ranked, right in ranks) >= 0.93 * len(ranks)


def test_a_turn_with_an_answer_says_two_things_and_no_more() -> None:
    chat = talk("yes", "Budi", "personal", "how much is a website?")

    assert len([effect for effect in chat.effects if isinstance(effect, Send)]) == 2
