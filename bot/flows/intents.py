"""Knows from what was learnt which question a message asks, and how surely; plain Python, the same on every run.

A message is looked at in three ways: pieces of words, whole words in ones and twos, and what the words are about
(`bot/flows/concepts.py`). In each it is compared with the sum of an intent's examples; features that are rare, and
that few intents share, count more. Words that nobody has said before make it less sure.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.text import key
from bot.flows.concepts import FILLERS, concepts

#: Words of a message, and letters of a word, that are looked at: a question is short.
LONGEST = 40
CHARS, WORDS, ABOUT = range(3)

_PIECES = range(3, 6)

Vector = dict[str, float]
Features = tuple[Counter[str], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at a message: what each feature counts, and how much it says for which intent."""

    worth: Mapping[str, float]
    #: What a feature counts that nobody has used before.
    new: float
    weights: Mapping[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message may mean, best first, and how sure the first one is: from 0 to about 1."""

    intents: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Scorer:
    """What was learnt."""

    intents: tuple[str, ...]
    ways: tuple[Way, ...]
    #: How much the third way counts; the others count 1.
    about: float
    #: From here on it is sure; from here on it may offer what it guesses.
    sure: float
    near: float

    def guess(self, text: str) -> Guess:
        """Rank the intents for a message."""
        found = features(text)
        if not found[ABOUT] and not any(map(_says, found[WORDS])):
            return Guess()
        new = unknown(found[WORDS], self.ways[WORDS].worth)
        parts = [
            compare(vector(found[n], way, new if n == ABOUT else 0), way, len(self.intents))
            for n, way in enumerate(self.ways)
        ]
        totals = total(parts, self.about)
        best = sorted(range(len(totals)), key=lambda intent: -totals[intent])
        ranked = tuple(self.intents[intent] for intent in best if totals[intent])
        return Guess(ranked, confidence(totals))


def features(text: str) -> Features:
    """Take a message apart in the three ways."""
    words = [re.sub(r"\d+", "0", word) for word in key(text).split()[:LONGEST]]
    pieces = Counter(piece for word in words for piece in _pieces(f" {word[:LONGEST]} "))
    pairs = Counter(words) + Counter(f"{one} {two}" for one, two in pairwise(words))
    return pieces, pairs, Counter(concepts(words))


def _pieces(word: str) -> Iterable[str]:
    for size in _PIECES:
        for at in range(max(1, len(word) - size + 1)):
            yield word[at : at + size]


def unknown(pairs: Iterable[str], known: Mapping[str, object] | set[str]) -> int:
    """Count the words that say something and are not known."""
    return sum(_says(word) and not concepts([word]) for word in pairs if word not in known)


def _says(word: str) -> bool:
    return " " not in word and word not in FILLERS


def vector(found: Counter[str], way: Way, new: int = 0) -> Vector:
    """Weigh what was found; whatever is new lets the rest count less."""
    weighed: Vector = {}
    size = new * way.new**2
    for feature, times in found.items():
        worth = way.worth.get(feature)
        weight = (1 + math.log(times)) * (way.new if worth is None else worth)
        size += weight**2
        if worth:
            weighed[feature] = weight
    length = math.sqrt(size) or 1.0
    return {feature: weight / length for feature, weight in weighed.items()}


def compare(weighed: Vector, way: Way, intents: int) -> list[float]:
    """Return how like each intent it is: the cosine with the sum of its examples."""
    likeness = [0.0] * intents
    for feature, weight in weighed.items():
        for intent, says in way.weights[feature]:
            likeness[intent] += weight * says
    return likeness


def total(parts: Sequence[Sequence[float]], about: float) -> list[float]:
    """Put the three ways together."""
    chars, words, meant = parts
    return [
        (one + two + about * three) / (2 + about)
        for one, two, three in zip(chars, words, meant, strict=True)
    ]


def confidence(totals: Sequence[float]) -> float:
    """Judge the best by how like it is, and by how much more than the next."""
    first, second, *_ = [*sorted(totals, reverse=True), 0.0, 0.0]
    return 2 * first - second
