"""Amounts and numbers as each reader is used to seeing them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal

from bot.core.message import Language
from bot.i18n.catalog import Voice

# Babel writes "IDR" outside Indonesia; here everybody knows the sign.
_SIGNS = {"IDR": "Rp", "MYR": "RM", "SGD": "S$", "BND": "B$", "USD": "US$", "EUR": "€"}

# Written alike everywhere; other units are in the person's own words, beside what was read.
_SYMBOLS = {
    "pcs": "pcs", "pax": "pax", "kg": "kg", "gram": "g", "ton": "t", "liter": "l", "ml": "ml", "meter": "m", "m2": "m\u00b2",
    "cm": "cm", "km": "km", "sqft": "sqft",
}  # fmt: skip


def money(amount: float, currency: str, language: Language) -> str:
    """Write an amount: Rp50.000.000 for an Indonesian reader, RM15,000 for a Malay one."""
    sign = _SIGNS.get(currency, f"{currency} ")
    pattern = "#,##0" if float(amount).is_integer() else "#,##0.00"
    return sign + format_decimal(amount, format=pattern, locale=language)


def span(value: Mapping[str, Any], language: Language, say: Voice) -> str:
    """Write what has one or both ends: "Rp10.000.000 - Rp20.000.000 per bulan", "up to RM15,000", "36 pcs"."""
    currency = str(value.get("currency", ""))
    if currency:
        ends = _ends(value, lambda end: money(end, currency, language), say)
    else:
        ends = _ends(value, lambda end: format_decimal(end, locale=language), say)
    if value.get("approx") and None not in (value.get("min"), value.get("max")):
        ends = str(say("money", "about {amount}", amount=ends))
    for part in (value.get("period") or "").split("_"):
        ends += f" {_periods(say).get(part, f'per {part}')}" if ends and part else ""
    symbol = _SYMBOLS.get(value.get("unit", ""), "")
    return f"{ends} {symbol}" if ends and symbol else ends


def _ends(value: Mapping[str, Any], write: Callable[[float], str], say: Voice) -> str:
    low, high = value.get("min"), value.get("max")
    if low is not None and high is not None:
        return write(low) if low == high else f"{write(low)} - {write(high)}"
    if high is not None:
        return str(say("money", "up to {amount}", amount=write(high)))
    if low is not None:
        return str(say("money", "at least {amount}", amount=write(low)))
    return ""


def _periods(say: Voice) -> Mapping[str, object]:
    return {
        "year": say("money", "per year"),
        "quarter": say("money", "per quarter"),
        "month": say("money", "per month"),
        "week": say("money", "per week"),
        "day": say("money", "per day"),
        "hour": say("money", "per hour"),
        "user": say("money", "per user"),
        "person": say("money", "per person"),
        "unit": say("money", "per unit"),
        "project": say("money", "per project"),
        "branch": say("money", "per branch"),
        "event": say("money", "per event"),
        "night": say("money", "per night"),
    }


def moment(at: datetime, language: Language) -> str:
    """Write a local time with its day: "Senin, 24 November 08.00"."""
    pattern = "EEEE, d MMMM HH.mm" if language == "id" else "EEEE, d MMMM HH:mm"
    return format_datetime(at, pattern, locale=language)
