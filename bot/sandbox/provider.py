"""Twilio, as far as a product can tell: accepts messages, carries them, says what became of them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.sandbox import contents, forms, rules
from bot.sandbox.accepted import Accepted, AcceptLog
from bot.sandbox.bubble import Bubble, Line, Role
from bot.sandbox.clock import Clock
from bot.sandbox.compose import compose, fail
from bot.sandbox.contents import Approval, Content
from bot.sandbox.errands import Errands
from bot.sandbox.errors import Failure, Refusal
from bot.sandbox.faults import Fault
from bot.sandbox.memory import Memory, new_sid
from bot.sandbox.plan import Plan
from bot.sandbox.post import Answer, Post
from bot.sandbox.receipts import Receipts

#: The typing row goes after this many seconds, or with the next message.
TYPING = 25


@dataclass(frozen=True, slots=True)
class Account:
    sid: str
    token: str
    #: The business's number, without "whatsapp:".
    sender: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds until a message is on the phone, and between its receipts. Tests want none."""

    carry: float = 0
    receipt: float = 0


class Provider:
    def __init__(
        self,
        account: Account,
        post: Post,
        clock: Clock,
        pace: Pace | None = None,
        log: Path | None = None,
    ) -> None:
        pace = pace or Pace()
        self.account = account
        self.post = post
        self.clock = clock
        self.memory = Memory()
        self.contents: dict[str, Content] = {}
        self.faults: Plan[Fault] = Plan()
        self.content_faults: Plan[Fault] = Plan()
        self.receipts = Receipts(self._tell, pace.receipt, threads=8)
        self._delay = pace.carry
        self._carriers = Errands("carrier")
        self._log = AcceptLog(log)
        post.noted = self._note

    @property
    def accepted(self) -> list[Accepted]:
        """Every message taken in, oldest first."""
        return list(self._log.entries)

    def stop(self) -> None:
        self._carriers.stop()
        self.receipts.stop()
        self._log.close()

    def line(self, number: str, name: str = "", language: str = "en", *roles: Role) -> Line:
        """The phone with this number: anybody can be written to, known or not."""
        with self.memory.changed:
            known = self.memory.lines.get(number)
            if known is None:
                known = Line(number, name or number, roles or ("prospect",), language)
                self.memory.lines[number] = known
                self.memory.touch(known)
            elif name and name != known.name:
                known.name = name
                self.memory.touch(known)
            return known

    def accept(self, form: Mapping[str, str], fault: Fault | None = None) -> Bubble:
        """Take a message in, or refuse it; write the log; carry it a moment later."""
        line = self.line(rules.check_send(form, self.account.sender))
        with self.memory.changed:
            bubble = compose(form, line, self.contents, self.clock.now())
            if fault and fault.late_code:
                fail(bubble, Failure(fault.late_code))
            self._log.write(bubble, str(fault or ""))
            self.memory.add(bubble)
            self._carriers.later(self._delay, lambda: self._carry(bubble))
        return bubble

    def typing(self, sid: str) -> None:
        """The product has read up to this message and is typing."""
        with self.memory.changed:
            answered = self.memory.bubbles.get(sid)
            if answered is None or not answered.mine:
                raise Refusal(20404, status=404)
            line = self.memory.lines[answered.line]
            line.typing_until = time.monotonic() + TYPING
            read = [b for b in self.memory.chat(line.id) if b.mine and b.status == "delivered"]
            for bubble in read:
                bubble.status = "read"
            self.memory.touch(line, *read)

    def create_content(self, data: Any, sid: str = "") -> Content:
        """Keep a content item; `sid` is given when a template is known beforehand."""
        contents.check_content(data)
        content = Content(
            sid=sid or new_sid("HX"),
            name=str(data.get("friendly_name") or ""),
            language=data["language"],
            types=data["types"],
            variables={k: str(v) for k, v in (data.get("variables") or {}).items()},
            created=self.clock.now(),
        )
        with self.memory.changed:
            self.contents[content.sid] = content
        return content

    def approve(self, sid: str, name: str, category: str) -> Approval:
        """Put a content item before WhatsApp, which answers at once here."""
        with self.memory.changed:
            content = self.contents.get(sid)
            if content is None:
                raise Refusal(20404, status=404)
            approval = contents.judge(content, name, category)
            self.contents[sid] = replace(content, approval=approval)
        return approval

    def skip(self, by: timedelta) -> None:
        """Move product time forward, and tell the page."""
        self.clock.advance(by)
        self.memory.touch()

    def _carry(self, bubble: Bubble) -> None:
        with self.memory.changed:
            line = self.memory.lines[bubble.line]
            bubble.sent_at = self.clock.now()
            bubble.status = "undelivered" if bubble.error else "delivered"
            line.typing_until = 0
            self.memory.show(bubble, reached=not bubble.error)
            self.memory.touch(line)
        self.receipts.start(bubble)

    def _tell(self, bubble: Bubble, word: str) -> None:
        with self.memory.changed:
            bubble.told.append(word)
            if word == "read":
                bubble.status = "read"
            self.memory.touch(bubble)
        if bubble.callback:
            form = forms.status(self.account.sid, self.account.sender, bubble, word)
            self.post.form(bubble.callback, form, charset=True)

    def _note(self, url: str, answer: Answer, about: str) -> None:
        note = " ".join(filter(None, (about, str(answer))))
        what = f"POST {url.removeprefix(self.post.public)}"
        self.memory.note(self.clock.now(), what, answer.status, answer.ms, note, inward=False)
