from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.message import Language
from bot.flows.dates import clock, holidays, timeline
from bot.i18n import dates
from tests.chat import WORDS

#: A Friday.
TODAY = date(2026, 8, 14)
JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 8, 14, 10, tzinfo=JAKARTA)


def days(typed: str, today: date = TODAY) -> str:
    """Return the days read as "2026-08-17..2026-08-23", or the one word that was understood."""
    said = timeline.read(typed, today, "ID")
    if said is None:
        return "?"
    if said.span is None or said.kind == "asap":
        return said.kind
    end = said.span.end or ""
    return f"{said.span.start}" if said.span.start == end else f"{said.span.start}..{end}"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("besok", "2026-08-15"), ("bsk aja kak", "2026-08-15"), ("esok la", "2026-08-15"), ("tmrw", "2026-08-15"),
        ("lusa aja", "2026-08-16"),
        ("day after tomorrow", "2026-08-16"), ("senin", "2026-08-17"), ("hari Selasa ya", "2026-08-18"),
        ("Ahad ni", "2026-08-16"),
        ("hari Minggu ya", "2026-08-16"), ("jumat", "2026-08-21"), ("Jumaat ni", "2026-08-14"), ("Jumaat depan", "2026-08-21"),
        ("senin depan", "2026-08-17"), ("kamis minggu depan", "2026-08-20"), ("next Tuesday", "2026-08-18"),
        ("12 Sep", "2026-09-12"),
        ("12hb 9", "2026-09-12"), ("tgl 5", "2026-09-05"), ("tgl 20", "2026-08-20"), ("tgl 5 bulan depan", "2026-09-05"),
        ("September 5th", "2026-09-05"), ("3 Februari", "2027-02-03"), ("03/02/2027", "2027-02-03"),
        ("2027-02-03", "2027-02-03"),
        ("3/2/27", "2027-02-03"), ("29 Feb", "2028-02-29"), ("10-15 September", "2026-09-10..2026-09-15"),
        ("dalam 24 jam", "2026-08-14"),
    ],
)  # fmt: skip
def test_a_day_is_read_day_first_and_lies_ahead(typed: str, read: str) -> None:
    assert days(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("minggu ini", "2026-08-14..2026-08-16"), ("minggu dpn", "2026-08-17..2026-08-23"),
        ("sometime next week", "2026-08-17..2026-08-23"),
        ("weekend ni", "2026-08-15..2026-08-16"), ("hujung minggu depan", "2026-08-22..2026-08-23"),
        ("week after next", "2026-08-24..2026-08-30"), ("awal minggu depan", "2026-08-17..2026-08-18"),
        ("bulan ini", "2026-08-14..2026-08-31"), ("bln depan", "2026-09-01..2026-09-30"),
        ("early next month", "2026-09-01..2026-09-10"),
        ("akhir bulan", "2026-08-21..2026-08-31"), ("awal bulan", "2026-09-01..2026-09-10"),
        ("pertengahan Oktober", "2026-10-11..2026-10-20"), ("early Nov", "2026-11-01..2026-11-10"),
        ("hujung bulan 10", "2026-10-21..2026-10-31"), ("minggu kedua September", "2026-09-08..2026-09-14"),
        ("last week of October", "2026-10-25..2026-10-31"), ("Mac tahun depan", "2027-03-01..2027-03-31"),
        ("bulan 3", "2027-03-01..2027-03-31"), ("Q4", "2026-10-01..2026-12-31"), ("kuartal depan", "2026-10-01..2026-12-31"),
        ("suku kedua 2027", "2027-04-01..2027-06-30"), ("first quarter next year", "2027-01-01..2027-03-31"),
        ("Q1-Q2 2027", "2027-01-01..2027-06-30"), ("semester dpn", "2027-01-01..2027-06-30"),
        ("H2 2028", "2028-07-01..2028-12-31"),
        ("tahun hadapan la", "2027-01-01..2027-12-31"), ("awal thn dpn", "2027-01-01..2027-03-31"),
        ("mid next year", "2027-06-01..2027-07-31"), ("akhir tahun ini", "2026-12-01..2026-12-31"),
        ("2028", "2028-01-01..2028-12-31"),
    ],
)  # fmt: skip
def test_weeks_months_quarters_and_years(typed: str, read: str) -> None:
    assert days(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4 minggu lagi", "2026-09-07..2026-09-13"), ("dua bulanan lagi", "2026-10-01..2026-10-31"),
        ("5 hari lagi", "2026-08-19"),
        ("2-3 bulan lagi", "2026-10-01..2026-11-30"), ("sebulan dua lagi", "2026-09-01..2026-10-31"),
        ("in 4 months", "2026-12-01..2026-12-31"), ("setengah tahun lagi", "2027-02-01..2027-02-28"),
        ("dalam 3 minggu", "2026-08-14..2026-09-04"), ("3 bulan ke depan", "2026-08-14..2026-11-14"),
        ("over 6 months", "2027-02-14.."), ("antara Oktober dan November", "2026-10-01..2026-11-30"),
        ("akhir Desember atau awal Januari", "2026-12-21..2027-01-10"), ("by end of Feb", "2026-08-14..2027-02-28"),
        ("paling lambat September", "2026-08-14..2026-09-30"), ("sebelum Oktober", "2026-08-14..2026-09-30"),
        ("sebelum akhir tahun", "2026-08-14..2026-12-31"), ("setelah Oktober", "2026-11-01.."),
        ("selewat-lewatnya hujung Oktober", "2026-08-14..2026-10-31"), ("tahun depan, bulan Maret", "2027-03-01..2027-03-31"),
        ("bukan bulan ini, bulan depan", "2026-09-01..2026-09-30"),
        ("belum pasti, mungkin bulan depan", "2026-09-01..2026-09-30"),
        ("antara desember sama januari", "2026-12-01..2027-01-31"), ("antara maret ama april", "2027-03-01..2027-04-30"),
        ("antara Disember dengan Januari", "2026-12-01..2027-01-31"), ("antara mei, juli", "?"),
    ],
)  # fmt: skip
def test_from_now_up_to_after_and_between(typed: str, read: str) -> None:
    assert days(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("septmber", "2026-09-01..2026-09-30"), ("desembr", "2026-12-01..2026-12-31"), ("besookk", "2026-08-15"),
        ("seblum oktober", "2026-08-14..2026-09-30"), ("market", "?"), ("selesai", "?"),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_forgiven_where_no_other_word_is_meant(
    typed: str, read: str
) -> None:
    assert days(typed) == read


@pytest.mark.parametrize(
    ("typed", "event", "side", "start", "end"),
    [
        ("setelah lebaran", "lebaran", "after", "2027-03-12", None), ("lps raya", "lebaran", "after", "2027-03-12", None),
        ("sebelum puasa", "ramadan", "before", "2026-08-14", "2027-02-07"),
        ("pas natal", "natal", "on", "2026-12-25", "2026-12-25"),
        ("after CNY", "imlek", "after", "2027-02-08", None),
        ("sebelum raya haji", "idul adha", "before", "2026-08-14", "2027-05-16"),
        ("lepas Deepavali", "deepavali", "after", "2026-11-10", None),
        ("abis tahun baru", "tahun baru", "after", "2027-01-02", None),
    ],
)  # fmt: skip
def test_people_reckon_by_holidays(
    typed: str, event: str, side: str, start: str, end: str | None
) -> None:
    said = timeline.read(typed, TODAY, "ID")
    assert said is not None
    assert said.span is not None
    assert (said.event, said.side) == (event, side)
    assert said.span.start.isoformat() == start
    assert (said.span.end and said.span.end.isoformat()) == end


@pytest.mark.parametrize(
    ("event", "today", "first"),
    [
        ("lebaran", date(2025, 1, 1), date(2025, 3, 31)), ("ramadan", date(2027, 1, 1), date(2027, 2, 8)),
        ("ramadan", date(2030, 3, 1), date(2030, 12, 26)), ("imlek", date(2026, 1, 1), date(2026, 2, 17)),
        ("merdeka", date(2026, 8, 14), date(2026, 8, 17)),
    ],
)  # fmt: skip
def test_holidays_fall_where_the_calendars_have_them(
    event: str, today: date, first: date
) -> None:
    found = holidays.upcoming(event, today, "ID")
    assert found is not None
    assert found.start == first


def test_merdeka_is_another_day_in_malaysia() -> None:
    found = holidays.upcoming("merdeka", TODAY, "MY")
    assert found is not None
    assert found.start == date(2026, 8, 31)


@pytest.mark.parametrize(
    "typed",
    "secepatnya ya|asap pls|urgent kak|sekarang juga|secepat mungkin la|as soon as possible|segera".split(
        "|"
    ),
)
def test_urgency_needs_no_date(typed: str) -> None:
    assert days(typed) == "asap"


@pytest.mark.parametrize(
    "typed",
    "belum tau nih|masih lihat-lihat|tak pasti lagi la|cuma tanya2 dulu|just looking around|gak buru-buru|no rush|saja tengok je|"
    "masih nunggu acc bos|kapan-kapan|depends on the budget|tergantung harga|-|skip".split("|"),
)
def test_not_knowing_when_is_an_answer(typed: str) -> None:
    assert days(typed) == "unknown"


@pytest.mark.parametrize(
    "typed",
    ["", "2", "50 juta", "mau website baru", "halo", "berapa lama? 2 minggu?", "kapan bisa mulai?", "31 Feb", "minggu lepas",
     "13/13/2026", "999999 bulan lagi", "9" * 300, "1/2/3/4/5", "bulan " * 60],
)  # fmt: skip
def test_what_names_no_days_is_asked_again(typed: str) -> None:
    assert days(typed) == "?"


def at(typed: str) -> str:
    read = clock.read(typed, NOW, JAKARTA, "ID")
    return f"{read.at:%m-%d %H:%M}" if read else "?"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("besok jam 3 sore", "08-15 15:00"), ("besok jam 10", "08-15 10:00"), ("lusa jam setengah 3", "08-16 14:30"),
        ("esok pukul dua setengah petang", "08-15 14:30"), ("senin jam 9 lewat seperempat", "08-17 09:15"),
        ("jam 4 kurang 10 sore", "08-14 15:50"), ("Isnin depan 10.30 pagi", "08-17 10:30"), ("malam ni pukul 9", "08-14 21:00"),
        ("esok tengah hari", "08-15 12:00"), ("pukul 4 suku petang", "08-14 16:15"),
        ("tomorrow at half past two", "08-15 14:30"),
        ("quarter to four on Monday", "08-17 15:45"), ("Mon 17 Aug, 2:15pm", "08-17 14:15"),
        ("tgl 20 jam 14.00 WIB", "08-20 14:00"),
        ("25hb pukul 9 pagi", "08-25 09:00"), ("minggu depan hari rabu jam 11", "08-19 11:00"),
        ("besok jam 2-3 siang", "08-15 14:00"),
        ("jam 9 pagi", "08-15 09:00"), ("hari ini jam 3", "08-14 15:00"), ("2 jam lagi", "08-14 12:00"),
        ("in 45 minutes", "08-14 10:45"), ("malam minggu jam 7", "08-15 19:00"), ("besok jam 12 malam", "08-16 00:00"),
    ],
)  # fmt: skip
def test_a_day_and_its_hour(typed: str, read: str) -> None:
    assert at(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "besok pagi", "minggu depan jam 10", "jam 2 atau jam 3", "besok setelah jam 3", "kapan aja", "hari ini jam 8 pagi",
        "besok", "jam berapa?", "halo",
    ],
)  # fmt: skip
def test_a_doubtful_hour_is_asked_again(typed: str) -> None:
    assert at(typed) == "?"


def test_an_hour_is_meant_in_the_zone_that_is_named() -> None:
    read = clock.read("besok jam 9 pagi WITA", NOW, JAKARTA, "ID")
    assert read is not None
    assert read.to_json() == {"at": "2026-08-15T09:00", "zone": "Asia/Makassar"}


@pytest.mark.parametrize(
    ("typed", "language", "shown"),
    [
        ("besok", "id", "Sabtu, 15 Agustus 2026"), ("bln dpn", "ms", "September 2026"),
        ("minggu dpn", "en", "17-23 August 2026"),
        ("Q1 2028", "id", "Januari - Maret 2028"), ("thn depan", "ms", "2027"),

        ("dalam 3 minggu", "en", "14 August - 4 September 2026"),
        ("sebelum Oktober", "id", "paling lambat 30 September 2026"), ("lps raya", "ms", "mulai 12 Mac 2027"),
        ("after CNY", "en", "from 8 February 2027"), ("asap ya", "id", "secepatnya"),
        ("Des - Jan", "id", "Desember 2026 - Januari 2027"),
    ],
)  # fmt: skip
def test_days_are_read_back_as_the_reader_writes_them(
    typed: str, language: Language, shown: str
) -> None:
    said = timeline.read(typed, TODAY, "ID")
    assert said is not None
    value = said.to_json()
    assert value is not None
    assert dates.timeline(value, language, WORDS.voice(language)) == shown


def test_an_hour_is_read_back_with_its_zone() -> None:
    read = clock.read("besok jam 9 pagi WITA", NOW, JAKARTA, "ID")
    assert read is not None
    assert dates.moment(read.to_json(), "id") == "Sabtu, 15 Agustus 09.00 WITA"
