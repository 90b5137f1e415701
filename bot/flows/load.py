"""From a flow file to a Flow, and back from what was stored with a conversation."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.core import duration
from bot.core.message import LANGUAGES
from bot.flows import check as rules
from bot.flows import form
from bot.flows.model import (
    END,
    Ask,
    Band,
    Bands,
    Choice,
    Do,
    Flow,
    FlowError,
    Problem,
    Say,
    Step,
)
from bot.i18n import extract
from bot.i18n.catalog import Catalog


def load(path: Path) -> Flow:
    """Read a flow file, or raise FlowError with every mistake of form in it."""
    return parse(path.read_text(encoding="utf-8"), path.stem)


def check(path: Path, words: Catalog, *, complete: bool = True) -> list[Problem]:
    """Name everything wrong with a flow file: its form, its ways, its texts in every language.

    `complete` also names what is not translated; such a flow runs, and says those texts in English.
    """
    try:
        flow = load(path)
    except FlowError as error:
        return error.problems
    found = list(rules.problems(flow, words))
    if complete:
        found += rules.untranslated(flow, words)
    return [Problem(path.name, step, sentence) for step, sentence in found]


def parse(source: str, name: str) -> Flow:
    """Read the text of a flow file."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise FlowError([Problem(f"{name}.toml", "", f"not valid TOML: {error}")]) from None
    wrong = [Problem(f"{name}.toml", step, sentence) for step, sentence in form.mistakes(data)]
    if wrong:
        raise FlowError(wrong)
    following = dict(zip(data, [*list(data)[1:], END], strict=True))
    steps = {step: _step(step, section, following[step]) for step, section in data.items()}
    return Flow(name, _version(source), steps, source)


def freeze(flow: Flow, words: Catalog) -> dict[str, Any]:
    """Return the flow with its words in every language as JSON, to be kept with conversations."""
    spoken = flow.words(words)
    texts = {
        language: [
            [step, text, spoken.translate(language, step, text)]
            for step, text, _note in extract.texts(tomllib.loads(flow.source))
            if spoken.knows(language, step, text)
        ]
        for language in LANGUAGES
    }
    pinned = {"name": flow.name, "source": flow.source, "texts": texts}
    return {**pinned, "version": _version(json.dumps(pinned, sort_keys=True))}


def thaw(data: Mapping[str, Any]) -> Flow:
    """Read what `freeze` wrote."""
    flow = parse(data["source"], data["name"])
    texts = {
        language: {(step, text): said for step, text, said in data["texts"].get(language, ())}
        for language in LANGUAGES
    }
    return replace(flow, version=data["version"], texts=texts)


def pin(flow: Flow, words: Catalog) -> Flow:
    """Return the flow as it is stored: with its words, and a version that changes with them."""
    return thaw(freeze(flow, words))


def _version(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:12]


def _step(name: str, data: Mapping[str, Any], following: str) -> Step:
    after = data.get("next", following)
    if "say" in data:
        return Say(name, data["say"], after)
    if "do" in data:
        return Do(name, data["do"], data.get("reason", data.get("campaign", "")), after)
    if "bands" in data:
        bands = [Band(b["score"], b.get("grade", ""), b["next"]) for b in data["bands"]]
        return Bands(name, tuple(sorted(bands, key=lambda band: -band.score)))
    choices = tuple(_choice(key, choice) for key, choice in data.get("choices", {}).items())
    return Ask(
        name,
        data["ask"],
        after,
        expect="choice" if choices else data.get("expect", "text"),
        choices=choices,
        nudge_after=duration.parse(data.get("nudge_after", "2h")),
        **{
            word: data[word]
            for word in ("retry", "nudge", "consent", "label", "also")
            if word in data
        },
    )


def _choice(name: str, data: Mapping[str, Any]) -> Choice:
    within = {"within": duration.parse(data["within"])} if "within" in data else {}
    return Choice(name, **{**data, **within})
