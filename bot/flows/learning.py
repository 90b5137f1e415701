"""Learns from a business's own examples which question a message asks.

Nothing is searched for step by step: an intent is the sum of its examples. How much the third way counts, and from
where on a guess is sure, is read off the examples too: each one is judged by all the others.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from bot.flows.intents import (
    ABOUT,
    CHARS,
    WORDS,
    Features,
    Scorer,
    Vector,
    Way,
    compare,
    confidence,
    features,
    total,
    unknown,
    vector,
)

#: What the third way may count, the others being 1; the first of equals is taken.
_TRIED = (2.0, 1.5, 1.0, 0.5, 0.0)
#: What a feature counts, besides, that all intents share.
_SHARED = 0.35
#: What more than this part of the intents share says nothing and costs time; of a few intents all is looked at.
_MOST_SHARED, _FEW = 2 / 3, 4
#: Of examples judged by the other intents alone, this part must stay below what is sure, and below what is near.
_FOREIGN_SURE, _FOREIGN_NEAR = 0.9, 0.5
#: At least, with too few examples to tell, and at most.
_SURE, _NEAR = (0.2, 0.25, 0.45), (0.07, 0.15, 0.25)
_ENOUGH = 20

#: How like each intent an example is.
Likeness = list[float]


def train(examples: Mapping[str, Sequence[str]]) -> Scorer:
    """Learn from examples, by intent."""
    intents = tuple(examples)
    rows = [(n, features(text)) for n, name in enumerate(intents) for text in examples[name]]
    ways, judged = [], []
    for n in (CHARS, WORDS, ABOUT):
        way, likeness = _learn([(intent, found[n]) for intent, found in rows], len(intents))
        ways.append(way)
        judged.append(likeness)
    _doubt(judged[ABOUT], [found for _, found in rows], ways)
    return _settle(intents, tuple(ways), [intent for intent, _ in rows], judged)


def _learn(
    rows: Sequence[tuple[int, Counter[str]]], intents: int
) -> tuple[Way, list[Likeness]]:
    """Learn one way; also return how like each intent every example is when it is not among its examples."""
    plain = _worth(rows, intents)
    vectors = [(intent, vector(found, plain)) for intent, found in rows]
    sums: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(intents)]
    for intent, weighed in vectors:
        for feature, weight in weighed.items():
            sums[intent][feature] += weight
    squares = [math.fsum(weight**2 for weight in each.values()) for each in sums]
    way = Way(plain.worth, plain.new, _weights(sums, squares))
    return way, [_without(own, weighed, way, squares) for own, weighed in vectors]


def _worth(rows: Sequence[tuple[int, Counter[str]]], intents: int) -> Way:
    """Say what each feature counts: more if it is rare, and more if few intents share it."""
    times = Counter(feature for _, found in rows for feature in found)
    spread = Counter(f for f, _ in {(f, intent) for intent, found in rows for f in found})

    def telling(shared: int) -> float:
        return math.log((1 + intents) / (1 + shared)) + _SHARED

    rarest, most = math.log(1 + len(rows)) + 1, max(_MOST_SHARED * intents, _FEW)
    worth = {
        feature: (rarest - math.log(1 + n)) * telling(spread[feature])
        if spread[feature] <= most
        else 0.0
        for feature, n in times.items()
    }
    return Way(worth, rarest * telling(1), {})


def _weights(
    sums: Sequence[Mapping[str, float]], squares: Sequence[float]
) -> dict[str, tuple[tuple[int, float], ...]]:
    weights: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for intent, features_ in enumerate(sums):
        length = math.sqrt(squares[intent]) or 1.0
        for feature, weight in features_.items():
            weights[feature].append((intent, weight / length))
    return {feature: tuple(each) for feature, each in weights.items()}


def _without(own: int, weighed: Vector, way: Way, squares: Sequence[float]) -> Likeness:
    """Compare an example with every intent; from its own it is taken out first."""
    likeness = compare(weighed, way, len(squares))
    itself = math.fsum(weight**2 for weight in weighed.values())
    dot = likeness[own] * math.sqrt(squares[own])
    rest = math.sqrt(max(squares[own] - 2 * dot + itself, 0.0))
    likeness[own] = (dot - itself) / rest if rest > 1e-6 else 0.0
    return likeness


def _doubt(judged: list[Likeness], rows: Sequence[Features], ways: Sequence[Way]) -> None:
    """Count a word that only this example has as unknown, as it would be without it."""
    times = Counter(chain.from_iterable(found[WORDS] for found in rows))
    shared = {word for word, n in times.items() if n > 1}
    way = ways[ABOUT]
    for likeness, found in zip(judged, rows, strict=True):
        new = unknown(found[WORDS], shared)
        size = math.fsum(
            ((1 + math.log(n)) * way.worth[concept]) ** 2 for concept, n in found[ABOUT].items()
        )
        smaller = math.sqrt(size / (size + new * way.new**2)) if size else 0.0
        likeness[:] = [each * smaller for each in likeness]


def _settle(
    intents: tuple[str, ...],
    ways: tuple[Way, ...],
    own: Sequence[int],
    judged: Sequence[list[Likeness]],
) -> Scorer:
    """Choose how much the third way counts, and from where on a guess is sure or near."""
    parts = list(zip(*judged, strict=True))

    def right(about: float) -> int:
        totals = zip([total(part, about) for part in parts], own, strict=True)
        return sum(max(each) == each[mine] > 0 for each, mine in totals)

    about = max(_TRIED, key=right)
    foreign = []
    for mine, part in zip(own, parts, strict=True):
        each = total(part, about)
        foreign.append(confidence([*each[:mine], *each[mine + 1 :]]))
    sure = _threshold(foreign, _FOREIGN_SURE, _SURE)
    return Scorer(intents, ways, about, sure, _threshold(foreign, _FOREIGN_NEAR, _NEAR))


def _threshold(foreign: list[float], part: float, bounds: tuple[float, float, float]) -> float:
    least, usual, most = bounds
    if len(foreign) < _ENOUGH:
        return usual
    return min(max(sorted(foreign)[int(part * len(foreign))], least), most)
