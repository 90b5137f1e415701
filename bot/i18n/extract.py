"""Teach Babel to find the texts of flow files; the step is the context, so the same "Yes" can differ."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

TEXTS = ("say", "ask", "retry", "nudge", "label", "also")
#: What a translator should know about a text, by the word it stands behind.
NOTES = {
    "label": "A button: at most 20 characters.",
    "also": "Words people may type instead, separated by commas; add what your people really type.",
}

Found = tuple[int, str, tuple[str, str], list[str]]


def extract(
    file: BinaryIO,
    _keywords: Collection[str],
    _tags: Collection[str],
    options: Mapping[str, Any],  # noqa: ARG001 - Babel passes it by this name
) -> Iterator[Found]:
    """Yield (line, "say", (context, text), notes) as `say("step", "text")` in Python code would."""
    source = file.read().decode()
    for step, text, note in texts(tomllib.loads(source)):
        yield _line(source, step, text), "say", (step, text), [note] if note else []


def texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a parsed flow file with its step and a note, in order."""
    for step, section in data.items():
        if not isinstance(section, dict):
            continue
        choices = section.get("choices", {})
        for part in (section, *(choices.values() if isinstance(choices, dict) else ())):
            if isinstance(part, dict):
                yield from _part(step, part)


def _part(step: str, part: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for word in TEXTS:
        text = part.get(word)
        if isinstance(text, str) and text:
            yield step, text, NOTES.get(word, "")


def _line(source: str, step: str, text: str) -> int:
    """Find the line a text stands on; TOML's reader does not tell. Texts with escapes get their section's."""
    start = max(source.find(f"[{step}]"), 0)
    at = source.find(text.splitlines()[0], start)
    return source.count("\n", 0, at if at >= 0 else start) + 1
