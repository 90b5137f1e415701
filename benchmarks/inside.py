"""The product's desk in this process, without web server, provider and network: what thinking and keeping cost alone."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count, islice
from pathlib import Path

from benchmarks import product
from benchmarks.talks import FORM
from bot import app, settings
from bot.core.message import Address, Message
from bot.desk import inbox, shifts
from bot.desk.desk import Desk

#: As many threads receive, and as many apply, as in the product.
_RECEIVERS, _APPLIERS = 8, 2
#: Nobody else who writes here has such a number.
_NUMBERS = count(50_000_000)


@contextmanager
def desk(place: Path, url: str) -> Iterator[Desk]:
    """Open the desk on a database, with the colleagues on duty."""
    whole = product.Product(1, url, place / "product.log")
    env = settings.load(product.settings(place, whole, "http://127.0.0.1:1"))
    with app.opened(env, app.Files(env.sapa_business), worker="bench") as opened:
        shifts.enlist(opened, now())
        staff = (*product.REPS, product.MANAGER)
        said = [_message(each, number, "on") for number, each in enumerate(staff)]
        _receive(opened, said)
        _apply(opened)
        yield opened


def turns_per_second(opened: Desk, people: int, seconds: float) -> float:
    """Lead group after group through the form, and count."""
    groups, begin, spent = 0, time.perf_counter(), 0.0
    while spent < seconds:
        groups += 1
        forms(opened, people)
        spent = time.perf_counter() - begin
    return groups * people * len(FORM) / spent


def forms(opened: Desk, people: int) -> None:
    """Lead so many new people through the form, a question at a time: all speak, then all are answered."""
    numbers = list(islice(_NUMBERS, people))
    for step, (words, _) in enumerate(FORM, 1):
        said = [_message(f"+65{n:08d}", step * 10**9 + n, words) for n in numbers]
        _together([partial(_receive, opened, said[n::_RECEIVERS]) for n in range(_RECEIVERS)])
        _together([partial(_apply, opened)] * _APPLIERS)


def hear(opened: Desk, message: Message) -> None:
    """Keep one message and act on it."""
    inbox.receive(opened, message, now())
    _apply(opened)


def now() -> datetime:
    return datetime.now(UTC)


def _message(number: str, name: int, words: str) -> Message:
    return Message(f"SM{name:032x}", Address("whatsapp", number), words, now(), name="Grace")


def _receive(opened: Desk, messages: Sequence[Message]) -> None:
    for message in messages:
        inbox.receive(opened, message, now())


def _apply(opened: Desk) -> None:
    while inbox.apply(opened, now):
        pass


def _together(acts: Sequence[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()
