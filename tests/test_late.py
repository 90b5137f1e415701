"""Words that reach us only from the provider's list, after a restore: STOP in them holds, and nobody answers them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import app
from bot.core.message import Address, Message
from bot.desk import consent, inbox, restored
from bot.play.stage import Stage
from store import lives, timers
from store.tables import inbox as kept
from store.tables import outbox

BUDI = Address("whatsapp", "+6281111111")


@pytest.fixture
def stage() -> Stage:
    stage = Stage(app.Files(Path(__file__).parents[1] / "business.toml").read(), app.rehearsal)
    stage.cast("budi", BUDI)
    for words in ("halo", "boleh"):
        stage.says("budi", words)
    stage.heard()
    return stage


def come_back(stage: Stage) -> None:
    """From a copy made just now, an hour later."""
    stage.now += timedelta(hours=1)
    restored.look(stage.desk, stage.now, forced=True)


def late(stage: Stage, text: str, minutes_ago: int) -> None:
    at = stage.now - timedelta(minutes=minutes_ago)
    message = Message(f"SM{minutes_ago:032d}", BUDI, text, at)
    inbox.receive(stage.desk, message, at, late=True)


def is_out(stage: Stage) -> bool:
    return stage.desk.db.read(lambda c: consent.is_out(c, str(BUDI)))


def test_late_words_are_kept_and_not_answered(stage: Stage) -> None:
    come_back(stage)
    late(stage, "Budi", 30)
    restored.release(stage.desk, stage.now)
    stage.passes(timedelta(minutes=1))

    rows = stage.desk.db.read(lambda c: list(c.execute(kept.select())))
    assert [(row.text, row.state) for row in rows][-1] == ("Budi", "done")
    assert stage.heard() == []


@pytest.mark.parametrize("words", ["STOP", "berhenti", "please stop messaging me"])
def test_a_late_stop_holds_since_it_was_said(stage: Stage, words: str) -> None:
    come_back(stage)
    late(stage, words, 30)

    assert is_out(stage)


def test_late_words_that_may_mean_stop_hold_as_stop(stage: Stage) -> None:
    """We may have asked, and they may have said yes: neither is known any more."""
    come_back(stage)
    late(stage, "can you stop", 30)

    assert is_out(stage)


def test_a_late_start_after_a_late_stop_holds(stage: Stage) -> None:
    come_back(stage)
    late(stage, "STOP", 30)
    late(stage, "START", 20)

    assert not is_out(stage)


def test_what_was_decided_since_is_not_undone_by_late_words(stage: Stage) -> None:
    come_back(stage)
    stage.says("budi", "STOP")
    late(stage, "START", 20)

    assert is_out(stage)


def test_nobody_is_nudged_before_late_words_were_heard(stage: Stage) -> None:
    come_back(stage)
    restored.release(stage.desk, stage.now)
    stage.says("budi", "Budi")  # from now on the silence counts again
    stage.heard()
    stage.passes(timedelta(hours=2, minutes=1))
    silent = stage.heard()
    stage.desk.db.write(lambda c: lives.heard(c, stage.now))
    stage.passes(timedelta(minutes=2))

    assert silent == []
    assert [name for name, _ in stage.heard()] == ["budi"]


def test_old_clocks_and_nudges_do_not_ring(stage: Stage) -> None:
    assert stage.desk.db.read(timers.next_due) is not None

    come_back(stage)

    assert stage.desk.db.read(timers.next_due) is None
    states = stage.desk.db.read(lambda c: {row.state for row in c.execute(outbox.select())})
    assert states == {"sent"}


def test_a_release_happens_once(stage: Stage) -> None:
    come_back(stage)
    restored.release(stage.desk, stage.now)
    restored.release(stage.desk, stage.now + timedelta(minutes=1))

    assert not restored.waits(stage.desk)
