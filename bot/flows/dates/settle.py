"""One way of saying each thing: "week next" and "next week" become W+1, so that the rules need to know it once."""

import re

_UNITS = "day|week|month|quarter|semester|half|year|weekend"
_CALENDAR = "week|month|quarter|semester|year|weekend"
_LETTERS = {"week": "W", "month": "M", "quarter": "Q", "semester": "H", "half": "H", "year": "Y", "weekend": "E"}  # fmt: skip
_NOT_A_COUNT = rf"(?! (?:{_UNITS}|ahead|clock)\b)"

#: Rewritten in this order.
_STEPS: tuple[tuple[str, str], ...] = (
    # A hyphen within a phrase is none between two dates.
    (r"\b(early|mid|end|date|o\d|last|this|next|_) -(?= )", r"\1"),
    (r"-(?= (?:early|mid|end|next|this|_)\b)", ""),
    (r" - ", " to "),
    (r" ?- ?", " "),
    # In Malay what is "lepas" is over: "minggu lepas".
    (r"(?:\b\d+ )?\b(?:day|week|month|year|minggu) after(?= _|$)", "_"),
    (r"\bnot (?:_ )?asap\b", "unhurried"),
    (r"\bnot before\b", "from"),
    # "Besok lusa" is one of these days, and no day.
    (r"\btoday\+1 today\+2\b", "_"),
    (
        r"\b(early|mid) (to|or) (mid|end) (m\d+(?: 20\d\d)?|(?:week|month|year)(?: (?:next|this))?)\b",
        r"\1 \4 \2 \3 \4",
    ),
    # The year goes with the number before it, and is none of "2 years ahead".
    (r"\byear (20\d\d)\b", r"\1"),
    (r"\b(month|week|quarter|semester|half) (o?\d\d?) (?:year next|next year|year onward)\b", r"\1 \2 Y+1"),
    (r"\b(month|week|quarter|semester|half) (o?\d\d?) (?:year this|this year)\b", r"\1 \2 Y+0"),
    # "minggu" is a week beside a number or "depan", else a Sunday.
    (r"\bnight minggu\b", "d5 night"),
    (r"\bday minggu\b", "d6"),
    (r"\b(\d+(?:\.\d)?|early|mid|end|last|within|this|next|o\d) minggu\b", r"\1 week"),
    (r"\bminggu (?=next|this|ahead|onward|o\d|last|coming)", "week "),
    (r"\bminggu\b", "d6"),
    # Months by number, ranges with the unit said once or twice, halves.
    (r"\bdate (\d\d?) month (?:next|onward|ahead)\b", r"date \1 M+1"),
    (rf"\b(\d\d?) month (1[0-2]|[1-9])\b{_NOT_A_COUNT}", r"\1 m\2"),
    (r"\b(\d) o(\d) (?=day|week|month|year)", r"\1 to \2 "),
    (r"\b1 (day|week|month|year) (?:or )?([2-4])\b(?! (?:day|week|month|year))", r"1 to \2 \1"),
    (r"\b(\d) (day|week|month|year) (?:to |or )?(\d) (?=\2)", r"\1 to \3 "),
    (r"(?<!clock )\b(\d+|half) min\b", r"\1 minute"),
    (r"\bmin\b", ""),
    (r"/1/2 (?=\d|clock|day|month|year)", "half "),
    (r"\bhalf month\b", "2 week"),
    (r"\b(week|month|quarter|year) end$", r"end \1"),
    (r"\bhalf 1? ?year\b(?! (?:o\d|20))", "6 month"),
    (r"\b(\d+) half (year|month|week|quarter)\b", r"\1.5 \2"),
    (r"\bday (?=d\d|today)", ""),
    # This one, the next, and the one after that.
    (r"\b(quarter|half|semester|[qh]\d|m\d+) next year\b", r"\1 year+1"),
    (r"\b(\d+) (day|week|month|year) (?:next|coming)\b", r"\1 \2 ahead"),
    (rf"(?<!\b\d )\b({_CALENDAR}) (?:next next|next ahead|after next)\b", r"\1+2"),
    (rf"\bnext next ({_CALENDAR})\b", r"\1+2"),
    (rf"(?<!\b\d )\b({_CALENDAR}) (?:next|onward|coming)\b", r"\1+1"),
    (rf"\bnext ({_CALENDAR}|half)\b", r"\1+1"),
    (rf"(?<!\b\d )\b({_CALENDAR}) this\b", r"\1+0"),
    (rf"\b(?:this|coming) ({_CALENDAR}|half)\b", r"\1+0"),
    (rf"(?<!\b\d )\bmonth (?:o)?(1[0-2]|[1-9])\b{_NOT_A_COUNT}", r"m\1"),
    (rf"\b(m\d+) (to|or) (1[0-2]|[1-9])\b{_NOT_A_COUNT}", r"\1 \2 m\3"),
    (r"\bmonth (?=m\d)", ""),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), new) for pattern, new in _STEPS)
_AHEAD = re.compile(rf"\b({_CALENDAR}|half)\+(\d)")
#: "Q3 atau Q4 tahun depan": the year is said once.
_SHARED_YEAR = re.compile(r"\b([qm])(\d+) (to|or) \1(\d+) (20\d\d|Y\+\d)")


def settle(words: str) -> str:
    for pattern, new in _PATTERNS:
        words = pattern.sub(new, words)
    words = _AHEAD.sub(lambda found: f"{_LETTERS[found[1]]}+{found[2]}", words)
    return " ".join(_SHARED_YEAR.sub(_with_year, words).split())


def _with_year(found: re.Match[str]) -> str:
    sign, first, between, second, year = found.groups()
    # "Desember atau Januari 2027" are of two years.
    shared = f" {year}" if int(first) < int(second) else ""
    return f"{sign}{first}{shared} {between} {sign}{second} {year}"
