"""People who do not wait for the bench: prospects who answer, doubt and leave, reps who compete, a manager."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

from bot.sandbox.bubble import Bubble
from bot.sandbox.phones import Phone
from tests.faults.fleet import Fleet
from tests.product import PATH, together

#: What is asked, and what a prospect answers.
ANSWERS = tuple((asked, words) for (_, asked), (words, _) in pairwise(PATH))
_CODE = re.compile(r"#([A-Z]\d+)")
#: After so many words in a minute the bot would answer no more.
_MOST = 16
_REPEAT_AFTER = 2.5


@dataclass(frozen=True, slots=True)
class Stop:
    """A STOP that was acknowledged."""

    number: str
    at: datetime


class Load:
    """`begin`, and after a while `end`; everybody's choices follow from the seed."""

    def __init__(self, fleet: Fleet, seed: int, prospects: int) -> None:
        self._fleet = fleet
        self._seed = seed
        self._over = threading.Event()
        self._counting = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.stops: list[Stop] = []
        acts: list[Callable[[], None]] = [partial(self._street, n) for n in range(prospects)]
        acts += [self._rep_a, self._rep_b, self._manager]
        self._threads = [threading.Thread(target=act, daemon=True) for act in acts]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def count(self, what: str) -> None:
        with self._counting:
            self.counts[what] += 1

    def wait(self, seconds: float) -> bool:
        """Wait; say whether life goes on."""
        return not self._over.wait(seconds)

    # Prospects

    def _street(self, place: int) -> None:
        """One prospect after the other."""
        chance = random.Random(f"street {self._seed} {place}")
        while self.wait(chance.uniform(0, 0.5)):
            Prospect(self, self._fleet, random.Random(chance.random())).live()

    def say(self, phone: Phone, text: str, chance: random.Random) -> None:
        """Say it; now and then the provider posts it twice at once."""
        copies = 3 if chance.random() < 0.15 else 1
        bubble = phone.say(text, copies=copies, parallel=True)
        kept = any(200 <= status < 300 for status in bubble.answers)
        self.count("acknowledged" if kept else "unheard")
        if kept and text == "STOP":
            self.stops.append(Stop(phone.number, datetime.now(UTC)))

    # Colleagues

    def _rep_a(self) -> None:
        self._rep(self._fleet.sari, self._fleet.andi)

    def _rep_b(self) -> None:
        self._rep(self._fleet.andi, self._fleet.sari)

    def _rep(self, phone: Phone, other: Phone) -> None:
        chance = random.Random(f"rep {self._seed} {phone.number}")
        self.say(phone, "on", chance)
        seen: set[str] = set()
        while self.wait(chance.uniform(0.05, 0.3)):
            for bubble in _new(phone, seen):
                self._react(phone, other, bubble, chance)

    def _react(self, phone: Phone, other: Phone, bubble: Bubble, chance: random.Random) -> None:
        code = next(iter(_CODE.findall(bubble.text)), "")
        labels = {choice.label for choice in bubble.choices}
        if "Accept" in labels:
            self._answer_offer(phone, other, bubble, code, chance)
        elif "Deal" in labels:
            self.press(phone, chance.choice(("Deal", "Later")), bubble)
        elif "is yours" in bubble.text:
            self.say(phone, f"#{code} Hello, how can I help?", chance)
        elif bubble.text.startswith("Not sent"):
            self.count("refused words")
        elif "│" in bubble.text and chance.random() < 0.6:
            self.say(phone, f"#{code} Let me see, one moment. {chance.random():.6f}", chance)
            if chance.random() < 0.3:
                self.say(phone, f"done #{code}", chance)
        elif "not on duty" in bubble.text:
            self.say(phone, "on", chance)

    def _answer_offer(
        self, phone: Phone, other: Phone, bubble: Bubble, code: str, chance: random.Random
    ) -> None:
        mood = chance.random()
        if mood < 0.2:  # nobody answers: it is passed on, and in the end the manager hears
            self.count("ignored offers")
        elif mood < 0.3:
            self.press(phone, "Decline", bubble)
        elif mood < 0.55:  # at the same time as the other
            together(
                [
                    lambda: self.press(phone, "Accept", bubble),
                    lambda: self._snatch(other, code, chance),
                ]
            )
        elif mood < 0.7:
            together([lambda: self.press(phone, "Accept", bubble)] * 2)
        else:
            if mood < 0.8:
                self.wait(chance.uniform(1.8, 2.2))  # about when it is passed on
            self.press(phone, "Accept", bubble)

    def _snatch(self, phone: Phone, code: str, chance: random.Random) -> None:
        """Press the button of the same offer if there is one, else type it."""
        for bubble in reversed(phone.messages):
            offered = any(choice.label == "Accept" for choice in bubble.choices)
            if offered and f"#{code}" in bubble.text:
                self.press(phone, "Accept", bubble)
                return
        self.say(phone, f"accept #{code}", chance)

    def _manager(self) -> None:
        phone = self._fleet.ratna
        chance = random.Random(f"manager {self._seed}")
        self.say(phone, "on", chance)
        seen: set[str] = set()
        while self.wait(chance.uniform(0.2, 0.6)):
            for bubble in _new(phone, seen):
                labels = [choice.label for choice in bubble.choices]
                if "Reassign" in labels and chance.random() < 0.6:
                    self.press(phone, chance.choice(labels), bubble)
                elif "is yours" in bubble.text and (codes := _CODE.findall(bubble.text)):
                    self.say(phone, f"#{codes[0]} Hello, Ratna here.", chance)

    def press(self, phone: Phone, label: str, bubble: Bubble) -> None:
        pressed = phone.press(label, on=bubble)
        kept = any(200 <= status < 300 for status in pressed.answers)
        self.count("acknowledged" if kept else "unheard")


class Prospect:
    """Somebody new, who answers what is asked, and sometimes does something else."""

    def __init__(self, load: Load, fleet: Fleet, chance: random.Random) -> None:
        self._load, self._chance = load, chance
        self._phone = fleet.prospect()
        self._words = 0
        #: After so many words they type STOP, if they do.
        self._stops_after = chance.randint(1, 12) if chance.random() < 0.5 else 99

    def live(self) -> None:
        self._say("hi")
        seen: set[str] = set()
        while self._words < _MOST:
            text = self._next(seen)
            if not self._load.wait(0):
                return
            if self._words >= self._stops_after:
                self._stop()
                return
            self._answer(text)

    def _next(self, seen: set[str]) -> str:
        """Return the newest words of the other side; nothing after a long silence."""
        patience = time.monotonic() + _REPEAT_AFTER
        while time.monotonic() < patience:
            if new := list(_new(self._phone, seen)):
                return new[-1].text
            if not self._load.wait(0.05):
                break
        return ""

    def _answer(self, text: str) -> None:
        words = answer_to(text)
        if words and self._chance.random() < 0.1:  # two thoughts at once
            together([lambda: self._say(words), lambda: self._say("one more thing")])
        elif words:
            self._say(words)
        elif not text:
            self._say("Are you there?")
        elif self._chance.random() < 0.3:
            self._say(f"Thank you. {self._chance.random():.6f}")

    def _stop(self) -> None:
        """Type STOP, at about the moment at which they would be asked whether they are still there."""
        self._load.wait(self._chance.choice((0, self._chance.uniform(1.9, 2.2))))
        self._say("STOP")
        self._load.count("stops")
        if self._chance.random() < 0.4 and self._load.wait(self._chance.uniform(0.5, 2)):
            self._say(self._chance.choice(("START", "wait, one question")))

    def _say(self, text: str) -> None:
        self._words += 1
        self._load.say(self._phone, text, self._chance)


def answer_to(text: str) -> str:
    """Return what is answered to a question of the bot; nothing to other words."""
    return next((words for asked, words in ANSWERS if asked in text), "")


def _new(phone: Phone, seen: set[str]) -> Iterator[Bubble]:
    for bubble in phone.messages:
        if not bubble.mine and bubble.sid not in seen:
            seen.add(bubble.sid)
            yield bubble
