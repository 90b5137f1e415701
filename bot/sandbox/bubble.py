"""One message, as the provider keeps it and as a phone draws it; and the line it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.sandbox.contents import Choice

Role = Literal["prospect", "rep", "manager"]
WINDOW = timedelta(hours=24)


@dataclass(slots=True)
class Bubble:
    """Rows change: `rev` says when, so that the page asks only for what is new to it."""

    sid: str
    line: str
    mine: bool  #: said by the phone's owner
    at: datetime
    text: str = ""
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    menu: str = ""  #: the words that open the list
    chosen: str = ""  #: the id of the choice pressed last
    quotes: str = ""  #: the message answered to
    status: str = "queued"
    error: int = 0
    why: str = ""
    shown: bool = False  #: it has reached the screen
    place: int = 0  #: its place there: messages may arrive in another order than they were sent
    sent_at: datetime | None = None
    template: str = ""
    callback: str = ""
    structured: bool = False
    seen: bool = False  #: its reader has looked at it
    told: list[str] = field(default_factory=list)  #: the receipts posted so far
    settled: bool = False  #: no more receipts are planned, except read
    answers: list[int] = field(default_factory=list)  #: what the product answered, per copy
    form: Mapping[str, str] = field(default_factory=dict)
    rev: int = 0


@dataclass(slots=True)
class Line:
    """A phone number, or the id of somebody who hides it, in its chat with the business."""

    id: str
    name: str
    roles: tuple[Role, ...] = ("prospect",)
    language: str = "en"
    username: str = ""
    #: The last time its owner wrote: the 24-hour window runs from here.
    said_at: datetime | None = None
    #: When the row "typing..." goes, on the monotonic clock.
    typing_until: float = 0
    rev: int = 0

    @property
    def window_until(self) -> datetime | None:
        return self.said_at and self.said_at + WINDOW

    def open_at(self, now: datetime) -> bool:
        return self.window_until is not None and now < self.window_until
