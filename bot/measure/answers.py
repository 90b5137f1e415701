"""How well answers are read: `sapa bench-answers FILE.jsonl`, by kind and language, with the errors and the time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from bot.core import zones
from bot.core.message import LANGUAGES, Language
from bot.core.scoring import Score
from bot.flows import answers, money, names, phrases
from bot.flows.model import END, Ask, Expect, World
from bot.i18n import catalog
from bot.i18n.catalog import Catalog
from bot.measure import rows
from bot.measure.rows import LENGTHS, Row

#: How many errors are shown; --predictions has them all.
SHOWN = 20
#: What decides whether a reading is right, where not everything in it does.
_PARTS = {
    "money": ("min", "max", "currency", "period", "unknown"),
    "headcount": ("min", "max", "unknown"),
    "quantity": ("min", "max", "unit", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One reply, what was read in it, and the milliseconds that took."""

    row: Row
    got: Any
    took: float

    @property
    def right(self) -> bool:
        kind = self.row["kind"]
        return bool(_parts(kind, self.got) == _parts(kind, self.row["expected"]))

    @property
    def wrong(self) -> bool:
        """A value that is not the right one; to ask again is not wrong."""
        return self.got is not None and not self.right

    @property
    def wrong_tenfold(self) -> bool:
        pairs = _ends(self.got, self.row["expected"])
        return self.wrong and any(_tenfold(got, expected) for got, expected in pairs)


def bench(file: Path, written: Path | None, *, as_json: bool) -> Iterator[str]:
    """Measure a file and return what to print; `written` takes every row with what was read."""
    results = measure(file)
    if written:
        rows.write(written, predictions(results))
    return iter([json.dumps(summary(results))]) if as_json else lines(results)


def measure(file: Path) -> list[Result]:
    """Read every reply of a file as the product would."""
    words = catalog.load()
    labelled = rows.read(file, "kind", "text", "expected")
    # What is loaded with the first reply of a kind is not the time of that reply.
    for row in {row["kind"]: row for row in labelled}.values():
        _result(row, words)
    return [_result(row, words) for row in labelled]


def _result(row: Row, words: Catalog) -> Result:
    world = _world(row, words)
    started = perf_counter()
    got = _read(row["kind"], row["text"], world)
    return Result(row, got, (perf_counter() - started) * 1000)


def _world(row: Row, words: Catalog) -> World:
    """Set the scene of a reply: who wrote it, where, and when."""
    about = row.get("ctx", {})
    country = about.get("country", "ID")
    language: Language = next((known for known in LANGUAGES if known == row.get("lang")), "en")
    now = datetime.fromisoformat(about.get("now", "2026-01-05T09:00"))
    zone = zones.of(country, ZoneInfo("Asia/Jakarta"))
    here = now if now.tzinfo else now.replace(tzinfo=zone)
    currency = money.CURRENCIES.get(country, "IDR")
    return World(here, language, words, {}, country, currency, lambda _: Score(0), zone=zone)


def _read(kind: str, text: str, world: World) -> Any:
    """Read a reply as the answer to a question of this kind; what nobody can read yet is None."""
    if kind in ASIDE:
        return ASIDE[kind](text)
    if kind not in get_args(Expect):
        return None
    reading = answers.read(Ask("answer", "", END, expect=cast("Expect", kind)), text, world)
    if reading is None:
        return None
    shape = SHAPES.get(kind, _as_it_is)
    nothing = None if kind in {"company", "datetime"} else {"unknown": True}
    return nothing if reading.value is None else shape(reading.value)


def _as_it_is(value: Any) -> Any:
    return value


def _introduced(text: str) -> Any:
    name, company = names.introduced(text)
    return name and {"name": name, **({"company": company} if company else {})}


def _days(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Days are compared by their ends; a holiday by its name, for its days are announced by others."""
    urgency = {"urgency": "asap"} if "urgency" in value else {}
    parts = {"dates": ("start", "end"), "event": ("event", "side"), "asap": ()}[value["kind"]]
    return {**urgency, **{part: value[part] for part in parts}}


#: Kinds that are no question's, or of which more is understood than a question keeps.
ASIDE: Mapping[str, Callable[[str], Any]] = {
    "confirm": lambda text: {"yes": {"yes": True, "no": False}.get(phrases.yes_no(text) or "")},
    "name": _introduced,
}

#: How a reading looks in such files, by kind, where it is not a table anyhow.
SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "money": lambda value: {
        **value,
        "period": value.get("period"),
        "approx": "approx" in value,
    },
    "phone": lambda value: {"e164": value},
    "email": lambda value: {"email": value},
    "timeline": _days,
    "datetime": lambda value: {"at": value["at"]},
    "company": lambda value: {"company": value},
}


# --- Right and wrong --------------------------------------------------------------------------


def _parts(kind: str, value: Any) -> Any:
    if not isinstance(value, Mapping) or kind not in _PARTS:
        return value
    return {part: value.get(part) for part in _PARTS[kind]}


def _ends(got: Any, expected: Any) -> Iterator[tuple[Any, Any]]:
    """Pair the ends of two readings; where only one end is known it is compared with whichever there is."""
    if not isinstance(got, Mapping) or not isinstance(expected, Mapping):
        return
    for end, other in (("min", "max"), ("max", "min")):
        one = got.get(end)
        yield one, expected.get(end) if expected.get(end) is not None else expected.get(other)


def _tenfold(one: Any, other: Any) -> bool:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return False
    small, large = sorted((abs(one), abs(other)))
    return large > 0 and large >= 10 * small


# --- Showing ----------------------------------------------------------------------------------


def summary(results: Iterable[Result]) -> dict[str, dict[str, int]]:
    """Count by kind."""
    counts: dict[str, dict[str, int]] = {}
    for result in results:
        kind = counts.setdefault(
            result.row["kind"], {"right": 0, "of": 0, "wrong": 0, "wrong_tenfold": 0}
        )
        kind["right"] += result.right
        kind["of"] += 1
        kind["wrong"] += result.wrong
        kind["wrong_tenfold"] += result.wrong_tenfold
    return counts


def predictions(results: Iterable[Result]) -> Iterator[Row]:
    """Return every row with what was read in it."""
    return ({**result.row, "got": result.got} for result in results)


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Write the counts by kind, language and length, the worst errors, and the time."""
    columns = (*LANGUAGES, *LENGTHS)
    yield "kind        right   of      %  wrong  tenfold" + "".join(f"{c:>9}" for c in columns)
    for kind, count in summary(results).items():
        own = [result for result in results if result.row["kind"] == kind]
        share = 100 * count["right"] / count["of"]
        shares = "".join(f"{_share(own, column):>9}" for column in columns)
        yield (
            f"{kind:<10}{count['right']:>7}{count['of']:>5}{share:>7.1f}"
            f"{count['wrong']:>7}{count['wrong_tenfold']:>9}{shares}"
        )
    yield from _errors(results)
    if results:
        took = sorted(result.took for result in results)
        yield f"a reply takes {took[len(took) // 2]:.2f} ms, 95 in 100 at most {took[len(took) * 95 // 100]:.2f} ms"


def _share(results: Iterable[Result], column: str) -> str:
    of = [r for r in results if column in {r.row.get("lang"), rows.bucket(r.row["text"])}]
    return f"{sum(result.right for result in of)}/{len(of)}" if of else "-"


def _errors(results: Iterable[Result]) -> Iterator[str]:
    """Show tenfold errors first, then other wrong values, then what was asked again."""
    failed = sorted(
        (r for r in results if not r.right), key=lambda r: (not r.wrong_tenfold, not r.wrong)
    )
    for result in failed[:SHOWN]:
        how = "TENFOLD" if result.wrong_tenfold else "wrong" if result.wrong else "asked again"
        yield f"{how}: {result.row['kind']} {result.row['text']!r} is {result.row['expected']}, read {result.got}"
    if len(failed) > SHOWN:
        yield f"... and {len(failed) - SHOWN} more; --predictions writes them all"
