"""Numbers put together as ranges and bounds: "10-20 juta", "antara 5 dan 10 ribu", "min 5 max 8", "500-1jt"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bot.flows import bounds
from bot.flows.bounds import Bound
from bot.flows.numbers import Number

_TO = (
    r"[-\u2010-\u2015\u2212~]+|\.{3,}|s\s?/\s?d|s\.d\.?|sd|sampai|sampe|sehingga|sampek|smpai|smpe|smp|hingga|hgga"
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
        number.start, number.end, about, number.bare,
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
    gap, (to, also) = text[low.end : high.start], _joints(between)
    if to.fullmatch(gap):
        return True
    if gap.strip() in {"", "/"}:
        # "dua tiga juta", "5/6 orang"
        units = high.units or (1,)
        return not low.units and any((low.low + 1) * unit == high.low for unit in units)
    return bool(
        also.fullmatch(gap) and _BETWEEN.search(text[max(low.start - 30, 0) : low.start])
    )


@lru_cache(maxsize=8)
def _joints(between: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what joins two ends, and what joins them only behind "between"."""
    around = rf"\s*(?:{between})?\s*" if between else r"\s*"
    to = re.compile(rf"{around},?\s?(?:{_TO})\s*{_FILLER}")
    return to, re.compile(rf"{around}(?:{_AND})\s*{_FILLER}")


@lru_cache(maxsize=8)
def _belonging(between: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:{between})(?!\w)" if between else r"^\s*")


def _share(low: Number, high: Number) -> Number | None:
    """In "10-20 juta" both are millions, in "500-1jt" the first is thousands; None if no magnitude fits."""
    low_unit, high_unit = 1, 1
    if low.bare and not high.bare and low.low < _WHOLE:
        thousandth = [high.units[-1] // 1000] if low.low >= 100 else []
        low_unit = _fitting(low, high, (*high.units, *thousandth))
    elif low.bare and high.bare and not low.units:
        low_unit = _fitting(low, high, high.units) or 1
    elif high.bare and not low.bare and high.high < _WHOLE:
        units = (low.units[-1], low.units[-1] * 1000) if high.high < 1000 else ()
        high_unit = next((unit for unit in units if high.high * unit > low.low), 0)
    ends = [end * low_unit for end in (low.low, low.high)]
    ends += [end * high_unit for end in (high.low, high.high)]
    said, about = high.units if low.bare else low.units, low.about or high.about
    both = Number(min(ends), max(ends), low.start, high.end, said, about)
    return both if low_unit and high_unit else None


def _fitting(low: Number, high: Number, units: Sequence[int]) -> int:
    return next((unit for unit in units if 0 < low.low * unit < high.high), 0)


# --- Bounds -----------------------------------------------------------------------------------


def _bounds(text: str, numbers: Sequence[Number], between: str) -> list[Bound]:
    """Read what is said of each number; people put it before all of them or behind all of them."""
    starts = [0, *(number.end for number in numbers)]
    ends = [*(number.start for number in numbers), len(text)]
    gaps = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    first = [bounds.before(gap) for gap in gaps[:-1]]
    own = _belonging(between)
    behind = [bounds.after(gap) or bounds.after(own.sub("", gap)) for gap in gaps[1:]]
    if numbers and behind[-1] not in {"", "about"} and first[0] in {"", "about"}:
        return behind
    return [*first[:-1], first[-1] or behind[-1]] if numbers else []
