"""What people type, read as the answer to a question; None when it is not one, so that we ask again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.core.command import bare
from bot.core.message import LANGUAGES, Language
from bot.core.text import distance, key, number, word_set
from bot.flows import (
    companies,
    email,
    headcount,
    money,
    names,
    phone,
    phrases,
    pieces,
    quantity,
    unsure,
    when,
)
from bot.flows.model import Ask, Choice, World
from bot.i18n.catalog import Catalog

#: Words that turn a choice into its opposite: "bukan iklan".
_NEGATION = word_set(
    "bukan tidak tdk tak gak ga nggak enggak not no dont never jangan without tanpa"
)
#: Slips forgiven, by the length of what was typed.
_SLIPS = ((8, 2), (4, 1))


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer understood; a value of None means that the person does not know, or will not say."""

    value: Any
    choice: Choice | None = None
    #: The days that were typed where a choice was offered.
    days: dict[str, Any] | None = None


#: What may not be known yet, or not be said; each reader returns None for words that are no such answer.
FIGURES: Mapping[str, Callable[[str, World], Any]] = {
    "money": lambda text, world: money.budget(text, world.country, world.currency),
    "headcount": lambda text, world: headcount.headcount(text, world.country),
    "quantity": lambda text, world: quantity.quantity(text, world.country),
    "phone": lambda text, world: phone.phone(text, world.country),
    "email": lambda text, _: email.email(text),
}


def read(step: Ask, text: str, world: World) -> Reading | None:
    """Read words as the answer to a question."""
    if figure := FIGURES.get(step.expect):
        return _or_unsure(figure(text, world), text)
    match step.expect:
        case "choice":
            return _choice(step, text, world)
        case "name":
            name = names.person(text)
            return Reading(name) if name else None
        case "company":
            understood, company = companies.read(text)
            return Reading(company) if understood else None
        case "timeline":
            understood, days = when.timeline(text, world)
            return Reading(days) if understood else None
        case "datetime":
            understood, at = when.moment(text, world)
            return Reading(at) if understood else None
        case _:
            if phrases.unknown(text):
                return Reading(None)
            return Reading(text.strip()) if key(text) and not phrases.greets(text) else None


def _or_unsure(value: Any, text: str) -> Reading | None:
    """A value counts even in "not sure, maybe 5k"; without one it is asked whether that was said."""
    if value is not None:
        return Reading(value)
    return (
        Reading(None) if unsure.unsure(pieces.spoken(text)) or phrases.unknown(text) else None
    )


def _choice(step: Ask, text: str, world: World) -> Reading | None:
    """Find the choice that was said; where the choices say how far ahead they reach, a date counts too."""
    choice = exact(step, text, world)
    if choice is None and (dated := when.choice(step, text, world)):
        return Reading(dated.choice.id, dated.choice, dated.days)
    choice = choice or _near(step, text, world)
    return Reading(choice.id, choice) if choice else None


def exact(step: Ask, text: str, world: World) -> Choice | None:
    """Find the choice that was surely meant: by its label, a synonym, its number, or a plain yes or no."""
    for language in (world.language, *LANGUAGES):
        spoken = _spoken(step, world.words, language)
        found = spoken.get(key(text)) or (None if step.yes_no else spoken.get(bare(text)))
        if found:
            return found
    count = number(text)
    if count is not None:
        return step.choices[count - 1] if 1 <= count <= len(step.choices) else None
    return _yes_no(step, text, world) if step.yes_no else None


def spellings(step: Ask, choice: Choice, words: Catalog, language: Language) -> frozenset[str]:
    """Return what may be typed for a choice in one language: its label and its synonyms, as keys."""
    also = words.translate(language, step.name, choice.also) if choice.also else ""
    return _keys(words.translate(language, step.name, choice.label), also)


@lru_cache(maxsize=2048)  # the same few hundred words are compared with every message
def _keys(label: str, also: str) -> frozenset[str]:
    return frozenset(spoken for spoken in map(key, (label, *also.split(","))) if spoken)


@lru_cache(maxsize=512)
def _spoken(step: Ask, words: Catalog, language: Language) -> Mapping[str, Choice]:
    """Return every spelling that means one choice only."""
    owners: dict[str, Choice | None] = {}
    for choice in step.choices:
        for spoken in spellings(step, choice, words, language):
            owners[spoken] = None if spoken in owners else choice
    return {spoken: choice for spoken, choice in owners.items() if choice}


def _all(step: Ask, world: World) -> Mapping[str, Choice]:
    """Return the spellings of all languages; the person's own come last, so they win."""
    spoken: dict[str, Choice] = {}
    for language in (*LANGUAGES, world.language):
        spoken |= _spoken(step, world.words, language)
    return spoken


def _yes_no(step: Ask, text: str, world: World) -> Choice | None:
    more: dict[str, list[str]] = {"yes": [], "no": []}
    for spoken, choice in _all(step, world).items():
        more[choice.id].append(spoken)
    meant = phrases.yes_no(text, more["yes"], more["no"])
    return next((choice for choice in step.choices if choice.id == meant), None)


def _near(step: Ask, text: str, world: World) -> Choice | None:
    """Find the one choice that is named within the words, or mistyped. A yes or no is never guessed."""
    spoken, typed = _all(step, world), key(text)
    if step.yes_no or number(text) is not None or _NEGATION & set(typed.split()):
        return None
    within = {
        c.id: c
        for phrase, c in spoken.items()
        if len(phrase) > 2 and f" {phrase} " in f" {typed} "
    }
    if within:
        return next(iter(within.values())) if len(within) == 1 else None
    slips = next((most for length, most in _SLIPS if len(typed) >= length), 0)
    near = {
        c.id: c
        for phrase, c in spoken.items()
        if slips and distance(typed, phrase, slips) <= slips
    }
    return next(iter(near.values())) if len(near) == 1 else None
