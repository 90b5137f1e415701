"""Finds the question of the business that somebody asks, in their own words, and how sure that is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.core.command import bare
from bot.core.message import LANGUAGES, Language
from bot.core.text import key
from bot.faq import Question
from bot.flows import phrases
from bot.flows.asking import asks
from bot.flows.intents import Guess, Scorer
from bot.flows.learning import train

#: So many are offered when it is not sure which one is meant.
OFFERED = 3
#: What comes after so many characters is not looked at.
_LONGEST = 1000
#: Longer messages are a story; what they may also mean is not guessed.
_LONGEST_GUESS = 16
#: Fewer words than this tell nothing that is not asked.
LEAST_TOLD = 4

#: So many clauses of a message are looked at besides the whole, from its end.
_CLAUSES = 3

#: A question mark in an address asks nothing.
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
#: Whoever begins so tells of a mistake of their own: "sorry for the delay".
_SORRY = re.compile(
    r"^\W*(?:(?:mohon|minta|so|very)\s+)?(?:maaf|sorry|apolog\w+)\b", re.IGNORECASE
)

_CLAUSE = re.compile(r"[^.!?;,\n\uff1f\u3002]+[.!?;,\n\uff1f\u3002]*")


@dataclass(frozen=True, slots=True, eq=False)
class Faq:
    """The questions of a business, and what was learnt from their examples."""

    questions: Mapping[str, Question] = field(default_factory=dict)
    #: Questions by example, word for word.
    examples: Mapping[str, str] = field(default_factory=dict)
    #: Questions that people rather tell than ask, such as a complaint.
    told: frozenset[str] = frozenset()
    scorer: Scorer | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message may ask: surely this question, perhaps one of those."""

    sure: str = ""
    perhaps: tuple[str, ...] = ()
    #: It has the form of a question, or is one of the examples.
    asked: bool = False
    #: It is sure, and of the kind that people tell.
    told: bool = False


@lru_cache(maxsize=8)  # the file is read more often than it changes
def learn(questions: tuple[Question, ...]) -> Faq:
    """Learn from the examples."""
    if not questions:
        return Faq()
    return Faq(
        {question.id: question for question in questions},
        {
            spoken: q.id
            for q in questions
            for text in q.examples
            for spoken in (key(text), bare(text))
        },
        frozenset(question.id for question in questions if not _mostly(question.examples)),
        train({question.id: question.examples for question in questions}),
    )


def understand(faq: Faq, text: str) -> Meaning:
    """Tell which question somebody asks."""
    if faq.scorer is None:
        return Meaning()
    known = _known(faq, text)
    if known:
        return Meaning(known, asked=True)
    if phrases.greets(text) or phrases.thanks(text) or phrases.yes_no(text):
        return Meaning()
    text = _LINK.sub(" ", text[:_LONGEST])
    words = key(text).split()
    guess, asked = _best(faq.scorer, text)
    offered = guess.intents[:OFFERED] if len(words) <= _LONGEST_GUESS else ()
    if guess.confidence >= faq.scorer.sure:
        sure = guess.intents[0]
        told = sure in faq.told and len(words) >= LEAST_TOLD and not _SORRY.search(text)
        if asked or told or sure not in faq.told:
            return Meaning(sure, offered, asked=asked, told=told)
    near = asked and guess.confidence >= faq.scorer.near
    return Meaning(perhaps=offered if near else (), asked=asked)


def asked(faq: Faq, text: str) -> bool:
    """Tell whether somebody surely asks one of the questions."""
    meaning = understand(faq, text)
    return bool(meaning.sure) and (meaning.asked or meaning.told)


def _known(faq: Faq, text: str) -> str:
    """Find one of the examples, word for word."""
    for spoken in (key(text), bare(text)):
        if spoken in faq.examples:
            return faq.examples[spoken]
    return ""


def _best(scorer: Scorer, text: str) -> tuple[Guess, bool]:
    """Look at the whole message and at the questions in it: "I'm Budi, how much is it?"."""
    clauses = [clause.strip() for clause in _CLAUSE.findall(text) if asks(clause)]
    parts = dict.fromkeys((text.strip(), *clauses[-_CLAUSES:]))
    judged = [(scorer.guess(part), asks(part)) for part in parts]
    return max(judged, key=lambda each: each[0].confidence)


def _mostly(examples: Iterable[str]) -> bool:
    asked = [asks(example) for example in examples]
    return 2 * sum(asked) >= len(asked)


def label(question: Question, language: Language) -> str:
    """Name a question on a button."""
    return question.wording(language, *LANGUAGES).label
