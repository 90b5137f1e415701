"""Conversations as people see them. UPDATE=1 writes what really happened; the review is the difference."""

import os
from pathlib import Path

import pytest

from bot.play import script

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
BUSINESS = Path(__file__).parents[1] / "business.toml"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(file: Path) -> None:
    same, shown = script.run(file, BUSINESS, update=bool(os.environ.get("UPDATE")))

    assert same, shown
