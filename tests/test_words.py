import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core import command
from bot.core.command import StaffWord
from bot.core.message import LANGUAGES, Language, Text
from bot.flows import answers
from bot.flows.model import Ask
from bot.i18n import extract
from tests.chat import LEAD, WORDS

BRACES = re.compile(r"\{(\w+)\}")
TYPED = re.compile('[“"]([^”"]+)[”"]')
BUTTON, BODY = 20, 1024
#: As long as names and quoted words get, and every character two units wide.
LONG = "😀" * 60
SHIFTS = [
    ("On duty", StaffWord.ON), ("Off duty", StaffWord.OFF), ("My leads", StaffWord.LEADS),
    ("Who's on?", StaffWord.WHO), ("Done", StaffWord.DONE), ("Help", StaffWord.HELP),
]  # fmt: skip
OFFER = [("Accept", StaffWord.ACCEPT), ("Decline", StaffWord.DECLINE)]
HELP = (
    "Type or tap: on, off, leads, who, done. Anything else you write goes to your prospect. "
    "Several leads? Begin with the code, like “#A7 hello”, or reply to their message."
)
YOURS = (
    "✅ #{code} {name} is yours. Just write here and your words go to them. "
    "Type “done” when you're finished."
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text somewhere in bot/, and whether it is a button or what opens a list."""

    context: str
    message: str
    label: bool
    #: What the function that says it is called there.
    by: str = "say"
    place: str = ""


def in_code() -> list[Said]:
    """Return all texts in Python code, whatever the function that says them is called."""
    calls = [said for file in sorted(Path("bot").rglob("*.py")) for said in spoken(file)]
    contexts = {said.context for said in calls if said.by == "say"}
    return [said for said in calls if said.context in contexts]


def spoken(file: Path) -> Iterator[Said]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id=by) | ast.Attribute(attr=by),
                args=[ast.Constant(value=str(context)), ast.Constant(value=str(message)), *_],
            ):
                place = f"{file}:{node.lineno}"
                yield Said(context, message, is_label(node, above), by, place)


def is_label(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether a text is put on an option: directly, or by way of a table of labels."""
    parent = above[node]
    match parent:
        case ast.Call(func=ast.Name(id="str")):
            return is_label(parent, above)
        case ast.Call(func=ast.Name(id="Option" | "Item"), args=[_, label, *_]):
            return label is node
        case ast.keyword(arg="menu"):
            return True
        case ast.Dict() | ast.Tuple():
            return True
    return False


def in_flows() -> list[Said]:
    found = []
    for file in sorted(Path("bot/flows").glob("*.toml")):
        for step, text, note in extract.texts(tomllib.loads(file.read_text(encoding="utf-8"))):
            if note != extract.NOTES["also"]:
                found.append(Said(step, text, label=note == extract.NOTES["label"]))
    return found


CODE = in_code()
FLOWS = in_flows()
ALL = CODE + FLOWS


def shown(language: Language, said: Said) -> str:
    return WORDS.translate(language, said.context, said.message)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def length(language: Language, said: Said) -> int:
    """Measure a text with long values in its braces."""
    pattern = shown(language, said)
    return units(str(Text(pattern, dict.fromkeys(BRACES.findall(pattern), LONG))))


def test_the_texts_of_desk_engine_and_flows_are_all_looked_at() -> None:
    contexts = {said.context for said in ALL}

    assert contexts >= {
        "card", "offer", "done", "consent", "desk", "sla", "handoff", "relay", "staff", "time", "engine", "money",
    }  # fmt: skip
    assert {said.message for said in ALL if said.label} >= {
        "Accept", "Reassign", "5 more minutes", "Deal", "Lost contact", "Yes, stop", "On duty", "Choose", "New website",
        "Talk to a person",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["id", "ms"])
def test_everything_people_read_is_translated(language: Language) -> None:
    assert not [s for s in ALL if not WORDS.knows(language, s.context, s.message)]


def test_make_texts_finds_everything_because_whoever_speaks_is_called_say() -> None:
    assert not [said.place for said in CODE if said.by != "say"]


@pytest.mark.parametrize("language", ["id", "ms"])
def test_what_is_filled_in_is_filled_in_in_every_language(language: Language) -> None:
    for said in ALL:
        there = sorted(BRACES.findall(shown(language, said)))
        assert there == sorted(BRACES.findall(said.message)), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_fits_on_a_button(language: Language) -> None:
    long = [shown(language, s) for s in ALL if s.label and units(shown(language, s)) > BUTTON]

    assert not long


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_over_buttons_fits_however_long_the_names_are(language: Language) -> None:
    assert not [said for said in ALL if length(language, said) > BODY]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_fits_with_all_that_may_be_said_before_it(language: Language) -> None:
    first = max(length(language, said) for said in CODE if said.context == "engine")
    for step in {said.context for said in FLOWS}:
        own = [length(language, s) for s in FLOWS if s.context == step and not s.label]

        assert first + sum(own) <= BODY, step


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("context", "label", "word"),
    [("staff", *each) for each in SHIFTS] + [("offer", *each) for each in OFFER],
)
def test_a_colleague_may_type_what_stands_on_a_button(
    language: Language, context: str, label: str, word: StaffWord
) -> None:
    assert command.staff(WORDS.translate(language, context, label)) == word


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_help_names_are_understood(language: Language) -> None:
    listed = WORDS.translate(language, "staff", HELP).partition(":")[2].partition(".")[0]

    assert [command.staff(word) for word in listed.split(",")] == [
        StaffWord.ON, StaffWord.OFF, StaffWord.LEADS, StaffWord.WHO, StaffWord.DONE,
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_colleague_is_told_a_word_that_ends_a_talk(language: Language) -> None:
    told = TYPED.findall(WORDS.translate(language, "handoff", YOURS))

    assert [command.staff(word) for word in told] == [StaffWord.DONE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_left_is_told_a_word_that_brings_us_back(language: Language) -> None:
    bye = next(said for said in CODE if said.message.endswith("type START."))
    word = shown(language, bye).rstrip(".").split()[-1]

    assert command.optout(word) == "start"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wants_no_questions_is_told_a_word_that_calls_a_person(language: Language) -> None:
    goodbye = next(said for said in ALL if said.context == "goodbye")
    told = TYPED.findall(shown(language, goodbye))

    assert told
    assert all(command.wants_human(word) for word in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_typed_for_one_answer_means_no_other(language: Language) -> None:
    for step in (step for step in LEAD.steps.values() if isinstance(step, Ask)):
        typed = [
            words for choice in step.choices for words in answers.spellings(step, choice, WORDS, language)
        ]  # fmt: skip

        assert len(typed) == len(set(typed)), step.name
