"""A transcript file played from beginning to end, compared with what it says."""

from difflib import unified_diff
from pathlib import Path

from bot import app
from bot.play.stage import Stage
from bot.play.transcript import play


def run(file: Path, business_file: Path, *, update: bool = False) -> tuple[bool, str]:
    """Play a file. Return whether it went as written, and what to show: the conversation, or the difference."""
    written = file.read_text(encoding="utf-8")
    played = play(written, Stage(app.Files(business_file).read(), app.rehearsal))
    if update:
        file.write_text(played, encoding="utf-8")
    if played == written or update or not _expects(written):
        return True, played
    lines = unified_diff(
        written.splitlines(keepends=True),
        played.splitlines(keepends=True),
        f"{file.name} as written",
        f"{file.name} as played",
    )
    return False, "".join(lines)


def _expects(written: str) -> bool:
    """A file of questions alone expects nothing yet."""
    return any("< " in line.partition(">")[0] + line[:20] for line in written.splitlines())
