"""Points for what people answered and who they are, with the reasons; and when that makes an MQL or an SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.condition import Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """A [[scoring]] entry: `points` if the condition holds, shown as `why`."""

    condition: Condition
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """A total, and what it is made of, most important first."""

    total: int = 0
    reasons: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return ", ".join(f"{points:+d} {why}" for why, points in self.reasons)


@dataclass(frozen=True, slots=True)
class Criteria:
    """[qualify]: when a lead is worth a rep's time (MQL), and when all of BANT is known (SQL)."""

    mql: Condition
    sql: Condition

    def is_mql(self, facts: Mapping[str, Any]) -> bool:
        return self.mql.test(facts)

    def is_sql(self, facts: Mapping[str, Any]) -> bool:
        return self.sql.test(facts)


def score(points: Mapping[str, int], facts: Mapping[str, Any], rules: Iterable[Rule]) -> Score:
    """Add the flow's points, by question, to those of the rules that hold.

    Rules with the same `why` are grades of one thing: only the best one counts.
    """
    reasons = dict(points)
    for why, best in _best(facts, rules).items():
        reasons[why] = reasons.get(why, 0) + best
    ranked = sorted(reasons.items(), key=lambda reason: -abs(reason[1]))
    return Score(sum(reasons.values()), tuple(reason for reason in ranked if reason[1]))


def _best(facts: Mapping[str, Any], rules: Iterable[Rule]) -> dict[str, int]:
    best: dict[str, int] = {}
    for rule in rules:
        if rule.condition.test(facts):
            best[rule.why] = max(rule.points, best.get(rule.why, rule.points))
    return best


def facts(answers: Mapping[str, Any], total: int, **more: Any) -> dict[str, Any]:
    """Gather what criteria may ask about: every answer, `score`, and whatever else is known (the source)."""
    return {**answers, **more, "score": total}
