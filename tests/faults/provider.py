"""The provider has a bad day: each call may go wrong, receipts come in any order, webhooks are posted again."""

import random
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from flask import request

from bot.sandbox.errands import Errands
from bot.sandbox.faults import Fault, parse_fault
from bot.sandbox.plan import Plan
from bot.sandbox.post import Answer, Post
from bot.sandbox.receipts import Script
from bot.sandbox.sandbox import Sandbox

#: What may happen to a call that goes wrong, and how often among them.
FAULTS = {
    "429": 2, "429:1": 1, "500": 3, "503": 2, "503:1": 1, "hang": 3, "accept_hang": 4, "accept_close": 4,
    "accept_500": 4, "slow:0.3": 6, "garbage": 3, "close": 3,
}  # fmt: skip
#: Of the calls that make buttons, where nothing can be doubled.
CONTENT_FAULTS = {"500": 1, "hang": 1, "slow:0.3": 2, "garbage": 1, "close": 1, "429": 1}
#: A third of what a message that is not in the list is given, at a pace of twenty.
_LAG = 2.0
_ORDERS = (("delivered", "sent"), ("read", "sent", "delivered"), ("sent", "delivered", "read"))


class Weather(Plan[Fault]):
    """Decides about each call by the seed, the number and how many calls for that number came before."""

    def __init__(self, seed: int, share: float, faults: Mapping[str, int]) -> None:
        super().__init__()
        self._seed, self._share = seed, share
        self._faults = [parse_fault(words) for words, n in faults.items() for _ in range(n)]
        self._calls: Counter[str] = Counter()
        self._counting = threading.Lock()
        self.happened: Counter[str] = Counter()

    def clear(self) -> None:
        """From now on all goes well."""
        super().clear()
        self._share = 0

    def take(self, to: str = "") -> Fault | None:
        if _caller_is_gone():  # a machine too slow for this pace is no fault of the provider
            return parse_fault("close")
        with self._counting:
            self._calls[to] += 1
            chance = random.Random(f"{self._seed} {to} {self._calls[to]}")
            if chance.random() >= self._share:
                return super().take(to)
            fault = chance.choice(self._faults)
            self.happened[str(fault)] += 1
            return fault


def _caller_is_gone() -> bool:
    line: socket.socket | None = request.environ.get("werkzeug.socket")
    if line is None:
        return False
    gone = select.poll()
    gone.register(line, select.POLLRDHUP)
    return bool(gone.poll(0))


class Muddle(Plan[Script]):
    """Receipts out of order, doubled, late."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        self._calls: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._clear = False

    def clear(self) -> None:
        self._clear = True

    def take(self, to: str = "") -> Script | None:
        with self._counting:
            self._calls[to] += 1
            chance = random.Random(f"receipts {self._seed} {to} {self._calls[to]}")
        if self._clear or chance.random() < 0.5:
            return None
        order = chance.choice(_ORDERS)
        return Script(order, chance.choice((1, 1, 2)), chance.choice((0.0, 0.0, 0.2, 1.0)))


class Postbox(Post):
    """Posts to any of several doors; where nobody answers well it tries another, a few times."""

    def __init__(self, post: Post, doors: Sequence[str], seed: int) -> None:
        super().__init__(post.token, post.product, post.public)
        self.noted = post.noted
        self._doors = doors
        self._chance = random.Random(f"post {seed}")

    def form(
        self, url: str, form: Mapping[str, str], *, forged: bool = False, charset: bool = False
    ) -> Answer:
        answer = super().form(url, form, forged=forged, charset=charset)
        for pause in (0.1, 0.4, 1.0):
            if answer.good or 400 <= answer.status < 500:
                break
            time.sleep(pause)
            answer = super().form(url, form, forged=forged, charset=charset)
        return answer

    def _once(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        self.product = self._chance.choice(self._doors)
        return super()._once(url, form, headers)


class Lagging(Errands):
    """Carries a message some time after it was accepted: until then the list does not show it."""

    def __init__(self, seed: int) -> None:
        super().__init__("carrier")
        self._chance = random.Random(f"lag {seed}")

    def later(self, seconds: float, errand: Callable[[], object]) -> None:
        super().later(self._chance.choice((0, 0.1, _LAG)), errand)


def cloud(sandbox: Sandbox, doors: Sequence[str], seed: int, share: float) -> Weather:
    """Let the sandbox have such a day."""
    provider = sandbox.provider
    weather = Weather(seed, share, FAULTS)
    provider.faults = weather
    provider.content_faults = Weather(seed, share / 2, CONTENT_FAULTS)
    provider.receipts.scripts = Muddle(seed)
    provider.post = Postbox(provider.post, doors, seed)
    provider._carriers = Lagging(seed)
    return weather


def clear(sandbox: Sandbox) -> None:
    """The day is over: what is left to do goes well."""
    provider = sandbox.provider
    for plan in (provider.faults, provider.content_faults, provider.receipts.scripts):
        plan.clear()
