from bot.core.condition import parse
from bot.core.scoring import Criteria, Rule, Score, facts, score

RULES = (
    Rule(parse("budget.min >= 50_000_000"), 30, "budget"),
    Rule(parse("budget.min >= 10_000_000"), 15, "budget"),
    Rule(parse("company"), 5, "company"),
    Rule(parse("need == 'question'"), -20, "only a question"),
)
ANSWERS = {"budget": {"min": 60_000_000, "max": None, "currency": "IDR"}, "company": "PT Maju"}


def test_points_of_the_flow_and_of_the_rules_are_added_with_their_reasons() -> None:
    counted = score({"timeline": 30, "authority": 0}, ANSWERS, RULES)

    assert counted == Score(65, (("timeline", 30), ("budget", 30), ("company", 5)))
    assert str(counted) == "+30 timeline, +30 budget, +5 company"


def test_of_two_grades_of_the_same_thing_the_better_one_counts() -> None:
    assert score({}, {"budget": {"min": 60_000_000}}, RULES).total == 30
    assert score({}, {"budget": {"min": 20_000_000}}, RULES).total == 15


def test_points_may_be_taken_away() -> None:
    counted = score({"need": 0}, {"need": "question"}, RULES)

    assert str(counted) == "-20 only a question"


def test_the_flow_and_a_rule_may_speak_of_the_same_thing() -> None:
    assert score({"company": 10}, ANSWERS, RULES[2:]).reasons == (("company", 15),)


def test_nothing_known_is_no_points() -> None:
    assert score({}, {}, RULES) == Score()


def test_criteria_ask_for_the_score_and_for_bant() -> None:
    qualify = Criteria(
        parse("score >= 60"), parse("budget and authority and need and timeline")
    )
    bant = ANSWERS | {"authority": "me", "need": "website", "timeline": "month"}

    assert qualify.is_mql(facts(ANSWERS, 60))
    assert not qualify.is_mql(facts(ANSWERS, 59))
    assert qualify.is_sql(facts(bant, 0, source="ads"))
    assert not qualify.is_sql(facts(bant | {"authority": None}, 100))
