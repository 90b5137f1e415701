"""Who holds the phones: staff are given, prospects are made up."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.bubble import Line, Role


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    name: str
    roles: tuple[Role, ...] = ("prospect",)
    language: str = "en"


PROSPECTS = (
    Person("+6281112340001", "Budi Santoso", language="id"),
    Person("+60123400001", "Aisyah Rahman", language="ms"),
    Person("+6581234001", "Grace Tan", language="en"),
)
#: Mobile prefixes, and how many digits follow.
_NUMBERS = {"id": ("+62812", 8), "ms": ("+6012", 7), "en": ("+658", 7)}
_COUNTRY = {"id": "ID", "ms": "MY", "en": "SG"}
_NAMES = {
    "id": "Dewi Lestari,Agus Wijaya,Rina Kartika,Joko Pranoto,Putri Maharani,Eko Saputra",
    "ms": "Farid Hassan,Nurul Huda,Siti Aminah,Azlan Shah,Kamala Devi,Lim Mei Yee",
    "en": "Daniel Lim,Priya Nair,Marcus Lee,Sarah Goh,Arjun Menon,Chloe Wong",
}


@dataclass(frozen=True, slots=True)
class Due:
    """An answer somebody owes: whose phone, what to call it, until when; `since` makes the ring true to scale."""

    phone: str
    label: str
    due_at: datetime
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """What the product tells the page about itself."""

    business: str = "Sapa"
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    people: Sequence[Person] = PROSPECTS
    #: What each may say first; offered on a phone on which nothing was said.
    openers: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: {"prospect": ("Halo",), "rep": ("on",), "manager": ("on",)}
    )
    #: Asked about once a second while a page is open.
    sla: Callable[[], Sequence[Due | Mapping[str, Any]]] = tuple


def newcomer(language: str, *, hidden: bool = False) -> Line:
    """A prospect nobody has met: a random number; or none at all, only WhatsApp's id and a username."""
    name = secrets.choice(_NAMES[language].split(","))
    prefix, digits = _NUMBERS[language]
    number = prefix + "".join(str(secrets.randbelow(10)) for _ in range(digits))
    if not hidden:
        return Line(number, name, language=language)
    username = f"{name.split()[0].lower()}{secrets.randbelow(90) + 10}"
    anonymous = f"{_COUNTRY[language]}.{secrets.randbelow(9 * 10**15) + 10**15}"
    return Line(anonymous, name, language=language, username=username)
