"""What a conversation is made of: a flow with its steps, and the state of one person in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Literal

from bot.core.effect import Effect
from bot.core.message import Kind, Language
from bot.core.scoring import Score
from bot.flows.faq import Faq
from bot.i18n.catalog import Catalog

#: The `next` that closes the conversation; no step may carry this name.
END = "end"
#: The context of texts the engine itself says; no step may carry this name either.
ENGINE = "engine"

#: The engine's own menus; "" is none.
Menu = Literal["", "language", "person", "done", "again", "pause", "change", "guess"]
Expect = Literal[
    "text",
    "name",
    "company",
    "money",
    "headcount",
    "quantity",
    "phone",
    "email",
    "timeline",
    "datetime",
    "choice",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered by a question. `also` holds what people type instead, separated by commas."""

    id: str
    label: str
    also: str = ""
    points: int = 0
    next: str = ""
    #: A typed date that begins at most so far ahead means this choice.
    within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Words that wait for nothing."""

    name: str
    text: str
    next: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question; the conversation waits here. Its answer is filed under the step's name."""

    name: str
    text: str
    next: str
    expect: Expect = "text"
    choices: tuple[Choice, ...] = ()
    retry: str = ""
    nudge: str = ""
    nudge_after: timedelta = timedelta(hours=2)
    #: The purpose a "yes" consents to, or nothing.
    consent: str = ""
    #: What the answer is called ("Budget"), and what people call it ("money, price").
    label: str = ""
    also: str = ""

    @property
    def dated(self) -> bool:
        """Tell whether a typed date picks one of the choices."""
        return any(choice.within for choice in self.choices)

    @property
    def yes_no(self) -> bool:
        return {choice.id for choice in self.choices} == {"yes", "no"}


@dataclass(frozen=True, slots=True)
class Band:
    """From this score on, the conversation goes there."""

    score: int
    grade: str
    next: str


@dataclass(frozen=True, slots=True)
class Bands:
    """The fork where the score decides."""

    name: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Do:
    """Something the business does: hand over to a person (why), or enrol in a campaign (which)."""

    name: str
    action: Literal["handoff", "enrol"]
    argument: str
    next: str


Step = Say | Ask | Bands | Do


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow file as read. `texts` holds the translations it was pinned with, by step and English text."""

    name: str
    version: str
    steps: Mapping[str, Step]
    source: str
    texts: Mapping[Language, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return id(self)  # too large to look into; it is asked for at every turn

    def words(self, catalog: Catalog) -> Catalog:
        """Return the catalogue as this flow knows it: what was pinned comes first."""
        return _pinned(self, catalog) if self.texts else catalog


@lru_cache(maxsize=64)  # asked for at every turn
def _pinned(flow: Flow, catalog: Catalog) -> Catalog:
    return Catalog(
        {
            language: {**texts, **flow.texts.get(language, {})}
            for language, texts in catalog.texts.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a flow file, in a sentence that helps."""

    file: str
    step: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file} [{self.step}]" if self.step else self.file
        return f"{place}: {self.sentence}"


class FlowError(ValueError):
    """A flow that cannot be walked."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class State:
    """Where one person stands in a flow. It is only ever replaced, and survives JSON."""

    flow: str
    version: str
    #: The open question; empty before the first.
    step: str = ""
    #: Per question: the parsed value (None: asked, but unknown), the words as typed, the points earned.
    answers: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    #: Misses in a row on the open question.
    tries: int = 0
    #: Counts what the person said; a nudge set in an earlier turn is void.
    turn: int = 0
    at: datetime | None = None
    #: The conversation has reached its end.
    done: bool = False
    #: The name of the band the score fell in.
    grade: str = ""
    #: Purposes agreed to; they are not asked twice.
    consents: tuple[str, ...] = ()
    #: While an earlier answer is being changed: the question to come back to (END once done).
    back: str = ""
    #: The engine's own menu that is open ("language", "person", ...), besides the question.
    menu: Menu = ""
    #: The questions offered by "did you mean", by their ids.
    guesses: tuple[str, ...] = ()
    #: When we last explained that only words can be read.
    hinted: datetime | None = None
    #: We have said which languages we speak.
    told_languages: bool = False
    #: 1 for the first enquiry of this person, and one more for every new one.
    enquiry: int = 1

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON that `from_json` reads back."""
        data = {name: getattr(self, name) for name in _STATE}
        data["at"] = self.at and self.at.isoformat()
        data["hinted"] = self.hinted and self.hinted.isoformat()
        for name in _TUPLES:
            data[name] = list(data[name])
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        """Read what `to_json` wrote; fields this version does not know are left out."""
        values = {name: value for name, value in data.items() if name in _STATE}
        for name in ("at", "hinted"):
            values[name] = datetime.fromisoformat(data[name]) if data.get(name) else None
        for name in _TUPLES:
            values[name] = tuple(data.get(name, ()))
        return cls(**values)


#: What a state is made of, asked for at every turn.
_STATE = tuple(f.name for f in fields(State))
_TUPLES = ("consents", "guesses")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person said or pressed. `option` is the pressed option's id, `label` what stood on it."""

    text: str = ""
    option: str = ""
    kind: Kind = "text"
    label: str = ""
    #: It is written in a language that we do not speak.
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """All a turn needs to know beyond the flow and the state."""

    now: datetime
    language: Language
    words: Catalog
    #: What fills {bot}, {business} and {privacy}.
    values: Mapping[str, str]
    #: The person's country ("ID", "MY", or empty) and the currency of amounts that name none.
    country: str
    currency: str
    score: Callable[[State], Score]
    #: What people may ask at any point.
    faq: Faq = field(default_factory=Faq)
    #: In which the person reckons days and hours.
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn comes to: the new state, and what is to be done."""

    state: State
    effects: tuple[Effect, ...] = ()
