"""Who waits for a first human word, and until when it was promised: for pages that show the clock."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk import notices
from bot.desk.desk import Desk
from bot.desk.work import Work
from store import handoffs, leads, people
from store.db import Connection


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open clock: the numbers of the prospect, and of the colleague who holds the lead or its offer."""

    code: str
    prospect: str
    holder: str
    since: datetime
    due_at: datetime


def clocks(desk: Desk, now: datetime) -> list[Waiting]:
    """Return the open clocks, oldest first."""

    def look(c: Connection) -> list[Waiting]:
        work = Work(desk, c, now, cause="look")
        found = []
        for handoff in handoffs.unfinished(c):
            if handoff.met_at is not None:
                continue
            address = people.address_of(c, leads.address_id(c, handoff.conversation_id))
            member = notices.holder(work, handoff)
            due = handoff.qualified_at + desk.rules.business.sla.breach
            holder = member.external_id if member else ""
            found.append(
                Waiting(handoff.code, address.external_id, holder, handoff.qualified_at, due)
            )
        return found

    return desk.db.read(look)
