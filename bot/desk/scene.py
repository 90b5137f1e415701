"""The setting of a turn: who is speaking, where, and in which language."""

from dataclasses import dataclass

from bot.core.message import Language
from bot.desk.work import Work
from store.db import Row


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is speaking, where, in which language, and what stands behind it."""

    work: Work
    person: Row
    address: Row
    language: Language
