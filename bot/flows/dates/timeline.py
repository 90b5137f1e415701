"""When somebody wants to begin, read as a span of days: "bln depan", "setelah lebaran", "Q2 2028", "asap ya"."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from bot.core.text import key, word_set
from bot.flows.dates import rules, span
from bot.flows.dates.meaning import Here
from bot.flows.dates.rules import Named
from bot.flows.dates.span import ONE, Span
from bot.flows.dates.unknown import unknown
from bot.flows.dates.words import spoken

Kind = Literal["dates", "asap", "event", "unknown"]
Side = Literal["", "before", "on", "after"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A span of days, and how it was said. What is urgent starts today; what is unknown has no days."""

    kind: Kind
    span: Span | None = None
    urgent: bool = False
    event: str = ""
    side: Side = ""

    def to_json(self) -> dict[str, Any] | None:
        """Return what is kept as the answer; nothing if it is not known."""
        if self.span is None:
            return None
        end = self.span.end and self.span.end.isoformat()
        days = {"kind": self.kind, "start": self.span.start.isoformat(), "end": end}
        urgency = {"urgency": "asap"} if self.urgent else {}
        return {**days, **urgency, "event": self.event, "side": self.side}


#: In a question these ask; they answer nothing.
_ASKS = word_set(
    "berapa brp kapan bila apa apakah gimana gmn bagaimana macam camne how when what which why kenapa"
)
_SIDES = {"after": "after", "before": "before", "by": "by", "to": "by", "under": "by"}
#: Half of what was said about the time was not understood: better ask.
_LEFT_OVER = re.compile(
    r"\b(?:week|month|quarter|half|semester|year|weekend|early|mid|end|last|o\d+)\b(?!\+)"
)
_BESIDE: dict[str, Side] = {"before": "before", "by": "before", "after": "after"}
_JOIN = re.compile(r"(?:_ )?(?:to|or)(?: (?:after|before|by|in|within|early|_))?")


def read(text: str, today: date, country: str = "") -> Timeline | None:
    """Read when somebody wants to begin; None if the words say nothing about it."""
    if "?" in text and _ASKS & set(key(text).split()):
        return None
    words = spoken(text)
    urgent = "asap" in words.split()
    said = named(words, Here(today, country))
    if said:
        return replace(said, urgent=urgent)
    if "unhurried" in words.split() or unknown(text):
        return Timeline("unknown")
    return Timeline("asap", Span(today, None), urgent=True) if urgent else None


def named(words: str, here: Here) -> Timeline | None:
    """Make one answer of all the spans named: the reach of those that are joined, else the narrowest."""
    spans = rules.named(words, here)
    if _LEFT_OVER.search(_without(spans, words)):
        return None
    answers: list[Timeline] = []
    end = 0
    for one in spans:
        joined = bool(answers) and _JOIN.fullmatch(words[end : one.start].strip())
        before = words[: one.start].split()[-1:]
        side = "" if joined and before == ["to"] else "".join(before)
        read = _sided(one, "by" if words[one.end :] == " by" else side, here)
        if read:
            answers[-1:] = [_reach(answers[-1], read)] if joined else [*answers[-1:], read]
            end = one.end
    if len(answers) > 1 and "between" in words.split():
        return None
    return min(answers, key=_length, default=None)


def _without(spans: list[Named], words: str) -> str:
    for one in reversed(spans):
        words = f"{words[: one.start]}_{words[one.end :]}"
    return words


def _sided(one: Named, before: str, here: Here) -> Timeline | None:
    """Read a span with the word before it: after it, before it, by its end; nothing if it was ruled out."""
    side = _SIDES.get(before, "")
    if one.span is None or before == "not":
        return None
    days = span.clipped(_moved(one.span, side, here.today), here.today)
    if days is None:
        return None
    beside = _BESIDE.get(side, "on" if one.event else "")
    return Timeline("event" if one.event else "dates", days, event=one.event, side=beside)


def _moved(days: Span, side: str, today: date) -> Span:
    if side == "after" and days.end is not None:
        return Span(days.end + ONE, None, days.grain)
    if side == "by" or (side == "before" and days.tail):
        return Span(today, days.end, days.grain)
    return Span(today, days.start - ONE, days.grain) if side == "before" else days


def _reach(one: Timeline, other: Timeline) -> Timeline:
    if one.span is None or other.span is None or (one.event and other.event):
        return one
    return Timeline("dates", span.joined(one.span, other.span))


def _length(answer: Timeline) -> int:
    days = answer.span
    return (days.end - days.start).days if days and days.end else 9999
