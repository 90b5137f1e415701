"""One turn being made: it says things, writes answers down, and walks the flow to the next question."""

from dataclasses import replace
from hashlib import sha256
from typing import Any, assert_never

from bot.core.effect import Answer, Consent, Effect, Enrol, HandOff, Remind, Send
from bot.core.message import Draft, Text
from bot.flows import menus, speak
from bot.flows.answers import Reading
from bot.flows.model import (
    END,
    Ask,
    Bands,
    Do,
    Flow,
    FlowError,
    Menu,
    Problem,
    Say,
    State,
    Turn,
    World,
)
from bot.i18n.catalog import Voice

#: A turn longer than this has lost its way; `sapa check` finds such flows before people do.
MOST_STEPS, MOST_MESSAGES = 50, 5


class Walk:
    """Mutable, and gone at the end of the turn."""

    def __init__(self, flow: Flow, state: State, world: World) -> None:
        self.flow = flow
        self.state = state
        self.world = replace(world, words=flow.words(world.words))
        self.effects: list[Effect] = []
        self._preface: list[Text] = []

    @property
    def say(self) -> Voice:
        return self.world.words.voice(self.world.language)

    @property
    def open(self) -> Ask | None:
        """The question that waits for an answer."""
        step = None if self.state.done else self.flow.steps.get(self.state.step)
        return step if isinstance(step, Ask) else None

    def turn(self) -> Turn:
        if self._preface:
            self._send(Draft(speak.join()))
        return Turn(self.state, tuple(self.effects))

    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    # --- Saying ---

    def preface(self, text: Text) -> None:
        """Say this first, in the same message as what comes next."""
        self._preface.append(text)

    def tell(self, text: Text) -> None:
        self._send(Draft(text))

    def offer(self, menu: Menu, text: Text) -> None:
        """Open a menu of the engine's own; the question stays open behind it."""
        self.set(menu=menu)
        self._send(menus.show(menu, text, self.flow, self.state, self.world))

    def _send(self, draft: Draft) -> None:
        if self._preface:
            texts = [text for text in (*self._preface, draft.text) if text.pattern]
            draft = replace(draft, text=speak.join(*texts))
            self._preface = []
        if sum(isinstance(effect, Send) for effect in self.effects) >= MOST_MESSAGES:
            raise self._lost(f"says more than {MOST_MESSAGES} things in one turn")
        self.effects.append(Send(draft))

    # --- Asking ---

    def ask(self, step: Ask) -> None:
        """Ask a question and wait for its answer."""
        self.set(step=step.name, tries=0, menu="", done=False)
        self._send(speak.question(self.flow, self.state, self.world, step))
        self.remind(step)

    def ask_again(self, step: Ask) -> None:
        """Say that the answer was not understood, with what helps."""
        self.set(menu="")
        if step.retry:
            text = speak.line(self.flow, self.state, self.world, step.name, step.retry)
            options = speak.options(step, self.world)
            self._send(Draft(text, options, speak.menu(step, self.world)))
        else:
            self.preface(self.say("engine", "Sorry, I did not quite get that."))
            self._send(speak.question(self.flow, self.state, self.world, step))
        self.remind(step)

    def remind(self, step: Ask) -> None:
        if step.nudge:
            self.effects.append(Remind(step.nudge_after, self.state.turn))

    # --- Writing down ---

    def write(self, step: Ask, reading: Reading, said: str) -> None:
        """Keep an answer. What was consented to is proven by the very words that were shown."""
        choice = reading.choice
        self.set(
            answers={**self.state.answers, step.name: reading.value},
            said={**self.state.said, step.name: said},
            points={**self.state.points, step.name: choice.points if choice else 0},
        )
        if step.consent:
            self._consent(step, granted=reading.value == "yes")
        else:
            self.effects.append(Answer(step.name, reading.value, said))
        if step.expect in speak.ECHOED or reading.days:
            self.preface(speak.echo(step, reading.days or reading.value, self.world))

    def _consent(self, step: Ask, *, granted: bool) -> None:
        others = tuple(purpose for purpose in self.state.consents if purpose != step.consent)
        self.set(consents=(*others, step.consent) if granted else others)
        wording = speak.line(self.flow, self.state, self.world, step.name, step.text)
        version = sha256(wording.pattern.encode()).hexdigest()[:12]
        self.effects.append(Consent(step.consent, granted, str(wording), version))

    # --- Walking ---

    def go(self, name: str, came: str = "", *, quiet: bool = False) -> None:
        """Walk on until a question is open or the end is reached. `quiet`: say nothing until then."""
        for _ in range(MOST_STEPS):
            if name == END:
                self.set(done=True, step="", back="", menu="", tries=0)
                return
            self._forget(name, came)
            came, step = name, self.flow.steps[name]
            match step:
                case Say():
                    if not quiet:
                        self.tell(
                            speak.line(self.flow, self.state, self.world, name, step.text)
                        )
                    name = step.next
                case Do():
                    handoff = step.action == "handoff"
                    self.effects.append(
                        HandOff(step.argument) if handoff else Enrol(step.argument)
                    )
                    name = step.next
                case Bands():
                    name = self._fork(step)
                case Ask():
                    if not self.settled(step):
                        self.ask(step)
                        return
                    name = self.way(step)
                case _:
                    assert_never(step)
        raise self._lost(f"takes more than {MOST_STEPS} steps in one turn")

    def way(self, step: Ask) -> str:
        """Return where the answer given to a question leads."""
        chosen = next(
            (choice for choice in step.choices if choice.id == self.answer(step)), None
        )
        return chosen.next if chosen and chosen.next else step.next

    def answer(self, step: Ask) -> Any:
        """Return the answer given; a consent outlives the enquiry it was given in."""
        consented = step.consent in self.state.consents
        return self.state.answers.get(step.name, "yes" if consented else None)

    def settled(self, step: Ask) -> bool:
        return step.name in self.state.answers or step.consent in self.state.consents

    def _fork(self, step: Bands) -> str:
        total = self.world.score(self.state).total
        band = next((band for band in step.bands if total >= band.score), step.bands[-1])
        self.set(grade=band.grade)
        return band.next

    def _forget(self, name: str, came: str) -> None:
        """Going back up the page means asking again: what was answered from there on is void."""
        order = list(self.flow.steps)
        if came and order.index(name) <= order.index(came):
            void = set(order[order.index(name) : order.index(came) + 1])
            self.set(answers={k: v for k, v in self.state.answers.items() if k not in void})

    def _lost(self, sentence: str) -> FlowError:
        return FlowError([Problem(f"{self.flow.name}.toml", self.state.step, sentence)])
