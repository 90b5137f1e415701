"""The sandbox as one thing to start and stop: provider, phones, server."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.sandbox import app
from bot.sandbox.bubble import Role
from bot.sandbox.cast import Cast
from bot.sandbox.clock import Clock, MovableClock, skip
from bot.sandbox.contents import BUTTONS, TEXT
from bot.sandbox.faults import parse_fault
from bot.sandbox.phones import Phone
from bot.sandbox.post import Post
from bot.sandbox.provider import Account, Pace, Provider
from bot.sandbox.receipts import Script
from bot.sandbox.server import Server

ACCOUNT = Account("AC" + "5a9a" * 8, "sandbox-token", "+622150001000")
#: How it feels on a real phone; tests want no pauses at all.
LIVELY = Pace(carry=0.35, receipt=0.25)


@dataclass(frozen=True, slots=True)
class Product:
    """Where webhooks go. `public` is the outer address, which is signed, when a proxy stands between."""

    url: str = "http://127.0.0.1:8000"
    public: str = ""
    #: A fragment asks for more retries than Twilio's default, as at Twilio: #rc=3&rp=all
    webhook: str = "/webhooks/whatsapp"


class Sandbox:
    def __init__(
        self,
        product: Product | str = "http://127.0.0.1:8000",
        *,
        account: Account = ACCOUNT,
        clock: Clock | None = None,
        cast: Cast | None = None,
        pace: Pace | None = None,
        log: Path | None = None,
        port: int = 0,
    ) -> None:
        product = Product(product) if isinstance(product, str) else product
        self._cast = cast or Cast()
        self._webhook = product.webhook
        self._phones: dict[str, Phone] = {}
        self._stopping = threading.Event()
        post = Post(account.token, product.url, product.public)
        self.provider = Provider(account, post, clock or MovableClock(), pace, log)
        for person in self._cast.people:
            self.phone(person.number, person.name, person.language, *person.roles)
        web = app.create(self.provider, self._cast, self._known, self._stopping)
        self._server = Server("127.0.0.1", port, web)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://{self._server.host}:{self._server.port}"

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings with which a product talks to this sandbox instead of Twilio."""
        account = self.provider.account
        return {
            "TWILIO_ACCOUNT_SID": account.sid,
            "TWILIO_AUTH_TOKEN": account.token,
            "TWILIO_WHATSAPP_FROM": f"whatsapp:{account.sender}",
            "TWILIO_API_URL": self.url,
        }

    def start(self) -> Self:
        self._server.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self.provider.stop()
        self._server.stop()

    def aim(self, product: str, public: str = "") -> None:
        """Point the phones at a product that was started after the sandbox."""
        post = self.provider.post
        post.product, post.public = product.rstrip("/"), (public or product).rstrip("/")

    def phone(self, number: str, name: str = "", language: str = "en", *roles: Role) -> Phone:
        """The phone with this number, always the same one."""
        line = self.provider.line(number, name, language, *roles)
        return self._phones.setdefault(number, Phone(self.provider, line, self._webhook))

    def fail(
        self, fault: str, *, to: str = "", times: int | None = 1, on: str = "messages"
    ) -> None:
        """Let the next request go wrong: "429:2", "hang", "accept_hang", "63016" .. (see faults.py)."""
        plan = self.provider.content_faults if on == "content" else self.provider.faults
        plan.add(parse_fault(fault), to=to, times=times)

    def receipts(
        self,
        *order: str,
        copies: int = 1,
        delay: float = 0,
        withheld: bool = False,
        to: str = "",
        times: int | None = 1,
    ) -> None:
        """Script the receipts of the next message, in the order given, each `copies` times."""
        script = Script(order or Script().order, copies, delay, withheld)
        self.provider.receipts.scripts.add(script, to=to, times=times)

    def template(
        self,
        sid: str,
        body: str,
        *,
        buttons: Mapping[str, str] | None = None,
        language: str = "en",
        name: str = "template",
        category: str = "UTILITY",
    ) -> None:
        """Make a template known as approved; `buttons` maps their ids to their words."""
        actions = [{"id": i, "title": label} for i, label in (buttons or {}).items()]
        spec = (
            {BUTTONS: {"body": body, "actions": actions}} if actions else {TEXT: {"body": body}}
        )
        data = {"friendly_name": name, "language": language, "types": spec}
        self.provider.create_content(data, sid)
        verdict = self.provider.approve(sid, name, category)
        if verdict.status != "approved":
            raise ValueError(f"{name}: {verdict.reason}")

    def advance(self, words: str) -> None:
        """Move product time: "5m", "25h", "monday 08:00"."""
        clock = self.provider.clock
        self.provider.skip(skip(words, clock.now(), self._cast.zone))

    def _known(self, number: str) -> Phone:
        if number not in self.provider.memory.lines:
            raise LookupError(f"there is no phone {number}")
        return self.phone(number)
