"""Puts the product together: the only place where real parts are chosen."""

import logging
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot import business, failpoint, faq
from bot.channels.base import Channel
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.channel import WhatsApp
from bot.clock import Clock
from bot.core.message import Language, Message, Receipt
from bot.desk import health, inbox, restored, shifts
from bot.desk.desk import Desk, Rules, Timing
from bot.flows import load
from bot.flows.faq import learn
from bot.flows.model import Ask, FlowError
from bot.i18n import catalog
from bot.settings import Settings, Unusable
from bot.web import app as front
from store import migrate, people, sound
from store.db import Busy, Database, connect
from store.lock import FileLock, Occupied, own

log = logging.getLogger(__name__)

#: The flow every conversation begins with.
LEAD_FLOW = Path(__file__).parent / "flows" / "lead.toml"


class Mistakes(Unusable):
    """Files that do not pass the check, every mistake a sentence. `problems` keeps them apart."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check(
    business_file: Path, flow_file: Path = LEAD_FLOW, *, complete: bool = True
) -> list[str]:
    """Name everything wrong with business.toml, faq.toml and the flow; `complete` wants every text translated."""
    words = catalog.load()
    found = [str(problem) for problem in load.check(flow_file, words, complete=complete)]
    try:
        rules = business.load(business_file)
        if not found:
            flow = load.load(flow_file)
            fields = [step.name for step in flow.steps.values() if isinstance(step, Ask)]
            found += map(str, rules.unknown_names(fields, business_file.name))
    except business.BusinessError as error:
        found += map(str, error.problems)
    try:
        faq.load(business_file.with_name(faq.NAME))
    except faq.FaqError as error:
        found += map(str, error.problems)
    return found


class Files:
    """business.toml, faq.toml beside it and the flow on disk; read again when they change and pass the check."""

    def __init__(self, business_file: Path, flow_file: Path = LEAD_FLOW) -> None:
        self._paths = (business_file, flow_file, business_file.with_name(faq.NAME))
        self._seen = self._stamps()

    def read(self) -> Rules:
        """Read the files and the words, or raise Mistakes."""
        business_file, flow_file, faq_file = self._paths
        if found := check(business_file, flow_file, complete=False):
            raise Mistakes(found)
        words = catalog.load()
        try:
            flow = load.pin(load.load(flow_file), words)
            return Rules(business.load(business_file), flow, words, learn(faq.load(faq_file)))
        except (
            FlowError,
            business.BusinessError,
            faq.FaqError,
        ) as error:  # written to since the check
            raise Mistakes([str(problem) for problem in error.problems]) from None

    def look(self, desk: Desk) -> bool:
        """Exchange the rules if a file changed. One with mistakes changes nothing and is named in the log."""
        stamps = self._stamps()
        if stamps == self._seen:
            return False
        self._seen = stamps
        try:
            desk.rules = self.read()
        except (Mistakes, OSError) as error:
            log.warning("the rules stay as they were: %s", error)
            return False
        log.info("business.toml, faq.toml or the flow changed, and is in force")
        return True

    def _stamps(self) -> list[tuple[int, int]]:
        return [_stamp(path) for path in self._paths]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def build(settings: Settings, files: Files, *, worker: str) -> Desk:
    """Open the database and the channels. Raises Mistakes when the files are wrong."""
    rules = files.read()
    database = connect(settings.database_url, passing=failpoint.passing)
    send = timedelta(seconds=settings.send_timeout)
    timing = Timing(
        send=send,
        lease=timedelta(seconds=settings.lease),
        grace=send,
        hold=2 * send,
        list_delay=timedelta(seconds=settings.list_delay),
    ).faster(settings.pace)
    channels: dict[str, Channel] = {}
    desk = Desk(database, channels, rules, timing=timing, worker=worker)

    def template(name: str, language: Language) -> str | None:
        return desk.rules.business.template(name, language)  # the rules may have changed since

    channels["whatsapp"] = WhatsApp(
        _account(settings),
        contents=Contents(database),
        templates=template,
        timeout=timing.send.total_seconds(),
    )
    return desk


def rehearsal(channel: Channel, rules: Rules) -> Desk:
    """Return a desk on a database in memory, with one channel."""
    database = connect("sqlite://")
    migrate.upgrade(database.engine)
    return Desk(database, {channel.name: channel}, rules)


@contextmanager
def opened(settings: Settings, files: Files, *, worker: str) -> Iterator[Desk]:
    """Take the database for writing, bring it to the newest schema, and hand out the desk.

    If it came back from a copy, what it had begun is put to rest first.
    """
    _sound(sound.place, settings.database_url)
    with closing(_taken(settings.database_url)):
        _sound(sound.check, settings.database_url)
        desk = build(settings, files, worker=worker)
        try:
            _migrate(desk.db)
            restored.look(desk, Clock().now())
            yield desk
        finally:
            for channel in desk.channels.values():
                channel.close()
            desk.db.close()


def _taken(url: str) -> FileLock:
    try:
        return own(url)
    except Occupied as error:
        raise Unusable(str(error)) from error


def _sound(look: Callable[[str], None], url: str) -> None:
    try:
        look(url)
    except sound.Unsound as error:
        raise Unusable(str(error)) from error


def _migrate(database: Database) -> None:
    try:
        migrate.upgrade(database.engine)
    except (migrate.NewerDatabase, Busy) as error:
        raise Unusable(str(error)) from error


def _account(settings: Settings) -> Account:
    return Account(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_whatsapp_from,
        f"{settings.public_url}/webhooks/whatsapp/status",
        settings.twilio_api_url,
    )


class Contents(MutableMapping[str, str]):
    """Content items by key, kept in the database so that a restart makes none anew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        if key not in self._known:
            self._known |= self._database.read(people.contents)
        return self._known[key]

    def __setitem__(self, key: str, sid: str) -> None:
        self._database.write(lambda c: people.keep_content(c, key, sid))
        self._known[key] = sid

    def __delitem__(self, key: str) -> None:
        self._database.write(lambda c: people.forget_content(c, key))
        self._known.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Door:
    """What the web server hands its messages to; it looks for new rules first, so that all obey the same."""

    def __init__(self, desk: Desk, files: Files) -> None:
        self._desk = desk
        self._files = files

    def receive(self, message: Message, now: datetime) -> None:
        """Keep a message."""
        if self._files.look(self._desk):
            # The worker may not have looked yet, and would take a new colleague for a prospect.
            shifts.enlist(self._desk, now)
        with self._minding(now):
            inbox.receive(self._desk, message, now)

    def receipt(self, receipt: Receipt, now: datetime) -> None:
        """Keep what became of a message of ours."""
        with self._minding(now):
            inbox.receipt(self._desk, receipt, now)

    @contextmanager
    def _minding(self, now: datetime) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            health.refused(self._desk, str(error), now)
            raise


def web(
    desk: Desk, files: Files, settings: Settings, clock: Callable[[], datetime]
) -> front.App:
    """Return the web server's application."""
    return front.create(
        Door(desk, files),
        desk.channels,
        lambda: health.problems(desk, clock()),
        public_url=settings.public_url,
        clock=clock,
    )
