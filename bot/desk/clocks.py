"""The timers of a handoff: which there are, and how one is set."""

from datetime import datetime

from bot.desk.work import Work
from store import timers
from store.db import Row

#: Until a colleague's first words have reached the prospect.
FIRST_REPLY = ("remind", "breach")
#: Whenever the prospect waits for the next ones: the colleague is reminded, then the manager told.
SILENCE = ("silence", "silent")
#: Until somebody takes the offer.
OFFER = ("offer",)


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
