"""One person talking to the engine; the state goes through JSON between any two turns."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.effect import Effect, Send, Speak
from bot.core.message import Draft, Kind, Language
from bot.core.scoring import Score
from bot.flows import engine, load
from bot.flows.faq import Faq
from bot.flows.model import Flow, Heard, State, Turn, World
from bot.i18n import catalog

WORDS = catalog.load()
LEAD = load.pin(load.load(Path("bot/flows/lead.toml")), WORDS)
NINE = datetime(2026, 8, 14, 9, tzinfo=UTC)
VALUES = {"bot": "Mira", "business": "Toko Digital", "privacy": "https://toko.example/privasi"}


def points(state: State) -> Score:
    """Count what the flow gives, and 30 for a budget."""
    return Score(sum(state.points.values()) + (30 if state.answers.get("budget") else 0))


def world(language: Language = "en", now: datetime = NINE) -> World:
    country = {"id": "ID", "ms": "MY"}.get(language, "ID")
    return World(now, language, WORDS, VALUES, country, "IDR", points)


@dataclass
class Chat:
    """`says` and `presses` return what the bot answers, as texts."""

    language: Language = "en"
    flow: Flow = LEAD
    faq: Faq = field(default_factory=Faq)
    world: World = field(default_factory=world)
    state: State = field(default_factory=lambda: State("", ""))
    effects: tuple[Effect, ...] = ()

    def __post_init__(self) -> None:
        self.world = replace(world(self.language, self.world.now), faq=self.faq)
        self._take(engine.begin(self.flow, self.world))

    def says(self, *texts: str, kind: Kind = "text") -> list[str]:
        for text in texts:
            self.hears(Heard(text, kind=kind))
        return self.texts

    def presses(self, option: str, label: str = "") -> list[str]:
        return self.hears(Heard(label, option, "button", label))

    def hears(self, heard: Heard) -> list[str]:
        return self._take(engine.hear(self.flow, self.state, heard, self.world))

    def nudged(self, turn: int) -> list[str]:
        return self._take(engine.nudge(self.flow, self.state, self.world, turn))

    def resumes(self) -> list[str]:
        return self._take(engine.resume(self.flow, self.state, self.world))

    def waits(self, **time: float) -> None:
        self.world = replace(self.world, now=self.world.now + timedelta(**time))

    @property
    def drafts(self) -> list[Draft]:
        return [effect.draft for effect in self.effects if isinstance(effect, Send)]

    @property
    def texts(self) -> list[str]:
        return [str(draft.text) for draft in self.drafts]

    @property
    def buttons(self) -> list[str]:
        return [option.label for draft in self.drafts for option in draft.options]

    def did(self, kind: type[Effect]) -> list[Effect]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def _take(self, turn: Turn) -> list[str]:
        self.effects = turn.effects
        self.state = State.from_json(json.loads(json.dumps(turn.state.to_json())))
        assert self.state == turn.state
        for effect in turn.effects:
            if isinstance(effect, Speak):
                self.world = replace(self.world, language=effect.language)
        return self.texts
