"""How much or how many: "7 lusin" is 84 pieces, "setengah kilo", "45 lisensi", "2-3 dus"."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from bot.flows import numbers, ranges
from bot.flows.pieces import spoken
from bot.flows.ranges import Range

#: What is counted, by the words for it; packs of a fixed size become pieces.
_UNITS = {
    "pcs": r"pcs|pc|pce|pieces?|buah|biji|bh|bji|helai|hlai|lembar|lbr|keping|batang|ekor|butir|potong|ptg"
    r"|kpg|sheets?|naskhah|naskah|eksemplar",
    "unit": r"units?",
    "license": r"licen[cs]es?|lisensi|lesen|seats?",
    "user": r"users?|pengguna|akun|akaun|accounts?",
    "kg": r"kg|kgs|kilo|kilogram|kilos|kilograms",
    "ton": r"ton|tons|tonnes?|tan",
    "gram": r"gram|gr|grams|g",
    "liter": r"liter|litre|liters|litres|ltr|l",
    "ml": r"ml|cc",
    "meter": r"meter|metre|meters|metres|mtr|m",
    "m2": r"m2|sqm|meter persegi|square met(?:er|re)s?",
    "cm": r"cm",
    "km": r"km",
    "sqft": r"sqft|sq ft|kaki persegi|square feet",
    "box": r"box|boxes|dus|dos|kotak|doos",
    "carton": r"karton|carton|cartons|ctn|koli",
    "pack": r"pak|pack|packs|pck|pek|bungkus|sachet|pouch",
    "package": r"paket|pakej|packages?",
    "bottle": r"botol|bottles?|btl",
    "bag": r"sak|karung|bags?|beg|guni|zak",
    "roll": r"rolls?|gulung|rol",
    "set": r"sets?|stel|setel",
    "portion": r"porsi|portions?|servings?|hidangan",
    "can": r"kaleng|cans?|tin|tins",
    "pallet": r"pallets?|palet",
    "container": r"kontainer|kontena|containers?",
    "truck": r"truk|trak|trucks?|lori|lorr(?:y|ies)",
    "tray": r"trays?|papan",
    "cup": r"cups?|cawan|gelas",
    "page": r"pages?|halaman|laman|muka surat",
    "pax": r"pax|orang|org|people|persons?|peserta|participants?",
}
_PACKS = {
    12: r"lusin|lsn|dozen|dozens|doz|dz|losin",
    20: r"kodi",
    144: r"gross|gros",
    500: r"rim|reams?",
    2: r"pasang|psg|pairs?|pasangan",
}
#: Old weights, in kilos.
_WEIGHTS = {100: r"kwintal|kuintal|quintals?"}

_WORDS = "|".join((*_UNITS.values(), *_PACKS.values(), *_WEIGHTS.values()))
_ONE = re.compile(
    rf"\b(?:se(?={_WORDS})|(?:an?|one|satu)\s(?=(?:{_WORDS})\b))((?:{_WORDS})(?!\w))"
)
_HALF = re.compile(rf"\bhalf\s(?:an?\s)?(?=(?:{_WORDS})(?!\w))")
_AFTER = [
    (unit, size, re.compile(rf"\s?(?:of\s)?(?:an\s)?(?:{words})(?:an)?(?!\w)"))
    for unit, size, words in (
        *((unit, 1, words) for unit, words in _UNITS.items()),
        *(("pcs", size, words) for size, words in _PACKS.items()),
        *(("kg", size, words) for size, words in _WEIGHTS.items()),
    )
]
_AND_HALF = re.compile(r"\s(?:setengah|stengah|separuh|and a half)(?!\w)")
_PRODUCT = re.compile(r"\d\s?[x\u00d7*]\s?\d")
_TIMES = re.compile(
    r"\s?(?:hari|days?|bulan|months?|minggu|weeks?|tahun|years?|cabang|cawangan|outlets?|lokasi|toko"
    r"|kedai)(?!\w)"
)


def quantity(text: str, country: str) -> dict[str, Any] | None:
    """Read a quantity as {min, max, unit}; the unit is None where only a number is said."""
    said = _ONE.sub(r"1 \1", _HALF.sub("0.5 ", spoken(text)))
    # "100 m" are metres here.
    found = numbers.find(said, country, million=0)
    if not found or _PRODUCT.search(said):
        return None
    counted = [number for number in found if not _TIMES.match(said, number.end)]
    read = ranges.read(said, counted, _WORDS)
    chosen = _chosen(said, read or [])
    if not chosen:
        return None
    low, high, unit = chosen
    return {"min": _plain(low), "max": _plain(high), "unit": unit}


def _plain(end: Fraction | None) -> int | float | None:
    if end is None:
        return None
    return int(end) if end.denominator == 1 else round(float(end), 3)


def _chosen(
    said: str, read: Sequence[Range]
) -> tuple[Fraction | None, Fraction | None, str | None] | None:
    """Choose the number with a unit; one without will do if it is the only one."""
    found = [_measured(said, each) for each in read if each.high != 0]
    named = [each for each in found if each[2]] or found
    return named[0] if len(named) == 1 else None


def _measured(said: str, each: Range) -> tuple[Fraction | None, Fraction | None, str | None]:
    """Multiply by what stands behind a number, the longest word first: "3 meter persegi" is not 3 metres."""
    units = [
        (match.end(), unit, size)
        for unit, size, pattern in _AFTER
        if (match := pattern.match(said, each.end))
    ]
    end, unit, size = max(units, default=(each.end, None, 1))
    half = Fraction(1, 2) if _AND_HALF.match(said, end) else 0
    low, high = (
        (side + half) * size if side is not None else None for side in (each.low, each.high)
    )
    return low, high, unit
