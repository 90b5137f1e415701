"""A whole product on a stage: the real desk on a database in memory, a notebook for a network, a clock in our hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from bot.business import StaffMember
from bot.core.message import LANGUAGES, Address, Message, Receipt
from bot.desk import facts, inbox, outbox, shifts, timers
from bot.desk.desk import Desk, Rules
from bot.play.notebook import Notebook, Sent

#: A Wednesday, 10:00 in Jakarta.
START = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)

#: Nobody says two things at once.
_BREATH = timedelta(seconds=1)


class Stage:
    """People speak, time passes, and everything that follows happens at its moment."""

    def __init__(self, rules: Rules, desk: Callable[[Notebook, Rules], Desk]) -> None:
        self.now = START
        self.notebook = Notebook()
        self._people: dict[str, Address] = {}
        self.desk = desk(
            self.notebook, replace(rules, business=replace(rules.business, staff=()))
        )
        self._count = 0
        self._facts = (0, 0)
        self._heard = 0

    @property
    def zone(self) -> tzinfo:
        """The business's time zone."""
        return self.desk.rules.business.timezone

    def cast(self, name: str, address: Address, staff: StaffMember | None = None) -> None:
        """Introduce somebody."""
        self._people[name] = address
        if staff is not None:
            business = self.desk.rules.business
            business = replace(business, staff=(*business.staff, staff))
            self.desk.rules = replace(self.desk.rules, business=business)
            shifts.enlist(self.desk, self.now)

    def template(self, name: str) -> None:
        """Let a template be known in every language."""
        business = self.desk.rules.business
        known = dict.fromkeys(LANGUAGES, "HX" + "0" * 32)
        business = replace(business, templates={**business.templates, name: known})
        self.desk.rules = replace(self.desk.rules, business=business)

    def fail(self, name: str, code: str) -> None:
        """Let the next message to somebody fail."""
        self.notebook.failing[self._people[name].id] = code

    def says(self, name: str, text: str) -> None:
        """Somebody writes, presses [a button], or answers (re: some words) with words. Delivered twice, as providers do."""
        self._count += 1
        self.now += _BREATH
        message = self._message(self._people[name], text)
        for _ in range(2):
            inbox.receive(self.desk, message, self.now)
        self._settle()

    def passes(self, time: timedelta) -> None:
        """Let time pass; what falls due on the way happens when it is due."""
        until = self.now + time
        while (due := timers.next_due(self.desk)) is not None and due <= until:
            self.now = max(self.now, due)
            timers.ring(self.desk, self._clock)
            self._settle()
            if timers.next_due(self.desk) == due:  # it waits for words under way
                self.now += timedelta(seconds=1)
        self.now = max(self.now, until)
        self._settle()

    def happened(self) -> list[str]:
        """Return the facts written down since the last time."""
        lines, self._facts = facts.since(self.desk, self._facts)
        return lines

    def heard(self) -> list[tuple[str, Sent]]:
        """Return what people have heard since the last time, and who."""
        new = self.notebook.sent[self._heard :]
        self._heard = len(self.notebook.sent)
        names = {address: name for name, address in self._people.items()}
        return [(names.get(sent.to, str(sent.to)), sent) for sent in new]

    def _clock(self) -> datetime:
        return self.now

    def _settle(self) -> None:
        """Let the desk work until there is nothing left to do now."""
        busy = True
        while busy:
            busy = inbox.apply(self.desk, self._clock)
            claimed = outbox.claim(self.desk, "whatsapp", self.now, 50)
            for _, row in claimed:
                outbox.send(self.desk, row, self._clock)
            failed, self.notebook.failed = self.notebook.failed, []
            for sent, code in failed:
                report = Receipt(sent.id, "failed", self.now, error=code, key=sent.key)
                inbox.receipt(self.desk, report, self.now)
            busy = busy or bool(claimed) or bool(failed)

    def _message(self, sender: Address, text: str) -> Message:
        about: dict[str, Any] = {}
        if text.startswith("[") and text.endswith("]"):
            about = self._press(sender, text[1:-1])
            text = text[1:-1]
        elif text.startswith("(re: "):
            quoted, _, text = text[5:].partition(") ")
            about = {"reply_to": _last(self.notebook.sent, sender, quoted).id}
        elif text == "(photo)":
            about, text = {"kind": "image", "media": 1}, ""
        return Message(f"SM{self._count:032x}", sender, text, self.now, **about)

    def _press(self, sender: Address, label: str) -> dict[str, Any]:
        for sent in reversed(self.notebook.sent):
            for option in sent.draft.options if sent.to == sender else ():
                if option.label == label:
                    pressed = {"option": option.id, "label": label, "reply_to": sent.id}
                    return {"kind": "button", **pressed}
        raise LookupError(f"nobody offered [{label}] to {sender}")


def _last(sent: Sequence[Sent], to: Address, words: str) -> Sent:
    for message in reversed(sent):
        if message.to == to and words in str(message.draft.text):
            return message
    raise LookupError(f"{to} has not heard “{words}”")
