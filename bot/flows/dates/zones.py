"""The time zone somebody reckons in: the one they name ("14.00 WITA"), else their country's."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.core.text import key

_NAMED = {
    "wib": "Asia/Jakarta",
    "wita": "Asia/Makassar",
    "wit": "Asia/Jayapura",
    "myt": "Asia/Kuala_Lumpur",
    "sgt": "Asia/Singapore",
}
#: Indonesia has three; where nothing else is known it is that of most people.
_BY_COUNTRY = {
    "ID": "Asia/Jakarta",
    "MY": "Asia/Kuala_Lumpur",
    "SG": "Asia/Singapore",
    "BN": "Asia/Brunei",
}


def of(country: str, business: tzinfo, business_country: str = "") -> tzinfo:
    """Return the zone of a person; the business's own serves its country and whoever's is not known."""
    if country == business_country or country not in _BY_COUNTRY:
        return business
    return ZoneInfo(_BY_COUNTRY[country])


def named(text: str) -> tzinfo | None:
    found = (_NAMED[word] for word in key(text).split() if word in _NAMED)
    return next((ZoneInfo(name) for name in found), None)
