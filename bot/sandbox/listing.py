"""GET Messages.json: filters and pages, newest first."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from bot.sandbox import shapes
from bot.sandbox.bubble import Bubble
from bot.sandbox.errors import Refusal
from bot.sandbox.provider import Provider
from bot.sandbox.shapes import Json


def messages(provider: Provider, asked: Mapping[str, str]) -> Json:
    with provider.memory.changed:
        everything = list(reversed(provider.memory.bubbles.values()))
    keep = _filters(provider.account.sender, asked)
    found = [b for b in everything if all(passes(b) for passes in keep)]
    size, page = _number(asked, "PageSize", 50), _number(asked, "Page", 0)
    shown = found[page * size : (page + 1) * size]
    return {
        "messages": [shapes.message(provider.account, b) for b in shown],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "uri": _uri(provider, asked, page),
        "first_page_uri": _uri(provider, asked, 0),
        "previous_page_uri": _uri(provider, asked, page - 1) if page else None,
        "next_page_uri": (
            _uri(provider, asked, page + 1) if (page + 1) * size < len(found) else None
        ),
    }


def _filters(sender: str, asked: Mapping[str, str]) -> list[Callable[[Bubble], bool]]:
    us = f"whatsapp:{sender}"
    keep: list[Callable[[Bubble], bool]] = []
    if to := asked.get("To"):
        keep.append(lambda b: to == (us if b.mine else f"whatsapp:{b.line}"))
    if origin := asked.get("From"):
        keep.append(lambda b: origin == (f"whatsapp:{b.line}" if b.mine else us))
    if on := asked.get("DateSent"):
        start, span = _moment(on)
        keep.append(lambda b: b.sent_at is not None and start <= b.sent_at < start + span)
    if after := asked.get("DateSent>"):
        earliest, _ = _moment(after)
        keep.append(lambda b: b.sent_at is not None and b.sent_at >= earliest)
    if before := asked.get("DateSent<"):
        latest, span_before = _moment(before)
        keep.append(lambda b: b.sent_at is not None and b.sent_at < latest + span_before)
    return keep


def _moment(text: str) -> tuple[datetime, timedelta]:
    """A day or a second: where it begins, and how long it is."""
    try:
        if len(text) == len("2026-11-21"):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC), timedelta(days=1)
        return datetime.fromisoformat(text).astimezone(UTC), timedelta(seconds=1)
    except ValueError:
        raise Refusal(20422, f"{text} is not a date") from None


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    text = asked.get(name, "")
    number = int(text) if text.isdecimal() else default
    return min(max(number, 1), 1000) if name == "PageSize" else number


def _uri(provider: Provider, asked: Mapping[str, str], page: int) -> str:
    query = urlencode({"PageSize": "50", **asked, "Page": str(page)})
    return f"/2010-04-01/Accounts/{provider.account.sid}/Messages.json?{query}"
