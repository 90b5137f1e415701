"""faq.toml read into questions and their answers. Every mistake in it is named with its key and a sentence that helps."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core import command
from bot.core.form import Form, FormError, Problem
from bot.core.message import LANGUAGES, Language
from bot.core.text import key, units

#: It stands beside business.toml.
NAME = "faq.toml"
#: What WhatsApp takes on a button; what is left of a message with buttons when names are filled in.
LABEL, ANSWER = 20, 800
#: Fewer examples than this teach nothing.
FEWEST = 3
LONGEST_EXAMPLE = 200
GIVEN = frozenset({"bot", "business", "privacy"})

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_BRACE = re.compile(r"\{([^{}]*)\}")


class FaqError(FormError):
    """What is wrong with the file, all of it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question in one language: its name on a button, its answer, and how people ask it."""

    language: Language
    label: str
    answer: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What people ask this business. `person`: a colleague is offered with the answer."""

    id: str
    wordings: tuple[Wording, ...]
    person: bool = False

    def wording(self, *languages: Language) -> Wording:
        """Return the first of these languages that it is written in, or any."""
        known = {wording.language: wording for wording in self.wordings}
        return next((known[one] for one in languages if one in known), self.wordings[0])

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(text for wording in self.wordings for text in wording.examples)


def load(path: Path) -> tuple[Question, ...]:
    """Read the file, or raise FaqError; where there is none, nobody asks anything."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeError) as error:
        why = "is not UTF-8 text" if isinstance(error, UnicodeError) else "cannot be read"
        raise FaqError([Problem(path.name, "", f"{path} {why}")]) from None
    return parse(text, path.name)


def parse(text: str, file: str = NAME) -> tuple[Question, ...]:
    """Understand the text of such a file, or raise FaqError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        sentence = f"{error}. Texts stand between quotation marks"
        raise FaqError([Problem(file, "", sentence)]) from None
    problems: list[Problem] = []
    form = Form(file, data, problems)
    questions = [_question(name, form) for name in form.names()]
    problems += [] if problems else _twins(questions, file)
    if problems:
        raise FaqError(problems)
    return tuple(questions)


def _question(name: str, file: Form) -> Question:
    form = file.table(name)
    if not _NAME.fullmatch(name):
        form.wrong("", "a question's name is small letters, digits and hyphens, at most 40")
    if not any(language in form for language in LANGUAGES):
        form.wrong("", f"has no words yet: begin them with [{name}.{LANGUAGES[0]}]")
    spoken = [language for language in LANGUAGES if language in form]
    wordings = tuple(_wording(language, form.table(language)) for language in spoken)
    person = form.read("person", _truth, default=False)
    form.close(LANGUAGES)
    return Question(name, wordings, person)


def _wording(language: Language, form: Form) -> Wording:
    wording = Wording(
        language,
        label=form.read("label", _label, hint='label = "Price", its name on a button'),
        answer=form.read("answer", _answer, hint='answer = "...", what the bot says'),
        examples=form.read("examples", _examples, hint='examples = ["how much is it?", ...]'),
    )
    form.close()
    return wording


def _twins(questions: Iterable[Question], file: str) -> list[Problem]:
    """Find examples that two questions claim: nobody could say which is meant."""
    owners: dict[str, str] = {}
    found = []
    for question in questions:
        for example in question.examples:
            owner = owners.setdefault(key(example), question.id)
            if owner != question.id:
                sentence = (
                    f'"{example}" is an example of "{owner}", too; leave it to one of them'
                )
                found.append(Problem(file, question.id, sentence))
    return found


# --- What a value may be ----------------------------------------------------------------------


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotation marks")  # noqa: TRY004 - readers raise one kind
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text between quotation marks")
    return value.strip()


def _label(value: Any) -> str:
    read = _text(value)
    size = units(read)
    if size > LABEL or not read.isprintable():
        raise ValueError(f'"{read}" has {size} characters; a button takes one line of {LABEL}')
    return read


def _answer(value: Any) -> str:
    read = _text(value)
    if units(read) > ANSWER:
        raise ValueError(f"has {units(read)} characters; at most {ANSWER} fit above buttons")
    for brace in _BRACE.findall(read):
        if brace not in GIVEN:
            known = ", ".join(f"{{{name}}}" for name in sorted(GIVEN))
            raise ValueError(f"nobody fills {{{brace}}}; there are {known}")
    return read


def _examples(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) < FEWEST:
        raise ValueError(
            f"must be a list of {FEWEST} or more, better ten, each between quotation marks"
        )
    return tuple(map(_example, value))


def _example(value: Any) -> str:
    read = _text(value)
    if len(read) > LONGEST_EXAMPLE or not key(read):
        raise ValueError(f'"{read[:40]}" must be words, at most {LONGEST_EXAMPLE} characters')
    if command.optout(read):
        raise ValueError(
            f'"{read}" asks us to stop, and is heard before any question; leave it out'
        )
    if command.wants_human(read):
        raise ValueError(
            f'"{read}" calls a person, and is heard before any question; leave it out'
        )
    return read
