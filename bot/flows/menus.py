"""The engine's own short menus, open at any point of any flow."""

from dataclasses import dataclass
from typing import assert_never

from bot.core.command import bare
from bot.core.message import LANGUAGES, Draft, Language, Option, Text
from bot.core.text import key, number
from bot.flows import faq, phrases
from bot.flows.model import ENGINE, Ask, Flow, Menu, State, World

HUMAN, GO_ON, AGAIN, NEW = (f"{ENGINE}:{act}" for act in ("human", "go-on", "again", "new"))
CHANGE, QUESTION = f"{ENGINE}:change:", f"{ENGINE}:question:"
SPEAK: dict[str, Language] = {f"{ENGINE}:{language}": language for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a menu: what it does, what it is called, what people type instead."""

    id: str
    label: str
    also: str = ""


def show(menu: Menu, text: Text, flow: Flow, state: State, world: World) -> Draft:
    """Put a menu under a text."""
    say = world.words.voice(world.language)
    lines = items(menu, flow, state, world, world.language)
    return Draft(
        text, tuple(Option(item.id, item.label) for item in lines), str(say("engine", "Choose"))
    )


def pick(menu: Menu, text: str, flow: Flow, state: State, world: World) -> str:
    """Return the id of the line somebody typed the number, the name or a synonym of, or nothing."""
    if not menu:
        return ""
    own = items(menu, flow, state, world, world.language)
    count = number(text)
    if count is not None:
        return own[count - 1].id if 1 <= count <= len(own) else ""
    for language in (world.language, *LANGUAGES):
        for item in items(menu, flow, state, world, language):
            if {key(text), bare(text)} & {
                key(word) for word in (item.label, *item.also.split(","))
            }:
                return item.id
    if menu in {"person", "pause"}:
        meant = phrases.yes_no(text)
        return own[0 if meant == "yes" else 1].id if meant else ""
    return ""


def items(menu: Menu, flow: Flow, state: State, world: World, language: Language) -> list[Item]:
    """List a menu's lines in one language."""
    say = world.words.voice(language)
    human = Item(HUMAN, str(say("engine", "Talk to a person")))
    go_on = Item(
        GO_ON, str(say("engine", "Continue")), str(say("engine", "go on, carry on, next"))
    )
    match menu:
        case "language":
            return [
                Item("engine:id", "Bahasa Indonesia"),
                Item("engine:ms", "Bahasa Melayu"),
                Item("engine:en", "English"),
            ]
        case "person":
            return [human, go_on]
        case "pause":
            return [go_on, human]
        case "done":
            again = str(say("engine", "new, another one, something else"))
            return [human, Item(NEW, str(say("engine", "New enquiry")), again)]
        case "again":
            again = str(say("engine", "restart, from the beginning"))
            return [go_on, Item(AGAIN, str(say("engine", "Start again")), again)]
        case "change":
            return [
                Item(
                    CHANGE + step.name,
                    str(say(step.name, step.label)),
                    str(say(step.name, step.also)),
                )
                for step in changeable(flow, state)
            ]
        case "guess":
            offered = [
                world.faq.questions[i] for i in state.guesses if i in world.faq.questions
            ]
            return [Item(QUESTION + each.id, faq.label(each, language)) for each in offered]
        case "":
            return []
        case _:
            assert_never(menu)


def changeable(flow: Flow, state: State) -> list[Ask]:
    """Return the answered questions that have a name to call them by."""
    steps = (flow.steps.get(name) for name in state.answers)
    return [step for step in steps if isinstance(step, Ask) and step.label][:10]
