"""Who is offered a lead, why, and why not the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Why = Literal["had_before", "waited_longest", "all_asked", "nobody_on_duty"]
WhyNot = Literal["off_duty", "declined", "asked_already", "waited_less"]

_WHY: Mapping[str, str] = {
    "had_before": "{name} had this prospect before",
    "waited_longest": "{name} has waited longest",
    "all_asked": "everybody on duty was asked already",
    "nobody_on_duty": "nobody is on duty",
}
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rep:
    """A colleague who takes leads. `waiting_since`: their last offer, or when they came on; None is longest ago."""

    id: int
    name: str
    on_duty: bool
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The rep to ask, or None; `others` says of every other rep why it is not them."""

    rep: Rep | None
    why: Why
    others: Mapping[int, WhyNot]

    def __str__(self) -> str:
        return _WHY[self.why].format(name=self.rep.name if self.rep else "")


def choose(
    reps: Sequence[Rep],
    *,
    owner: int | None = None,
    tried: Collection[int] = (),
    declined: Collection[int] = (),
) -> Choice:
    """Choose among those on duty who were not asked for this handoff: the prospect's previous rep, else who waited longest."""
    passed = {rep.id: why for rep in reps if (why := _passed(rep, tried, declined))}
    free = sorted(
        (rep for rep in reps if rep.id not in passed),
        key=lambda rep: (rep.id != owner, rep.waiting_since or _EVER, rep.id),
    )
    if not free:
        nobody = not any(rep.on_duty for rep in reps)
        return Choice(None, "nobody_on_duty" if nobody else "all_asked", passed)
    less: dict[int, WhyNot] = {rep.id: "waited_less" for rep in free[1:]}
    return Choice(
        free[0], "had_before" if free[0].id == owner else "waited_longest", passed | less
    )


def _passed(rep: Rep, tried: Collection[int], declined: Collection[int]) -> WhyNot | None:
    if not rep.on_duty:
        return "off_duty"
    if rep.id in declined:
        return "declined"
    return "asked_already" if rep.id in tried else None
