"""Hear that somebody wants to change an answer: "ganti anggaran", "my budget is wrong", "ubah nama jadi Budi"."""

import re

from bot.core.message import LANGUAGES
from bot.core.text import key, word_set
from bot.flows import answers
from bot.flows.menus import changeable
from bot.flows.model import Ask, Flow, State, World
from bot.flows.speak import ECHOED

_LONGEST = 7
_VERBS = word_set(
    "ganti gantiin ubah rubah tukar koreksi ralat revisi betulkan betulin perbaiki pinda edit change correct fix "
    "update amend salah wrong incorrect silap tersilap"
)
_AROUND = word_set(
    "my the saya aku ku i want to mau nak mahu ingin boleh bisa can could please tolong dong ya kak is was it that "
    "tadi nya yang jawaban jawapan answer untuk for of about"
)
_ANY = word_set("jawaban jawapan answer answers data")
_NO = re.compile(
    r"\s*(?:(?:bukan|salah|silap|tersilap|keliru|eh|ralat|koreksi|no(?:pe)?|wrong|sorry|maaf|oops|ups|typo|correction"
    r"|maksud(?:nya| saya| aku| sy)?|i mean|i meant|it'?s|should be|harusnya|sepatutnya|itu|tu)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_TO = re.compile(r"\s+(?:to|into|jadi|menjadi|jd|ke|kepada|be)\s+|\s*[:=]\s*", re.IGNORECASE)


def wanted(text: str, flow: Flow, state: State, world: World) -> tuple[str, str] | None:
    """Return the question and, if it was said at once, the new answer; ("", "") if it is not said which."""
    request, _, value = re.sub(_TO, "\0", text[:512], count=1).partition("\0")
    words = key(request).split()
    if not 1 < len(words) <= _LONGEST or not _VERBS & set(words):
        return None
    topic = [word for word in words if word not in _VERBS]
    if _ANY & set(topic) and set(topic) <= _ANY | _AROUND:
        return "", ""
    named = " ".join(word for word in topic if word not in _AROUND)
    for step in changeable(flow, state):
        if named and {named, named.removesuffix("nya"), named.removesuffix("ku")} & _names(
            step, world
        ):
            return step.name, value.strip()
    return None


def mended(text: str, flow: Flow, state: State, world: World) -> tuple[str, str] | None:
    """Hear "no, 5 million" right after an amount or a date was read back: the question it belongs to, and the new answer."""
    correction = _NO.match(text[:512])
    last, here = _last(flow, state), flow.steps.get(state.step)
    if not correction or not last or here == last or state.done:
        return None
    if isinstance(here, Ask) and here.expect == "phone":  # "no 0812...": the number itself
        return None
    value = text[correction.end() :].strip()
    reading = answers.read(last, value, world)
    return (last.name, value) if reading and reading.value is not None else None


def _last(flow: Flow, state: State) -> Ask | None:
    """Find the question before the open one whose answer was read back."""
    order = list(flow.steps)
    before = order[: order.index(state.step)] if state.step in order else order
    steps = (flow.steps[name] for name in reversed(before) if name in state.answers)
    step = next((step for step in steps if isinstance(step, Ask)), None)
    return step if step and (step.expect in ECHOED or step.dated) else None


def _names(step: Ask, world: World) -> set[str]:
    """Return what the answer is called, in every language."""
    names: set[str] = set()
    for language in LANGUAGES:
        also = world.words.translate(language, step.name, step.also) if step.also else ""
        label = world.words.translate(language, step.name, step.label)
        names |= {key(name) for name in (label, *also.split(","))}
    return names - {""}
