"""Files of labelled messages, one JSON object a line: what people said, and what should be understood."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.settings import Unusable

Row = Mapping[str, Any]


def read(file: Path, *needs: str) -> list[Row]:
    """Read a file, or raise Unusable with the line that is wrong."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [
        _row(file, number, line, needs) for number, line in enumerate(lines, 1) if line.strip()
    ]


def _row(file: Path, number: int, line: str, needs: Iterable[str]) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Unusable(f"{file}, line {number}: not JSON ({error})") from None
    if not isinstance(row, dict):
        raise Unusable(f"{file}, line {number}: must be an object between braces")
    missing = [need for need in needs if need not in row]
    if missing:
        raise Unusable(f'{file}, line {number}: has no "{missing[0]}"')
    return row


def write(file: Path, rows: Iterable[Row]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    file.write_text(text, encoding="utf-8")


#: Lengths of messages, in words.
LENGTHS = ("1", "2-4", "5-9", "10+")


def bucket(text: str) -> str:
    """Say how long a message is, in words: "1", "2-4", "5-9", "10+"."""
    count = len(text.split())
    return "1" if count < 2 else "2-4" if count < 5 else "5-9" if count < 10 else "10+"
