"""What one message says about its language: the words that spoke, the model's opinion, and the sum of both."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from bot.core.message import LANGUAGES, Language
from bot.i18n import lexicon, ngrams
from bot.i18n.lexicon import Mark
from bot.i18n.ngrams import Scores
from bot.i18n.words import words

FILE = Path(__file__).with_name("fusion.toml")
_SURE = 0.9
#: Ends a message in the phrases of the list: "boleh send quotation tak?" is Malay.
_END = "."
#: Standard Malay shares most of its words with Indonesian, and our texts hold less of it than people write.
_MALAY = 0.45
#: English is at least so far behind where somebody mixes.
_MIXED, _LEAST_MIXED = 3.0, 2
#: What is counted in a message, in the order of `features`; `fusion.toml` has a weight for each and each language.
COUNTS = (
    "id decisive", "id decisive stem", "id leaning", "id leaning stem",
    "ms decisive", "ms decisive stem", "ms leaning", "ms leaning stem",
    "en decisive", "shared", "shared stem", "unknown",
)  # fmt: skip
FEATURES = (
    *COUNTS,
    "length",
    "model id",
    "model ms",
    "model en",
    "mean id",
    "mean ms",
    "mean en",
)
_PLACE = {name: place for place, name in enumerate(COUNTS)}
_NOWHERE = len(COUNTS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`sums` are log-odds, their mean is 0; `marked` holds the words that the list knows."""

    words: Sequence[str]
    marked: Sequence[tuple[str, Mark]]
    model: Scores
    sums: Mapping[Language, float]

    @property
    def best(self) -> Language:
        return max(LANGUAGES, key=lambda language: self.sums[language])

    @property
    def lead(self) -> float:
        """How far the best is before the second."""
        first, second, _ = sorted(self.sums.values(), reverse=True)
        return first - second

    @property
    def probability(self) -> float:
        """Of the best, if nothing but this message were known."""
        top = self.sums[self.best]
        return 1 / sum(math.exp(value - top) for value in self.sums.values())

    @property
    def sure(self) -> bool:
        return self.probability >= _SURE

    def alone(self) -> "Evidence":
        """Judge it as if nothing were known of who wrote it, and nothing else were ever heard of them."""
        lean = {"id": -_MALAY, "ms": _MALAY, "en": 0.0}
        return replace(self, sums={name: self.sums[name] + lean[name] for name in self.sums})

    def spoke(self, language: Language) -> list[str]:
        """Return the words that prove this language."""
        return [
            word.removesuffix(f" {_END}")
            for word, mark in self.marked
            if mark.language == language and mark.kind == "decisive"
        ]


@lru_cache(maxsize=32)  # one message is looked at from several sides
def weigh(text: str) -> Evidence:
    """Weigh one message."""
    spoken = words(text)
    marks = [*_phrases(spoken), *((word, known(word)[0]) for word in spoken)]
    marked = [(word, mark) for word, mark in marks if mark]
    counted, model = features(spoken)
    weights = _fusion()
    sums = {
        language: sum(map(float.__mul__, counted, weights[language])) for language in LANGUAGES
    }
    if _mixed(marked):
        sums["en"] = min(sums["en"], max(sums["id"], sums["ms"]) - _MIXED)
    middle = sum(sums.values()) / len(sums)
    return Evidence(
        spoken, marked, model, {language: value - middle for language, value in sums.items()}
    )


def _mixed(marked: Sequence[tuple[str, Mark]]) -> bool:
    """Tell whether somebody speaks one of the two, with English words between: "nak tanya pricing for 50 pax"."""
    own = [(word, mark) for word, mark in marked if mark.language in {"id", "ms"}]
    points = sum(_points(word, mark) for word, mark in own)
    english = sum(mark.language == "en" for _, mark in marked)
    return points >= _LEAST_MIXED and points > english


def _points(word: str, mark: Mark) -> int:
    """Who puts two words together speaks the language; a word alone may be the name of a dish."""
    if " " in word:
        return 3
    return 0 if mark.stem else 2 if mark.kind == "decisive" else 1


def features(spoken: Sequence[str]) -> tuple[list[float], Scores]:
    """Count what the list knows and add up what the model says; the last is 1, for the bias."""
    counts = [0.0] * (len(COUNTS) + 1)
    scores = [0.0, 0.0, 0.0]
    for word in spoken:
        _, place, model = known(word)
        counts[place] += 1
        for at in range(3):
            scores[at] += model[at]
    for _, mark in _phrases(spoken):
        counts[_place(mark)] += 1
    root = math.sqrt(max(len(spoken), 1))
    means = [value / root for value in scores]
    total = (scores[0], scores[1], scores[2])
    return [*counts[:_NOWHERE], math.log1p(len(spoken)), *scores, *means, 1.0], total


@lru_cache(maxsize=16_384)
def known(word: str) -> tuple[Mark | None, int, Scores]:
    """Return what is known about a word; people say the same words all day."""
    mark = lexicon.load().mark(word)
    if mark and mark.kind == "name":
        return mark, _NOWHERE, (0.0, 0.0, 0.0)
    return mark, _place(mark), ngrams.score(word)


def _place(mark: Mark | None) -> int:
    if mark is None:
        return _PLACE["unknown"]
    name = mark.kind if mark.language is None else f"{mark.language} {mark.kind}"
    return _PLACE[f"{name} stem" if mark.stem else name]


def _phrases(spoken: Sequence[str]) -> list[tuple[str, Mark]]:
    listed = lexicon.load().phrases
    pairs = map(" ".join, pairwise([*spoken, _END]))
    return [(pair, listed[pair]) for pair in pairs if pair in listed]


@cache
def _fusion() -> Mapping[Language, list[float]]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = [table["weights"][name] for name in (*FEATURES, "bias")]
    return {language: [float(row[at]) for row in rows] for at, language in enumerate(LANGUAGES)}
