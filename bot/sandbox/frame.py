"""What the page is told: everything that changed after a revision, and the little that is always told."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.bubble import Bubble, Line
from bot.sandbox.cast import Cast, Due
from bot.sandbox.memory import Call
from bot.sandbox.provider import Provider
from bot.sandbox.shapes import Json


def news(provider: Provider, since: int) -> Json:
    """Everything newer than `since`."""
    memory = provider.memory
    with memory.changed:
        return {
            "epoch": memory.epoch,
            "rev": memory.rev,
            "now": _ms(provider.clock.now()),
            "bubbles": [_bubble(b) for b in memory.bubbles.values() if b.rev > since],
            "calls": [_call(c) for c in memory.calls if c.rev > since],
        }


def head(provider: Provider, cast: Cast) -> Json:
    """Small, and sent whenever any of it is different."""
    with provider.memory.changed:
        lines = [_line(line) for line in provider.memory.lines.values()]
    return {
        "business": cast.business,
        "number": provider.account.sender,
        "zone": str(cast.zone),
        "lines": lines,
        "openers": {role: list(words) for role, words in cast.openers.items()},
        "faults": [
            {"fault": str(what), "to": to, "times": times}
            for what, to, times in provider.faults.pending()
        ],
        "sla": [_due(d) for d in cast.sla()],
    }


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _line(line: Line) -> Json:
    return {
        "id": line.id,
        "name": line.name,
        "roles": line.roles,
        "language": line.language,
        "username": line.username,
        "until": line.window_until and _ms(line.window_until),
        "typing": line.typing_until > time.monotonic(),
    }


def _bubble(b: Bubble) -> Json:
    return {
        "sid": b.sid,
        "line": b.line,
        "mine": b.mine,
        "at": _ms(b.at),
        "text": b.text,
        "kind": b.kind,
        "choices": [{"id": c.id, "label": c.label, "note": c.note} for c in b.choices],
        "menu": b.menu,
        "chosen": b.chosen,
        "quotes": b.quotes,
        "status": b.status,
        "error": b.error,
        "why": b.why,
        "shown": b.shown,
        "place": b.place,
        "seen": b.seen,
        "template": b.template,
        "ad": b.form.get("ReferralHeadline", "") if b.mine else "",
    }


def _call(c: Call) -> Json:
    return {
        "rev": c.rev,
        "at": _ms(c.at),
        "inward": c.inward,
        "what": c.what,
        "status": c.status,
        "ms": c.ms,
        "note": c.note,
    }


def _due(due: Due | Mapping[str, Any]) -> Json:
    if isinstance(due, Mapping):
        due = Due(due["phone"], due["label"], due["due_at"], due.get("since"))
    return {
        "phone": due.phone,
        "label": due.label,
        "due": _ms(due.due_at),
        "since": due.since and _ms(due.since),
    }
