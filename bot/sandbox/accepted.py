"""The accept log: what was taken in, written before the answer, so it is the truth about sends."""

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.sandbox.bubble import Bubble


@dataclass(frozen=True, slots=True)
class Accepted:
    at: str
    sid: str
    to: str
    body: str
    content: str
    callback: str
    fault: str


class AcceptLog:
    """A list, and a file beside it when a path is given: one JSON object a line."""

    def __init__(self, path: Path | None) -> None:
        self.entries: list[Accepted] = []
        self._lock = threading.Lock()
        self._file = -1
        if path:
            self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)

    def write(self, bubble: Bubble, fault: str) -> None:
        content = bubble.form.get("ContentSid", "")
        at = bubble.at.isoformat()
        entry = Accepted(
            at, bubble.sid, bubble.line, bubble.text, content, bubble.callback, fault
        )
        with self._lock:
            self.entries.append(entry)
            if self._file >= 0:
                os.write(self._file, json.dumps(asdict(entry)).encode() + b"\n")

    def close(self) -> None:
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1
