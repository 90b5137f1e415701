"""Which language to answer in: what the person chose, else what their country and their messages make likely.

A conversation starts with the phone's country and the network's hint. Each message adds its evidence (`evidence.py`), and
what was heard before fades. The language changes only when a message that leaves no doubt of its own tips the whole
clearly over: never on numbers, names, e-mails or "ok". In a message that mixes English with one of the others, the other wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.message import LANGUAGES, Language
from bot.i18n.evidence import Evidence, weigh

NAMES: Mapping[Language, str] = {"id": "Indonesian", "ms": "Malay", "en": "English"}
_BY_COUNTRY: Mapping[str, Language] = {"ID": "id", "MY": "ms", "BN": "ms"}
_BY_PREFIX = {"+62": "ID", "+60": "MY", "+673": "BN", "+65": "SG"}

#: Log-odds. The country of a phone makes its language about ten times as likely; no country leans to English.
_COUNTRY, _NO_COUNTRY, _HINT = 2.6, 0.8, 1.5
_DECAY = 0.9
#: What is not clear by itself counts for less, and lets nothing fade: a hundred such messages are not a hundred witnesses.
_VAGUE = 0.3
#: By no more than this does a message part the languages; nor do all before it, so that who changes over is followed.
_MOST, _MOST_BEFORE = 8.0, 6.0
#: By so much the winner must lead before the language changes.
_CLEAR = 2.2
# Words that two languages share, or that the others borrow from English, say something only in company.
_LEAST_WORDS = 3
#: After so many messages that leave the language behind, or hardly ahead, the person is asked, once.
_DOUBT, _UNSURE = 1.0, 3


@dataclass(frozen=True, slots=True)
class Belief:
    """What we think somebody speaks, and why; it is only ever replaced, and survives JSON."""

    language: Language
    odds: Mapping[Language, float]
    why: str
    #: Messages so far that could have told us, and did not.
    unsure: int = 0
    asked: bool = False

    @property
    def lead(self) -> float:
        """How far the language is before the likeliest other."""
        others = (odds for language, odds in self.odds.items() if language != self.language)
        return self.odds[self.language] - max(others)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON that `from_json` reads back, without the language."""
        odds = {language: round(value, 3) for language, value in self.odds.items()}
        return {"odds": odds, "why": self.why, "unsure": self.unsure, "asked": self.asked}

    @classmethod
    def from_json(cls, language: Language, data: Mapping[str, Any]) -> "Belief":
        """Read what `to_json` wrote."""
        kept = data.get("odds", {})
        odds = {name: float(kept.get(name, -_MOST_BEFORE)) for name in LANGUAGES}
        return cls(
            language, odds, data.get("why", ""), data.get("unsure", 0), data.get("asked", False)
        )


def country(number: str) -> str:
    """Return the country of a phone number in the form +62..., or "" if it is none we know."""
    return _BY_PREFIX.get(_prefix(number), "")


def _prefix(number: str) -> str:
    return max((p for p in _BY_PREFIX if number.startswith(p)), key=len, default="")


def begin(country: str, hint: str = "") -> Belief:
    """Believe what is likely before anything was said: by country, by the network's hint ("ms-MY"), else English."""
    odds = dict.fromkeys(LANGUAGES, 0.0)
    known = _BY_COUNTRY.get(country)
    odds[known or "en"] += _COUNTRY if known else _NO_COUNTRY
    start = hint.replace("_", "-").split("-")[0].lower()
    if start in LANGUAGES:
        odds[start] += _HINT
    best = max(LANGUAGES, key=lambda language: odds[language])
    if best == known:
        return Belief(best, odds, f"the phone is from {country}")
    return Belief(
        best, odds, f"the network says {hint}" if best == start else "nothing is known"
    )


def chosen(language: Language, why: str) -> Belief:
    """The person said it themselves."""
    odds = {name: 0.0 if name == language else -_MOST_BEFORE for name in LANGUAGES}
    return Belief(language, odds, why, asked=True)


def hear(belief: Belief, text: str) -> Belief:
    """Take in a message; what proves nothing changes nothing."""
    evidence = weigh(text)
    if not telling(evidence):
        return belief
    decay, weight = (_DECAY, 1.0) if evidence.sure else (1.0, _VAGUE)
    said = _within(evidence.sums, _MOST)
    odds = {name: decay * belief.odds[name] + weight * said[name] for name in LANGUAGES}
    heard = replace(belief, odds=_within(odds, _MOST_BEFORE))
    if decisive(evidence):
        proven = replace(heard, language=evidence.best, unsure=0)
        if proven.language == belief.language:
            return proven
        if proven.lead >= _CLEAR:
            return replace(proven, why=reason(evidence))
    return replace(heard, unsure=belief.unsure + (heard.lead < _DOUBT))


def _within(odds: Mapping[Language, float], most: float) -> dict[Language, float]:
    """Count from the likeliest, which is 0, and let none be too far behind."""
    top = max(odds.values())
    return {language: max(value - top, -most) for language, value in odds.items()}


def telling(evidence: Evidence) -> bool:
    """Tell whether a message says anything about its language: a name, a number, "ok", "yes" and "boleh" do not."""
    marks = [mark for _, mark in evidence.marked if mark.kind != "name"]
    own = any(mark.kind == "decisive" and mark.language != "en" for mark in marks)
    return own or len(marks) >= _LEAST_WORDS


def decisive(evidence: Evidence) -> bool:
    """Tell whether a message leaves no doubt by itself."""
    if evidence.best == "en" and (evidence.spoke("id") or evidence.spoke("ms")):
        return False  # they may only be mixing
    needed = _LEAST_WORDS if evidence.best == "en" else 1
    return evidence.sure and len(evidence.spoke(evidence.best)) >= needed


def reason(evidence: Evidence) -> str:
    """Say which words decided: "nak, macam mana: Malay words"."""
    spoke = list(dict.fromkeys(evidence.spoke(evidence.best)))
    return f"{', '.join(spoke[:5])}: {NAMES[evidence.best]} words"


def should_ask(belief: Belief) -> bool:
    """Tell whether it is time to ask politely, once."""
    return belief.unsure >= _UNSURE and not belief.asked
