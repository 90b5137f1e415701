"""Two web servers and three workers on one PostgreSQL hold the same conversations; the death of one is a delay.

`make test` plays three of them; SAPA_FAR=all plays every transcript there is.
"""

import os
from pathlib import Path

import pytest

from bot.play.transcript import play
from tests.far import by_person, far_stage
from tests.test_transcripts import FILES

SOME = {"next-rep", "breach-takeover", "stop-during-handoff"}
CHOSEN = [file for file in FILES if os.environ.get("SAPA_FAR") == "all" or file.stem in SOME]


@pytest.mark.parametrize("file", CHOSEN, ids=lambda file: file.stem)
def test_many_processes_hold_the_same_conversation(
    file: Path, tmp_path: Path, empty_postgresql_url: str
) -> None:
    written = file.read_text("utf-8")

    with far_stage(tmp_path, empty_postgresql_url, written) as stage:
        played = play(written, stage)  # type: ignore[arg-type]

    assert by_person(played) == by_person(written)
