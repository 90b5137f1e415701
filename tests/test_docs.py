"""What the documents name is there: commands, settings, files, pictures, words, templates."""

import re
from pathlib import Path

import pytest

from bot import settings
from bot.__main__ import main
from bot.core import command
from bot.core.message import LANGUAGES
from bot.core.permission import TEMPLATES
from bot.i18n import catalog
from bot.sandbox.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
#: Names as they read in the documents: from the root, or inside bot/.
PLACES = (ROOT, ROOT / "bot")
#: CHANGELOG.md also tells of files that are gone.
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
    if path.name != "CHANGELOG.md"
)
PICTURES = sorted(ROOT.glob("docs/pictures/*"))
HEAVIEST = 250_000

FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`([^`\s]+)`")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
LINKED = re.compile(r"\]\((?!\w+:)([^)#\s]+)[^)]*\)")
#: A name in backticks is a file if it has a folder or one of these endings.
FILE = re.compile(r"[\w.*/-]+\.(?:py|toml|md|po|pot|cfg|txt|lock|db)|(?:[\w.*-]+/)+[\w.*-]*")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
VARIABLE = re.compile(r"\{\{\d\}\}")
COMMAND_ROW = re.compile(r"^\| `sapa ([\w-]+)", re.MULTILINE)
#: Trouble in a table of docs/operations.md.
SAID_ROW = re.compile(r"^\| `([^`]* [^`]*)` \| ", re.MULTILINE)
STAFF_ROW = re.compile(r"^\| [^|]+ \| `(\w+)` \| `([\w ]+)` \| `([\w ]+)` \|$", re.MULTILINE)
TEMPLATE_ROW = re.compile(r"^\| `(\w+)` \| (id|ms|en) \| (.+) \|$", re.MULTILINE)
BUTTON_ROW = re.compile(
    r"^\| `(\w+)` \| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE
)


def test_readme_lists_every_setting_as_the_code_has_it() -> None:
    listed = ROW.findall(_read("README.md"))

    assert listed == [
        (name, f"`{default}`" if default else "", meaning)
        for name, default, meaning in settings.described()
    ]


def test_readme_lists_every_command() -> None:
    listed = COMMAND_ROW.findall(_read("README.md"))

    assert sorted(listed) == sorted(main.commands)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_named_in_a_document_exists(document: str) -> None:
    code = "\n".join(CODE.findall(_read(document)))
    targets = re.findall(r"^([\w.]+[\w./]*):", _read("Makefile"), re.MULTILINE)

    # "sapa sapa" are a unit, a user, a database: words of other commands.
    unknown = set(re.findall(r"(?<!/)\bsapa ([a-z-]+)\b", code)) - {
        *main.commands,
        "sapa",
        "sapa-backup",
    }
    unmade = set(re.findall(r"\bmake (?:-C \S+ )?([\w./]+)", code)) - set(targets)

    assert (unknown, unmade) == (set(), set())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_named_in_a_document_exists(document: str) -> None:
    text = _read(document)

    missing = [name for name in _named(text) if not _exists(name)]
    broken = [
        link
        for link in LINKED.findall(text)
        if not (ROOT / document).parent.joinpath(link).exists()
    ]

    assert (missing, broken) == ([], [])


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_every_picture_is_shown_somewhere_and_light(picture: Path) -> None:
    texts = [_read(document) for document in DOCUMENTS]

    assert any(f"pictures/{picture.name})" in text for text in texts)
    assert picture.stat().st_size < HEAVIEST


def test_every_unit_named_in_the_operations_exists() -> None:
    code = "\n".join(CODE.findall(_read("docs/operations.md")))

    named = set(re.findall(r"\bsapa-\w+(?:@|\.timer)?", code)) - {"sapa-backup"}

    assert {"sapa-web", "sapa-worker@", "sapa-backup.timer"} <= named
    for name in named:
        assert (ROOT / "deploy" / (name if "." in name else f"{name}.service")).exists(), name


def test_what_the_operations_explain_is_said_by_the_code() -> None:
    """Trouble stands there as the product words it, up to what differs each time."""
    code = "\n".join(
        path.read_text("utf-8")
        for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("store/*.py")]
    )
    said = re.sub(r'"\s*f?"', "", code)  # a sentence over two lines
    named = [
        row.replace("whatsapp", "").strip(" .")
        for row in SAID_ROW.findall(_read("docs/operations.md"))
    ]

    assert len(named) >= 10
    assert [words for words in named if words.partition(":")[0] not in said] == []


def test_staff_can_type_the_words_that_their_page_names() -> None:
    rows = STAFF_ROW.findall(_read("docs/staff.md"))

    assert [words[0] for words in rows] == list(_staff_words())
    assert [{command.staff(word) for word in words} for words in rows] == [
        {word} for word in _staff_words().values()
    ]


def test_the_templates_to_submit_are_those_that_are_sent() -> None:
    listed = [(name, language) for name, language, _ in _templates()]

    assert listed == [(name, language) for name in TEMPLATES for language in LANGUAGES]


def test_the_templates_to_submit_would_be_approved() -> None:
    with Sandbox() as provider:
        for number, (name, language, body) in enumerate(_templates()):
            labels = {id_: said[language] for one, id_, said in _buttons() if one == name}
            sid = f"HX{number:032d}"

            provider.template(sid, body, buttons=labels, language=language, name=name)

            fixed = re.findall(r"\w+", VARIABLE.sub("", body))
            assert labels
            # Meta's rule: more than twice as many words as variables.
            assert len(fixed) > 2 * len(VARIABLE.findall(body)), body


def test_the_buttons_of_templates_read_like_those_in_the_chat() -> None:
    """A tap without an id is known by its label."""
    words = catalog.load()
    contexts = {"offer": "offer", "sla": "sla", "word": "staff"}

    for _, id_, said in _buttons():
        if context := contexts.get(id_.partition(":")[0]):
            in_chat = {one: words.translate(one, context, said["en"]) for one in LANGUAGES}
            assert said == in_chat


def _staff_words() -> dict[str, command.StaffWord]:
    order = ("on", "off", "who", "leads", "accept", "decline", "done", "help")
    return {word: command.StaffWord(word) for word in order}


def _templates() -> list[tuple[str, str, str]]:
    return TEMPLATE_ROW.findall(_read("docs/go-live.md"))


def _buttons() -> list[tuple[str, str, dict[str, str]]]:
    """Return template, id, and the label in each language."""
    rows = BUTTON_ROW.findall(_read("docs/go-live.md"))
    return [(name, id_, dict(zip(LANGUAGES, said, strict=True))) for name, id_, *said in rows]


def _read(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def _named(text: str) -> list[str]:
    return [name for name in QUOTED.findall(FENCED.sub("", text)) if FILE.fullmatch(name)]


def _exists(name: str) -> bool:
    # What sapa writes while it runs is no part of the repository, nor is the rest of a server.
    name = name.removeprefix("/srv/sapa/")
    return (
        name.startswith("/")
        or name.endswith(".db")
        or any(any(place.glob(name.rstrip("/"))) for place in PLACES)
    )
