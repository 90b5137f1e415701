"""What colleagues type and press that nobody hopes for (R01-R34 of the catalogue), as far as words and buttons go.

Not here: R04 and R27 (timers have their own tests), R12 and R14-R16 (media), R20 (deliveries), R22 (a second channel),
R24-R26 and R29 (broadcasts, exports), R30 (PINs); R23 is about groups, which the wire ignores (W41).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.core.message import Address
from bot.core.permission import TEMPLATES
from store import tables
from tests.reckoning import watched
from tests.stage import Theatre, everybody


@pytest.fixture
def play(caplog: pytest.LogCaptureFixture) -> Iterator[Theatre]:
    with watched(everybody(), caplog) as play:
        yield play


def owner(play: Theatre, prospect: str) -> str:
    """Return which colleague has a lead."""
    rep = play.case(prospect).rep_id
    return str({row.id: row.name for row in play.rows(tables.staff)}.get(rep, "nobody"))


@pytest.mark.parametrize(
    "words", ["accept", "terima", "I take it", "accept #{code}", "terima {code}"]
)
def test_r01_accept_may_be_typed(play: Theatre, words: str) -> None:
    play.tell("sari", words.format(code=play.case("waiting").code))

    assert owner(play, "waiting") == "Sari"


@pytest.mark.parametrize("words", ["accept #Z9", "accept 9999", "terima #A0", "decline #Z9"])
def test_r02_an_unknown_lead_is_refused_by_its_code_alone(play: Theatre, words: str) -> None:
    assert "there is no open lead" in play.reads("sari", play.tell("sari", words))
    assert owner(play, "waiting") == "nobody"


def test_r02_somebody_elses_offer_is_refused_and_nothing_told_of_it(play: Theatre) -> None:
    (offer,) = play.rows(tables.offer, state="offered")
    press: dict[str, Any] = {
        "kind": "button",
        "option": f"offer:{offer.id}:accept",
        "label": "Accept",
    }

    for who in ("andi", "ratna"):
        assert (
            play.reads(who, play.tell(who, "Accept", **press))
            == "That button is no longer valid."
        )
    assert owner(play, "waiting") == "nobody"


def test_r02_ones_own_lead_is_not_accepted_twice(play: Theatre) -> None:
    play.accept("sari", "waiting")
    sent = play.press("sari", "Accept")

    assert "is already yours" in play.reads("sari", sent)
    assert play.reads("waiting", sent) == ""


def test_r05_who_declined_cannot_accept_what_is_offered_to_another(play: Theatre) -> None:
    play.tell("andi", "on")
    play.press("sari", "Decline")
    sent = play.press("sari", "Accept")

    assert "has gone to someone else" in play.reads("sari", sent)
    assert owner(play, "waiting") == "nobody"


def test_r06_words_without_a_lead_go_nowhere(play: Theatre) -> None:
    sent = play.tell("andi", "hello?")

    assert {play.who(s.to.id) for s in sent} == {"andi"}


def test_r07_with_two_leads_and_none_shown_nobody_guesses(play: Theatre) -> None:
    play.accept("sari", "waiting")
    play.tell("need", "agent please")
    play.accept("sari", "need")
    play.tell("sari", f"#{play.case('need').code} done")
    play.press("sari", "Deal")
    sent = play.tell("sari", "hello?")

    assert "for which lead?" in play.reads("sari", sent)
    assert {play.who(s.to.id) for s in sent} == {"sari"}


def test_r08_r09_a_quote_names_its_lead_and_a_closed_one_is_refused(play: Theatre) -> None:
    play.accept("sari", "waiting")
    quoted = next(s for s in play.notebook.sent if "│ hello" in str(s.draft.text))
    play.says("sari", "(re: │ hello) this is for you")
    assert play.notebook.sent[-2].to == quoted.to or play.reads(
        "owned", play.notebook.sent[-3:]
    )

    play.tell("sari", f"#{play.case('owned').code} done")
    play.press("sari", "Deal")
    sent = play.tell("sari", "still there?", reply_to=quoted.id)
    assert "is not open with you" in play.reads("sari", sent)
    assert {play.who(s.to.id) for s in sent} == {"sari"}


@pytest.mark.parametrize(
    "words",
    [
        "call me on +62 899 000 001", "0899-000001", "wa.me/62899000001", "o8 ٠٨٩٩٠٠٠٠٠١", "０８９９０００００１",
        "t.me/sarijkt", "call Andi: 62.899.000.002", "ig: @sari.jkt",
    ],
)  # fmt: skip
def test_r10_r11_a_colleagues_number_is_held_back(play: Theatre, words: str) -> None:
    sent = play.tell("sari", words)

    assert "Not sent:" in play.reads("sari", sent)
    assert play.reads("owned", sent) == ""


@pytest.mark.parametrize(
    "words", ["3 pcs @50.000 ya", "@Rp50rb per bulan", "1.500.000 x 12", "jam 9-10"]
)
def test_r10_prices_and_times_are_no_numbers_to_call(play: Theatre, words: str) -> None:
    assert play.reads("owned", play.tell("sari", words)) == words


def test_r17_long_words_arrive_whole_and_in_order(play: Theatre) -> None:
    words = " ".join(f"word{n}" for n in range(500))
    sent = play.tell("sari", words)

    assert " ".join(str(s.draft.text) for s in sent) == words
    assert len(sent) == 3


def test_r18_words_wait_for_an_open_window_and_are_said_once(play: Theatre) -> None:
    """The question whether they may be sent is still under way when the prospect writes."""
    for name in TEMPLATES:
        play.template(name)
    play.passes(timedelta(hours=25))
    play.tell("sari", "on")
    play.fail("owned", "+5")  # a pause, before the question goes out
    before = len(play.notebook.sent)
    play.tell("sari", f"#{play.case('owned').code} one more thing")
    play.tell("owned", "hello again")
    play.passes(timedelta(seconds=20))

    assert play.reads("owned", play.notebook.sent[before:]) == "one more thing"


@pytest.mark.parametrize("words", ["STOP", "berhenti", "unsubscribe"])
def test_r19_a_colleagues_stop_is_no_opt_out(play: Theatre, words: str) -> None:
    play.tell("andi", words)

    assert not play.rows(tables.consent, address=f"whatsapp:{play.number('andi')}", state="out")
    assert play.tell("andi", "on")


def test_r21_who_leaves_loses_their_leads_and_hears_no_more_of_them(play: Theatre) -> None:
    play.tell("andi", "on")
    play.leave("sari")
    before = len(play.notebook.sent)
    play.tell("owned", "are you still there?")
    play.passes(timedelta(hours=1))
    later = play.notebook.sent[before:]

    assert play.reads("sari", later) == ""
    play.accept("andi", "owned")
    assert "│ are you still there?" in play.reads("andi", play.notebook.sent[before:])


def test_r28_a_lead_is_only_given_to_a_rep_who_is_here(play: Theatre) -> None:
    lead = play.case("waiting").id
    staff = {row.name: row.id for row in play.rows(tables.staff)}
    for chosen in (staff["Andi"], staff["Ratna"], 99, 10**30, "x", ""):
        play.tell("ratna", "", kind="button", option=f"pick:{lead}:{chosen}", label="?")

    (offer,) = play.rows(tables.offer, handoff_id=lead, state="offered")
    assert offer.staff_id == staff["Sari"]


@pytest.mark.parametrize("words", ["done\naccept", "on\noff", "who\n\n\n"])
def test_r31_one_message_is_one_word_or_words_for_somebody(play: Theatre, words: str) -> None:
    play.tell("andi", words)

    assert not {row.on_duty for row in play.rows(tables.staff, name="Andi")} - {False}


@pytest.mark.parametrize("words", ["ON", "on duty", "Masuk", "bertugas", " on. "])
def test_r32_words_are_known_in_every_language_and_case(play: Theatre, words: str) -> None:
    assert "You're on duty, Andi" in play.reads("andi", play.tell("andi", words))


OPTIONS = [
    "offer:{offer}:accept:x", "offer:{offer}", "offer::accept", "offer:0:accept", "offer:-1:accept", "offer:１:accept",
    "offer:9223372036854775808:accept", "offer:99999999999999999999999999:accept", "sla:{lead}:explode",
    "sla:9223372036854775808:takeover", "sla:x:extend", "sla:", "pick:{lead}:9223372036854775808", "pick:x:y",
    "pick:9223372036854775808:1", "done:{lead}:won:twice", "done:9223372036854775808:won", "done:{lead}:rich",
    "done:{lead}:disqualified", "lost:{lead}:boredom", "lost:{lead}:", "word:shutdown", "word:", ":", "::",
    "need:website", "engine:human", "optout:yes", "x" * 200, "'; DROP TABLE offer;--",
]  # fmt: skip


@pytest.mark.parametrize("option", OPTIONS)
def test_r33_a_button_that_was_never_there_does_nothing(play: Theatre, option: str) -> None:
    (offer,) = play.rows(tables.offer, state="offered")
    forged = option.format(offer=offer.id, lead=play.case("waiting").id)
    for who in ("sari", "andi", "ratna", "need", "owned", "waiting", "first"):
        play.tell(who, "?", kind="button", option=forged, label="?")

    assert owner(play, "owned") == "Sari"
    assert owner(play, "waiting") == "nobody"


def test_r33_a_manager_takes_over_once(play: Theatre) -> None:
    assert "Ratna" in play.reads("waiting", play.press("ratna", "Take over"))
    assert play.reads("waiting", play.press("ratna", "Take over")) == ""


def test_a_question_to_a_manager_ends_when_they_do_something_else(play: Theatre) -> None:
    """Asked for a reason, she takes the lead over instead: what she writes then is for the prospect."""
    play.press("ratna", "Take over")
    sent = play.tell("ratna", "Hello, sorry for the wait!")

    assert play.reads("waiting", sent) == "Hello, sorry for the wait!"


def test_a_quote_of_the_prospects_words_is_no_answer_to_us(play: Theatre) -> None:
    play.press("ratna", "Take over")
    play.tell("waiting", "hello?")
    quoted = play.notebook.sent[-1].id
    play.tell(
        "ratna", "", kind="button", option=f"sla:{play.case('waiting').id}:extend", label="5"
    )
    sent = play.tell("ratna", "I am here", reply_to=quoted)

    assert play.reads("waiting", sent) == "I am here"


def test_who_quotes_their_own_words_means_the_same_prospect(play: Theatre) -> None:
    play.tell("sari", "The first thing")
    own = play.rows(tables.inbox)[-1].provider_id
    play.accept("sari", "waiting")
    sent = play.tell("sari", "and the second", reply_to=own)

    assert play.reads("owned", sent) == "and the second"


def test_who_comes_from_nowhere_is_no_colleague(play: Theatre) -> None:
    play.cast("stranger", Address("whatsapp", "+6591234567"))
    for words in ("on", "accept", "#A7 hello", "done", "who"):
        sent = play.tell("stranger", words)
        assert {play.who(s.to.id) for s in sent} <= {"stranger"}
