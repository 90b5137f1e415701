"""Opt-out and opt-in: taken at the door, proven in the ledger, confirmed once."""

from datetime import datetime

from bot.core.effect import Consent
from bot.core.message import Address, Draft, Option
from bot.desk import typed
from bot.desk.work import POLICIES, Work
from bot.flows import phrases
from store import consent, outbox, people, spoken, timers
from store.db import Connection, Row

#: What STOP stops: everything we start ourselves, and every purpose agreed to before.
_ALL = "messages"
_OFFERS = "offers"


def obey(
    c: Connection, sender: Address, word: str, said: str, inbox_id: int, now: datetime
) -> None:
    """Let STOP or START take effect now, before it is acknowledged. START does not bring offers back: they are asked for."""
    granted = word == "start"
    for purpose in (_ALL,) if granted else (_ALL, _OFFERS):
        consent.change(c, str(sender), purpose, "in" if granted else "out", now)
        consent.happened(
            c,
            address=str(sender),
            purpose=purpose,
            granted=granted,
            wording=said[:500],
            wording_version="",
            language="",
            inbox_id=inbox_id,
            actor="the person",
            at=now,
        )
    met = people.find(c, sender.channel, sender.id)
    if met is not None and not granted:
        klasses = [name for name, policy in POLICIES.items() if policy.initiated]
        outbox.suppress(c, met.id, klasses, "opted out")


def is_out(c: Connection, address: str) -> bool:
    """Say whether this address has typed STOP and not START since."""
    return consent.standing(c, address, _ALL) == "out"


def decided_since(c: Connection, address: str, at: datetime) -> bool:
    """Say whether this address has typed STOP or START after this time."""
    last = consent.since(c, address, _ALL)
    return last is not None and last > at


def record(work: Work, address: Row, language: str, effect: Consent) -> None:
    """Write down what a person answered to a question of consent, with the words they were shown."""
    key = f"{address.channel}:{address.external_id}"
    consent.change(work.c, key, effect.purpose, "in" if effect.granted else "out", work.now)
    consent.happened(
        work.c,
        address=key,
        purpose=effect.purpose,
        granted=effect.granted,
        wording=effect.wording,
        wording_version=effect.version,
        language=language,
        inbox_id=work.inbox_id,
        actor="the person",
        at=work.now,
    )


def confirm_stop(work: Work, address: Row, language: str, conversation: Row | None) -> None:
    """Say once a day, and after every return, that STOP was heard; be silent from then on."""
    say = work.desk.rules.voice(language)
    if conversation is not None:
        timers.cancel(work.c, ["nudge"], conversation.id)
    history = consent.history(work.c, f"{address.channel}:{address.external_id}")
    returns = sum(event.granted and event.purpose == _ALL for event in history)
    today = work.now.astimezone(work.desk.rules.business.timezone).date()
    dedupe = f"optout:{address.id}:{returns}:{today}"
    if spoken.exists(work.c, dedupe):
        return
    text = say(
        "consent",
        "Understood, we won't message you again. If you need us later, just write here, or type START.",
    )
    work.post(address, Draft(text), "optout", dedupe=dedupe)


def confirm_start(work: Work, address: Row, language: str) -> None:
    """Say that we are back."""
    say = work.desk.rules.voice(language)
    work.post(
        address, Draft(say("consent", "Welcome back! You can write to us here again.")), "reply"
    )


def withdraw(work: Work, address: Row, row: Row) -> None:
    """They answered that we should stop."""
    sender = Address(address.channel, address.external_id)
    obey(work.c, sender, "stop", row.text, row.id, work.now)


def answered(work: Work, address: Row, text: str) -> str:
    """Return which answer to “shall we stop?” these words are, if that is what we asked last."""
    last = spoken.last_to(work.c, address.id)
    options = Draft.from_json(last.payload).options if last else ()
    if not any(option.id == "optout:yes" for option in options):
        return ""
    said = typed.option(work.c, address.id, text) or phrases.yes_no(text) or ""
    return said if said.startswith("optout:") else said and f"optout:{said}"


def ask_stop(work: Work, address: Row, language: str) -> None:
    """The words might mean STOP: ask, because both mistakes hurt."""
    say = work.desk.rules.voice(language)
    options = (
        Option("optout:yes", str(say("consent", "Yes, stop"))),
        Option("optout:no", str(say("consent", "No, go on"))),
    )
    text = say("consent", "Shall we stop messaging you?")
    work.post(address, Draft(text, options), "reply")
