import re
from pathlib import Path

import pytest

from bot import settings

ROOT = Path(__file__).parents[1]
#: Names as they read in the documents: from the root, or inside bot/.
PLACES = (ROOT, ROOT / "bot")
#: CHANGELOG.md also tells of files that are gone.
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
    if path.name != "CHANGELOG.md"
)

FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`([^`\s]+)`")
LINKED = re.compile(r"\]\((?!\w+:)([^)#\s]+)[^)]*\)")
#: A name in backticks is a file if it has a folder or one of these endings.
FILE = re.compile(r"[\w.*/-]+\.(?:py|toml|md|po|pot|cfg|txt|lock|db)|(?:[\w.*-]+/)+[\w.*-]*")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def test_readme_lists_every_setting_as_the_code_has_it() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    listed = ROW.findall(readme)

    assert listed == [
        (name, f"`{default}`" if default else "", meaning)
        for name, default, meaning in settings.described()
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_named_in_a_document_exists(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")

    missing = [name for name in _named(text) if not _exists(name)]
    broken = [
        link
        for link in LINKED.findall(text)
        if not (ROOT / document).parent.joinpath(link).exists()
    ]

    assert (missing, broken) == ([], [])


def _named(text: str) -> list[str]:
    return [name for name in QUOTED.findall(FENCED.sub("", text)) if FILE.fullmatch(name)]


def _exists(name: str) -> bool:
    # What sapa writes while it runs is no part of the repository.
    return name.endswith(".db") or any(any(place.glob(name.rstrip("/"))) for place in PLACES)
