"""What the words around a number make of it: a least, a most, or a rough guess."""

import re
from typing import Literal

from bot.core.text import any_of

Bound = Literal["", "most", "least", "about"]

_NOT = any_of(
    "tidak, tdk, tak, tk, x, ga, gak, gk, g, nggak, ngga, ngak, enggak, engga, ndak, nda, jangan, jgn, bukan, belum, blm, "
    "tanpa, takkan, x(?:nak|mau|mahu|mo|boleh|blh|leh), tak(?:nak|mau|mahu|boleh|blh|leh), not, no, never, nothing, "
    "cannot, can ?not, won'?t, can'?t, don'?t, shouldn'?t, without"
)
#: In three languages: more, less, until. "lebih baik" and "lebih murah" are no amounts.
_MORE = any_of(
    r"(?:lebih|lbh|lbih|lebeh)(?! (?:baik|suka|murah|rendah|kecil|sikit|dikit))(?: ?(?:dari(?:pada)?|drpd|dr|pada|than|from))?, "
    r"melebihi, melewati, lewat, (?:lebih |lbh )?(?:mahal|tinggi) (?:dari(?:pada)?|drpd), exceed\w*, "
    "(?:more|higher|greater|larger) than, over, above, beyond, north of, (?:di? ?)?ata?s"
)
_LESS = any_of(
    "(?:kurang|krg|krng|krang)(?: ?(?:dari(?:pada)?|drpd|dr|pada|than|from))?, "
    "(?:lebih |lbh )?(?:murah|rendah|kecil) (?:dari(?:pada)?|drpd), (?:less|lower|fewer|cheaper|smaller) than, "
    "under, below, "
    "beneath, (?:di? ?)?ba?wa?h"
)
_UNTIL = any_of(
    "sampai, sampe, sampek, sampey, smpai, smpe, smp, nyampe, nyampai, (?:men)?cecah, capai, hingga, up ?to, until, till, "
    "naik ke, stretch to, go to"
)
_START = any_of(r"start\w*, bermula, mulai?, begin\w*")
_LEAST_OF_ALL = any_of(
    "paling (?:sedikit|sikit|dikit|rendah|murah|kurang|tidak|tak|kecil|enggak|nggak|gak), "
    "sekurang(?:nya)?(?:[ -]kurangnya)?, "
    "setidak(?:nya)?(?:[ -]tidaknya)?, sedikitnya"
)
_AT_LEAST = any_of(r"min, mini?m\w*, at ?least, as (?:low|little) as")
_AT_MOST = any_of(
    r"maks\w*, mks\w*, max\w*, mx, mentok\w*, "
    r"paling(?:2|an|-paling| paling)?(?: (?:banyak|tinggi|mahal|besar|banter|pol|ramai|lebih))?, "
    r"at (?:the )?most, limit\w*, batas\w*, had (?:bajet|budget|kami|saya|maks\w*), cap(?:ped)?, ceiling, within, "
    r"setinggi(?:-tingginya)?, sebanyak-banyaknya, tertinggi, terbanyak, as (?:high|much) as"
)
_ABOUT = any_of(
    r"jauh2? (?:dari|lari), not far from, (?:tidak|tak|gak?) lebih (?:dan )?(?:tidak|tak|gak?) kurang, "
    r"(?:lebih|lbh)[\s-]?(?:kurang|krg|krng), (?:kurang|krg|krng)[\s-]?(?:lebih|lbh), kurleb, more or less, "
    r"plus ?minus, \+\s?/?\s?-, ±, ~, ≈, sekitar\w*, skitar\w*, sktr, kira[\s-]?kira, kira2, kr2, kira, "
    r"kiraan, around, about, abt, approx\w*, roughly, circa, nearly, almost, hampir, lingkungan, estimasi, estimated?, "
    "mungkin, maybe, perhaps, probably, agaknya"
)

#: A number is only touched when little stands between: "over the last few years we have spent 5k".
_NEAR = r"(?:\W+[a-z]+){0,3}?\W*$"
_LEFT: tuple[tuple[re.Pattern[str], Bound], ...] = (
    # Before the lines below take half of it: "paling kurang".
    (re.compile(rf"\b{_LEAST_OF_ALL}\b{_NEAR}"), "least"),
    (re.compile(rf"\b(?:{_NOT}\s(?:\w+\s){{0,2}}?|x|tak|gak?){_MORE}\b{_NEAR}"), "most"),
    (re.compile(rf"\b{_NOT}\s(?:\w+\s){{0,2}}?{_LESS}\b{_NEAR}"), "least"),
    (re.compile(rf"\b{_MORE}\b{_NEAR}|[>≥]=?\s*$"), "least"),
    (re.compile(rf"\b{_LESS}\b{_NEAR}|[<≤]=?\s*$"), "most"),
    (re.compile(rf"\b{_START}(?: (?:dari|from|at|pada|with|harga))?\W*$"), "least"),
    (re.compile(rf"\b{_UNTIL}(?: (?:ke|dengan|dgn|to))?\W*$"), "most"),
    (re.compile(r"\b(?:dari|dr|from|daripada)\W*$"), "least"),
)
_WORDS: tuple[tuple[re.Pattern[str], Bound], ...] = (
    # To Indonesians "min" before a comma is the admin they are writing to.
    (re.compile(rf"\b{_AT_LEAST}(?:nya)?\b(?!\s?[,!])"), "least"),
    (re.compile(rf"\b{_AT_MOST}(?:nya)?\b"), "most"),
)
_ABOUT_WORD = re.compile(rf"(?<!\w){_ABOUT}(?!\w)|\b(?:dalam|dlm)\W*$")

#: What may stand between a number and the words behind it: "RM15k je, tak boleh lebih".
_PAUSE = re.compile(
    r"[\s,;(]*(?:(?:je|aja|saja|sahaja|ja|la|lah|kak|ya|itu|tu|that'?s|is|dan|and|atau|or)\b[\s,;(]*){0,3}"
)
_RIGHT: tuple[tuple[re.Pattern[str], Bound], ...] = (
    (re.compile(any_of(
        r"-?(?:(?:lebih|lbh) ?(?:kurang|krg)|(?:kurang|krg) ?(?:lebih|lbh)|kurleb|lebih (?:sikit|dikit)|kurang (?:sikit|dikit)), "
                r"-?ish\b, more or less, give or take, plus minus, or so"
    )), "about"),
    (re.compile(any_of(
        r"ke ?bawah, max\w*, maks\w*, tops\b, at (?:the )?most, mentok, ceiling, (?:the |my )?limit\b, "
        r"paling (?:banyak|mahal|tinggi|banter|pol), less\b, under\b, below\b, lower\b, fewer\b, kurang\b"
    ) + rf"|{_NOT} (?:\w+ )?(?:lebih|lbh|more|over)\b"), "most"),
    (re.compile(any_of(
        r"ke ?atas, di ?atas, above\b, more\b, over\b, higher\b, up\b, upwards?, onwards?, minim\w*, at least, "
        r"paling (?:sedikit|sikit|kurang|tidak|tak|rendah|murah|dikit), (?:lebih|lbh)\b(?! (?:baik|suka|murah)), dan seterusnya, "
        r"plus\b(?! (?:tax|ppn|sst|gst))"
    )), "least"),
)  # fmt: skip
_PLUS = re.compile(r"\+(?![\w/-])")


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
    if _PLUS.match(text):
        return "least"
    pause = _PAUSE.match(text)
    at = pause.end() if pause else 0
    return next((bound for pattern, bound in _RIGHT if pattern.match(text, at)), "")
