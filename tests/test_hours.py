from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.hours import Hours, Interval, intervals

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = intervals("09:00-12:00, 13:00-18:00")
#: Saturday mornings only; Monday 17 August 2026 is a holiday.
SHOP = Hours((DAY, DAY, DAY, DAY, DAY, intervals("09:00-13:00"), ()), JAKARTA, frozenset({date(2026, 8, 17)}))  # fmt: skip


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-08-14T09:00", "2026-08-14T09:00"),
        ("2026-08-14T11:59:59", "2026-08-14T11:59:59"),
        ("2026-08-14T12:00", "2026-08-14T13:00"),
        ("2026-08-14T08:59", "2026-08-14T09:00"),
        ("2026-08-14T18:00", "2026-08-15T09:00"),
        ("2026-08-15T13:00", "2026-08-18T09:00"),
        ("2026-08-17T10:00", "2026-08-18T09:00"),
    ],
)
def test_when_somebody_may_be_expected(now: str, opens: str) -> None:
    assert SHOP.next_open(local(now)) == local(opens)
    assert SHOP.is_open(local(now)) == (now == opens)


def test_the_week_is_the_business_not_the_servers() -> None:
    assert SHOP.is_open(datetime(2026, 8, 14, 2, 30, tzinfo=UTC))
    assert not SHOP.is_open(datetime(2026, 8, 14, 12, 30, tzinfo=UTC))


def test_a_business_without_hours_promises_nothing() -> None:
    now = datetime(2026, 8, 14, tzinfo=UTC)

    assert Hours((), JAKARTA).next_open(now) is None
    assert Hours(((),) * 7, JAKARTA).next_open(now) is None


def test_midnight_is_24_00() -> None:
    night = Hours((intervals("20:00-24:00"),) * 7, JAKARTA)

    assert night.is_open(local("2026-08-14T23:59:59"))
    assert not night.is_open(local("2026-08-15T00:00"))


def test_clocks_that_change_are_followed() -> None:
    london = Hours((intervals("09:00-17:00"),) * 7, ZoneInfo("Europe/London"))

    assert london.next_open(datetime(2026, 3, 28, 20, tzinfo=UTC)) == datetime(2026, 3, 29, 8, tzinfo=UTC)  # fmt: skip


def test_how_hours_are_written() -> None:
    assert intervals("9.00 \u2013 12.30") == (Interval(540, 750),)
    assert intervals("closed") == intervals("") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9-5", "must look like"),
        ("09:00-25:00", "no clock shows"),
        ("09:61-10:00", "no clock shows"),
        ("18:00-09:00", "closes before it opens"),
        ("09:00-13:00, 12:00-18:00", "overlap"),
        ("09:00-12:00,", "must look like"),
    ],
)
def test_hours_that_make_no_sense_are_explained(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        intervals(text)
