"""For how long, and for whom, an amount is meant: "75rb/akun/bln" is for each user and each month."""

import re
from collections.abc import Mapping

_UNITS = {
    "year": r"tahun|thn|th|taun|year|yr|annum",
    "quarter": r"kuartal|suku tahun|quarter",
    "month": r"bulan|bln|bl|month|mth|mnth|mo",
    "week": r"minggu|mgg|mggu|week|wk",
    "day": r"hari|day",
    "hour": r"jam|hour",
    "night": r"malam|night",
}
_WHOM = {
    "user": r"users?|seat|pengguna|akun|akaun|account|lisensi|license|licence|lesen|agent|agen",
    "person": r"orang|org|pax|person|people|kepala|head|peserta|participant|karyawan|pekerja|staff?|tamu"
    r"|tetamu|guest|student|pelajar|siswa|ahli|member|anggota",
    "unit": r"unit|pcs|pc|piece|biji|buah|bh|item|barang|helai|lembar|keping|set|box|kotak|dus|produk",
    "project": r"projek|proyek|project",
    "branch": r"cabang|cawangan|branch|outlet|lokasi|location|kedai|toko|store",
    "event": r"acara|event|majlis|sesi|session",
    "kg": r"kg|kilo",
    "m2": r"m2|sqm|meter persegi",
    "meter": r"meter|metre",
}
_EACH = (
    r"(?:\bper[\s-]?|/\s?|@\s?|\b(?:setiap|tiap|tiap2|tiap-tiap|each|every|for each|untuk setiap"
    r"|utk setiap|buat tiap)\s)"
)
_SPOKEN = {
    "year": r"setahun|sethn|tahunan|pertahun|yearly|annual(?:ly)?|a year|p\.a\.?",
    "quarter": r"quarterly|a quarter",
    "month": r"sebulan|sebln|sbln|sebulannya|bulanan|perbulan|monthly|a month|bulan-bulan|bulan2",
    "week": r"seminggu|mingguan|perminggu|weekly|a week",
    "day": r"sehari|sehr|harian|perhari|daily|a day",
    "hour": r"sejam|perjam|hourly|an hour",
    "person": r"se?orang|se?org|perorang(?:nya)?|perkepala|a head|sekepala",
    "unit": r"seunit|perunit|satuan|se(?:buah|biji|helai|keping|kotak|botol|set|pasang|potong|lembar)",
}
_LATER = r"(?! (?:lagi|from now|kemudian|kedepan|ke depan|mendatang|setelah|selepas|before|sebelum|ago|lalu))"
_ONE = r"(?<![\d.,])(?:1|satu|one)\s"


#: What follows is about something else: "150jt, termasuk hosting setahun".
_ELSE = re.compile(
    r"[,;]\s|\b(?:termasuk|incl\w*|sudah|udah|mulai|start\w*|selama|plus|dengan|with|dan|and|untuk|utk|buat|for)\b\s?"
)


def _pattern(name: str, words: str) -> re.Pattern[str]:
    once = rf"|{_ONE}(?:{words})\b" if name in _UNITS or name == "person" else ""
    spoken = rf"|\b(?:{_SPOKEN[name]})(?!\w)" if name in _SPOKEN else ""
    return re.compile(rf"(?:{_EACH}(?:1 |satu )?(?:{words})(?:nya)?\b{once}{spoken}){_LATER}")


_TIME = {name: _pattern(name, words) for name, words in _UNITS.items()}
_FOR = {name: _pattern(name, words) for name, words in _WHOM.items()}
_FIRST = {name: re.compile(rf"{_EACH}(?:{words})\b") for name, words in _WHOM.items()}
#: Any of them, where it stands between the two ends of a range or behind an amount.
ANY = "|".join(pattern.pattern for pattern in (*_FOR.values(), *_TIME.values()))
_ANY = re.compile(ANY)


def read(before: str, after: str) -> str | None:
    """Name the period of an amount by the words around it: "month", "user_month"; None if it is for once."""
    after = _own(after)
    whom = _named(_FOR, after) or _named(_FIRST, before)
    time = _named(_TIME, after) or _named(_TIME, before)
    return "_".join(filter(None, (whom, time))) or None


def _named(patterns: Mapping[str, re.Pattern[str]], text: str) -> str:
    return next((name for name, pattern in patterns.items() if pattern.search(text)), "")


def _own(text: str) -> str:
    """Cut what follows an amount where something else begins."""
    ends = (match for match in _ELSE.finditer(text) if not _ANY.match(text, match.end()))
    end = next(ends, None)
    return text[: end.start()] if end else text
