"""What the hand-written word list (`lexicon.toml`) knows about a word."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from bot.core.message import LANGUAGES, Language

FILE = Path(__file__).with_name("lexicon.toml")

Kind = Literal["decisive", "leaning", "shared", "name"]

_ENDINGS = ("nya", "ku", "mu", "lah", "kah", "kan", "an", "i", "pun")
_BEGINNINGS = ("di", "ter", "ber", "ke", "se", "me", "mem", "men", "meng", "per")
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """How much a word tells, and for which language; `stem`: what is left of it without its affix does."""

    kind: Kind
    language: Language | None = None
    stem: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Marks of words and of pairs of words."""

    words: Mapping[str, Mark]
    phrases: Mapping[str, Mark]

    def mark(self, word: str) -> Mark | None:
        """Tell what is known about a word: itself, else its stem."""
        return self.words.get(word) or next(
            (
                Mark(mark.kind, mark.language, stem=True)
                for mark in map(self.words.get, _stems(word))
                if mark and mark.kind != "name" and mark.language != "en"
            ),
            None,
        )


def _stems(word: str) -> list[str]:
    ended, begun = word.endswith(_ENDINGS), word.startswith(_BEGINNINGS)
    stems = [word.removesuffix(end) for end in _ENDINGS if ended and word.endswith(end)]
    stems += [word.removeprefix(at) for at in _BEGINNINGS if begun and word.startswith(at)]
    return [stem for stem in stems if len(stem) >= _SHORTEST_STEM]


@cache
def load() -> Lexicon:
    """Read the list, once."""
    lists = tomllib.loads(FILE.read_text(encoding="utf-8"))
    marks: dict[str, Mark] = {}
    phrases: dict[str, Mark] = {}
    for language in LANGUAGES:
        for kind in ("decisive", "leaning"):
            mark = Mark(kind, language)
            marks |= dict.fromkeys(lists[language].get(kind, "").split(), mark)
        spoken = lists[language].get("phrases", "").split(",")
        phrases |= dict.fromkeys(
            (" ".join(p.split()) for p in spoken), Mark("decisive", language)
        )
    marks |= dict.fromkeys(lists["both"]["shared"].split(), Mark("shared"))
    marks |= dict.fromkeys(lists["both"]["names"].split(), Mark("name"))
    phrases.pop("", None)
    return Lexicon(marks, phrases)
