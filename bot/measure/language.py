"""How well the language of messages is told, one by one and without context, on a file of labelled messages."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.message import LANGUAGES, Language
from bot.i18n import evidence
from bot.measure import rows
from bot.measure.rows import LENGTHS, Row
from bot.settings import Unusable

WORST = 10


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled message, and what we make of it."""

    row: Row
    got: Language
    probability: float
    sure: bool

    @property
    def expected(self) -> Language:
        return self.row["lang"]  # type: ignore[no-any-return]

    @property
    def right(self) -> bool:
        return self.got == self.expected

    @property
    def length(self) -> str:
        return rows.bucket(self.row["text"])

    def prediction(self) -> dict[str, Any]:
        return {
            **self.row,
            "got": self.got,
            "probability": round(self.probability, 4),
            "sure": self.sure,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What `bench-language` prints."""

    told: Sequence[Told]
    us_per_message: float
    rss_mb: float

    def as_json(self) -> dict[str, Any]:
        return {
            "macro_f1": {
                "all": _macro_f1(self.told),
                **{name: _macro_f1(self._of(name)) for name in LENGTHS},
            },
            "recall": {language: _recall(self.told, language) for language in LANGUAGES},
            "us_per_message": round(self.us_per_message, 1),
            "rss_mb": round(self.rss_mb, 1),
        }

    def lines(self) -> Iterator[str]:
        """Write the same for people, with what it is sure of and its worst errors."""
        figures = self.as_json()
        parts = [self.told, *map(self._of, LENGTHS)]
        yield _row("words", ["all", *LENGTHS])
        yield _row("messages", [str(len(part)) for part in parts])
        yield _row("macro-F1", map(_shown, figures["macro_f1"].values()))
        yield _row("% sure", [_shown(_coverage(part)) for part in parts])
        yield _row("right then", [_shown(_precision(part)) for part in parts])
        yield _row("recall", [f"{name} {_shown(of)}" for name, of in figures["recall"].items()])
        yield f"{figures['us_per_message']} microseconds a message, {figures['rss_mb']} MB"
        yield "worst errors:"
        for told in self._worst():
            yield f"  {told.expected}, taken for {told.got}: {told.row['text'][:100]}"

    def _of(self, length: str) -> list[Told]:
        return [told for told in self.told if told.length == length]

    def _worst(self) -> list[Told]:
        wrong = [told for told in self.told if not told.right]
        return sorted(wrong, key=lambda told: -told.probability)[:WORST]


def measure(file: Path) -> Report:
    """Read the file and tell the language of each message."""
    labelled = _labelled(file)
    evidence.weigh("warm up")
    evidence.known.cache_clear()
    began = time.process_time()
    told = [_tell(row) for row in labelled]
    took = time.process_time() - began
    return Report(told, took / max(len(labelled), 1) * 1e6, _resident())


def _tell(row: Row) -> Told:
    found = evidence.weigh(row["text"]).alone()
    return Told(row, found.best, found.probability, found.sure)


def write(report: Report, file: Path) -> None:
    """Write every row with what was told of it."""
    rows.write(file, (told.prediction() for told in report.told))


def _labelled(file: Path) -> list[Row]:
    labelled = rows.read(file, "lang", "text")
    for row in labelled:
        if row["lang"] not in LANGUAGES or not isinstance(row["text"], str):
            raise Unusable(
                f"{file}: lang must be one of {', '.join(LANGUAGES)}, not {row['lang']}"
            )
    return labelled


def _macro_f1(told: Sequence[Told]) -> float | None:
    """Average the F1 of the languages that occur; None where there are no messages."""
    expected, got = Counter(t.expected for t in told), Counter(t.got for t in told)
    hits = Counter(t.expected for t in told if t.right)
    scores = [2 * hits[name] / (expected[name] + got[name]) for name in {*expected, *got}]
    return round(100 * sum(scores) / len(scores), 1) if scores else None


def _recall(told: Sequence[Told], language: Language) -> float | None:
    return _share([t.right for t in told if t.expected == language])


def _coverage(told: Sequence[Told]) -> float | None:
    return _share([t.sure for t in told])


def _precision(told: Sequence[Told]) -> float | None:
    return _share([t.right for t in told if t.sure])


def _share(facts: Sequence[bool]) -> float | None:
    return round(100 * sum(facts) / len(facts), 1) if facts else None


def _row(name: str, cells: Iterable[str]) -> str:
    return f"{name:<10}" + "".join(f"{cell:>9}" for cell in cells)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _resident() -> float:
    """Return the memory that this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
