"""For how long, and for whom, an amount is meant: "250rb/user/bln" is for each user and each month."""

import re

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


def _pattern(name: str, words: str) -> re.Pattern[str]:
    once = rf"|{_ONE}(?:{words})\b" if name in _UNITS else ""
    spoken = rf"|\b(?:{_SPOKEN[name]})(?!\w)" if name in _SPOKEN else ""
    return re.compile(rf"(?:{_EACH}(?:1 |satu )?(?:{words})(?:nya)?\b{once}{spoken}){_LATER}")


_TIME = [(name, _pattern(name, words)) for name, words in _UNITS.items()]
_FOR = [(name, _pattern(name, words)) for name, words in _WHOM.items()]
#: Any of them, where it stands between the two ends of a range or behind an amount.
ANY = "|".join(pattern.pattern for _, pattern in (*_FOR, *_TIME))


def read(spoken: str) -> str | None:
    """Name the period of a `spoken` reply: "month", "user", "user_month"; None if the amount is for once."""
    whom = next((name for name, pattern in _FOR if pattern.search(spoken)), "")
    time = next((name for name, pattern in _TIME if pattern.search(spoken)), "")
    return "_".join(filter(None, (whom, time))) or None
