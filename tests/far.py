"""A stage whose desk is two web servers and three workers on one PostgreSQL: transcripts go there as they go in here.

The clock of all processes is a file. Between two lines time nearly stands still, so that it is the transcript's.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot import business, serve
from bot.business import StaffMember
from bot.clock import Clock
from bot.core.message import LANGUAGES, Address, Draft
from bot.desk import facts
from bot.play.notebook import Sent
from bot.play.stage import START
from bot.sandbox.bubble import Bubble
from bot.sandbox.phones import Phone
from bot.sandbox.sandbox import Sandbox
from store import db, timers
from store.tables import outbox, worker
from tests.ledger import Ledger, key_of
from tests.product import Part, Product, free_port, until

BUSINESS = Path(__file__).parents[1] / "business.toml"
FAQ = BUSINESS.with_name("faq.toml")
#: Nobody says two things at once; and whole seconds stay whole however long the processes took.
_BREATH, _GRAIN = timedelta(seconds=1), timedelta(milliseconds=20)
#: As docs/go-live.md has them made.
_BUTTONS = {
    "lead_offer": {"offer:{{4}}:accept": "Accept", "offer:{{4}}:decline": "Decline"},
    "breach_alert": {
        "sla:{{2}}:reassign": "Reassign",
        "sla:{{2}}:takeover": "Take over",
        "sla:{{2}}:extend": "5 more minutes",
    },
}
_CAST = re.compile(r"^@ (\w+) (rep|manager|rep\+manager) (\+\d+)(?: (\w+))?$", re.MULTILINE)


class Steered(Clock):
    """The time that stands in a file, and a hundredth of what has passed since it was written."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def set(self, now: datetime) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{now.timestamp()} {time.monotonic()}")
        fresh.replace(self._file)

    def now(self) -> datetime:
        then, at = map(float, self._file.read_text().split())
        return datetime.fromtimestamp(then + (time.monotonic() - at) / 100, UTC)

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)


def _steer(file: str) -> None:
    """Called in each new process."""
    serve._clock = partial(Steered, Path(file))


class FarStage:
    """What a transcript needs of a stage."""

    def __init__(self, product: Product, clock: Steered) -> None:
        self.now = START
        self._product = product
        self._sandbox = product.sandbox
        self._clock = clock
        self._database = db.connect(product._database_url)
        self._people: dict[str, Phone] = {}
        self._actions = 0
        self._facts = (0, 0)
        self._heard = 0
        self._webs: list[str] = []

    @property
    def zone(self) -> tzinfo:
        return business.load(self._product.business).timezone

    def start(self) -> None:
        """Start two web servers and three workers."""
        self._set()
        steer = partial(_steer, str(self._clock._file))
        ports = [free_port(), free_port()]
        for name, port in (*zip("ab", ports, strict=True), ("c", 0), ("d", 0), ("e", 0)):
            environ = {**os.environ, **self._product.environ, "PORT": str(port or ports[0])}
            words = ["web" if port else "worker"]
            self._product.parts[name] = Part(words, environ, self._product.log, steer)
        self._webs = [f"http://127.0.0.1:{port}" for port in ports]
        for url in self._webs:
            self._product.url = url
            self._product.ready()
        until(lambda: len(self._product.ledger.all(worker)) == 3, why="three workers")

    def close(self) -> None:
        self._database.close()

    def cast(self, name: str, address: Address, staff: StaffMember | None = None) -> None:
        """Introduce somebody; colleagues stand in business.toml already."""
        self._people[name] = self._sandbox.phone(address.id, name)

    def template(self, name: str) -> None:
        """Let a template be approved, and named in business.toml."""
        sid = f"HX{len(name):032x}"
        body = "May we write to you?" if name == "knock" else "There is news for you: {{1}}."
        self._sandbox.template(sid, body, name=name, buttons=_BUTTONS.get(name))
        known = "".join(f'{language} = "{sid}"\n' for language in LANGUAGES)
        text = self._product.business.read_text()
        self._product.business.write_text(f"{text}\n[templates.{name}]\n{known}")
        time.sleep(2.5)  # each process looks every two seconds

    def fail(self, name: str, code: str) -> None:
        self._sandbox.fail(code, to=self._people[name].number)

    def says(self, name: str, text: str) -> None:
        """Somebody writes or presses; the webhook comes twice, to one web server after the other."""
        self.now += _BREATH
        self._set()
        self._sandbox.aim(self._webs[self._actions % 2], self._product.environ["PUBLIC_URL"])
        phone = self._people[name]
        if text.startswith("[") and text.endswith("]"):
            phone.press(text[1:-1], copies=2)
        elif text.startswith("(re: "):
            quoted, _, words = text[5:].partition(") ")
            phone.say(words, reply_to=_last(phone, quoted), copies=2)
        elif text == "(photo)":
            phone.media("image")
        else:
            phone.say(text, copies=2)
        self._product.settle()

    def passes(self, length: timedelta) -> None:
        """Let time pass; what falls due on the way happens when it is due."""
        end = self.now + length
        while (due := self._database.read(timers.next_due)) is not None and due <= end:
            self.now = max(self.now, due)
            self._set()
            self._product.settle()
        self.now = max(self.now, end)
        self._set()
        self._product.settle()

    def happened(self) -> list[str]:
        lines, self._facts = facts.since(SimpleNamespace(db=self._database), self._facts)  # type: ignore[arg-type]
        return lines

    def heard(self) -> list[tuple[str, Sent]]:
        """Return what people have heard since the last time, and who."""
        taken = self._sandbox.provider.accepted
        new, self._heard = taken[self._heard :], len(taken)
        names = {phone.number: name for name, phone in self._people.items()}
        return [(names[entry.to], self._sent(entry)) for entry in new]

    def _sent(self, entry: Any) -> Sent:
        (row,) = self._product.ledger.rows(outbox, key=key_of(entry.callback))
        draft = Draft.from_json(row.payload)
        if row.form != "template":
            draft = Draft(draft.text, draft.options, draft.menu)
        return Sent(entry.sid, row.key, Address("whatsapp", entry.to), draft)

    def _set(self) -> None:
        self._actions += 1
        self._clock.set(self.now + self._actions * _GRAIN)


def _last(phone: Phone, words: str) -> Bubble:
    return next(b for b in reversed(phone.messages) if not b.mine and words in b.text)


@contextmanager
def far_stage(folder: Path, url: str, transcript: str) -> Iterator[FarStage]:
    """Start everything for one transcript; at the end all must be in order."""
    clock = Steered(folder / "clock")
    clock.set(START)
    with Sandbox(clock=clock) as sandbox:
        product = Product(folder, sandbox, url)
        product.business.write_text(_business(transcript))
        product.business.with_name("faq.toml").write_text(FAQ.read_text())
        staff = {number: name for name, _, number, _ in _CAST.findall(transcript)}
        product._ledger = Ledger(url, sandbox, staff, clock.now)
        stage = FarStage(product, clock)
        try:
            stage.start()
            yield stage
            product.reckon()
        finally:
            stage.close()
            product.kill()
            product.ledger.close()


def _business(transcript: str) -> str:
    """Return our own business.toml with the colleagues of a transcript."""
    text = BUSINESS.read_text().partition("[[staff]]")[0]
    for name, role, number, language in _CAST.findall(transcript):
        roles = ", ".join(f'"{each}"' for each in role.split("+"))
        text += (
            f'\n[[staff]]\nname = "{name.capitalize()}"\nroles = [{roles}]\n'
            f'address = "whatsapp:{number}"\nlanguage = "{language or "id"}"\n'
        )
    return text


def by_person(transcript: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Cut a transcript at each line that somebody wrote: what was written, and what each heard of it, in order."""
    cuts: list[tuple[str, dict[str, list[str]]]] = []
    heard: list[str] = []
    for line in transcript.splitlines():
        if said := re.match(r"(\w+)< ", line):
            heard = cuts[-1][1].setdefault(said[1], [])
            heard.append(line)
        elif line.startswith("! "):
            cuts[-1][1].setdefault("!", []).append(line)
        elif line.startswith("  "):
            heard[-1] += f"\n{line}"
        elif line.strip():
            cuts.append((line, {}))
    return cuts
