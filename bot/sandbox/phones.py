"""Phones in people's hands: they say, press, look and hear. Tests and the page hold the same ones."""

import threading
import time
from collections.abc import Iterable

from bot.sandbox import forms
from bot.sandbox.bubble import Bubble, Line
from bot.sandbox.contents import Choice
from bot.sandbox.forms import Form
from bot.sandbox.memory import new_sid
from bot.sandbox.provider import Provider

_MEDIA = {"image": "image/jpeg", "audio": "audio/ogg", "document": "application/pdf"}


class Phone:
    """`copies` posts the same webhook several times, `parallel` all at once; `forged` signs it wrongly."""

    def __init__(self, provider: Provider, line: Line, webhook: str) -> None:
        self.line = line
        self._provider = provider
        self._memory = provider.memory
        self._webhook = webhook
        self._heard: set[str] = set()

    @property
    def number(self) -> str:
        return self.line.id

    @property
    def messages(self) -> list[Bubble]:
        """Everything on the screen, oldest first, said and heard."""
        shown = [b for b in self._memory.chat(self.number) if b.shown]
        return sorted(shown, key=lambda b: b.place)

    @property
    def failed(self) -> list[Bubble]:
        """What the product sent and this phone never saw."""
        return [b for b in self._memory.chat(self.number) if b.error]

    def say(
        self,
        text: str,
        *,
        reply_to: Bubble | None = None,
        ad: bool = False,
        copies: int = 1,
        parallel: bool = False,
        forged: bool = False,
    ) -> Bubble:
        """Write a text; returns when the product has answered (`answers` holds its statuses)."""
        said = forms.text(text) | (forms.advertisement() if ad else {})
        bubble = self._bubble("SM", "text", text)
        return self._send(bubble, said, reply_to, copies, parallel=parallel, forged=forged)

    def press(
        self,
        label: str,
        *,
        on: Bubble | None = None,
        copies: int = 1,
        parallel: bool = False,
        forged: bool = False,
    ) -> Bubble:
        """Press a button or choose from a list by its words: the latest on the screen, or `on` that message."""
        asked, choice = self._find(label, [on] if on else reversed(self.messages))
        said = forms.row(choice) if asked.menu else forms.button(choice)
        bubble = self._bubble("SM", "list" if asked.menu else "button", choice.label)
        with self._memory.changed:
            asked.chosen = choice.id
            self._memory.touch(asked)
        return self._send(bubble, said, asked, copies, parallel=parallel, forged=forged)

    def media(self, kind: str = "image", caption: str = "") -> Bubble:
        """Send a picture, a voice note ("audio") or a "document" (its caption is the file's name)."""
        bubble = self._bubble("MM", kind, caption)
        sid = self._provider.account.sid
        said = forms.media(sid, bubble.sid, kind, _MEDIA[kind], caption)
        return self._send(bubble, said)

    def place(self, latitude: float = -6.3019, longitude: float = 106.6528) -> Bubble:
        """Send a location."""
        bubble = self._bubble("SM", "location", f"{latitude}, {longitude}")
        return self._send(bubble, forms.location(latitude, longitude))

    def look(self) -> None:
        """Look at the screen: what is on it is read, and the product is told."""
        for bubble in self.messages:
            if not (bubble.mine or bubble.seen):
                self._provider.receipts.read(bubble)

    def heard(self, text: str = "", timeout: float = 5.0) -> list[str]:
        """Wait for a message (holding `text`) that no earlier call returned; return all such since."""
        until = time.monotonic() + timeout
        with self._memory.changed:
            while True:
                fresh = self._fresh()
                if any(text in b.text for b in fresh):
                    self._heard.update(b.sid for b in fresh)
                    return [b.text for b in fresh]
                if not self._memory.changed.wait(until - time.monotonic()):
                    got = [b.text for b in fresh]
                    raise TimeoutError(f"{self.line.name} did not hear {text!r}, only {got}")

    def unheard(self, seconds: float = 0.3) -> list[str]:
        """Wait, then return what has come since `heard`: for showing that nothing comes."""
        threading.Event().wait(seconds)
        with self._memory.changed:
            return [b.text for b in self._fresh()]

    def _fresh(self) -> list[Bubble]:
        return [b for b in self.messages if not b.mine and b.sid not in self._heard]

    def _bubble(self, prefix: str, kind: str, text: str) -> Bubble:
        at = self._provider.clock.now()
        return Bubble(new_sid(prefix), self.number, mine=True, at=at, kind=kind, text=text)

    def _find(self, label: str, where: Iterable[Bubble]) -> tuple[Bubble, Choice]:
        for bubble in where:
            for choice in bubble.choices:
                if label in (choice.label, choice.id):
                    return bubble, choice
        raise LookupError(f'{self.line.name} sees no "{label}" to press')

    def _send(
        self,
        bubble: Bubble,
        said: Form,
        reply_to: Bubble | None = None,
        copies: int = 1,
        *,
        parallel: bool = False,
        forged: bool = False,
    ) -> Bubble:
        account = self._provider.account
        if reply_to:
            bubble.quotes = reply_to.sid
            said = said | forms.quoting(reply_to, account.sender)
        bubble.form = forms.inbound(account.sid, account.sender, self.line, bubble.sid, said)
        with self._memory.changed:
            bubble.status, bubble.sent_at = "sent", bubble.at
            if not forged:
                self.line.said_at = bubble.at
            self._memory.add(bubble)
            self._memory.show(bubble)
            self._memory.touch(self.line)
        self._post(bubble, copies, parallel=parallel, forged=forged)
        return bubble

    def _post(self, bubble: Bubble, copies: int, *, parallel: bool, forged: bool) -> None:
        def once() -> None:
            url = self._provider.post.public + self._webhook
            answer = self._provider.post.form(url, bubble.form, forged=forged)
            self._draw_ticks(bubble, answer.status, str(answer))

        posts = [threading.Thread(target=once, daemon=True) for _ in range(copies)]
        for post in posts:
            post.start()
            if not parallel:
                post.join()
        for post in posts:
            post.join()

    def _draw_ticks(self, bubble: Bubble, status: int, trouble: str) -> None:
        with self._memory.changed:
            bubble.answers.append(status)
            if 200 <= status < 300:
                bubble.status, bubble.why = max("delivered", bubble.status, key=_RANK.index), ""
            elif bubble.status in ("sent", "failed"):
                bubble.status = "failed"
                bubble.why = (
                    f"The product answered {status}" if status else f"Product: {trouble}"
                )
            self._memory.touch(bubble)


#: "failed" is the weakest: a copy that arrives makes good what another one missed.
_RANK = ("failed", "sent", "delivered", "read")
