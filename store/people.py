"""People, their addresses, and the colleagues among them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, select, update

from store import db
from store.db import Connection, Row
from store.statement import Statement, change, new_row
from store.tables import address, content, person, staff, worker

_FIND = Statement(
    select(address, staff)
    .outerjoin(
        staff,
        (staff.c.channel == address.c.channel)
        & (staff.c.external_id == address.c.external_id)
        & staff.c.active,
    )
    .where(
        address.c.channel == bindparam("channel"),
        address.c.external_id == bindparam("external_id"),
    ),
    address,
    staff,
)


def find(c: Connection, channel: str, external_id: str) -> Row | None:
    """Return the address row, if we have met it."""
    found = _FIND.first(c, channel=channel, external_id=external_id)
    if found is None:
        return None
    row, member = found
    c.rows.found["colleague", row.id] = member
    return c.rows.keep(address, row)  # type: ignore[no-any-return]


_MET = Statement(new_row(person).returning(person.c.id))
_MEET = Statement(
    lambda insert: new_row(address, insert).on_conflict_do_nothing(
        index_elements=["channel", "external_id"]
    )
)


def meet(c: Connection, channel: str, external_id: str, now: datetime) -> Row:
    """Return the address row, made with its person on first sight."""
    row = find(c, channel, external_id)
    if row is not None:
        return row
    person_id = _MET.value(c, created_at=now, language_evidence={})
    where = {"channel": channel, "external_id": external_id}
    _MEET.now(c, person_id=person_id, created_at=now, **where)
    row = find(c, channel, external_id)
    assert row is not None
    if row.person_id != person_id:  # somebody else met them in the same moment
        c.execute(delete(person).where(person.c.id == person_id))
    return row


# `key_share`: whoever merely refers to the person (a foreign key being checked) need not wait.
_LOCK = Statement(
    select(person).where(person.c.id == bindparam("row_id")).with_for_update(key_share=True)
)
_PERSON = Statement(select(person).where(person.c.id == bindparam("row_id")))
_ADDRESS = Statement(select(address).where(address.c.id == bindparam("row_id")))


def lock(c: Connection, person_id: int) -> Row:
    """Hold a person until the end of the transaction and return them."""
    held: Row = c.rows.keep(person, _LOCK.first(c, row_id=person_id))
    return held


def one(c: Connection, person_id: int) -> Row:
    """Return a person."""
    row: Row = c.rows.get(person, person_id) or _PERSON.first(c, row_id=person_id)
    return row


def address_of(c: Connection, address_id: int) -> Row:
    """Return an address by its number."""
    row: Row | None = c.rows.get(address, address_id)
    return row or c.rows.keep(address, _ADDRESS.first(c, row_id=address_id))


def _since(column: Any) -> Any:
    """Keep what was learned after these words; what they disprove is over."""
    return case((column > bindparam("at"), column), else_=None)


_HEARD = Statement(
    update(address)
    .where(address.c.id == bindparam("row_id"))
    .values(
        last_in_at=bindparam("at"),
        profile_name=bindparam("name"),
        window_closed_at=_since(address.c.window_closed_at),
        blocked_at=_since(address.c.blocked_at),
    )
)


def heard_from(c: Connection, address_id: int, at: datetime, name: str) -> None:
    """They wrote: the window is open again, and they had not blocked us then."""
    _HEARD.later(c, row_id=address_id, at=at, name=name[:200])
    c.rows.forget(address)


def _change(c: Connection, address_id: int, **columns: Any) -> None:
    """Write at this very place among what is pending: addresses are locked in order."""
    change(address, *columns).later(c, row_id=address_id, **columns)
    c.rows.forget(address)


def wrote(c: Connection, channel: str, external_id: str, at: datetime) -> None:
    """They wrote at a time that is past: if they are known, their window is open since then at least."""
    c.execute(
        update(address)
        .where(
            address.c.channel == channel,
            address.c.external_id == external_id,
            address.c.last_in_at.is_(None) | (address.c.last_in_at < at),
        )
        .values(last_in_at=at)
    )


def window_closed(c: Connection, address_id: int, at: datetime) -> None:
    """The provider says that the window is closed, whatever we thought."""
    _change(c, address_id, window_closed_at=at)


def blocked(c: Connection, address_id: int, at: datetime) -> None:
    """The provider says that this address does not want, or cannot get, our messages."""
    _change(c, address_id, blocked_at=at)


def speaks(
    c: Connection, person_id: int, language: str, evidence: Mapping[str, Any], *, locked: bool
) -> None:
    """Remember the language to answer in, and why."""
    values = {"language": language, "language_evidence": evidence, "language_locked": locked}
    c.rows.change(person, person_id, values)


def enlist(c: Connection, members: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Make the staff table say what business.toml says; who is no longer named loses access at once."""
    kept: list[int] = []
    for position, member in enumerate(members):
        where = {"channel": member["channel"], "external_id": member["external_id"]}
        values = {**member, "position": position, "active": True}
        statement = (
            db.insert(c, staff)
            .values(waiting_since=now, **values)
            .on_conflict_do_update(index_elements=list(where), set_=values)
            .returning(staff.c.id)
        )
        kept.append(c.execute(statement).scalar_one())
    c.execute(
        update(staff)
        .where(staff.c.id.not_in(kept), staff.c.active)
        .values(active=False, on_duty=False)
    )


_COLLEAGUE = Statement(
    select(staff).where(
        staff.c.channel == bindparam("channel"),
        staff.c.external_id == bindparam("external_id"),
        staff.c.active,
    )
)
_MEMBER = Statement(select(staff).where(staff.c.id == bindparam("row_id")))


def colleague(c: Connection, at: Row) -> Row | None:
    """Return the active colleague with this address."""
    key = ("colleague", at.id)
    if key not in c.rows.found:
        c.rows.found[key] = _COLLEAGUE.first(c, channel=at.channel, external_id=at.external_id)
    row: Row | None = c.rows.found[key]
    return row


def member(c: Connection, staff_id: int) -> Row:
    """Return a colleague by number, active or not."""
    row: Row = _MEMBER.first(c, row_id=staff_id)
    return row


_COLLEAGUES = Statement(select(staff).where(staff.c.active).order_by(staff.c.position))


def colleagues(c: Connection, role: str | None = None) -> list[Row]:
    """Return the active colleagues, in the order of business.toml."""
    return [row for row in _COLLEAGUES.all(c) if role is None or role in row.roles]


def change_member(c: Connection, staff_id: int, **columns: Any) -> None:
    """Change what a shift changes of a colleague."""
    c.rows.change(staff, staff_id, columns)


def forget_shown(c: Connection, handoff_id: int) -> None:
    """Unaddressed words do not belong to this handoff any more."""
    c.execute(
        update(staff)
        .where(staff.c.shown_handoff_id == handoff_id)
        .values(shown_handoff_id=None, shown_at=None)
    )


def contents(c: Connection) -> dict[str, str]:
    """Return the button messages the provider knows."""
    return {row.key: row.sid for row in c.execute(select(content))}


def keep_content(c: Connection, key: str, sid: str) -> None:
    """Remember a button message; the first of two made at once is kept."""
    c.execute(
        db.insert(c, content)
        .values(key=key, sid=sid)
        .on_conflict_do_nothing(index_elements=["key"])
    )


def forget_content(c: Connection, key: str) -> None:
    """The provider does not know this button message any more."""
    c.execute(delete(content).where(content.c.key == key))


def beat(c: Connection, name: str, now: datetime) -> None:
    """A worker is alive."""
    c.execute(
        db.insert(c, worker)
        .values(name=name, started_at=now, beat_at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"beat_at": now})
    )


def last_beat(c: Connection) -> datetime | None:
    """Return when a worker was last seen alive."""
    row = c.execute(select(worker.c.beat_at).order_by(worker.c.beat_at.desc()).limit(1)).first()
    return row.beat_at if row else None


def alive(c: Connection, since: datetime) -> list[str]:
    """Return the workers seen since then."""
    return list(c.execute(select(worker.c.name).where(worker.c.beat_at > since)).scalars())


def alone(c: Connection, name: str) -> None:
    """This worker holds the database for itself: whoever else is on the list is gone."""
    c.execute(delete(worker).where(worker.c.name != name))


def retire(c: Connection, name: str, before: datetime) -> None:
    """Remove a worker that stops, and those that vanished long ago."""
    c.execute(delete(worker).where((worker.c.name == name) | (worker.c.beat_at < before)))
