"""What can be wrong with a flow as a whole: its ways, its choices, and its texts in every language."""

import re
import tomllib
from collections.abc import Iterator

from bot.core.message import LANGUAGES, Language
from bot.core.text import units
from bot.flows.answers import spellings
from bot.flows.form import hint
from bot.flows.model import END, Ask, Bands, Do, Flow, Say, Step
from bot.i18n import extract
from bot.i18n.catalog import Catalog

#: What WhatsApp takes (through Twilio): with options, without, on a button; options; bytes in an option's id.
BODY_WITH_OPTIONS, BODY, LABEL, OPTIONS, OPTION_ID = 1024, 1600, 20, 10, 64
#: At most this many messages in one turn; more feels like a flood.
MESSAGES = 5
#: Room kept before a question, for what the engine may put there ("Got it, about Rp50.000.000.").
PREFACE = 200
#: Room kept in a text for what a {brace} stands for.
FILLED = 60
GIVEN = frozenset({"bot", "business", "privacy"})

_BRACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")

Problems = Iterator[tuple[str, str]]


def problems(flow: Flow, words: Catalog) -> Problems:
    """Yield (step, sentence) for everything wrong; the flow's form is known to be right."""
    broken = list(_targets(flow))
    yield from broken
    if broken:
        # Without all its ways, a flow would be accused of the same mistake over and over.
        return
    yield from _reach(flow)
    yield from _dead_ends(flow)
    yield from _floods(flow)
    yield from _braces(flow)
    for step in flow.steps.values():
        for sentence in _step(step, words):
            yield step.name, sentence
    yield from _translations(flow, words)


def ways(step: Step) -> tuple[str, ...]:
    """Return every step that may come after this one."""
    match step:
        case Bands():
            return tuple(band.next for band in step.bands)
        case Ask() if step.choices:
            return tuple(choice.next or step.next for choice in step.choices)
        case Ask() | Say() | Do():
            return (step.next,)


def braces(text: str) -> set[str]:
    return set(_BRACE.findall(text))


# --- Ways -------------------------------------------------------------------------------------


def _targets(flow: Flow) -> Problems:
    for step in flow.steps.values():
        for target in dict.fromkeys(ways(step)):
            if target != END and target not in flow.steps:
                yield step.name, f"no step called '{target}'{hint(target, (*flow.steps, END))}"


def _reach(flow: Flow) -> Problems:
    if not any(isinstance(step, Ask) for step in flow.steps.values()):
        yield "", "asks nothing; a flow needs at least one question"
    seen: set[str] = set()
    ahead = list(flow.steps)[:1]
    while ahead:
        name = ahead.pop()
        if name != END and name not in seen:
            seen.add(name)
            ahead.extend(ways(flow.steps[name]))
    for name in flow.steps:
        if name not in seen:
            yield name, "nobody can get here: no step before it leads to it"


def _dead_ends(flow: Flow) -> Problems:
    last = list(flow.steps)[-1:]
    for name in last:
        step = flow.steps[name]
        if (
            isinstance(step, Ask)
            and END in ways(step)
            and "next" not in tomllib.loads(flow.source)[name]
        ):
            yield name, 'a question without a way on: add a step below, or next = "end"'


def _floods(flow: Flow) -> Problems:
    """Find circles without a question, and more messages in a row than a turn may hold."""
    for name in flow.steps:
        longest = _messages(flow, name, ())
        if longest is None:
            yield name, "goes round in a circle without asking anything"
            return
        if longest > MESSAGES:
            yield (
                name,
                f"starts {longest} messages in a row; at most {MESSAGES} may come at once",
            )
            return


def _messages(flow: Flow, name: str, before: tuple[str, ...]) -> int | None:
    if name == END:
        return 0
    if name in before:
        return None
    step = flow.steps[name]
    if isinstance(step, Ask):
        return 1
    lengths = [_messages(flow, way, (*before, name)) for way in dict.fromkeys(ways(step))]
    longest = 0
    for length in lengths:
        if length is None:
            return None
        longest = max(longest, length)
    return longest + isinstance(step, Say)


# --- Braces -----------------------------------------------------------------------------------


def _braces(flow: Flow) -> Problems:
    known = _known(flow)
    questions = {name for name, step in flow.steps.items() if isinstance(step, Ask)}
    for step, text, _note in extract.texts(tomllib.loads(flow.source)):
        if re.search(r"[{}]", _BRACE.sub("", text)):
            yield step, f'a brace in "{_short(text)}" is not a {{word}} in small letters'
        for brace in sorted(braces(text) - GIVEN - known.get(step, questions)):
            if brace in questions:
                yield step, f"{{{brace}}} is not answered yet on every way to this step"
            else:
                yield step, f"nobody fills {{{brace}}}{hint(brace, (*questions, *GIVEN))}"


def _known(flow: Flow) -> dict[str, set[str]]:
    """Return the questions that have been answered on every way to each step."""
    everything = {name for name, step in flow.steps.items() if isinstance(step, Ask)}
    known: dict[str, set[str]] = {}
    ahead: list[tuple[str, set[str]]] = [(name, set()) for name in list(flow.steps)[:1]]
    while ahead:
        name, answered = ahead.pop()
        fewer = known.get(name, everything) & answered
        if name == END or (name in known and fewer == known[name]):
            continue
        known[name] = fewer
        ahead += [(way, fewer | ({name} & everything)) for way in ways(flow.steps[name])]
    return known


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


# --- One step, in every language --------------------------------------------------------------


def _step(step: Step, words: Catalog) -> Iterator[str]:
    if not _NAME.fullmatch(step.name):
        yield "a step's name is small letters, digits and hyphens, and starts with a letter"
    if isinstance(step, Say):
        yield from _length(step, words, BODY, step.text)
    if isinstance(step, Bands) and not any(band.score <= 0 for band in step.bands):
        yield "bands do not reach 0: a person with no points would get stuck"
    if isinstance(step, Ask):
        yield from _question(step, words)


def _question(step: Ask, words: Catalog) -> Iterator[str]:
    limit = BODY_WITH_OPTIONS if step.choices else BODY
    yield from _length(step, words, limit - PREFACE, step.text)
    yield from _length(step, words, limit, step.retry)
    yield from _length(step, words, limit, step.nudge, step.text)
    if step.label:
        yield from _label(step, words, step.label)
    if len(step.choices) > OPTIONS:
        yield f"has {len(step.choices)} choices; WhatsApp shows at most {OPTIONS}"
    for choice in step.choices:
        if len(f"{step.name}:{choice.id}".encode()) > OPTION_ID:
            yield f"choice {choice.id}: its name and the step's are together over {OPTION_ID} bytes"
        yield from _label(step, words, choice.label)
    for language in LANGUAGES:
        yield from _twins(step, words, language)


def _label(step: Ask, words: Catalog, label: str) -> Iterator[str]:
    for language in LANGUAGES:
        said = words.translate(language, step.name, label)
        if units(said) > LABEL:
            yield f'label "{said}" ({language}) has {units(said)} characters; a button takes {LABEL}'


def _length(step: Step, words: Catalog, limit: int, *texts: str) -> Iterator[str]:
    for language in LANGUAGES:
        said = "\n\n".join(words.translate(language, step.name, text) for text in texts if text)
        size = units(_BRACE.sub("x" * FILLED, said))
        if size > limit:
            yield f'"{_short(said)}" ({language}) may grow to {size} characters; at most {limit} fit'


def _twins(step: Ask, words: Catalog, language: Language) -> Iterator[str]:
    owner: dict[str, str] = {}
    for choice in step.choices:
        for spoken in spellings(step, choice, words, language):
            first = owner.setdefault(spoken, choice.id)
            if first != choice.id:
                yield f'"{spoken}" ({language}) means both {first} and {choice.id}'


def untranslated(flow: Flow, words: Catalog) -> Problems:
    """Yield (step, sentence) for every text that would be said in English to somebody who speaks another language."""
    for step, text, _note in dict.fromkeys(extract.texts(tomllib.loads(flow.source))):
        for language in LANGUAGES:
            if not words.knows(language, step, text):
                yield step, f'"{_short(text)}" is not translated ({language})'


def _translations(flow: Flow, words: Catalog) -> Problems:
    for step, text, _note in dict.fromkeys(extract.texts(tomllib.loads(flow.source))):
        for language in LANGUAGES:
            said = words.translate(language, step, text)
            if braces(said) != braces(text) or re.search(r"[{}]", _BRACE.sub("", said)):
                yield (
                    step,
                    f'"{_short(said)}" ({language}) has other braces than "{_short(text)}"',
                )
