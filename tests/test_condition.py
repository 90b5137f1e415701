from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.condition import ConditionError, parse
from bot.core.tree import And, Compare, Name, Not, Value

BUDI: dict[str, Any] = {
    "name": "Budi",
    "budget": {"min": 50_000_000, "max": None, "currency": "IDR"},
    "authority": "me",
    "timeline": None,
    "tags": ["web", "ads"],
    "score": 0,
    "vip": True,
}


@pytest.mark.parametrize(
    "rule",
    [
        "budget.min >= 50_000_000",
        "budget.min >= 10_000_000 and authority == 'me'",
        "10_000_000 <= budget.min < 60_000_000",
        "budget.currency == 'idr'",
        "budget.currency in ('IDR', 'MYR')",
        "budget.currency in ['IDR']",
        "'ads' in tags",
        "'UD' in name",
        "authority not in ('boss', 'team')",
        "timeline == none",
        "timeline is None",
        "company == none and not company",
        "budget and name",
        "not timeline",
        "vip == true and vip",
        "score == 0 and not score",
        "score > -1",
        "(authority == 'boss' or authority == 'me')\n  and budget.min > 1",
        "authority != 'boss'",
        "company != 'PT Maju'",
    ],
)
def test_rules_that_hold_for_budi(rule: str) -> None:
    assert parse(rule).test(BUDI)


@pytest.mark.parametrize(
    "rule",
    [
        "budget.max >= 1",
        "budget.max < 1",
        "not (budget.min > 1)",
        "timeline > 3",
        "3 > timeline",
        "name > 5",
        "name.first == 'Budi'",
        "budget.min.more > 1",
        "nobody.knows.this in ('a', 'b')",
        "'a' in nobody",
        "1 in name",
        "vip == 1",
        "vip > 0",
        "false or none",
    ],
)
def test_rules_that_do_not_and_never_raise(rule: str) -> None:
    assert not parse(rule).test(BUDI)


def test_a_budget_of_which_nothing_is_known_is_no_budget() -> None:
    nothing = {"budget": {"min": None, "max": None, "currency": None}}

    assert not parse("budget").test(nothing)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "the rule is empty"),
        ("budget.min = 5", "write == (two signs)"),
        ("a == 1 && b == 2", "write the words and, or"),
        ("!a", "write the word not"),
        ("a => 1", "the signs are"),
        ("budget.min >= 10.000.000", "write large numbers as 10_000_000"),
        ("budget.min >= 50jt", "write numbers in full"),
        ("a == 'x", "a quotation mark is missing"),
        ("a == \u2018x\u2019", "straight quotes"),
        ("(a == 1", "a parenthesis is missing"),
        ("a == 1 b", "this cannot be read"),
        (
            "len(name) > 3",
            "calls nothing: only names, comparisons, and, or, not (at character 1)",
        ),
        (
            "a == 1 or exit()",
            "calls nothing: only names, comparisons, and, or, not (at character 11)",
        ),
        ("a + 1 > 2", "does not calculate"),
        ("a[0] == 1", "names with dots"),
        ("a.__class__", "names are words"),
        ("a == (b or c)", "around whole comparisons"),
        ("a in 'abc' and b in 5", "in takes a list"),
        ("a == ('x', 'y')", "in takes a list"),
        ("('x', 'y') in a", "a list stands only after in"),
        ("a in (b, 'c')", "here a number or a text"),
        ("a == b'x'", "here a number or a text"),
        ("a == 1j", "here a number or a text"),
        ("lambda: 1", "only comparisons"),
        ("a == f'{b}'", "only comparisons"),
        ("(a := 1)", ""),
        ("a\0b", ""),
        ("(" * 300, ""),
        ("a" * 501, "longer than 500"),
    ],
)
def test_mistakes_are_explained(rule: str, said: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(rule)

    assert said in str(refused.value)


def test_the_tree_can_be_walked() -> None:
    rule = parse("budget.min >= 5 and not vip")

    assert rule.tree == And(
        (Compare(Name(("budget", "min")), ">=", Value(5)), Not(Name(("vip",))))
    )
    assert rule.names() == {"budget.min", "vip"}


@given(st.text(max_size=80))
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    with suppress(ConditionError):
        parse(text).test(BUDI)


_FACTS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@given(_FACTS, _FACTS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
def test_any_two_facts_can_be_compared(one: object, other: object, sign: str) -> None:
    assert parse(f"a {sign} b").test({"a": one, "b": other}) in {True, False}
