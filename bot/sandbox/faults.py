"""How a request can go wrong: verbs that tests, the fault menu and the bench write."""

import re
from dataclasses import dataclass

#: Nothing is accepted: the request is refused, or never answered.
BEFORE = ("400", "401", "429", "500", "503", "hang", "close", "redirect")
#: The message is accepted and will reach the phone; the answer is what suffers.
AFTER = ("ok", "slow", "accept_hang", "accept_close", "accept_500", "garbage", "huge")

_FAILURE = re.compile(r"[3-6]\d{4}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A verb and, for some, a number: 400:21211, 429:2, 503:1, slow:9; or a bare code, 63016.

    A bare code means: accepted with 201, and later a callback says that it was not delivered.
    """

    verb: str
    number: float = 0

    def __str__(self) -> str:
        return f"{self.verb}:{self.number:g}" if self.number else self.verb

    @property
    def late_code(self) -> int:
        """The code of the callback that will follow, or 0."""
        return int(self.verb) if _FAILURE.fullmatch(self.verb) else 0

    @property
    def accepts(self) -> bool:
        return self.verb in AFTER or bool(self.late_code)


def parse_fault(words: str) -> Fault:
    verb, _, number = words.strip().partition(":")
    if verb not in BEFORE + AFTER and not _FAILURE.fullmatch(verb):
        raise ValueError(f'"{words}" is not a fault; the verbs are {", ".join(BEFORE + AFTER)}')
    try:
        fault = Fault(verb, float(number or 0))
    except ValueError:
        raise ValueError(f'"{words}": after the colon stands a number') from None
    if verb == "400" and not number:
        raise ValueError("400 needs a code, as in 400:21211")
    return fault
