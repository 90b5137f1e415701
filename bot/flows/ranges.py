"""Numbers put together as ranges and bounds: "10-20 juta", "antara 5 dan 10 ribu", "min 5 max 8", "500-1jt"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.flows import bounds
from bot.flows.bounds import Bound
from bot.flows.numbers import Number

_TO = (
    r"[-\u2010-\u2015\u2212~]+|\.\.+|s\s?/\s?d|s\.d\.?|sd|sampai|sampe|sampek|smpai|smpe|smp|hingga|hgga"
    r"|until|till|til|up to|to|ke"
    r"|atau|ato|atw|or"
)
_AND = r"dan|and|sama|dengan|dgn|&|n"
_FILLER = r"(?:(?:ke|dengan|dgn|paling|max\w*|maks\w*|maybe|mungkin|about)\s+)?"
_BETWEEN = re.compile(r"\b(?:antara|between|btw|btwn|range\w*|kisaran|dari|from)\b")
#: What is said of two numbers that are the ends of one: "min 5 max 8", "8 at most, 5 at least", "5, up to 8".
_ENDS = (["least", "most"], ["most", "least"], ["", "most"], ["about", "most"])
#: What is larger than this stands for itself, whatever magnitude its neighbour has.
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends, or one; `about` where it was said so, `bare` where digits stand without any magnitude."""

    low: Fraction | None
    high: Fraction | None
    start: int
    end: int
    about: bool = False
    bare: bool = False


def read(text: str, numbers: Sequence[Number], between: str = "") -> list[Range] | None:
    """Put numbers together; None if their ends do not fit. `between`: what may stand behind a number and belongs to it."""
    merged = _merge(text, numbers, between)
    if merged is None:
        return None
    said = _bounds(text, merged, between)
    if said in _ENDS and (both := _share(*merged)):
        return [_range(both, "")]
    return [_range(number, bound) for number, bound in zip(merged, said, strict=True)]


def _range(number: Number, bound: Bound) -> Range:
    about, one = number.about or bound == "about", number.low == number.high
    return Range(
        None if bound == "most" and one else number.low,
        None if bound == "least" and one else number.high,
        number.start, number.end, about, not number.units,
    )  # fmt: skip


# --- Pairs ------------------------------------------------------------------------------------


def _merge(text: str, numbers: Sequence[Number], between: str) -> list[Number] | None:
    left, kept = list(numbers), []
    while left:
        first = left.pop(0)
        if left and _paired(text, first, left[0], between):
            both = _share(first, left.pop(0))
            if both is None:
                return None
            first = both
        kept.append(first)
    return kept


def _paired(text: str, low: Number, high: Number, between: str) -> bool:
    gap = text[low.end : high.start]
    around = rf"\s*(?:{between})?\s*" if between else r"\s*"
    if re.fullmatch(rf"{around},?\s?(?:{_TO})\s*{_FILLER}", gap):
        return True
    if gap.strip() in {"", "/"}:
        # "dua tiga juta", "5/6 orang"
        return not low.units and any(
            (low.low + 1) * unit == high.low for unit in high.units or (1,)
        )
    opened = _BETWEEN.search(text[max(low.start - 30, 0) : low.start])
    return bool(opened and re.fullmatch(rf"{around}(?:{_AND})\s*{_FILLER}", gap))


def _share(low: Number, high: Number) -> Number | None:
    """In "10-20 juta" both are millions, in "500-1jt" the first is thousands; None if no magnitude fits."""
    if high.units and not low.units and low.low < _WHOLE:
        thousandth = [high.units[-1] // 1000] if low.low >= 100 else []
        unit = next((u for u in (*high.units, *thousandth) if 0 < low.low * u < high.high), 0)
        low = replace(low, low=low.low * unit, high=low.high * unit)
    elif low.units and not high.units and high.high < _WHOLE:
        unit = next(
            (u for u in (low.units[-1], low.units[-1] * 1000) if high.high * u > low.low), 0
        )
        high = replace(high, low=high.low * unit, high=high.high * unit)
    else:
        unit = 1
    if not unit:
        return None
    ends = (low.low, low.high, high.low, high.high)
    return Number(
        min(ends),
        max(ends),
        low.start,
        high.end,
        low.units or high.units,
        low.about or high.about,
    )


# --- Bounds -----------------------------------------------------------------------------------


def _bounds(text: str, numbers: Sequence[Number], between: str) -> list[Bound]:
    """Read what is said of each number; people put it before all of them or behind all of them."""
    starts = [0, *(number.end for number in numbers)]
    ends = [*(number.start for number in numbers), len(text)]
    gaps = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    first = [bounds.before(gap) for gap in gaps[:-1]]
    behind = [bounds.after(re.sub(rf"^\s*(?:{between})(?!\w)", "", gap)) for gap in gaps[1:]]
    if numbers and behind[-1] not in {"", "about"} and first[0] in {"", "about"}:
        return behind
    return [*first[:-1], first[-1] or behind[-1]] if numbers else []
