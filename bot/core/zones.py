"""Time zones as people name them ("14.00 WITA"), and as countries have them."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.core.text import key

NAMES = {
    "WIB": "Asia/Jakarta",
    "WITA": "Asia/Makassar",
    "WIT": "Asia/Jayapura",
    "MYT": "Asia/Kuala_Lumpur",
    "SGT": "Asia/Singapore",
}
#: Indonesia has three; where nothing else is known it is that of most people.
_BY_COUNTRY = {
    "ID": "Asia/Jakarta",
    "MY": "Asia/Kuala_Lumpur",
    "SG": "Asia/Singapore",
    "BN": "Asia/Brunei",
}


def of(country: str, business: tzinfo, business_country: str = "") -> tzinfo:
    """Return the zone of a person; the business's own serves its country, and whoever's is not known."""
    if country == business_country or country not in _BY_COUNTRY:
        return business
    return ZoneInfo(_BY_COUNTRY[country])


def named(text: str) -> tzinfo | None:
    """Find a zone that is named within words."""
    words = key(text).upper().split()
    return next((ZoneInfo(NAMES[word]) for word in words if word in NAMES), None)


def short(zone: str) -> str:
    """Return what people call a zone, or nothing: "WIB" for Asia/Jakarta."""
    return next((name for name, known in NAMES.items() if known == zone), "")
