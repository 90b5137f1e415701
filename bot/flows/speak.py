"""The flow's own words, put together for one person: questions with their options, and answers read back."""

from collections.abc import Mapping
from typing import Any

from bot.core.message import Draft, Language, Option, Text
from bot.core.text import cut
from bot.flows.model import Ask, Choice, Flow, State, World
from bot.i18n import dates, numbers
from bot.i18n.catalog import Voice

#: Longer answers are shortened where they are repeated.
LONGEST_VALUE = 60
#: Kinds of which the reading is said again, so that a wrong one costs one message and not a wrong lead.
ECHOED = frozenset({"money", "headcount", "quantity", "phone", "email", "timeline", "datetime"})
#: Stands for an answer that is not known.
UNKNOWN = "\u2013"


def line(flow: Flow, state: State, world: World, step: str, text: str) -> Text:
    """Say a text of the flow, its braces filled with what is known."""
    pattern = world.words.translate(world.language, step, text)
    return Text(pattern, values(pattern, flow, state, world))


def question(flow: Flow, state: State, world: World, step: Ask, *before: Text) -> Draft:
    """Ask, with whatever is to be said first in the same message."""
    return Draft(
        join(*before, line(flow, state, world, step.name, step.text)),
        options(step, world),
        menu(step, world),
    )


def options(step: Ask, world: World) -> tuple[Option, ...]:
    return tuple(Option(f"{step.name}:{c.id}", label(step, c, world)) for c in step.choices)


def menu(step: Ask, world: World) -> str:
    say = world.words.voice(world.language)
    return str(say("engine", "Choose")) if step.choices else ""


def label(step: Ask, choice: Choice, world: World) -> str:
    return world.words.translate(world.language, step.name, choice.label)


def join(*texts: Text) -> Text:
    """Make one text of several, a blank line between them."""
    merged: dict[str, str] = {}
    for text in texts:
        merged |= text.values
    return Text("\n\n".join(text.pattern for text in texts), merged)


def values(pattern: str, flow: Flow, state: State, world: World) -> Mapping[str, str]:
    """Return what fills the {braces} of a pattern: what the business is called, and the answers so far."""
    filled = dict(world.values)
    for name, value in state.answers.items():
        step = flow.steps.get(name)
        if f"{{{name}}}" in pattern and isinstance(step, Ask):
            filled[name] = shown(step, value, world)
    return filled


def echo(step: Ask, value: Any, world: World) -> Text:
    """Say what was understood, and how to mend it."""
    say = world.words.voice(world.language)
    if value is None:
        return say("engine", "No problem, we can leave that open.")
    answer = shown(step, value, world)
    if not step.label:
        return say("engine", "Got it, {answer}.", answer=answer)
    # One sentence each: the words "change my budget" are among those that `change.wanted` hears.
    what = world.words.translate(world.language, step.name, step.label).lower()
    return say(
        "engine",
        'Got it, {answer}. If that\'s not right, just type "change {what}".',
        answer=answer,
        what=what,
    )


def shown(step: Ask, value: Any, world: World) -> str:
    """Write an answer as a person would, on one line."""
    if value is None:
        return UNKNOWN
    if isinstance(value, dict):
        return table(value, world.language, world.words.voice(world.language))
    chosen = next((choice for choice in step.choices if choice.id == value), None)
    if chosen:
        return label(step, chosen, world)
    words = " ".join(str(value).split())
    return words if len(words) <= LONGEST_VALUE else cut(words, LONGEST_VALUE - 1) + "…"


def table(value: Mapping[str, Any], language: Language, say: Voice) -> str:
    """Write what was read as a table: an hour, days, or an amount."""
    if "at" in value:
        return dates.moment(value, language)
    return (dates.timeline if "start" in value else numbers.span)(value, language, say)
