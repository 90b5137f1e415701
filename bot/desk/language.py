"""The language of a prospect: chosen with every message, kept with what speaks for it, asked for when we cannot tell."""

from dataclasses import replace

from bot.core import command
from bot.core.message import Language
from bot.desk.scene import Scene
from bot.desk.work import Work
from bot.flows import engine
from bot.flows.model import Flow, Turn, World
from bot.i18n import detect
from bot.i18n.detect import Belief
from bot.i18n.other import other_language
from store import people
from store.db import Row


def choose(work: Work, person: Row, address: Row, row: Row) -> Language:
    """Choose the language to answer in, and remember why."""
    before = _belief(work, person, address)
    wanted = "" if person.language else command.wants_language(row.text)
    if wanted and wanted != "menu":  # their very first words name it
        after, locked = detect.chosen(wanted, f"asked for: {row.text[:100]}"), True
    elif row.kind == "text" and not person.language_locked:
        after, locked = detect.hear(before, row.text), False
    else:
        after, locked = before, person.language_locked
    if after != before or not person.language:
        people.speaks(work.c, person.id, after.language, after.to_json(), locked=locked)
    return after.language


def country(work: Work, address: Row) -> str:
    """Return the country of a phone, or the business's own where there is none."""
    return detect.country(address.external_id) or work.desk.rules.business.country


def foreign(row: Row) -> bool:
    """Tell whether a message is in none of our languages."""
    return row.kind == "text" and bool(other_language(row.text))


def perhaps_ask(scene: Scene, flow: Flow, turn: Turn, world: World) -> Turn:
    """Ask which language they prefer, once, when several messages left us unsure."""
    c = scene.work.c
    person = people.one(c, scene.person.id)
    belief = _belief(scene.work, person, scene.address)
    if person.language_locked or not detect.should_ask(belief):
        return turn
    asked = engine.ask_language(flow, turn, world)
    if asked is not turn:
        people.speaks(
            c, person.id, belief.language, replace(belief, asked=True).to_json(), locked=False
        )
    return asked


def _belief(work: Work, person: Row, address: Row) -> Belief:
    """Return what we think they speak; who is new speaks as the country does, who is known from before as they did."""
    abroad = address.external_id.startswith("+") and not detect.country(address.external_id)
    start = detect.begin("" if abroad else country(work, address))
    if not person.language:
        return start
    language = work.desk.rules.language(person.language)
    if person.language_evidence:
        return Belief.from_json(language, person.language_evidence)
    return start if start.language == language else detect.chosen(language, "chosen before")
