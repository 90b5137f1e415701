from datetime import UTC, datetime

from bot.core.routing import Rep, choose

NINE = datetime(2026, 8, 14, 9, tzinfo=UTC)
TEN = datetime(2026, 8, 14, 10, tzinfo=UTC)

SARI = Rep(1, "Sari", on_duty=True, waiting_since=TEN)
ANDI = Rep(2, "Andi", on_duty=True, waiting_since=NINE)
DEWI = Rep(3, "Dewi", on_duty=False)
NOVI = Rep(4, "Novi", on_duty=True)


def test_who_waited_longest_is_asked() -> None:
    choice = choose([SARI, ANDI, DEWI])

    assert choice.rep == ANDI
    assert str(choice) == "Andi has waited longest"
    assert choice.others == {1: "waited_less", 3: "off_duty"}


def test_who_was_never_asked_waited_longest_of_all() -> None:
    assert choose([SARI, ANDI, NOVI]).rep == NOVI


def test_a_prospect_who_returns_goes_to_the_rep_they_had() -> None:
    choice = choose([SARI, ANDI], owner=SARI.id)

    assert choice.rep == SARI
    assert str(choice) == "Sari had this prospect before"


def test_but_not_when_that_rep_is_off_duty_or_was_asked_already() -> None:
    assert choose([SARI, ANDI, DEWI], owner=DEWI.id).rep == ANDI
    assert choose([SARI, ANDI], owner=SARI.id, tried={SARI.id}).rep == ANDI


def test_nobody_is_asked_twice_for_the_same_lead() -> None:
    choice = choose([SARI, ANDI, NOVI], tried={2, 4}, declined={4})

    assert choice.rep == SARI
    assert choice.others == {2: "asked_already", 4: "declined"}


def test_when_all_were_asked_or_nobody_is_there() -> None:
    everybody = choose([SARI, ANDI, DEWI], tried={1, 2})
    nobody = choose([DEWI])

    assert (everybody.rep, str(everybody)) == (None, "everybody on duty was asked already")
    assert (nobody.rep, str(nobody)) == (None, "nobody is on duty")
    assert choose([]).why == "nobody_on_duty"


def test_of_two_who_waited_alike_always_the_same_is_asked() -> None:
    twin = Rep(9, "Tari", on_duty=True, waiting_since=NINE)

    assert choose([twin, ANDI]).rep == choose([ANDI, twin]).rep == ANDI
