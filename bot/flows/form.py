"""What can be wrong with each section of a flow file by itself, in sentences that help."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, get_args

from bot.core import duration
from bot.flows.model import END, ENGINE, Expect

#: What a section may hold, by the word that says what kind of step it is.
WORDS: dict[str, dict[str, type]] = {
    "say": {"next": str},
    "ask": {
        "choices": dict,
        "expect": str,
        "retry": str,
        "nudge": str,
        "nudge_after": str,
        "consent": str,
        "label": str,
        "also": str,
        "next": str,
    },
    "bands": {},
    "do": {"reason": str, "campaign": str, "next": str},
}
CHOICE: dict[str, type] = {"label": str, "also": str, "points": int, "next": str, "within": str}
BAND: dict[str, type] = {"score": int, "grade": str, "next": str}
EXPECTS = tuple(kind for kind in get_args(Expect) if kind != "choice")
NAMES = {str: "text in quotes", int: "a whole number", dict: "a table", list: "a list"}


def mistakes(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (step, sentence) for every mistake of form."""
    for step, section in data.items():
        if not isinstance(section, dict):
            yield "", f'"{step}" stands outside a [section]; every step needs one'
            continue
        if step in {END, ENGINE}:
            yield step, f'"{step}" has a meaning of its own; choose another name'
        kinds = [kind for kind in WORDS if kind in section]
        if len(kinds) != 1:
            yield step, "needs one of say, ask, bands, do" + (", not several" if kinds else "")
            continue
        for sentence in _section(kinds[0], section):
            yield step, sentence


def _section(kind: str, section: Mapping[str, Any]) -> Iterator[str]:
    allowed: dict[str, type] = {kind: list if kind == "bands" else str, **WORDS[kind]}
    wrong = list(_fields(section, allowed))
    yield from wrong
    if wrong:
        return
    if kind == "ask":
        yield from _ask(section)
    if kind == "do":
        yield from _do(section)
    if kind == "bands":
        for band in section["bands"]:
            if not isinstance(band, dict):
                yield "each of the bands is { score = ..., grade = ..., next = ... }"
                continue
            yield from _fields(band, BAND)
            yield from (
                f"a band needs {word}" for word in ("score", "next") if word not in band
            )


def _fields(part: Mapping[str, Any], allowed: Mapping[str, type]) -> Iterator[str]:
    for word, value in part.items():
        if word not in allowed:
            yield f'does not know the word "{word}"{hint(word, allowed)}'
        elif type(value) is not allowed[word]:
            yield f"{word} must be {NAMES[allowed[word]]}"


def _ask(section: Mapping[str, Any]) -> Iterator[str]:
    choices = section.get("choices", {})
    expect = section.get("expect", "text")
    if expect not in EXPECTS:
        yield f'expect = "{expect}" is none of {", ".join(EXPECTS)}{hint(expect, EXPECTS)}'
    if choices and "expect" in section:
        yield "has choices, so leave expect out"
    for name, choice in choices.items():
        yield from _choice(name, choice)
    yield from _within(choices)
    if section.get("consent") and set(choices) != {"yes", "no"}:
        yield "asks for consent, so its choices are called yes and no"
    yield from _nudge(section)


def _choice(name: str, choice: Any) -> Iterator[str]:
    if not isinstance(choice, dict):
        yield f'choice {name} needs a table such as {{ label = "Yes" }}'
        return
    yield from (f"choice {name}: {sentence}" for sentence in _fields(choice, CHOICE))
    if not choice.get("label"):
        yield f"choice {name} needs a label"


def _within(choices: Mapping[str, Any]) -> Iterator[str]:
    """The choices that take typed dates go from near to far; one without `within` takes the rest."""
    said = [
        choice.get("within") if isinstance(choice, dict) else None
        for choice in choices.values()
    ]
    if not any(said):
        return
    if None in said[:-1]:
        yield "only its last choice may do without within: there come later dates, and those not known"
    lengths = []
    for name, text in zip(choices, said, strict=True):
        try:
            lengths += [duration.parse(text)] if isinstance(text, str) else []
        except ValueError as error:
            yield f"choice {name}: within: {error}"
    if any(near >= far for near, far in pairwise(lengths)):
        yield "its choices with within go from near to far"


def _nudge(section: Mapping[str, Any]) -> Iterator[str]:
    try:
        after = duration.parse(section.get("nudge_after", "2h"))
    except ValueError as error:
        yield f"nudge_after: {error}"
        return
    if after > timedelta(days=30):
        yield "nudge_after is longer than 30 days"
    if "nudge_after" in section and "nudge" not in section:
        yield "has nudge_after but no nudge to say then"


def _do(section: Mapping[str, Any]) -> Iterator[str]:
    needs = {"handoff": "reason", "enrol": "campaign"}
    action = section["do"]
    if action not in needs:
        yield f'do = "{action}" is neither handoff nor enrol{hint(action, needs)}'
    elif not section.get(needs[action]):
        yield f"{action} needs a {needs[action]}"


def hint(word: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """Return "; did you mean ...?" if something known is spelt nearly the same."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
