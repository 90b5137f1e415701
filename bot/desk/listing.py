"""Leads as data and as text: what the commands `sapa leads` and `sapa lead` show."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.core.message import Draft
from bot.desk import facts
from store import consent, inbox, leads, people, spoken
from store.db import Connection, Database, Row

_ANSWERS = ("name", "company", "need", "timeline", "authority")


def everyone(database: Database) -> list[dict[str, Any]]:
    """Return one plain object a lead, oldest first; what is unsaid is None."""
    return [_object(row) for row in database.read(leads.everyone)]


def _object(row: Row) -> dict[str, Any]:
    said: Mapping[str, Any] = row.answers
    answered = {field: said.get(field) for field in _ANSWERS}
    return {
        "id": row.id,
        "name": answered["name"],
        "phone": row.external_id if row.external_id.startswith("+") else None,
        "company": answered["company"],
        "need": answered["need"],
        "budget": _budget(said.get("budget")),
        "timeline": answered["timeline"],
        "authority": answered["authority"],
        "language": row.language or None,
        "score": row.score,
        "stage": row.stage,
        "status": row.status,
        "source": row.source,
        "rep": row.rep,
        "created_at": _iso(row.created_at),
        "first_reply_seconds": _seconds(row.qualified_at, row.first_reply_at),
    }


def _budget(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, Mapping):
        return None
    return {key: value.get(key) for key in ("min", "max", "currency")}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _seconds(since: datetime | None, until: datetime | None) -> float | None:
    if since is None or until is None:
        return None
    return round((until - since).total_seconds(), 3)


def story(database: Database, lead_id: int) -> list[str] | None:
    """Tell everything about a lead in the order it happened: words in and out with their state, and the facts."""
    return database.read(lambda c: _story(c, lead_id))


def _story(c: Connection, lead_id: int) -> list[str] | None:
    lead = leads.find(c, lead_id)
    if lead is None:
        return None
    address = people.address_of(c, leads.address_id(c, lead.conversation_id))
    sender = f"{address.channel}:{address.external_id}"
    told = [
        (row.received_at, f"> {row.text or f'({row.kind})'}  [{row.state}]")
        for row in inbox.said(c, sender)
        if row.kind != "receipt"
    ]
    told += [(row.created_at, _out(c, row)) for row in spoken.to_address(c, address.id)]
    told += [
        (row.at, f"! {facts.event(row)}  by {row.actor}")
        for row in leads.events(c, lead_id)
        if not row.what.startswith("consent ")  # the ledger below says more
    ]
    told += [(row.at, f"! {facts.agreement(row)}") for row in consent.history(c, sender)]
    head = (
        f"Lead {lead.id}  {lead.stage} / {lead.status}  score {lead.score}  "
        f"source {lead.source}  {sender}"
    )
    ordered = sorted(told, key=lambda line: line[0])
    return [head, *(f"{at:%Y-%m-%d %H:%M:%S}Z {text}" for at, text in ordered)]


def _out(c: Connection, row: Row) -> str:
    author = people.member(c, row.author_id).name if row.author_id else "bot"
    words = str(Draft.from_json(row.payload).text).replace("\n", " / ")
    state = row.state if row.delivery == "none" else f"{row.state}, {row.delivery}"
    error = f": {row.error}" if row.error else ""
    return f"< {author}: {words}  [{state}{error}]"
