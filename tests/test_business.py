import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.business import BusinessError, load, parse
from bot.core.message import Address
from bot.core.scoring import score

EXAMPLE = Path(__file__).parents[1] / "business.toml"
TEXT = EXAMPLE.read_text("utf-8")


def complaint(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(BusinessError) as refused:
        parse(TEXT.replace(old, new, 1))
    return str(refused.value)


def test_the_example_is_a_business_with_two_reps_and_a_manager() -> None:
    business = load(EXAMPLE)

    assert (business.name, business.bot, business.language) == ("Toko Digital", "Mira", "id")
    assert [(s.name, s.roles) for s in business.staff] == [
        ("Sari", ("rep",)),
        ("Andi", ("rep",)),
        ("Ibu Ratna", ("manager",)),
    ]
    assert business.staff[0].address == Address("whatsapp", "+6281200001001")
    assert business.staff[0].language == "id"
    assert business.sla.breach == timedelta(minutes=5)
    assert business.hours.is_open(datetime(2026, 8, 18, 3, 0, tzinfo=UTC))
    assert date(2026, 8, 17) in business.hours.holidays
    assert business.rates == {"whatsapp": 80}


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        ({"min": 50_000_000, "max": 50_000_000, "currency": "IDR"}, ("budget", 30)),
        ({"min": None, "max": 20_000_000, "currency": "IDR"}, ("budget", 15)),
        ({"min": 50_000, "max": None, "currency": "MYR"}, ("budget", 30)),
        ({"min": 500, "max": 900, "currency": "MYR"}, ("budget", 5)),
        ({"min": 900, "max": 900, "currency": "USD"}, ("budget", 5)),
    ],
)
def test_the_example_grades_budgets_in_both_currencies(
    budget: dict[str, object], reason: tuple[str, int]
) -> None:
    assert score({}, {"budget": budget}, load(EXAMPLE).scoring).reasons == (reason,)


def test_the_example_asks_only_for_facts_that_the_lead_flow_knows() -> None:
    fields = {"name", "company", "need", "budget", "timeline", "authority"}

    assert load(EXAMPLE).unknown_names(fields, "business.toml") == []
    (problem, *_) = load(EXAMPLE).unknown_names(
        fields - {"company"} | {"firm"}, "business.toml"
    )
    assert 'no question answers "company"' in problem.sentence


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Toko Digital"\n', "", "[business.name]: is missing: name = "),
        ('language = "id"', 'language = "jv"', 'business.language]: "jv" is not spoken here'),
        ('"Asia/Jakarta"', '"Asia/Kuala Lumpur"', 'did you mean "Asia/Kuala_Lumpur"?'),
        ('country = "ID"', 'country = "Indonesia"', "two capital letters"),
        ('"https://tokodigital.example/privasi"', '"privasi.html"', "must be a whole address"),
        ('offer = "60s"', "offer = 60", "sla.offer]: must be a text between quotation marks"),
        ('offer = "60s"', 'offer = "60 seconds"', '"60 seconds" is not a duration'),
        ('offer = "60s"', 'offer = "0s"', "is not a duration"),
        ('breach = "5m"', 'breech = "5m"', 'sla.breech]: is not a key that is known here; did you mean "breach"?'),
        ("[rates]", "[rate]", '[rate]: is not a key that is known here; did you mean "rates"?'),
        ('sat = "09:00-13:00"', 'sat = "13:00-09:00"', "hours.sat]: "),
        ('"2026-08-17"', '"17 August"', "must be a list of dates"),
        ("points = 15", 'points = "15"', "scoring[2].points]: must be a whole number"),
        ('if = "company"', 'if = "company = 1"', "scoring[6].if]: to compare, write == (two signs)"),
        ('mql = "score >= 60"', 'mql = "score => 60"', "qualify.mql]: the signs are"),
        ('roles = ["manager"]', 'roles = "manager"', "staff[3].roles]: must be a list"),
        ('roles = ["manager"]', 'roles = ["manger"]', 'did you mean "manager"?'),
        ("0000-1002", "0000-1001", "staff[2].address]: "),
        ("whatsapp:+62 812-0000-1002", "telegram:12345", "telegram addresses come with the Telegram channel"),
        ("whatsapp:+62 812-0000-1002", "+6281200001002", "must begin with whatsapp:"),
        ("whatsapp:+62 812-0000-1002", "whatsapp:081200001002", "write +6281200001002"),
        ("whatsapp = 80", "whatsapp = 0", "rates.whatsapp]: must be a whole number from 1"),
        ('name = "Sari"', "name = Sari", "at line"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_key_and_a_sentence(
    old: str, new: str, said: str
) -> None:
    assert said in complaint(old, new)


def test_templates_have_a_content_sid_for_each_language() -> None:
    sid = "HX" + "a1" * 16
    business = parse(f'{TEXT}\n[templates.knock]\nid = "{sid}"\n')

    assert business.template("knock", "id") == sid
    assert business.template("knock", "en") == sid
    assert business.template("lead_offer", "id") is None
    with pytest.raises(BusinessError, match='did you mean "knock"'):
        parse(f'{TEXT}\n[templates.knok]\nid = "{sid}"\n')
    with pytest.raises(BusinessError, match=r"templates\.knock\.ms\]: must be a Content SID"):
        parse(f'{TEXT}\n[templates.knock]\nms = "HX1"\n')


def test_the_commented_templates_are_right_when_uncommented() -> None:
    begin = TEXT.index("# [templates.lead_offer]")
    end = TEXT.index("# Messages a second")
    block = re.sub(r"(?m)^# ?", "", TEXT[begin:end])
    business = parse(TEXT[:begin] + block + TEXT[end:])

    assert sorted(business.templates) == [
        "breach_alert",
        "knock",
        "lead_offer",
        "lead_reminder",
    ]


def test_all_mistakes_are_told_together() -> None:
    with pytest.raises(BusinessError) as refused:
        parse('[busines]\n[sla]\nremind = "x"\n[[staff]]\n')

    keys = {problem.key for problem in refused.value.problems}
    assert {
        "busines",
        "business.name",
        "sla.remind",
        "staff[1].name",
        "staff[1].address",
    } <= keys


def test_single_brackets_where_a_list_is_meant_are_explained() -> None:
    one_person = TEXT[: TEXT.index("[[staff]]")] + '[staff]\nname = "Sari"\n'

    with pytest.raises(BusinessError, match=r"begin each entry with \[\[staff\]\]"):
        parse(one_person)


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BusinessError, match="SAPA_BUSINESS"):
        load(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BusinessError, match="is not UTF-8"):
        load(tmp_path / "odd.toml")


def test_a_byte_order_mark_from_windows_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "business.toml"
    file.write_text("\ufeff" + TEXT, "utf-8")

    assert load(file).name == "Toko Digital"
