"""Transcripts: a conversation as people see it. What people say is kept, everything else is what really happened.

# a comment                          @ budi prospect +62811...      who there is: name, role, number
budi> halo                           @ sari rep +62899... id        (staff: rep or manager, and a language)
budi< Halo! ...                      + 3 min                        time passes (s, min, h, days)
  [Ya] [Tidak]                       = 2026-11-18 22:00             it is then, in the business's time zone
! a fact that was written down       ~ template knock               a template is approved
sari> [Accept]  presses a button     ~ fail budi 63016              the next message to budi fails
sari> (re: some words) an answer that quotes; (photo) sends a photo
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.business import StaffMember
from bot.core.message import Address
from bot.play.stage import Stage
from bot.settings import Unusable

_SAYS = re.compile(r"(\w+)> (.*)")
_PASSES = re.compile(r"\+ (\d+) ?(s|min|h|days?)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "day": "days", "days": "days"}


class NotUnderstood(Unusable):
    """A line of a transcript that means nothing; it is named."""


def play(text: str, stage: Stage) -> str:
    """Play every line a person wrote and return the transcript as it really went."""
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\w+< |! |  ", line):
            continue
        lines.append(line)
        try:
            _do(line, stage)
        except (ValueError, LookupError, NotUnderstood) as error:
            raise NotUnderstood(f"line {number}: {line}\n  {error}") from error
        lines += [f"! {fact}" for fact in stage.happened()]
        for name, sent in stage.heard():
            first, *rest = sent.lines()
            lines += [f"{name}< {first}", *(f"  {more}" for more in rest)]
    return "\n".join(lines) + "\n"


def _do(line: str, stage: Stage) -> None:
    doing: dict[str, Callable[[str, Stage], None]] = {
        "@": _cast,
        "+": _pass,
        "=": _set,
        "~": _rig,
    }
    if not line.strip() or line.startswith("#"):
        return
    if line[:2].strip() in doing:
        doing[line[0]](line, stage)
    elif spoken := _SAYS.fullmatch(line):
        stage.says(spoken[1], spoken[2])
    else:
        raise NotUnderstood("nobody says this, and it is no command")


def _cast(line: str, stage: Stage) -> None:
    _, name, role, number, *language = line.split()
    address = Address("whatsapp", number)
    if role == "prospect":
        stage.cast(name, address)
        return
    spoken = language[0] if language else "id"
    member = StaffMember(name.capitalize(), tuple(role.split("+")), address, spoken)  # type: ignore[arg-type]
    stage.cast(name, address, member)


def _pass(line: str, stage: Stage) -> None:
    found = _PASSES.fullmatch(line.strip())
    if not found:
        raise NotUnderstood("write + 30 s, + 3 min, + 25 h or + 2 days")
    stage.passes(timedelta(**{_UNITS[found[2]]: int(found[1])}))


def _set(line: str, stage: Stage) -> None:
    then = datetime.fromisoformat(line[2:].strip()).replace(tzinfo=stage.zone)
    stage.passes(then - stage.now)


def _rig(line: str, stage: Stage) -> None:
    match line[2:].split():
        case ["template", name]:
            stage.template(name)
        case ["fail", name, code]:
            stage.fail(name, code)
        case _:
            raise NotUnderstood("write ~ template knock, or ~ fail budi 63016")
