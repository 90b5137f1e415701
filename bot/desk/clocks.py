"""The timers of a handoff: which there are, and how one is set."""

from datetime import datetime

from bot.desk.work import Work
from store import handoffs, timers
from store.db import Row

#: Until a colleague's first words have reached the prospect.
FIRST_REPLY = ("remind", "breach")
#: Whenever the prospect waits for the next ones: the colleague is reminded, then the manager told.
SILENCE = ("silence", "silent")
#: Until somebody takes the offer.
OFFER = ("offer",)


def silence(work: Work, handoff: Row, since: datetime) -> None:
    """From here on the prospect waits for a colleague's next words."""
    timers.cancel(work.c, SILENCE, handoff.id)
    handoffs.change(work.c, handoff.id, waiting_since=since)
    sla = work.desk.rules.business.sla
    arm(work, handoff, "silence", since + sla.silence)
    arm(work, handoff, "silent", since + sla.silence + sla.breach)


def arm(work: Work, handoff: Row, kind: str, due: datetime) -> None:
    """Set a timer of a handoff; each one set anew is a new generation."""
    timers.arm(
        work.c,
        kind,
        handoff.id,
        due,
        conversation_id=handoff.conversation_id,
        generation=timers.generations(work.c, kind, handoff.id),
    )
