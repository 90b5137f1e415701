"""Kill the product at the N-th commit, for N = 1, 2, 3 ... until the story passes untouched; the same at the N-th call."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.bubble import Bubble
from bot.sandbox.phones import Phone
from bot.sandbox.sandbox import Sandbox
from tests.faults import checkers, provider, witness
from tests.faults.bench import never_quiet
from tests.faults.fleet import Fleet
from tests.faults.load import answer_to
from tests.product import PATH, until

#: Whoever hears nothing for so long says it again.
_PATIENCE = 4.0
#: Just before and just after a commit; before a call to the provider, and when it was made and is not written down.
POINTS = ("commit.before", "commit.after", "outbox.after_begin", "outbox.before_finish")


@dataclass(frozen=True, slots=True)
class Death:
    """Where a process dies: which, at what, at which passing."""

    part: str
    point: str
    number: int


def sweep(
    folder: Path,
    databases: Iterator[str],
    point: str,
    *,
    parts: Sequence[str],
    first: int = 1,
    stride: int = 1,
) -> Iterator[tuple[Death, list[str]]]:
    """Tell the story once for each N, on a database of its own; the last one is that in which nobody died."""
    for part in parts:
        for number in itertools.count(first, stride):
            death = Death(part, point, number)
            url = next(databases)
            home = folder / f"{part}-{point}-{number}"
            home.mkdir()
            died, mistakes = _tell(home, url, death)
            if died or mistakes:
                yield death, mistakes
            if not died:
                break


def _tell(folder: Path, url: str, death: Death) -> tuple[bool, list[str]]:
    witness.engage(url)
    with Sandbox() as sandbox:
        fleet = Fleet(folder, sandbox, url, small=True)
        sandbox.provider.post = provider.Postbox(sandbox.provider.post, fleet.doors, 0)
        try:
            return _killed(fleet, url, death)
        finally:
            fleet.end()
            fleet.ledger.close()


def _killed(fleet: Fleet, url: str, death: Death) -> tuple[bool, list[str]]:
    fleet.launch(f"{death.point}=kill:{death.number}", at=death.part)
    trouble = []
    try:
        story(fleet)
    except (TimeoutError, AssertionError) as error:
        trouble = [f"the story does not go on: {error}"]
    stuck = never_quiet(fleet)
    died = fleet.restarts > 0
    fleet.end()
    columns = checkers.columns(checkers.Evidence(fleet, witness.ask(url), stuck))
    return died, trouble + [one for column in columns.values() for one in column]


def story(fleet: Fleet) -> None:
    """Grace qualifies, Sari takes the lead and writes, Grace answers and says STOP."""
    grace, sari = fleet.prospect(), fleet.sari
    _until_heard(sari, "on duty", lambda: _say(sari, "on"))
    _qualify(grace)
    offer = _until_heard(sari, "Take #", lambda: None)
    _until_heard(sari, "is yours", lambda: _press(sari, "Accept", offer))
    _until_heard(grace, "Hello Grace!", lambda: _say(sari, "Hello Grace!"))
    _until_heard(sari, "Hello Sari", lambda: _say(grace, "Hello Sari"))
    _until_heard(sari, "typed STOP", lambda: _say(grace, "STOP"))


def _qualify(phone: Phone) -> None:
    """Answer the last question; after a silence once more."""
    _say(phone, PATH[0][0])
    done = PATH[-1][1]
    for _ in range(4 * len(PATH)):
        asked = _asked(phone)
        with suppress(AssertionError):
            until(lambda: _heard(phone, done) or _asked(phone) != asked, _PATIENCE)  # noqa: B023 - waited for here
        if _heard(phone, done):
            return
        _say(phone, answer_to(_asked(phone)) or PATH[0][0])
    raise AssertionError("Grace does not get to the end")


def _asked(phone: Phone) -> str:
    texts = [one.text for one in phone.messages if not one.mine and answer_to(one.text)]
    return texts[-1] if texts else ""


def _until_heard(phone: Phone, text: str, act: Callable[[], None]) -> Bubble:
    """Act, and again after a silence, until the words are on this phone."""
    for _ in range(4):
        act()
        with suppress(AssertionError):
            until(lambda: _heard(phone, text), _PATIENCE)
            return _heard(phone, text)[-1]
    raise AssertionError(f"{phone.line.name} does not hear {text!r}")


def _heard(phone: Phone, text: str) -> list[Bubble]:
    return [one for one in phone.messages if not one.mine and text in one.text]


def _say(phone: Phone, text: str) -> None:
    phone.say(text)


def _press(phone: Phone, label: str, on: Bubble) -> None:
    phone.press(label, on=on)
