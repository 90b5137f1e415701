"""A stage for guests who mean no good: any words at any moment of a talk, and what must hold whatever was said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Table, select

from bot import app
from bot.business import StaffMember
from bot.channels.base import SendError
from bot.core.message import Address, Draft, Language, Message
from bot.desk import inbox, reconcile, shifts
from bot.desk.desk import Desk, Rules
from bot.flows.model import State
from bot.play.notebook import Notebook, Sent
from bot.play.stage import Stage
from store import db, tables

RULES = app.Files(Path("business.toml")).read()
BREATH = timedelta(seconds=1)

#: Who takes leads, and who is told when nobody does. Everybody here reads English.
STAFF = {
    "sari": ("rep", "+62899000001"),
    "andi": ("rep", "+62899000002"),
    "ratna": ("manager", "+62899000009"),
}

#: What the flow hopes to hear.
NORMAL = {
    "consent": "Yes",
    "name": "Grace",
    "company": "Lim Trading",
    "need": "New website",
    "details": "A portal for our staff",
    "budget": "50 million rupiah",
    "timeline": "This month",
    "authority": "I do",
    "updates": "No thanks",
}


class Moody(Notebook):
    """A notebook that may also lose the line after it took a message ("?"), or ask for a pause ("+5": five seconds)."""

    def send(self, to: Address, draft: Draft, key: str) -> str:
        code = self.failing.get(to.id, "")
        if code.startswith("+"):
            del self.failing[to.id]
            raise SendError("slower, please", code="429", retry_after=float(code[1:]))
        if code == "?":
            del self.failing[to.id]
        provider_id = super().send(to, draft, key)
        if code == "?":
            raise SendError("the line was cut", ambiguous=True)
        return provider_id


class Theatre(Stage):
    """Words are said to the letter and once; afterwards everything can be looked up."""

    def __init__(self, make: Callable[[Notebook, Rules], Desk] = app.rehearsal) -> None:
        super().__init__(RULES, make)
        self.notebook: Moody = Moody()
        self.desk.channels = {"whatsapp": self.notebook}

    def close(self) -> None:
        self.desk.db.close()

    # --- Who there is ---

    def join(self, name: str, role: str, number: str, language: Language = "en") -> None:
        who = Address("whatsapp", number)
        self.cast(name, who, StaffMember(name.title(), tuple(role.split("+")), who, language))  # type: ignore[arg-type]

    def meet(self, name: str, number: str) -> None:
        self.cast(name, Address("whatsapp", number))

    def leave(self, name: str) -> None:
        """Somebody does not work here any more."""
        business = self.desk.rules.business
        staff = tuple(m for m in business.staff if m.address != self._people[name])
        self.desk.rules = replace(self.desk.rules, business=replace(business, staff=staff))
        shifts.enlist(self.desk, self.now)
        self._settle()

    def staffed(self) -> Self:
        """Let all colleagues be there; the first rep and the manager are on duty."""
        for name, (role, number) in STAFF.items():
            self.join(name, role, number)
            self.tell(name, "off" if name == "andi" else "on")
        return self

    def number(self, name: str) -> str:
        return self._people[name].id

    def who(self, number: str) -> str:
        return next(name for name, at in self._people.items() if at.id == number)

    def is_staff(self, name: str) -> bool:
        return bool(self.rows(tables.staff, external_id=self.number(name)))

    # --- What they do ---

    def tell(
        self, name: str, text: str = "", *, settle: bool = True, **about: Any
    ) -> list[Sent]:
        """Let somebody say this, and return what was sent because of it."""
        self._count += 1
        self.now += about.pop("after", BREATH)
        told = {"at": self.now} | about
        message = Message(f"MM{self._count:032x}", self._people[name], text, **told)
        inbox.receive(self.desk, message, self.now)
        already = len(self.notebook.sent)
        if settle:
            self._settle()
        return self.notebook.sent[already:]

    def press(self, name: str, label: str) -> list[Sent]:
        return self.tell(name, label, **self._press(self._people[name], label))

    def accept(self, rep: str, prospect: str) -> list[Sent]:
        """Press Accept on the offer of this prospect."""
        (offer,) = self.rows(tables.offer, handoff_id=self.case(prospect).id, state="offered")
        return self.tell(
            rep, "Accept", kind="button", option=f"offer:{offer.id}:accept", label="Accept"
        )

    def walk(self, name: str, to: str) -> None:
        """Answer as far as this question."""
        self.tell(name, "hi")
        while (step := self.state(name).step) != to:
            self.tell(
                name, "Something else" if to == "details" and step == "need" else NORMAL[step]
            )

    def answer(self, name: str) -> list[Sent]:
        """Answer the open question as the flow hopes; without one, just write."""
        return self.tell(name, NORMAL.get(self.state(name).step, "hello there"))

    def settle(self) -> None:
        """Let everything happen that can happen now, and look up what became of lost calls."""
        self._settle()
        reconcile.unanswered(self.desk, self.now)
        self._settle()

    def copy(self) -> "Theatre":
        """Return the same moment once more, to be played on in another way."""
        twin = Theatre(lambda _, rules: Desk(_copied(self.desk.db), {}, rules))
        twin.desk.rules = self.desk.rules
        twin.now, twin._count, twin._people = self.now, self._count, dict(self._people)
        twin.notebook.sent = list(self.notebook.sent)
        return twin

    # --- What became of it ---

    def rows(self, table: Table, **where: Any) -> list[db.Row]:
        query = select(table).order_by(*table.primary_key.columns)
        for column, value in where.items():
            query = query.where(table.c[column] == value)
        return self.desk.db.read(lambda c: list(c.execute(query)))

    def talk(self, name: str) -> db.Row | None:
        """Return the conversation of a prospect."""
        for met in self.rows(tables.address, external_id=self.number(name)):
            for found in self.rows(tables.conversation, address_id=met.id):
                return found
        return None

    def state(self, name: str) -> State:
        talk = self.talk(name)
        return State.from_json(talk.state) if talk else State("", "")

    def case(self, name: str) -> db.Row:
        """Return the latest handoff of a prospect."""
        talk = self.talk(name)
        assert talk is not None
        return self.rows(tables.handoff, conversation_id=talk.id)[-1]

    def sent_to(self, name: str) -> list[Sent]:
        return [sent for sent in self.notebook.sent if sent.to == self._people[name]]

    def classes(self) -> dict[str, str]:
        """Return the class of every message by its key."""
        return {row.key: row.klass for row in self.rows(tables.outbox)}

    def reads(self, name: str, sent: list[Sent]) -> str:
        """Return what one person got to read."""
        return "\n".join("\n".join(s.lines()) for s in sent if s.to == self._people[name])


@cache
def everybody() -> Theatre:
    """People at every kind of moment: at each question, at the end, waiting, with a colleague, given back."""
    play = Theatre().staffed()
    questions = tuple(NORMAL)[:-1]
    for n, name in enumerate((*questions, "first", "done", "returned", "waiting", "owned")):
        play.meet(name, f"+65810000{n:02d}")
    for name in questions:
        play.walk(name, name)
    play.walk("done", "budget")
    for words in ("not sure yet", "Later", "Someone else", "No thanks"):
        play.tell("done", words)
    for name in ("returned", "owned"):
        play.walk(name, "company")
        play.tell(name, "agent please")
        play.accept("sari", name)
        play.tell("sari", "Hello Grace")
        play.tell(name, "hello")
        if name == "returned":
            play.tell("sari", "done")
            play.press("sari", "Deal")
    play.walk("waiting", "company")
    play.tell("waiting", "agent please")
    play.passes(timedelta(minutes=5))
    play.press("ratna", "5 more minutes")
    return play


def _copied(source: db.Database) -> db.Database:
    twin = db.connect("sqlite://")
    here, there = source.engine.raw_connection(), twin.engine.raw_connection()
    here.driver_connection.backup(there.driver_connection)  # type: ignore[union-attr]
    here.close()
    there.close()
    return twin


# --- What came of it --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands, to be compared with where they stand after they said something."""

    who: str
    talk: db.Row | None
    language: str
    #: A manager who was asked something.
    asked: bool

    @classmethod
    def of(cls, play: Theatre, who: str) -> "Standing":
        talk = None if play.is_staff(who) else play.talk(who)
        people = play.rows(tables.person, id=talk.person_id) if talk else []
        staff = play.rows(tables.staff, external_id=play.number(who))
        language = people[0].language if people else ""
        return cls(who, talk, language, asked=any(row.asking for row in staff))

    def outcome(self, play: Theatre, sent: list[Sent]) -> str:
        """Say in a word or two what came of it, whatever language it was said in."""
        now = Standing.of(play, self.who)
        classes = play.classes()
        us = {classes[s.key] for s in sent if play.is_staff(play.who(s.to.id))}
        them = {classes[s.key] for s in sent if not play.is_staff(play.who(s.to.id))}
        if play.is_staff(self.who):
            return self._done_by_us(now, sent, them)
        if "optout" in them:
            return "stopped, told" if "staff" in us else "stopped"
        if any(option.id == "optout:yes" for s in sent for option in s.draft.options):
            return "asked"
        if "relay" in us:
            return "relayed"
        return self._answered(play, now, sent)

    def _done_by_us(self, now: "Standing", sent: list[Sent], them: set[str]) -> str:
        if "relay" in them:
            return "carried"
        if self.asked and not now.asked:
            return "noted"
        if any(str(s.draft.text).startswith("Not sent") for s in sent):
            return "not sent"
        return "desk" if sent else "silence"

    def _answered(self, play: Theatre, now: "Standing", sent: list[Sent]) -> str:
        if not sent or now.talk is None:
            return "silence"
        if self.talk is None:
            return "greeted"
        if now.talk.owner != "bot":
            return "person" if self.talk.owner == "bot" else "comforted"
        if now.language != self.language:
            return "language"
        if self.talk.returned and not now.talk.returned:
            return "welcome"
        state = play.state(self.who)
        if state.hinted == play.now:
            return "hint"
        if state.menu != self.talk.state["menu"] and state.menu:
            return "restart?" if state.menu == "again" else "menu"
        return "answer" if state.step != self.talk.state["step"] else "again"
