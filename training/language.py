"""`python -m training.language`: makes `bot/i18n/ngrams.txt` and `fusion.toml` from texts of our own, in some minutes.

The pieces of words are weighed by logistic regression on the lines of `training/language/`, the catalogues and the word
list. How much the model and the list count is learned on lines that the model has not seen. The same input gives the same
files.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.message import LANGUAGES
from bot.i18n import catalog, evidence, lexicon, ngrams
from bot.i18n.words import words

TEXTS = Path(__file__).with_name("language")
FOLDS = 2
#: A piece counts if it stands in two texts, and is kept if it weighs anything.
LEAST_TEXTS, LEAST_WEIGHT = 2, 7
SEED = 7

Labelled = tuple[str, int]


@dataclass(slots=True)
class Regression:
    """Multinomial logistic regression over sparse counts, by AdaGrad; mutable while it learns."""

    rate: float
    decay: float
    epochs: int
    weights: dict[str, list[float]] = field(default_factory=dict)
    squares: dict[str, list[float]] = field(default_factory=dict)

    def learn(self, examples: Sequence[tuple[dict[str, float], int]]) -> "Regression":
        chance = random.Random(SEED)  # noqa: S311  # an order, not a secret
        order = list(examples)
        for _ in range(self.epochs):
            chance.shuffle(order)
            for counts, label in order:
                self._step(counts, label)
        return self

    def _step(self, counts: dict[str, float], label: int) -> None:
        for name in counts:
            if name not in self.weights:
                self.weights[name], self.squares[name] = [0.0] * 3, [1e-8] * 3
        wrong = softmax(self.scores(counts))
        wrong[label] -= 1
        for name, count in counts.items():
            weight, square = self.weights[name], self.squares[name]
            for at in range(3):
                slope = wrong[at] * count + self.decay * weight[at]
                square[at] += slope * slope
                weight[at] -= self.rate * slope / math.sqrt(square[at])

    def scores(self, counts: dict[str, float]) -> list[float]:
        sums = [0.0, 0.0, 0.0]
        for name, count in counts.items():
            if weight := self.weights.get(name):
                for at in range(3):
                    sums[at] += weight[at] * count
        return sums


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [value / sum(raised) for value in raised]


def own_texts() -> list[Labelled]:
    """Return the lines written for this, each once, in a fixed order that mixes their kinds."""
    lines = [
        (line.strip(), label)
        for label, language in enumerate(LANGUAGES)
        for line in (TEXTS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        if words(line)
    ]
    mixed = list(dict.fromkeys(lines))
    random.Random(SEED).shuffle(mixed)  # noqa: S311  # an order, not a secret
    return mixed


def other_texts() -> list[Labelled]:
    """Return what the product says, and every word of the list; a shared word is both languages'."""
    texts: list[Labelled] = []
    for label, language in enumerate(LANGUAGES):
        spoken = catalog.load().texts[language]
        texts += [(text, label) for text in (spoken.values() or _english())]
    for word, mark in lexicon.load().words.items():
        if mark.language:
            texts.append((word, LANGUAGES.index(mark.language)))
        elif mark.kind == "shared":
            texts += [(word, 0), (word, 1)]
    return texts


def _english() -> Iterable[str]:
    """English stands in the code: it is what the other catalogues translate."""
    return [message for _, message in catalog.load().texts["id"]]


def pieces_of(text: str) -> Counter[str]:
    return Counter(
        piece
        for word in words(text)
        if (mark := lexicon.load().mark(word)) is None or mark.kind != "name"
        for piece in ngrams.pieces(word)
    )


def train(texts: Sequence[Labelled]) -> Regression:
    """Weigh the pieces that stand in several texts."""
    counted = [(pieces_of(text), label) for text, label in texts]
    seen = Counter(piece for counts, _ in counted for piece in counts)
    examples = [
        ({p: float(n) for p, n in counts.items() if seen[p] >= LEAST_TEXTS}, label)
        for counts, label in counted
    ]
    return Regression(rate=0.1, decay=0.0005, epochs=6).learn(examples)


def whole(weights: dict[str, list[float]]) -> dict[str, tuple[int, ...]]:
    """Make whole numbers of the weights, around 0, and forget those that weigh nothing."""
    kept = {}
    for piece in sorted(weights):
        middle = sum(weights[piece]) / 3
        rounded = tuple(round(ngrams.SCALE * (weight - middle)) for weight in weights[piece])
        if max(map(abs, rounded)) >= LEAST_WEIGHT:
            kept[piece] = rounded
    return kept


def unseen(
    texts: Sequence[Labelled], more: Sequence[Labelled]
) -> list[tuple[dict[str, float], int]]:
    """Return the features of each text as a model sees it that was not trained on it."""
    found = []
    for fold in range(FOLDS):
        rest = [text for at, text in enumerate(texts) if at % FOLDS != fold]
        use(whole(train([*rest, *more]).weights))
        found += [example(text) for text in texts[fold::FOLDS]]
    return found


def use(weights: dict[str, tuple[int, ...]]) -> None:
    """Write the model down and let the product read it."""
    lines = (f"{piece}\t{' '.join(map(str, row))}\n" for piece, row in weights.items())
    ngrams.FILE.write_text("".join(lines), encoding="utf-8")
    ngrams.load.cache_clear()
    evidence.known.cache_clear()


def example(text: Labelled) -> tuple[dict[str, float], int]:
    values, _ = evidence.features(words(text[0]))
    return dict(zip((*evidence.FEATURES, "bias"), values, strict=True)), text[1]


def write_fusion(learned: Regression) -> None:
    rows = [
        f'"{name}" = [{", ".join(f"{weight:.3f}" for weight in learned.weights[name])}]'
        for name in (*evidence.FEATURES, "bias")
    ]
    head = "# How much each kind of evidence counts for Indonesian, Malay and English; made by training/language.py.\n"
    evidence.FILE.write_text(head + "[weights]\n" + "\n".join(rows) + "\n", encoding="utf-8")


def macro_f1(examples: Sequence[tuple[dict[str, float], int]], learned: Regression) -> str:
    """Return the macro-F1 of the messages of each length, and of all."""
    told = [
        (round(math.expm1(counts["length"])), label, learned.scores(counts))
        for counts, label in examples
    ]
    shown = []
    for name, least, most in (
        ("all", 0, 999),
        ("1", 1, 1),
        ("2-4", 2, 4),
        ("5-9", 5, 9),
        ("10+", 10, 999),
    ):
        pairs = [
            (x, max(range(3), key=y.__getitem__)) for n, x, y in told if least <= n <= most
        ]
        shown.append(f"{name}: {_f1(pairs):.1f}")
    return "  ".join(shown)


def _f1(pairs: Sequence[tuple[int, int]]) -> float:
    hits = Counter(one for one, other in pairs if one == other)
    seen = Counter(label for pair in pairs for label in pair)
    return 100 * sum(2 * hits[label] / seen[label] for label in range(3)) / 3


def main() -> None:
    own, more = own_texts(), other_texts()
    examples = unseen(own, more)
    half = len(examples) // 2
    for rest, part in ((examples[:half], examples[half:]), (examples[half:], examples[:half])):
        print(f"macro-F1 on {len(part)} unseen lines: {macro_f1(part, fuse(rest))}")
    use(whole(train([*own, *more]).weights))
    write_fusion(fuse(examples))


def fuse(examples: Sequence[tuple[dict[str, float], int]]) -> Regression:
    return Regression(rate=0.05, decay=0.0002, epochs=20).learn(examples)


if __name__ == "__main__":
    main()
