"""What one message would make of the language of a conversation, and why, in lines for a person."""

from collections.abc import Iterator, Mapping

from bot.core import command
from bot.core.message import LANGUAGES, Language
from bot.i18n import detect, other
from bot.i18n.detect import NAMES, Belief
from bot.i18n.evidence import Evidence, weigh
from bot.i18n.lexicon import Mark


def lines(text: str, country: str, current: Language | None) -> Iterator[str]:
    """Explain a message of somebody from a country, who was spoken to in `current` so far."""
    before = detect.begin(country)
    if current and current != before.language:
        before = detect.chosen(current, "the language so far")
    evidence, after = weigh(text), detect.hear(before, text)
    yield f"words    {_words(evidence) or 'none that tell'}"
    yield f"model    {_scores(dict(zip(LANGUAGES, evidence.model, strict=True)))}"
    yield f"message  {_scores(evidence.sums)}: {_verdict(evidence)}"
    yield f"before   {_scores(before.odds)}: {NAMES[before.language]}, {before.why}"
    yield f"after    {_scores(after.odds)}"
    yield f"answer   {_answer(text, before, after)}"


def _words(evidence: Evidence) -> str:
    told = dict.fromkeys(f"{word} ({_mark(mark)})" for word, mark in evidence.marked)
    return ", ".join(told)


def _mark(mark: Mark) -> str:
    if mark.language is None:
        return "a name" if mark.kind == "name" else "Indonesian and Malay"
    stem = ", by its stem" if mark.stem else ""
    return NAMES[mark.language] + (", rather" if mark.kind == "leaning" else "") + stem


def _scores(scores: Mapping[Language, float]) -> str:
    return "  ".join(f"{language} {scores[language]:+.1f}" for language in LANGUAGES)


def _verdict(evidence: Evidence) -> str:
    if not detect.telling(evidence):
        return "says nothing"
    likely = f"{NAMES[evidence.best]} by {evidence.probability:.0%}"
    return f"{likely}, {'decisive' if detect.decisive(evidence) else 'not decisive'}"


def _answer(text: str, before: Belief, after: Belief) -> str:
    wanted = command.wants_language(text)
    if wanted == "menu":
        return "the choice of languages"
    if wanted:
        return f"{NAMES[wanted]} from now on, asked for"
    if found := other.other_language(text):
        return f"{NAMES[after.language]}, naming the three languages: this is another ({found})"
    if after.language != before.language:
        return f"{NAMES[after.language]}: {after.why}"
    return f"{NAMES[after.language]}, as before"
