"""What must be zero after every run: one function a column, each returns its mistakes in words."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.work import POLICIES
from store import db
from store.tables import address, alert, conversation, handoff, inbox, outbox, timer
from tests.faults.fleet import Fleet
from tests.faults.witness import Seen
from tests.ledger import key_of

#: An alert may be so late while somebody works.
_LATE = timedelta(seconds=5)
#: A worker that said nothing for so long did not work.
_SILENT = 1000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is left when all is quiet, or should be: the database, the provider's memory, the witness, the log."""

    fleet: Fleet
    seen: list[Seen]
    #: What was never done, however long we waited.
    stuck: list[str]

    def of(self, what: str) -> list[Seen]:
        return [one for one in self.seen if one.what == what]


def columns(evidence: Evidence) -> Mapping[str, list[str]]:
    """Return every column, with its mistakes."""
    own = {name: list(check(evidence)) for name, check in _CHECKS.items()}
    return {**evidence.fleet.ledger.columns(), **own}


def applied_twice(evidence: Evidence) -> Iterator[str]:
    done = Counter(one.subject for one in evidence.of("applied") if one.state == "done")
    yield from (f"inbox {row} was applied {n} times" for row, n in done.items() if n > 1)
    causes = Counter(row.dedupe_key for row in evidence.fleet.ledger.rows(outbox))
    yield from (f"{cause} was said {n} times" for cause, n in causes.items() if n > 1)


def applied_out_of_order(evidence: Evidence) -> Iterator[str]:
    """Who was kept before another was even begun is applied first; two that came at once may be taken either way."""
    kept = {one.subject: place for place, one in enumerate(evidence.of("kept"))}
    applied: dict[str, list[int]] = defaultdict(list)
    for one in evidence.of("applied"):
        for before in applied[one.who]:
            if one.subject < before and kept[one.subject] < kept[before]:
                yield f"inbox {one.subject} was applied after {before}"
        applied[one.who].append(one.subject)


def sent_after_stop(evidence: Evidence) -> Iterator[str]:
    """No word of ours that nobody asked for has its decision committed after the STOP, until a START."""
    ledger = evidence.fleet.ledger
    rows = {row.id: row for row in ledger.rows(outbox)}
    places = {row.id: f"{row.channel}:{row.external_id}" for row in ledger.rows(address)}
    out: set[str] = set()
    for one in evidence.seen:
        if one.what == "consent":
            (out.add if one.state == "out" else out.discard)(one.who)
        elif one.what == "decided":
            row = rows[one.subject]
            if POLICIES[row.klass].initiated and places[row.address_id] in out:
                yield f"outbox {row.id} ({row.klass}) was decided after STOP"


def two_owners(evidence: Evidence) -> Iterator[str]:
    holders: dict[int, str] = {}
    for one in evidence.of("offer"):
        if one.state == "accepted":
            other = holders.get(one.subject, one.who)
            if other != one.who:
                yield f"handoff {one.subject}: offers {other} and {one.who} are both accepted"
            holders[one.subject] = one.who
        elif holders.get(one.subject) == one.who:
            del holders[one.subject]
    owners: dict[int, set[int]] = defaultdict(set)
    for row in evidence.fleet.ledger.rows(handoff, state="accepted"):
        owners[row.conversation_id].add(row.rep_id)
    yield from (f"conversation {one} has {who}" for one, who in owners.items() if len(who) > 1)


def alert_early(evidence: Evidence) -> Iterator[str]:
    """By the provider's clock, which nobody moved."""
    ledger = evidence.fleet.ledger
    due = {row.id: row.due_at for row in ledger.rows(timer)}
    rows = {row.key: row for row in ledger.rows(outbox)}
    for bubble in ledger.bubbles():
        row = rows.get(key_of(bubble.callback))
        found = re.match(r"timer:(\d+):", row.dedupe_key) if row else None
        if (
            row
            and found
            and row.klass in ("alert", "remind")
            and bubble.at < due[int(found[1])]
        ):
            yield f"outbox {row.id} ({row.klass}) came {due[int(found[1])] - bubble.at} early"


def alert_doubled(evidence: Evidence) -> Iterator[str]:
    rows = evidence.fleet.ledger.rows(outbox)
    told = Counter(row.dedupe_key.rpartition(":")[0] for row in rows if _rung(row))
    yield from (f"{cause} alerted {n} times" for cause, n in told.items() if n > 1)


def alert_missing(evidence: Evidence) -> Iterator[str]:
    """Whoever got no words in time is told of, and the alert has reached somebody, or may have."""
    ledger = evidence.fleet.ledger
    alerts = ledger.rows(alert)
    rows = ledger.rows(outbox, klass="alert")
    for row in ledger.rows(timer, kind="breach"):
        case = ledger.rows(handoff, id=row.subject_id)[0]
        unmet = case.met_at is None and case.state != "closed"
        if row.state == "cancelled" and unmet and not _stopped(evidence, case.conversation_id):
            yield f"breach {row.id} of handoff {case.id} was cancelled, and nobody wrote"
        told = [one for one in alerts if one.timer_id == row.id]
        said = [one for one in rows if one.dedupe_key.startswith(f"timer:{row.id}:")]
        for one in rows:  # in order: what is said anew may fail again
            if any(_follows(one, first) for first in said):
                said.append(one)
        if told and not said:
            yield f"breach {row.id} fired, and nobody was told"
        elif told and not any(one.state in ("sent", "ambiguous") for one in said):
            yield f"breach {row.id}: the alert is {said[0].state} {said[0].error}"


def alert_late(evidence: Evidence) -> Iterator[str]:
    """Only the time counts in which somebody worked."""
    worked = _worked(evidence)
    for row in evidence.fleet.ledger.rows(alert):
        due, fired = _ms(row.due_at), _ms(row.fired_at)
        lasted = sum(max(0, min(end, fired) - max(begin, due)) for begin, end in worked)
        if lasted > _LATE / timedelta(milliseconds=1):
            yield f"alert {row.id} was {lasted / 1000:.1f} s late while somebody worked"


def talkative(evidence: Evidence) -> Iterator[str]:
    """No secret and no whole number stands in the log."""
    fleet = evidence.fleet
    log = fleet.log.read_text(errors="replace")
    for name in ("TWILIO_AUTH_TOKEN", "SECRET_KEY"):
        if fleet.environ[name] in log:
            yield f"{name} stands in the log"
    for number in fleet.sandbox.provider.memory.lines:
        if number.removeprefix("+") in log:
            yield f"{number} stands in the log"


def stuck(evidence: Evidence) -> Iterator[str]:
    """Everything that was begun comes to an end."""
    yield from evidence.stuck


def idle(evidence: Evidence) -> Iterator[str]:
    if not evidence.fleet.sandbox.provider.accepted:
        yield "nothing was ever sent: this machine is too busy for this pace"


def given_up(evidence: Evidence) -> Iterator[str]:
    for row in evidence.fleet.ledger.rows(inbox, state="dead"):
        yield f"inbox {row.id} was given up: {row.last_error}"


_CHECKS: Mapping[str, Callable[[Evidence], Iterator[str]]] = {
    "applied twice": applied_twice,
    "applied out of order": applied_out_of_order,
    "sent after stop": sent_after_stop,
    "two owners": two_owners,
    "alert early": alert_early,
    "alert late": alert_late,
    "alert doubled": alert_doubled,
    "alert missing": alert_missing,
    "talkative log": talkative,
    "stuck": stuck,
    "given up": given_up,
    "idle": idle,
}


def _follows(row: db.Row, first: db.Row) -> bool:
    """Say whether this is the same once more."""
    return row.dedupe_key in (f"repeat:{first.id}", f"again:{first.id}")


def _rung(row: db.Row) -> bool:
    return bool(row.klass == "alert") and row.dedupe_key.startswith("timer:")


def _stopped(evidence: Evidence, conversation_id: int) -> bool:
    """Say whether this prospect typed STOP: then nobody waits for words."""
    ledger = evidence.fleet.ledger
    where = {row.id: f"{row.channel}:{row.external_id}" for row in ledger.rows(address)}
    talk = next(row for row in ledger.rows(conversation) if row.id == conversation_id)
    said = evidence.of("consent")
    return any(one.who == where[talk.address_id] and one.state == "out" for one in said)


def _worked(evidence: Evidence) -> list[tuple[int, int]]:
    """Return the spans in which at least one worker said that it lives, in ms since 1970."""
    spans: list[tuple[int, int]] = []
    last: dict[str, int] = {}
    for beat in evidence.of("beat"):
        begin = last.get(beat.who)
        if begin is not None and 0 < beat.at - begin <= _SILENT:
            spans.append((begin, beat.at))
        last[beat.who] = beat.at
    return _united(sorted(spans))


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    united: list[tuple[int, int]] = []
    for begin, end in spans:
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return united
