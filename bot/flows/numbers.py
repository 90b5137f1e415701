"""Numbers as people type them: "1.500", "50jt", "2 juta 750 ribu", "dua setengah juta", "half a million", "belasan"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.flows import numerals
from bot.flows.pieces import Piece, cut

HALF = Fraction(1, 2)
#: Nobody answers with more numbers than this.
MOST = 10


@dataclass(frozen=True, slots=True)
class Number:
    """`low` and `high` differ where the word is a range itself: "belasan" is 11 to 19.

    `units` are the magnitudes that a number before it may share: 10**5 and 10**3 in "2-3 ratus ribu".
    """

    low: Fraction
    high: Fraction
    start: int
    end: int
    units: tuple[int, ...] = ()
    about: bool = False

    @property
    def bare(self) -> bool:
        """Tell whether thousands and more, if there were any, are left out: "500", "lima ratus"."""
        return not any(unit >= 1000 for unit in self.units)


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands before a magnitude: 2.5, "lima", "dua ratus lima puluh"; `steps` if it has magnitudes of its own."""

    value: Fraction
    at: int
    steps: tuple[int, ...] = ()


class _Doubtful(Exception):
    """A number that can be read in two ways."""


def find(text: str, country: str, million: int = 10**6) -> list[Number] | None:
    """Find the numbers of a `spoken` text; None if one can be read in two ways, so that nobody guesses around it."""
    pieces = cut(text, million)
    point = "," if country == "ID" else "."
    found: list[Number] = []
    at = 0
    try:
        while at < len(pieces) and len(found) <= MOST:
            read = _number(pieces, at, point)
            if read:
                found.append(read[0])
            at = read[1] if read else at + 1
    except _Doubtful:
        return None
    return found if len(found) <= MOST else None


def _number(pieces: Sequence[Piece], start: int, point: str) -> tuple[Number, int] | None:
    """Read the number that begins at a piece, and tell where it ends."""
    read = _plural(pieces, start) or _sum(pieces, start, point)
    if not read:
        return None
    number, at = read
    if _kind(pieces, at) == "an":
        at += 1
    about = any(piece.about or piece.kind == "an" for piece in pieces[start:at])
    return replace(number, end=pieces[at - 1].end, about=about), at


def _plural(pieces: Sequence[Piece], at: int) -> tuple[Number, int] | None:
    """Read a plural without a count as the range it is: "puluhan juta" is 10 to 99 million."""
    piece = pieces[at]
    if not piece.vague:
        return None
    most = {"teen": 19, "times": piece.size * 10 - 1}.get(piece.kind, piece.size * 9)
    low = 11 if piece.kind == "teen" else piece.size
    unit, at = 1, at + 1
    if _kind(pieces, at) == "big" and pieces[at].size > piece.size and not pieces[at].one:
        unit, at = pieces[at].size, at + 1
    units = (unit,) if unit > 1 else (piece.size,) if piece.kind == "big" else ()
    return Number(
        Fraction(low * unit), Fraction(most * unit), piece.start, piece.end, units
    ), at


def _sum(pieces: Sequence[Piece], at: int, point: str) -> tuple[Number, int] | None:
    """Read groups with their magnitudes, each smaller than the one before: "2 juta 750 ribu"."""
    start, total, least = at, Fraction(0), 0
    units: tuple[int, ...] = ()
    while group := _group(pieces, at, point):
        if _kind(pieces, group.at) == "an" and _kind(pieces, group.at + 1) == "big":
            group = replace(group, at=group.at + 1)  # "lima puluh an juta"
        size = pieces[group.at].size if _kind(pieces, group.at) == "big" else 0
        if not size or (least and size >= least):
            break
        total += group.value * size
        units = units or _units((*group.steps, size))
        at, least = group.at + 1, size
        if _kind(pieces, at) == "half":
            total, at = total + Fraction(size, 2), at + 1
    if least and _kind(pieces, at) == "big" and pieces[at].size > least and not pieces[at].one:
        total, at, least = total * pieces[at].size, at + 1, 0  # "seribu juta"
    elif least and group:
        rest = _rest(pieces, at, group, least)
        total, at = total + rest, group.at if rest else at
    elif group:
        total, at, units = group.value, group.at, _units(group.steps)
    if at == start:
        return None
    return Number(total, total, pieces[start].start, pieces[at - 1].end, units), at


def _units(steps: tuple[int, ...]) -> tuple[int, ...]:
    """Return the magnitudes that end a number, largest first: (100, 1000) are 10**5 and 10**3."""
    units: list[int] = []
    for step in reversed(steps):
        units.insert(0, step * (units[0] if units else 1))
    return tuple(units)


def _rest(pieces: Sequence[Piece], at: int, group: _Group, least: int) -> Fraction:
    """Read what follows a magnitude without one of its own: "sejuta dua ratus" and "3jt500" leave the thousand out."""
    piece, last = pieces[at], group.at >= len(pieces) or pieces[group.at].kind == "other"
    glued = piece.start == pieces[at - 1].end
    if piece.kind == "digits":
        alone = group.at >= len(pieces) or not pieces[group.at].text.isalpha()
        hundreds = 100 <= group.value < 1000 and group.value.denominator == 1
        if not hundreds or not (glued or alone):
            if glued:
                raise _Doubtful
            return Fraction(0)
    if least > 1000 and (group.value < 100 or not last):
        raise _Doubtful
    return group.value * (least // 1000)


# --- Below a magnitude ------------------------------------------------------------------------


def _group(pieces: Sequence[Piece], at: int, point: str) -> _Group | None:
    if at >= len(pieces):
        return None
    if pieces[at].kind == "digits":
        return _digits(pieces, at, point)
    if _kind(pieces, at) == "big" and pieces[at].one:
        return _Group(Fraction(1), at)
    if _kind(pieces, at) in {"half", "quarter"}:
        return _Group(HALF if pieces[at].kind == "half" else HALF / 2, at + 1)
    return _words(pieces, at)


def _digits(pieces: Sequence[Piece], at: int, point: str) -> _Group:
    """Read digits with what may follow them: "50-an", "5 ratus", "2 setengah"."""
    after = at + 1
    if _kind(pieces, after) == "an":
        after += 1
    unit = pieces[after].size if _kind(pieces, after) == "big" else 1
    value = numerals.decimal(pieces[at].text.replace(" ", ""), point, unit)
    if value is None:
        raise _Doubtful
    steps: tuple[int, ...] = ()
    if _kind(pieces, after) == "times" and not pieces[after].one and value < 100:
        steps, after = (pieces[after].size,), after + 1
        value *= steps[0]
    return _and_part(pieces, _Group(value, after, steps))


def _words(pieces: Sequence[Piece], at: int) -> _Group | None:
    """Read "dua ratus lima puluh", "two hundred fifty five"."""
    value, room, start = Fraction(0), 10**7, at
    steps: tuple[int, ...] = ()
    while (atom := _atom(pieces, at)) and (atom.value < room or at == start):
        steps = atom.steps if at == start else ()
        value, at = value + atom.value, atom.at
        tens = 10 if atom.value >= 20 and atom.value % 10 == 0 else 0
        room = 100 if 100 <= atom.value < 1000 else tens
    return _and_part(pieces, _Group(value, at, steps)) if at > start else None


def _atom(pieces: Sequence[Piece], at: int) -> _Group | None:
    """Read one step of a number word: "lima", "lima belas", "lima puluh", "lima ratus", "sebelas"."""
    kind, after = _kind(pieces, at), _kind(pieces, at + 1)
    if kind in {"times", "teen"} and pieces[at].one:
        whole = 11 if kind == "teen" else pieces[at].size
        return _Group(Fraction(whole), at + 1, () if kind == "teen" else (whole,))
    if kind != "value":
        return None
    value = Fraction(pieces[at].size)
    if value >= 1000:
        return _Group(value, at + 1, (1000,))  # "goceng"
    if after == "teen" and 1 <= value <= 9 and not pieces[at + 1].one:
        return _Group(value + 10, at + 2)
    if after == "times" and 1 <= value < 100 and not pieces[at + 1].one:
        return _Group(value * pieces[at + 1].size, at + 2, (pieces[at + 1].size,))
    return _Group(value, at + 1)


def _and_part(pieces: Sequence[Piece], group: _Group) -> _Group:
    """Add what is less than one: "dua setengah", "tiga perempat", "satu koma dua lima"."""
    kind = _kind(pieces, group.at)
    if kind == "point" and group.value.denominator == 1:
        return _decimals(pieces, group)
    if kind == "half" and group.value.denominator == 1:
        return _Group(group.value + HALF, group.at + 1)
    if kind == "quarter" and group.value in {1, 3} and not pieces[group.at].one:
        return _Group(group.value / 4, group.at + 1)
    return group


def _decimals(pieces: Sequence[Piece], group: _Group) -> _Group:
    at, digits = group.at + 1, ""
    while _kind(pieces, at) == "value" and pieces[at].size < 10:
        digits, at = digits + str(pieces[at].size), at + 1
    if _kind(pieces, at) == "digits" and not digits and pieces[at].text.isdecimal():
        digits, at = pieces[at].text, at + 1
    return _Group(group.value + Fraction(f"0.{digits}"), at) if digits else group


def _kind(pieces: Sequence[Piece], at: int) -> str:
    return pieces[at].kind if 0 <= at < len(pieces) else ""
