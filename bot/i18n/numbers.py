"""Amounts as each reader is used to seeing them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal

from bot.core.message import Language
from bot.i18n.catalog import Voice

# Babel writes "IDR" outside Indonesia; here everybody knows the sign.
_SIGNS = {"IDR": "Rp", "MYR": "RM", "SGD": "S$", "BND": "B$", "USD": "US$", "EUR": "€"}


def money(amount: float, currency: str, language: Language) -> str:
    """Write an amount: Rp50.000.000 for an Indonesian reader, RM15,000 for a Malay one."""
    sign = _SIGNS.get(currency, f"{currency} ")
    pattern = "#,##0" if float(amount).is_integer() else "#,##0.00"
    return sign + format_decimal(amount, format=pattern, locale=language)


def span(value: Mapping[str, Any], language: Language, say: Voice) -> str:
    """Write a budget with one or both ends: "Rp10.000.000 - Rp20.000.000", "up to RM15,000"."""
    low, high, currency = value.get("min"), value.get("max"), str(value.get("currency", ""))
    if low is not None and high is not None:
        ends = [money(low, currency, language), money(high, currency, language)]
        return ends[0] if low == high else " - ".join(ends)
    if high is not None:
        return str(say("money", "up to {amount}", amount=money(high, currency, language)))
    if low is not None:
        return str(say("money", "at least {amount}", amount=money(low, currency, language)))
    return ""


def moment(at: datetime, language: Language) -> str:
    """Write a local time with its day: "Senin, 24 November 08.00"."""
    pattern = "EEEE, d MMMM HH.mm" if language == "id" else "EEEE, d MMMM HH:mm"
    return format_datetime(at, pattern, locale=language)
