from datetime import UTC, datetime, timedelta

import pytest

from bot.core.permission import (
    ByTemplate,
    Free,
    Later,
    Never,
    Purpose,
    Standing,
    Verdict,
    may_send,
)

NOW = datetime(2026, 8, 14, 12, tzinfo=UTC)
RECENT = NOW - timedelta(minutes=2)
YESTERDAY = NOW - timedelta(hours=25)

HERE = Standing(last_in_at=RECENT)
GONE = Standing(last_in_at=YESTERDAY)
STOPPED = Standing(last_in_at=RECENT, opted_out_at=RECENT, opted_in=True)
WROTE_AGAIN = Standing(last_in_at=RECENT, opted_out_at=YESTERDAY, opted_in=True)
REP = Standing(last_in_at=RECENT, staff=True, opted_out_at=RECENT)
REP_AWAY = Standing(last_in_at=YESTERDAY, staff=True)
NEW_REP = Standing(last_in_at=None, staff=True)


def verdict(purpose: Purpose, standing: Standing, *, templates: bool = True) -> Verdict:
    return may_send(purpose, standing, now=NOW, has_template=lambda _: templates)


@pytest.mark.parametrize(
    ("purpose", "standing", "expected"),
    [
        ("reply", HERE, Free()),
        ("relay", HERE, Free()),
        ("nudge", HERE, Free()),
        ("marketing", HERE, Never("no_consent")),
        ("marketing", Standing(last_in_at=RECENT, opted_in=True), Free()),
        ("reply", GONE, ByTemplate("knock")),
        ("relay", GONE, ByTemplate("knock")),
        ("nudge", GONE, Never("window_closed")),
        ("optout", STOPPED, Free()),
        ("reply", STOPPED, Never("opted_out")),
        ("relay", STOPPED, Never("opted_out")),
        ("nudge", STOPPED, Never("opted_out")),
        ("marketing", STOPPED, Never("opted_out")),
        ("reply", WROTE_AGAIN, Free()),
        ("relay", WROTE_AGAIN, Free()),
        ("nudge", WROTE_AGAIN, Never("opted_out")),
        ("marketing", WROTE_AGAIN, Never("opted_out")),
        ("offer", REP, Free()),
        ("staff", REP, Free()),
        ("offer", REP_AWAY, ByTemplate("lead_offer")),
        ("remind", REP_AWAY, ByTemplate("lead_reminder")),
        ("relay", REP_AWAY, ByTemplate("lead_reminder")),
        ("alert", REP_AWAY, ByTemplate("breach_alert")),
        ("staff", REP_AWAY, Never("window_closed")),
        ("alert", NEW_REP, ByTemplate("breach_alert")),
        ("offer", Standing(last_in_at=None, staff=True, window=None), Free()),
        ("reply", Standing(last_in_at=RECENT, blocked=True), Never("blocked")),
        ("offer", Standing(last_in_at=RECENT, blocked=True, staff=True), Never("blocked")),
        ("nudge", Standing(RECENT, held_until=NOW + timedelta(hours=1)), Later(NOW + timedelta(hours=1))),
        ("nudge", Standing(RECENT, held_until=NOW), Free()),
        ("reply", Standing(RECENT, held_until=NOW + timedelta(hours=1)), Free()),
        ("reply", Standing(RECENT, closed_at=NOW), ByTemplate("knock")),
        ("reply", Standing(RECENT, closed_at=YESTERDAY), Free()),
    ],
)  # fmt: skip
def test_who_may_be_written_to(purpose: Purpose, standing: Standing, expected: Verdict) -> None:
    assert verdict(purpose, standing) == expected


@pytest.mark.parametrize("purpose", ["reply", "relay", "offer", "alert", "staff", "nudge"])
def test_without_a_template_a_closed_window_stays_closed(purpose: Purpose) -> None:
    away = REP_AWAY if purpose in {"offer", "alert", "staff"} else GONE

    assert verdict(purpose, away, templates=False) == Never("window_closed")


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(hours=23, minutes=49, seconds=59), Free()),
        (timedelta(hours=23, minutes=50), ByTemplate("knock")),
        (timedelta(seconds=-1), Free()),
    ],
)
def test_the_window_closes_ten_minutes_early(ago: timedelta, expected: Verdict) -> None:
    assert verdict("reply", Standing(last_in_at=NOW - ago)) == expected
