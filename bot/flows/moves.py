"""What a person can do at any point: press a button, change an answer or the language, begin anew."""

from dataclasses import replace
from typing import Any, Literal

from bot.core.effect import Answer, HandOff, Speak
from bot.core.message import LANGUAGES, Language, Text
from bot.core.text import clean
from bot.flows import answers, menus, speak
from bot.flows.answers import Reading
from bot.flows.model import END, ENGINE, Ask, Heard
from bot.flows.walk import Walk


def go_on(walk: Walk) -> None:
    """Ask the open question again, or offer what there is to do after the end."""
    if walk.open:
        walk.ask(walk.open)
    else:
        walk.offer("done", walk.say("engine", "What else can I do for you?"))


def pressed(walk: Walk, heard: Heard) -> None:
    name, _, choice = heard.option.partition(":")
    step = walk.flow.steps.get(name)
    choices = step.choices if isinstance(step, Ask) else ()
    chosen = next((c for c in choices if c.id == choice), None)
    if name == ENGINE:
        act(walk, heard.option)
    elif isinstance(step, Ask) and chosen and _may_answer(walk, step):
        label = speak.label(step, chosen, walk.world)
        answered(walk, step, Reading(choice, chosen), clean(heard.label or heard.text) or label)
    else:
        _stale(walk)


def _may_answer(walk: Walk, step: Ask) -> bool:
    """A button counts for the open question, and for one already answered: that changes the answer."""
    return step == walk.open or walk.settled(step)


def _stale(walk: Walk) -> None:
    walk.preface(walk.say("engine", "That button is from an earlier message."))
    go_on(walk)


def act(walk: Walk, option: str) -> None:
    """Do what a line of one of the engine's menus says."""
    field = option.removeprefix(menus.CHANGE)
    if option == menus.HUMAN:
        walk.set(menu="")
        walk.tell(walk.say("engine", "Of course. I'll ask a colleague to help you here."))
        walk.effects.append(HandOff("asked"))
    elif option in menus.SPEAK:
        speak_in(walk, menus.SPEAK[option])
    elif option == menus.GO_ON:
        go_on(walk)
    elif option == menus.NEW and walk.state.done:
        _new(walk)
    elif option == menus.AGAIN and walk.state.menu == "again":
        _again(walk)
    elif (question := option.removeprefix(menus.QUESTION)) in walk.world.faq.questions:
        tell(walk, question)
    elif field != option and field in walk.state.answers:
        change_answer(walk, field, "")
    else:
        _stale(walk)


def tell(walk: Walk, question: str) -> None:
    """Answer a question of the business, and go on where the person was."""
    known, world = walk.world.faq.questions[question], walk.world
    answer = Text(known.wording(world.language, *LANGUAGES).answer, world.values)
    if known.person:
        walk.offer("person", answer)
    elif walk.open:
        walk.tell(answer)
        walk.ask(walk.open)
    else:
        walk.offer("done", answer)


def suggest(walk: Walk, questions: tuple[str, ...]) -> None:
    """Ask which question was meant; it counts as a miss until it is answered."""
    walk.set(guesses=questions, tries=walk.state.tries + 1)
    walk.offer(
        "guess",
        walk.say("engine", "Did you mean one of these? If not, just say it in other words."),
    )


def speak_in(walk: Walk, language: Language | Literal["menu"]) -> None:
    if language == "menu":
        walk.offer("language", walk.say("engine", "Which language do you prefer?"))
        return
    walk.world = replace(walk.world, language=language)
    walk.effects.append(Speak(language))
    walk.preface(walk.say("engine", "Sure, in English from now on."))
    if walk.open:
        walk.ask(walk.open)


def _again(walk: Walk) -> None:
    """Begin the same enquiry again; what was consented to stays."""
    walk.preface(walk.say("engine", "Sure, from the beginning."))
    _first_question(walk, answers={}, said={})


def _new(walk: Walk) -> None:
    """Begin another enquiry of the same person: who they are is known, what they need is not."""
    kept = {name: value for name, value in walk.state.answers.items() if _lasting(walk, name)}
    said = {name: walk.state.said.get(name, "") for name in kept}
    walk.effects += [Answer(name, value, said[name]) for name, value in kept.items()]
    walk.preface(walk.say("engine", "Sure, let's start a new one."))
    _first_question(walk, answers=kept, said=said, enquiry=walk.state.enquiry + 1)


def _lasting(walk: Walk, name: str) -> bool:
    step = walk.flow.steps.get(name)
    return isinstance(step, Ask) and step.expect in {"name", "company"}


def _first_question(walk: Walk, **changes: Any) -> None:
    """Go down the page from its top, without the greeting, to what is not known."""
    walk.set(points={}, back="", grade="", menu="", done=False, **changes)
    walk.go(next(iter(walk.flow.steps)), quiet=True)


def answered(walk: Walk, step: Ask, reading: Reading, said: str) -> None:
    """Write an answer down and go on; after a changed one, back to where the person was."""
    state = walk.state
    before = walk.way(step) if walk.settled(step) else None
    same = before is not None and walk.answer(step) == reading.value
    back = state.back or (END if state.done else state.step if state.step != step.name else "")
    if not same or reading.days:  # other days may mean the same choice
        walk.write(step, reading, said)
    walk.set(back="", menu="")
    if not back or walk.way(step) != before:
        walk.set(done=False)
        walk.go(walk.way(step), step.name)
        return
    if (
        step.expect not in speak.ECHOED and not reading.days
    ):  # those have been read back already
        walk.preface(walk.say("engine", "Noted, thank you."))
    walk.go(back, quiet=True)


def change_answer(walk: Walk, name: str, value: str) -> None:
    """Ask an answered question again, or take the new answer if it came along."""
    step, state = walk.flow.steps.get(name), walk.state
    if not isinstance(step, Ask):
        _which(walk)
        return
    reading = answers.read(step, value, walk.world) if value else None
    if reading:
        answered(walk, step, reading, value)
        return
    if state.step != name or state.done:
        walk.set(back=state.back or (END if state.done else state.step))
    walk.preface(walk.say("engine", "Sure, let's change that."))
    walk.ask(step)


def _which(walk: Walk) -> None:
    if menus.changeable(walk.flow, walk.state):
        walk.offer("change", walk.say("engine", "Which answer would you like to change?"))
    else:
        walk.preface(walk.say("engine", "There is nothing to change yet."))
        go_on(walk)
