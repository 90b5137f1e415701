"""The conversation as a pure function: a state and what was heard give a new state and what to do."""

from dataclasses import replace
from datetime import timedelta

from bot.core import command
from bot.core.effect import Send, Speak
from bot.core.text import blank, clean, key, number
from bot.flows import answers, change, faq, menus, moves, phrases, speak
from bot.flows.answers import Reading
from bot.flows.faq import Meaning
from bot.flows.model import Ask, Flow, Heard, State, Turn, World
from bot.flows.walk import Walk

#: After so many misses on one question a person is offered.
MOST_TRIES = 3
#: Who writes after such a silence is welcomed back.
PAUSE = timedelta(hours=6)
#: How often we explain that only words can be read.
HINT_EVERY = timedelta(minutes=10)
#: Questions that take nearly any words for an answer.
_FREE = frozenset({"text", "name", "company"})
#: Kinds of message that say nothing to a bot.
SILENT = frozenset({"sticker", "reaction", "unsupported"})


def begin(flow: Flow, world: World, *, foreign: bool = False) -> Turn:
    """Greet a new person and walk to the first question."""
    walk = Walk(flow, State(flow.name, flow.version, turn=1, at=world.now), world)
    if foreign:
        _tell_languages(walk)
    return _begin(walk)


def hear(flow: Flow, state: State, heard: Heard, world: World) -> Turn:
    """Take in one message."""
    text = clean(heard.text)
    if heard.kind in SILENT and not heard.option:
        return Turn(state)
    walk = Walk(flow, replace(state, turn=state.turn + 1, at=world.now), world)
    if not walk.open and not state.done:
        return _begin(walk)
    if heard.option:
        moves.pressed(walk, heard)
    elif not blank(text):
        _said(walk, text, came_back=_paused(state, world), foreign=heard.foreign)
    elif state.hinted and world.now - state.hinted < HINT_EVERY:
        return Turn(state)
    else:
        walk.set(hinted=world.now)
        walk.preface(
            walk.say("engine", "I can only read text here. Could you type it for me, please?")
        )
        moves.go_on(walk)
    return walk.turn()


def nudge(flow: Flow, state: State, world: World, turn: int) -> Turn:
    """Remind the person of the open question, unless they have said something since `turn`."""
    walk = Walk(flow, state, world)
    step = walk.open
    if state.turn != turn or not step or not step.nudge:
        return Turn(state)
    text = speak.line(flow, state, walk.world, step.name, step.nudge)
    return Turn(state, (Send(speak.question(flow, state, walk.world, step, text)),))


def ask_language(flow: Flow, turn: Turn, world: World) -> Turn:
    """Ask, after the reply, which language the person prefers; not where there is something else to choose."""
    walk = Walk(flow, turn.state, world)
    busy = turn.state.menu or not walk.open or walk.open.choices or walk.open.expect == "money"
    if busy or any(isinstance(effect, Speak) for effect in turn.effects):
        return turn
    moves.speak_in(walk, "menu")
    return Turn(walk.state, turn.effects + walk.turn().effects)


def resume(flow: Flow, state: State, world: World) -> Turn:
    """Pick up after a pause or after a person of the business: ask the open question again."""
    walk = Walk(flow, replace(state, turn=state.turn + 1, at=world.now), world)
    if not walk.open and not state.done:
        return _begin(walk)
    walk.preface(walk.say("engine", "Welcome back! {bot} here again.", **world.values))
    moves.go_on(walk)
    return walk.turn()


def _begin(walk: Walk) -> Turn:
    walk.go(next(iter(walk.flow.steps)))
    return walk.turn()


def _paused(state: State, world: World) -> bool:
    return state.at is not None and world.now - state.at >= PAUSE


def _tell_languages(walk: Walk) -> None:
    """Say it once; words that we cannot read are taken for an answer from then on, as any others."""
    walk.set(told_languages=True)
    walk.preface(
        walk.say(
            "engine",
            "Sorry, I only speak Bahasa Indonesia, Bahasa Melayu and English. Please write to me in one of these.",
        )
    )


def _said(walk: Walk, text: str, *, came_back: bool, foreign: bool) -> None:
    if _command(walk, text):
        return
    step, meaning = walk.open, faq.understand(walk.world.faq, text)
    if meaning.sure and _asks(walk, text, meaning):
        moves.tell(walk, meaning.sure)
        return
    reading = answers.read(step, text, walk.world) if step else None
    surely = reading and step and step.expect not in _FREE
    if foreign and not surely and not walk.state.told_languages:
        _tell_languages(walk)
        moves.go_on(walk)
        return
    if step and reading:
        moves.answered(walk, step, reading, _as_said(walk, step, reading, text))
    elif meaning.told:
        moves.tell(walk, meaning.sure)
    elif not step:
        _after_the_end(walk, text, meaning)
    elif came_back:
        walk.preface(walk.say("engine", "Welcome back! Let's pick up where we left off."))
        walk.ask(step)
    elif phrases.greets(text) or phrases.thanks(text):
        walk.ask(step)
    else:
        _missed(walk, step, meaning)


def _asks(walk: Walk, text: str, meaning: Meaning) -> bool:
    """Tell whether words that mean a question of the business are one to us, and not the answer to ours.

    What people describe may sound like anything, so there only the form of a question counts; a name does not.
    """
    step, words = walk.open, len(key(text).split())
    if step and step.choices and answers.exact(step, text, walk.world):
        return False
    if meaning.asked:
        return True
    match step.expect if step else "":
        case "":  # "alamat kantor"
            return meaning.told or words < faq.LEAST_TOLD
        case "name":
            return words >= faq.LEAST_TOLD
        case "company":
            return meaning.told
    return False


def _as_said(walk: Walk, step: Ask, reading: Reading, text: str) -> str:
    """Return the words of an answer; a number says nothing to who reads it later, so its label stands there."""
    if reading.choice and number(text) is not None:
        return speak.label(step, reading.choice, walk.world)
    return text


def _command(walk: Walk, text: str) -> bool:
    """Do what can be asked at any point; tell whether it was."""
    flow, state, world = walk.flow, walk.state, walk.world
    if act := menus.pick(state.menu, text, flow, state, world):
        moves.act(walk, act)
    elif walk.open and walk.open.choices and answers.exact(walk.open, text, world):
        return False
    elif command.wants_human(text):
        moves.act(walk, menus.HUMAN)
    elif language := command.wants_language(text):
        moves.speak_in(walk, language)
    elif (
        wish := change.wanted(text, flow, state, world)
        or change.mended(text, flow, state, world)
    ) is not None:
        moves.change_answer(walk, *wish)
    elif walk.open and phrases.restarts(text):
        walk.offer(
            "again",
            walk.say(
                "engine", "We are in the middle of your answers. Continue, or start again?"
            ),
        )
    elif walk.open and phrases.cancels(text):
        walk.offer(
            "pause",
            walk.say("engine", "No problem, we can stop here. Write to me whenever you like."),
        )
    else:
        return False
    return True


def _missed(walk: Walk, step: Ask, meaning: Meaning) -> None:
    if walk.state.tries + 1 < MOST_TRIES:
        if meaning.perhaps:
            moves.suggest(walk, meaning.perhaps)
            return
        walk.set(tries=walk.state.tries + 1)
        walk.ask_again(step)
        return
    walk.set(tries=walk.state.tries + 1)
    sorry = walk.say(
        "engine", "Sorry, I still do not understand. Would you like to talk to a person?"
    )
    walk.offer("person", sorry)


def _after_the_end(walk: Walk, text: str, meaning: Meaning) -> None:
    if phrases.thanks(text):
        walk.tell(walk.say("engine", "You're welcome!"))
    elif meaning.perhaps and walk.state.menu != "guess":
        moves.suggest(walk, meaning.perhaps)
    else:
        moves.go_on(walk)
