"""The words of the product in three languages, read straight from the .po files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from babel.messages.pofile import read_po

from bot.core.message import LANGUAGES, Language, Text

LOCALES = Path(__file__).parents[2] / "locales"
DOMAIN = "sapa"


class Voice(Protocol):
    """Says a text in one language: `say("offer", "New lead: {name}", name=lead.name)`."""

    def __call__(self, context: str, message: str, /, **values: object) -> Text: ...


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Every text in every language; what is not translated is said in English. Each is itself: it may be a key."""

    texts: Mapping[Language, Mapping[tuple[str, str], str]]

    def voice(self, language: Language) -> Voice:
        """Return the function that says things in this language."""

        def say(context: str, message: str, /, **values: object) -> Text:
            filled = {name: str(value) for name, value in values.items()}
            return Text(self.translate(language, context, message), filled)

        return say

    def translate(self, language: Language, context: str, message: str) -> str:
        """Return the pattern alone, its braces unfilled."""
        return self.texts[language].get((context, message), message)

    def knows(self, language: Language, context: str, message: str) -> bool:
        """Tell whether somebody translated this text; English needs no translation."""
        return language == "en" or (context, message) in self.texts[language]


def path(language: Language, locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(locales: Path = LOCALES) -> Catalog:
    """Read every language; nothing compiled is kept, so nothing can be stale."""
    return Catalog({language: _read(path(language, locales)) for language in LANGUAGES})


def _read(file: Path) -> dict[tuple[str, str], str]:
    if not file.exists():
        return {}
    with file.open("rb") as source:
        # A fuzzy entry is Babel's guess, which nobody has looked at yet.
        return {
            (entry.context or "", str(entry.id)): str(entry.string)
            for entry in read_po(source, domain=DOMAIN)
            if entry.id and entry.string and not entry.fuzzy
        }
