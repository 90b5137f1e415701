"""A small model of how words of the three languages are spelled: weights of pieces of words.

`training/language.py` makes `ngrams.txt` from texts of our own; a line is a piece, a tab, and three weights.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("ngrams.txt")
LONGEST = 4
#: Weights are whole numbers in the file.
SCALE = 64

Scores = tuple[float, float, float]


def pieces(word: str) -> list[str]:
    """Cut a word into all runs of up to four letters, its edges marked, and the word itself."""
    edged = f"_{word}_"
    found = [
        edged[at : at + length]
        for length in range(1, LONGEST + 1)
        for at in range(len(edged) - length + 1)
    ]
    return [*found, edged] if len(edged) > LONGEST else found


def score(word: str) -> Scores:
    """Add up what the pieces of a word say for Indonesian, Malay and English."""
    found = list(filter(None, map(load().get, pieces(word))))
    a, b, c = map(sum, zip(*found, strict=True)) if found else (0, 0, 0)
    return a / SCALE, b / SCALE, c / SCALE


@cache
def load() -> Mapping[str, tuple[int, int, int]]:
    weights = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        piece, _, numbers = line.partition("\t")
        a, b, c = numbers.split()
        weights[piece] = (int(a), int(b), int(c))
    return weights
