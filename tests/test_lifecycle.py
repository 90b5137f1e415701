import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lifecycle import (
    CAPTURED,
    Closed,
    Event,
    Outcome,
    Refused,
    Stage,
    Status,
    advance,
    moves,
    possible,
)


def walk(*events: Event | Closed) -> tuple[str, str]:
    at = CAPTURED
    for event in events:
        at = advance(*at, event)
    return at


TALKING = (Event.MQL, Event.ACCEPTED, Event.FIRST_WORDS, Event.PROSPECT_ANSWERED)


@pytest.mark.parametrize(
    ("events", "place"),
    [
        ((), ("Lead", "New")),
        (TALKING[:1], ("MQL", "New")),
        (TALKING[:2], ("SAL", "New")),
        (TALKING[:3], ("SAL", "Attempting Contact")),
        (TALKING, ("SAL", "Connected")),
        ((*TALKING, Event.BANT_COMPLETE), ("SQL", "Working")),
        ((Event.ACCEPTED,), ("SAL", "New")),
        ((Event.BANT_COMPLETE,), ("Lead", "New")),
        ((*TALKING[:3], Event.BANT_COMPLETE), ("SAL", "Attempting Contact")),
        ((*TALKING, Event.FIRST_WORDS, Event.MQL, Event.ACCEPTED), ("SAL", "Connected")),
        ((Event.MQL, Event.PROSPECT_ANSWERED), ("MQL", "New")),
        ((*TALKING, Closed(Outcome.WON)), ("Opportunity", "Converted")),
        ((*TALKING, Closed(Outcome.NURTURE)), ("SAL", "Nurture")),
        ((Event.ACCEPTED, Closed(Outcome.UNQUALIFIED)), ("SAL", "Unqualified")),
        ((*TALKING, Closed(Outcome.DISQUALIFIED, "budget")), ("SAL", "Disqualified")),
        ((*TALKING, Closed(Outcome.NURTURE), Event.RETURNED), ("SAL", "Recycled")),
        (
            (*TALKING, Closed(Outcome.NURTURE), Event.ACCEPTED, Event.FIRST_WORDS),
            ("SAL", "Attempting Contact"),
        ),
        ((*TALKING, Closed(Outcome.WON), Event.RETURNED), ("Opportunity", "Converted")),
    ],
)
def test_the_path_of_a_lead(events: tuple[Event | Closed, ...], place: tuple[str, str]) -> None:
    assert walk(*events) == place


def test_with_bant_known_from_the_start_sql_follows_connected_at_once() -> None:
    sal = Stage.SAL

    assert moves(Stage.MQL, Status.NEW, Event.ACCEPTED, bant=True) == ((sal, Status.NEW),)
    assert moves(sal, Status.ATTEMPTING, Event.PROSPECT_ANSWERED, bant=True) == (
        (sal, Status.CONNECTED),
        (Stage.SQL, Status.WORKING),
    )
    assert moves(sal, Status.CONNECTED, Event.PROSPECT_ANSWERED, bant=False) == ()


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((Event.FIRST_WORDS,), "nobody has accepted"),
        ((Event.MQL, Closed(Outcome.WON)), "nobody has accepted"),
        ((Event.ACCEPTED, Closed(Outcome.DISQUALIFIED)), "needs a reason"),
        ((Event.ACCEPTED, Closed(Outcome.WON), Closed(Outcome.NURTURE)), "stays converted"),
    ],
)
def test_moves_that_make_no_sense_are_refused(
    events: tuple[Event | Closed, ...], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        walk(*events)


def test_places_that_do_not_exist() -> None:
    assert not possible(Stage.MQL, Status.CONVERTED)
    assert not possible(Stage.SQL, Status.NEW)
    assert possible(Stage.SQL, Status.ATTEMPTING)
    with pytest.raises(Refused, match="SQL and New do not go together"):
        advance(Stage.SQL, Status.NEW, Event.MQL)


ANYTHING = st.sampled_from(Event) | st.builds(
    Closed, st.sampled_from(Outcome), st.sampled_from(["", "lost"])
)


@given(st.lists(ANYTHING, max_size=12))
def test_whatever_happens_stages_go_forward_and_places_exist(
    events: list[Event | Closed],
) -> None:
    at = CAPTURED
    for event in events:
        try:
            to = advance(*at, event)
        except Refused:
            continue
        assert to[0].rank >= at[0].rank
        assert possible(*to)
        at = to
