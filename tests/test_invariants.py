"""What must hold whoever says what, whenever, and whatever the provider does: random lives of a small team, and races.

`make test` plays the same few lives every time; SAPA_LIVES=500 plays that many new ones.
"""

import logging
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text

from bot.core.message import Draft, Message, Text
from bot.core.permission import TEMPLATES
from bot.desk import inbox, outbox, staff, timers
from bot.desk.desk import Desk
from bot.desk.work import Work
from bot.play.notebook import Sent
from store import outbox as sends
from store import people, tables
from store.db import Connection, connect
from tests.reckoning import mistakes
from tests.stage import BREATH, STAFF, Theatre

LIVES = int(os.environ.get("SAPA_LIVES", "0"))
PROSPECTS = {"grace": "+6581000001", "wei": "+6581000002", "nur": "+6581000003"}
COLLEAGUES = {**STAFF, "bram": ("rep+manager", "+62899000008")}

_NUMBERS = set(PROSPECTS.values())
prospects = st.sampled_from(sorted(PROSPECTS))
colleagues = st.sampled_from(sorted(COLLEAGUES))
anybody = st.sampled_from(sorted({**PROSPECTS, **COLLEAGUES}))

SMALL_TALK = (
    "hi", "agent please", "STOP", "berhenti", "START", "berhenti sebentar", "ya", "no", "1", "3", "English please",
    "bahasa", "👍", "", "change my name", "restart", "cancel", "thanks", "not sure yet", "can you stop by tomorrow?",
)  # fmt: skip
STAFF_WORDS = (
    "on",
    "off",
    "who",
    "leads",
    "done",
    "help",
    "accept",
    "decline",
    "1",
    "2",
    "stop",
    "",
)
#: Refused now, refused in a receipt, a closed window, a line lost after the message was taken, a pause asked for.
CODES = ("!21211", "!21610", "63016", "63024", "?", "+5")
TIMES = [timedelta(**t) for t in (
    {"seconds": 20}, {"seconds": 61}, {"minutes": 3}, {"minutes": 5}, {"minutes": 30}, {"minutes": 36}, {"hours": 2},
    {"hours": 25},
)]  # fmt: skip


class Lives(RuleBasedStateMachine):
    """Three prospects, two reps and two managers live on; after every step everything must be in order."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Theatre()
        self.looked = 0
        self.words = 0
        self.errors: list[str] = []
        self.ear = logging.Handler(logging.ERROR)
        self.ear.emit = self._overhear  # type: ignore[method-assign]
        logging.getLogger("bot").addHandler(self.ear)

    def _overhear(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.errors.append(record.getMessage())

    def teardown(self) -> None:
        logging.getLogger("bot").removeHandler(self.ear)
        self.play.close()

    @initialize(
        scene=st.sampled_from(["strangers", "a lead with sari", "a lead offered"]),
        templates=st.booleans(),
    )
    def begin(self, scene: str, *, templates: bool) -> None:
        play = self.play
        for template in TEMPLATES if templates else ():
            play.template(template)
        for name, (role, number) in COLLEAGUES.items():
            play.join(name, role, number)
        for name, number in PROSPECTS.items():
            play.meet(name, number)
        play.tell("sari", "on")
        play.tell("ratna", "on")
        if scene != "strangers":
            play.tell("grace", "agent please")
        if scene == "a lead with sari":
            play.accept("sari", "grace")
            play.tell("sari", "hello")
            play.tell("grace", "hello")

    @rule(who=prospects, words=st.sampled_from(SMALL_TALK))
    def small_talk(self, who: str, words: str) -> None:
        self.play.tell(who, words)

    @rule(who=prospects)
    def answers(self, who: str) -> None:
        self.play.answer(who)

    @rule(who=colleagues, words=st.sampled_from(STAFF_WORDS))
    def staff_words(self, who: str, words: str) -> None:
        self.play.tell(who, words)

    @rule(who=prospects)
    def speaks(self, who: str) -> None:
        """What a prospect says reaches the one who has the lead, and nobody else."""
        word, owner = self._word(), self._owner(who)
        got = self._readers(word, self.play.tell(who, f"{word} please"), "relay")

        assert got <= {owner}, f"{who} wrote to {owner}, read by {got}"
        if owner and self._reachable(owner):
            assert got == {owner}

    @rule(
        who=colleagues, lead=prospects, how=st.sampled_from(["plainly", "by code", "by quote"])
    )
    def replies(self, who: str, lead: str, how: str) -> None:
        """What a colleague says reaches one prospect whose lead is theirs, the one they named, or nobody."""
        word = self._word()
        mine = {name for name in PROSPECTS if self._owner(name) == who}
        about = self.play.sent_to(who)
        if how == "by code" and (self.play.talk(lead) and self._case(lead)):
            mine &= {lead}
            sent = self.play.tell(who, f"#{self._case(lead).code} {word} there")
        elif how == "by quote" and about:
            sent = self.play.tell(who, f"{word} there", reply_to=about[-1].id)
        else:
            sent = self.play.tell(who, f"{word} there")
        got = {name for name in self._readers(word, sent, "relay") if name in PROSPECTS}

        assert len(got) <= 1
        assert got <= mine, f"{who} has {mine}, read by {got}"

    @rule(who=anybody, whose=anybody, n=st.integers(0, 7))
    def presses(self, who: str, whose: str, n: int) -> None:
        """Any button that was ever shown, to them or to somebody else, late or twice."""
        shown = [o for sent in self.play.sent_to(whose) for o in sent.draft.options]
        if shown:
            option = shown[-1 - n % len(shown)]
            self.play.tell(
                who, option.label, kind="button", option=option.id, label=option.label
            )

    @rule(time=st.sampled_from(TIMES))
    def time_passes(self, time: timedelta) -> None:
        self.play.passes(time)
        self.play.settle()

    @rule(who=anybody, code=st.sampled_from(CODES))
    def trouble_ahead(self, who: str, code: str) -> None:
        self.play.fail(who, code)

    @rule(who=colleagues)
    def leaves_or_returns(self, who: str) -> None:
        if self._works_here(who):
            self.play.leave(who)
        else:
            self.play.join(who, *COLLEAGUES[who])
        self.play.settle()

    @invariant()
    def all_is_in_order(self) -> None:
        found = self.errors + mistakes(self.play, self.looked) + self._said_twice()
        self.looked = len(self.play.notebook.sent)
        assert not found, "\n".join(found)

    def _said_twice(self) -> list[str]:
        """No prospect reads the same words of a colleague twice."""
        read = [
            str(s.draft.text)
            for s in self.play.notebook.sent
            if s.to.id in _NUMBERS and not s.draft.template
        ]
        return [
            words for words, n in Counter(read).items() if n > 1 and words.startswith("kata")
        ]

    def _word(self) -> str:
        self.words += 1
        return f"kata{self.words}"

    def _case(self, who: str) -> Any:
        talk = self.play.talk(who)
        rows = self.play.rows(tables.handoff, conversation_id=talk.id) if talk else []
        return rows[-1] if rows else None

    def _owner(self, who: str) -> str:
        case = self._case(who)
        if case is None or case.state != "accepted":
            return ""
        (row,) = self.play.rows(tables.staff, id=case.rep_id)
        return self.play.who(row.external_id)

    def _works_here(self, who: str) -> bool:
        return any(m.name == who.title() for m in self.play.desk.rules.business.staff)

    def _reachable(self, who: str) -> bool:
        """Say whether a message goes through at once."""
        (row,) = self.play.rows(tables.address, external_id=self.play.number(who))
        channel = self.play.rows(tables.channel_state)
        paused = any(c.paused_until and c.paused_until > self.play.now for c in channel)
        waits = list(self.play.rows(tables.outbox, address_id=row.id, state="queued"))
        return (
            row.external_id not in self.play.notebook.failing
            and self.play.now - row.last_in_at < timedelta(hours=23)
            and not row.blocked_at and not row.window_closed_at and not paused and not waits
        )  # fmt: skip

    def _readers(self, word: str, sent: list[Sent], klass: str) -> set[str]:
        classes = self.play.classes()
        return {
            self.play.who(s.to.id)
            for s in sent
            if classes[s.key] == klass and word in [*str(s.draft.text).split(), ""]
        }


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=LIVES or 8,
    stateful_step_count=60 if LIVES else 25,
    derandomize=not LIVES,
    deadline=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a life is short enough to be read
    suppress_health_check=list(HealthCheck),
)


# --- Races, on PostgreSQL -------------------------------------------------------------------------


@pytest.fixture
def crowded(postgresql_url: str) -> Iterator[Theatre]:
    """The same stage where transactions really meet."""
    play = Theatre(lambda _, rules: Desk(connect(postgresql_url), {}, rules)).staffed()
    for name, number in PROSPECTS.items():
        play.meet(name, number)
    yield play
    assert mistakes(play) == []
    assert play.desk.db.read(lambda c: c.execute(text(DEADLOCKS)).scalar_one()) == 0
    play.close()


DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def at_once(*works: Callable[[], object]) -> list[Any]:
    """Do all of it at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(run, work) for work in works]]


def pressing(play: Theatre, who: str, option: str, cause: str) -> Callable[[], object]:
    """Press a button in a transaction of its own."""

    def press(c: Connection) -> None:
        member = people.colleague(c, people.meet(c, "whatsapp", play.number(who), play.now))
        assert member is not None
        work = Work(play.desk, c, play.now, cause=cause, received_at=play.now)
        staff.press(work, member, option)
        work.close()

    return lambda: play.desk.db.write(press)


def test_an_offer_taken_twenty_times_at_once_is_taken_once(crowded: Theatre) -> None:
    for turn, name in enumerate(PROSPECTS):
        crowded.tell(name, "agent please")
        (offer,) = crowded.rows(tables.offer, state="offered")
        option = f"offer:{offer.id}:accept"
        before = len(crowded.notebook.sent)
        at_once(*(pressing(crowded, "sari", option, f"race:{turn}:{n}") for n in range(20)))
        crowded.settle()

        told = crowded.reads("sari", crowded.notebook.sent[before:])
        assert told.count(" is yours.") == 1
        assert told.count("is already yours") == 19
        assert (
            crowded.reads(name, crowded.notebook.sent[before:]).count("joining this chat") == 1
        )


def test_who_freezes_in_the_middle_of_a_turn_stops_no_other_clock(crowded: Theatre) -> None:
    for name in ("grace", "wei"):
        crowded.tell(name, "agent please")
    frozen = crowded.case("grace")
    crowded.now += timedelta(minutes=5)
    held = text("SELECT id FROM conversation WHERE id = :id FOR UPDATE")

    with crowded.desk.db.engine.connect() as c:
        c.execute(held, {"id": frozen.conversation_id})
        began = time.monotonic()
        while timers.ring(crowded.desk, lambda: crowded.now):
            pass
        assert time.monotonic() - began < 2
    rung = {row.handoff_id for row in crowded.rows(tables.alert)}
    timers.ring(crowded.desk, lambda: crowded.now)
    crowded.settle()

    assert rung == {crowded.case("wei").id}
    assert {row.handoff_id for row in crowded.rows(tables.alert)} == rung | {frozen.id}


def test_a_rep_and_a_manager_reach_for_a_lead_and_one_of_them_has_it(crowded: Theatre) -> None:
    for turn, name in enumerate(PROSPECTS):
        crowded.tell(name, "agent please")
        crowded.passes(timedelta(minutes=5))
        (offer,) = crowded.rows(tables.offer, state="offered")
        case = crowded.case(name)
        at_once(
            *(
                pressing(crowded, "sari", f"offer:{offer.id}:accept", f"s{turn}:{n}")
                for n in range(5)
            ),
            *(
                pressing(crowded, "ratna", f"sla:{case.id}:takeover", f"r{turn}:{n}")
                for n in range(5)
            ),
        )
        crowded.settle()

        owner = crowded.case(name).rep_id
        assert owner in {row.id for row in crowded.rows(tables.staff)}
        taken = [
            row
            for row in crowded.rows(tables.offer, handoff_id=case.id)
            if row.state == "accepted"
        ]
        assert len(taken) <= 1


def test_two_first_words_at_once_begin_one_conversation(crowded: Theatre) -> None:
    for name in PROSPECTS:
        for n in range(6):
            crowded.tell(name, f"hello {n}", settle=False)
    clock = lambda: crowded.now  # noqa: E731
    at_once(*(lambda: inbox.apply(crowded.desk, clock) for _ in range(6)))
    crowded.settle()

    assert len(crowded.rows(tables.conversation)) == len(PROSPECTS)


def test_both_sides_write_at_once_and_nobody_waits_for_the_other(crowded: Theatre) -> None:
    """A prospect, her colleague, the clock and the senders all want the same conversation."""
    crowded.tell("grace", "agent please")
    crowded.accept("sari", "grace")
    clock = lambda: crowded.now  # noqa: E731
    for n in range(10):
        crowded.tell("grace", f"mine{n}", settle=False)
        crowded.tell("sari", f"yours{n}", settle=False)
        crowded.now += timedelta(minutes=1)
        at_once(
            lambda: inbox.apply(crowded.desk, clock), lambda: inbox.apply(crowded.desk, clock),
            lambda: timers.ring(crowded.desk, clock), lambda: _send_all(crowded), lambda: _send_all(crowded),
        )  # fmt: skip
        crowded.settle()

    read = crowded.reads("grace", crowded.notebook.sent)
    assert [line for line in read.split("\n") if line.startswith("yours")] == [
        f"yours{n}" for n in range(10)
    ]
    read = crowded.reads("sari", crowded.notebook.sent)
    assert [line for line in read.split("\n") if "mine" in line] == [
        f"│ mine{n}" for n in range(10)
    ]


def _send_all(play: Theatre) -> None:
    for _, row in outbox.claim(play.desk, "whatsapp", play.now, 10):
        outbox.send(play.desk, row, lambda: play.now)


def test_no_nudge_passes_its_decision_point_after_stop_was_acknowledged(
    crowded: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty rounds: a sender has the nudge in hand while STOP comes in."""
    names = [f"p{n}" for n in range(50)]
    crowded.desk.db.write(lambda c: _nudges(crowded, c, names))
    claimed = outbox.claim(crowded.desk, "whatsapp", crowded.now, 100)
    decided = _decisions(crowded, monkeypatch)
    for name, (_, row) in zip(names, claimed, strict=True):
        decided.clear()
        acknowledged, _ = at_once(
            lambda: _stops(crowded, name),  # noqa: B023 - runs at once
            lambda: _sends(crowded, row),  # noqa: B023
        )
        assert all(at < acknowledged for at in decided)
    crowded.now += BREATH
    crowded.settle()

    nudges = [row.state for row in crowded.rows(tables.outbox, klass="nudge")]
    assert len(nudges) == 50
    assert set(nudges) == {"sent", "suppressed"}, "the race was always won by the same one"


def _nudges(play: Theatre, c: Connection, names: list[str]) -> None:
    work = Work(play.desk, c, play.now, cause="race")
    for n, name in enumerate(names):
        play.meet(name, f"+65820000{n:02d}")
        address = people.meet(c, "whatsapp", play.number(name), play.now)
        people.heard_from(c, address.id, play.now, "")
        work.post(address, Draft(Text("Are you still there?")), "nudge")
    work.close()


def _sends(play: Theatre, row: Any) -> None:
    time.sleep(random.uniform(0, 0.012))  # noqa: S311 - any spread will do
    outbox.send(play.desk, row, lambda: play.now)


def _stops(play: Theatre, name: str) -> float:
    """Say STOP a little later than the others begin; return when it was acknowledged."""
    time.sleep(random.uniform(0, 0.012))  # noqa: S311 - any spread will do
    stop = Message(f"MM{name}", play._people[name], "STOP", play.now)
    inbox.receive(play.desk, stop, play.now + BREATH)
    return time.monotonic()


def _decisions(play: Theatre, patch: pytest.MonkeyPatch) -> list[float]:
    """Note when messages pass their decision point, and let that take a while."""
    decided: list[float] = []
    mine = threading.local()
    begin = sends.begin

    def slowly(*args: Any) -> bool:
        decides = begin(*args)
        time.sleep(0.005)
        mine.decides = decides
        return decides

    def noted(name: str) -> None:
        if name == "commit.before" and getattr(mine, "decides", False):
            mine.decides = False
            decided.append(time.monotonic())

    patch.setattr(sends, "begin", slowly)
    patch.setattr(play.desk.db, "_passing", noted)
    return decided
