"""What the words around a number make of it: a least, a most, or a rough guess."""

import re
from typing import Literal

Bound = Literal["", "most", "least", "about"]

_NOT = (
    r"(?:tidak|tdk|tak|tk|x|ga|gak|gk|g|nggak|ngga|ngak|enggak|engga|ndak|nda|jangan|jgn|bukan|belum|blm"
    r"|tanpa|not|no"
    r"|never|nothing|cannot|can ?not|won'?t|can'?t|cant|don'?t|dont|shouldn'?t|without)"
)
_THAN = r"(?:\s?(?:dari(?:pada)?|drpd|dr|pada|than|from))?"
_MORE = (
    rf"(?:(?:lebih|lbh|lbih|lebeh)(?! (?:baik|suka|murah|rendah|kecil|sikit|dikit)){_THAN}|melebihi|melewati"
    rf"|lewat"
    r"|(?:lebih |lbh )?(?:mahal|tinggi) (?:dari(?:pada)?|drpd)|exceed\w*|(?:more|higher|greater|larger) than"
    r"|over|above"
    r"|beyond|north of|di ?atas|d ?atas|atas)"
)
_LESS = (
    rf"(?:(?:kurang|krg|krang){_THAN}|(?:lebih |lbh )?(?:murah|rendah|kecil) (?:dari(?:pada)?|drpd)"
    r"|(?:less|lower|fewer|cheaper|smaller) than|under|below|beneath|di ?bawah|d ?bawah|bawah|bwh)"
)
_UNTIL = (
    r"(?:stretch to|naik ke|go to|sampai|sampe|sampek|smpai|smpe|nyampe|nyampai|smp|sampey|cecah"
    r"|mencecah|capai|hingga|up ?to|until|till)"
)
_START = r"(?:start\w*|bermula|mulai?|begin\w*)"
_AT_MOST = (
    r"maks\w*|max\w*|mentok\w*|paling(?:2|an|-paling| paling)?(?: (?:banyak|tinggi|mahal|besar|banter|pol"
    r"|mentok|ramai|lebih))?"
    r"|at (?:the )?most|limit\w*|batas\w*|had (?:bajet|budget|kami|saya|maks\w*)|cap(?:ped)?|ceiling|within"
    r"|setinggi\w*(?:-tingginya)?"
    r"|sebanyak-banyaknya|tertinggi|terbanyak"
)
_LEAST_OF_ALL = (
    r"paling (?:sedikit|sikit|dikit|rendah|murah|kurang|tidak|tak|kecil|enggak|nggak|gak)"
    r"|sekurang\w*(?:-kurangnya)?"
    r"|setidak\w*(?:-tidaknya)?|se(?:dikit|kurang)nya"
)
_AT_LEAST = r"min|minim\w*|at ?least"
_ABOUT = (
    r"lebih[\s-]?kurang|kurang[\s-]?lebih|kurleb|krg ?lbh|lbh ?(?:krg|kurang)|lebih2 kurang|more or less"
    r"|plus ?minus|\+\s?/?\s?-|±|~|≈"
    r"|sekitar\w*|skitar\w*|sktr|kira[\s-]?kira|kira2|kr2|kira|kiraan|around|about|abt|approx\w*|roughly"
    r"|circa|nearly|almost|hampir"
    r"|lingkungan|estimasi|estimated?|mungkin|maybe|perhaps|probably|agaknya"
)
#: A number is only touched by these when little stands between: "over the last year we spent 5k".
_NEAR = r"(?:\W+[a-z]+){0,3}?\W*$"

_LEFT: tuple[tuple[re.Pattern[str], Bound], ...] = (
    # Before the lines below take half of it: "paling kurang", "sekurang-kurangnya".
    (re.compile(rf"\b(?:{_LEAST_OF_ALL})\b{_NEAR}"), "least"),
    (re.compile(rf"\b(?:{_NOT}\s(?:\w+\s){{0,2}}?|x|tak|gak?){_MORE}\b{_NEAR}"), "most"),
    (re.compile(rf"\b{_NOT}\s(?:\w+\s){{0,2}}?{_LESS}\b{_NEAR}"), "least"),
    (re.compile(rf"\b{_MORE}\b{_NEAR}|[>≥]=?\s*$"), "least"),
    (re.compile(rf"\b{_LESS}\b{_NEAR}|[<≤]=?\s*$"), "most"),
    (re.compile(rf"\b{_START}(?: (?:dari|from|at|pada|with|harga))?\W*$"), "least"),
    (re.compile(rf"\b{_UNTIL}(?: (?:ke|dengan|dgn|to))?\W*$"), "most"),
    (re.compile(r"\b(?:dari|dr|from|daripada)\W*$"), "least"),
)  # fmt: skip
_WORDS: tuple[tuple[re.Pattern[str], Bound], ...] = (
    # To Indonesians "min" before a comma or a name is the admin they are writing to.
    (re.compile(rf"\b(?:{_AT_LEAST})(?:nya)?\b(?!\s?[,!])"), "least"),
    (re.compile(rf"\b(?:{_AT_MOST})(?:nya)?\b"), "most"),
)
_ABOUT_WORD = re.compile(rf"(?<!\w)(?:{_ABOUT})(?!\w)|\b(?:dalam|dlm)\W*$")
_RIGHT: tuple[tuple[re.Pattern[str], Bound], ...] = (
    (re.compile(r"-?(?:lebih ?kurang|kurang ?lebih|kurleb|lebih (?:sikit|dikit)|-?ish\b|more or less"
    r"|give or take|plus minus)"), "about"),
    (re.compile(
        r"(?:(?:dan|and|atau|or) )?(?:ke ?bawah|kebawah|max\w*|maks\w*|tops\b|at (?:the )?most|mentok"
        r"|ceiling|limit\b"
        r"|paling (?:banyak|mahal|tinggi|banter|pol))|(?:or|and) (?:less|under|below|lower|fewer)"
        r"|atau kurang"), "most"),
    (re.compile(
        r"(?:(?:dan|and|atau|or) )?(?:ke ?atas|keatas|di ?atas|minim\w*|at least|paling (?:sedikit|sikit"
        r"|kurang|tidak|tak|rendah|murah|dikit))"
        r"|(?:or|and) (?:above|up|more|over|higher|upwards?)|onwards?|upwards?|up\b|plus\b(?! (?:tax|ppn|sst"
        r"|gst))|\+(?!\s?[\w/-])"
        r"|(?:atau |dan )?(?:lebih|lbh)\b(?! (?:baik|suka|murah))|dan seterusnya"), "least"),
)  # fmt: skip


def before(text: str) -> Bound:
    """Read the words that stand before a number."""
    about = bool(_ABOUT_WORD.search(text))
    rest = _ABOUT_WORD.sub(" ", text)
    for pattern, bound in _LEFT:
        if pattern.search(rest):
            return bound
    found = [
        (match.start(), bound) for pattern, bound in _WORDS for match in pattern.finditer(rest)
    ]
    return max(found)[1] if found else "about" if about else ""


def after(text: str) -> Bound:
    """Read the words that follow a number at once."""
    text = text.lstrip(" ,;(")
    return next((bound for pattern, bound in _RIGHT if pattern.match(text)), "")
