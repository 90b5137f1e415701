from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effect import Answer, Consent, Enrol, HandOff, Remind, Speak
from bot.core.message import LANGUAGES, Language
from bot.flows import load
from bot.flows.model import Ask, Flow, FlowError, Heard, State
from tests.chat import LEAD, VALUES, WORDS, Chat

HOT = ("yes", "Budi", "PT Maju Jaya", "New website", "50jt", "This month", "I do")
WARM = ("yes", "Budi", "personal", "ads", "not sure", "later", "boss")


def asked(name: str, chat: Chat) -> str:
    """Return a question of lead.toml as this person hears it."""
    step = LEAD.steps[name]
    assert isinstance(step, Ask)
    text = WORDS.translate(chat.world.language, name, step.text)
    for brace, value in {**VALUES, "name": str(chat.state.answers.get("name"))}.items():
        text = text.replace(f"{{{brace}}}", value)
    return text


def flow(source: str) -> Flow:
    return load.parse(source, "test")


# --- The way down ---


def test_a_stranger_is_greeted_with_the_privacy_notice_and_asked_for_consent_first() -> None:
    chat = Chat()

    assert "https://toko.example/privasi" in chat.texts[0]
    assert chat.texts[1] == asked("consent", chat)
    assert chat.buttons == ["Yes", "No thanks"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_can_be_gone_by_numbers(language: Language) -> None:
    chat = Chat(language)
    chat.says("1", "Budi", "PT Maju Jaya", "1", "50jt", "1")
    chat.says("1")

    assert chat.did(HandOff) == [HandOff("qualified")]
    assert chat.state.done
    assert chat.state.grade == "hot"
    assert chat.state.answers == {
        "consent": "yes", "name": "Budi", "company": "PT Maju Jaya", "need": "website",
        "budget": {"min": 50_000_000, "max": 50_000_000, "currency": chat.state.answers["budget"]["currency"]},
        "timeline": "month", "authority": "me",
    }  # fmt: skip


def test_the_whole_way_can_be_gone_by_buttons() -> None:
    chat = Chat()
    chat.presses("consent:yes", "Yes")
    chat.says("Budi", "PT Maju Jaya")
    chat.presses("need:other", "Something else")
    assert chat.texts == [asked("details", chat)]
    chat.says("an app for my shop", "10-20 juta")
    chat.presses("timeline:month")
    chat.presses("authority:me")

    assert chat.did(HandOff)
    assert chat.state.said["need"] == "Something else"


def test_consent_is_proven_by_the_words_that_were_shown() -> None:
    chat = Chat("id")
    shown = asked("consent", chat)
    chat.says("boleh kak")

    assert [e.wording for e in chat.effects if isinstance(e, Consent)] == [shown]
    assert [e.granted for e in chat.effects if isinstance(e, Consent)] == [True]


def test_the_version_of_a_wording_changes_with_the_words_alone() -> None:
    versions = {
        effect.version
        for chat in (Chat("id"), Chat("id"), Chat("ms"))
        for _ in [chat.says("ya")]
        for effect in chat.effects
        if isinstance(effect, Consent)
    }

    assert len(versions) == 2


def test_who_refuses_is_asked_nothing_more_but_can_still_get_a_person() -> None:
    chat = Chat()
    chat.says("no thanks")

    assert [(e.purpose, e.granted) for e in chat.effects if isinstance(e, Consent)] == [
        ("contact", False)
    ]
    assert chat.state.done
    assert not chat.did(Answer)
    chat.says("person")
    assert chat.did(HandOff) == [HandOff("asked")]


def test_yes_after_the_end_consents_to_nothing() -> None:
    chat = Chat()
    chat.says("no", "yes")

    assert not chat.did(Consent)
    assert chat.buttons == ["Talk to a person", "New enquiry"]


def test_who_refused_may_change_their_mind_by_the_old_button() -> None:
    chat = Chat()
    chat.says("no")
    chat.presses("consent:yes", "Yes")

    assert [e.granted for e in chat.effects if isinstance(e, Consent)] == [True]
    assert chat.texts == [asked("name", chat)]


def test_an_amount_is_read_back_with_the_next_question() -> None:
    chat = Chat("id")
    (text,) = chat.says("ya", "Budi", "pribadi", "1", "50jt")

    echo = 'Siap, saya catat Rp50.000.000. Kalau keliru, ketik saja "ganti anggaran".'
    assert text == f"{echo}\n\n{asked('timeline', chat)}"


@pytest.mark.parametrize(
    ("language", "mended", "amount"),
    [("id", "bukan, 5 juta", 5_000_000), ("id", "eh salah, maksudnya 80jt", 80_000_000), ("ms", "silap, RM5k", 5000),
     ("en", "no, 5 million", 5_000_000), ("en", "sorry, I meant 5 million", 5_000_000)],
)  # fmt: skip
def test_a_wrong_amount_costs_one_message(language: Language, mended: str, amount: int) -> None:
    chat = Chat(language)
    chat.says("1", "Budi", "PT Maju", "1", "50jt")
    (text,) = chat.says(mended)

    assert chat.state.answers["budget"]["max"] == amount
    assert text.endswith(asked("timeline", chat))


@pytest.mark.parametrize(
    ("language", "typed", "picked", "read"),
    [
        ("id", "abis lebaran kak", "later", "mulai 12 Maret 2027"), ("id", "dua minggu lagi lah", "month", "24-30 Agustus 2026"),
        ("ms", "hujung bulan 10", "quarter", "21-31 Oktober 2026"),
        ("en", "by end of September", "quarter", "by 30 September 2026"),
        ("en", "Q1 2028", "later", "January - March 2028"), ("ms", "lusa pun boleh", "month", "Ahad, 16 Ogos 2026"),
    ],
)  # fmt: skip
def test_a_typed_date_picks_the_choice_that_reaches_it_and_is_read_back(
    language: Language, typed: str, picked: str, read: str
) -> None:
    chat = Chat(language)
    chat.says("1", "Budi", "PT Maju", "1", "50jt")
    (text,) = chat.says(typed)

    assert chat.state.answers["timeline"] == picked
    assert chat.state.said["timeline"] == typed
    assert read in text
    assert text.endswith(asked("authority", chat))


def test_a_wrong_date_costs_one_message() -> None:
    chat = Chat("id")
    chat.says("1", "Budi", "PT Maju", "1", "50jt", "minggu dpn")
    (text,) = chat.says("bukan, akhir tahun")

    assert chat.state.answers["timeline"] == "later"
    assert "Desember 2026" in text
    assert text.endswith(asked("authority", chat))


def test_who_does_not_know_when_is_not_asked_twice() -> None:
    chat = Chat("ms")
    chat.says("1", "Aisyah", "personal", "1", "RM20k")

    assert chat.says("saja tengok2 je") == [asked("authority", chat)]
    assert chat.state.answers["timeline"] == "later"


def test_a_no_to_the_open_question_mends_nothing() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "1", "50 million", "no, in 3 months")

    assert chat.state.answers["budget"]["max"] == 50_000_000


def test_a_budget_that_is_not_known_is_no_obstacle() -> None:
    chat = Chat()
    (text,) = chat.says("yes", "Budi", "personal", "1", "not sure yet")

    assert chat.did(Answer) == [Answer("budget", None, "not sure yet")]
    assert text.endswith(asked("timeline", chat))


def test_a_lukewarm_lead_is_asked_for_updates_and_enrolled_if_they_agree() -> None:
    chat = Chat()
    chat.says(*WARM)
    assert chat.state.grade == "warm"
    assert chat.texts == [asked("updates", chat)]

    chat.says("yes")
    assert [(e.purpose, e.granted) for e in chat.effects if isinstance(e, Consent)] == [
        ("offers", True)
    ]
    assert chat.did(Enrol) == [Enrol("tips")]
    assert chat.state.done


def test_a_lukewarm_lead_who_refuses_updates_is_enrolled_nowhere() -> None:
    chat = Chat()
    chat.says(*WARM, "no")

    assert not chat.did(Enrol)
    assert chat.state.done


def test_answers_are_kept_as_they_were_typed_but_numbers_as_their_label() -> None:
    chat = Chat()
    chat.says("yes", "my name is budi", "personal", "2")

    assert chat.state.said["name"] == "my name is budi"
    assert chat.state.said["need"] == "Online shop"


def test_a_name_full_of_braces_is_said_as_it_is() -> None:
    chat = Chat()
    (text,) = chat.says("yes", "Budi {business} {0.__class__} %(secret)s ${x}")

    assert "Budi {business} {0.__class__} %(secret)s ${x}" in text


# --- What was not understood ---


def test_a_miss_is_explained_and_the_third_offers_a_person() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "website")
    for _ in range(2):
        (text,) = chat.says("a bit")
        assert "not sure yet" in text
    chat.says("a bit")
    assert chat.buttons == ["Talk to a person", "Continue"]

    chat.says("yes please")
    assert chat.did(HandOff) == [HandOff("asked")]


def test_after_misses_an_answer_still_counts() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "website", "a bit", "a bit", "a bit", "50jt")

    assert chat.texts[0].endswith(asked("timeline", chat))
    assert chat.state.tries == 0


def test_after_misses_one_may_go_on_without_a_person() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "hm", "hm", "hm")
    assert chat.says("2") == [asked("need", chat)]


def test_a_choice_that_was_missed_is_offered_again() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "99")

    assert chat.texts[0].endswith(asked("need", chat))
    assert len(chat.buttons) == 4


def test_nothing_to_read_gets_one_hint_and_then_silence() -> None:
    chat = Chat()
    chat.says("yes")
    (text,) = chat.says("", kind="image")
    assert text.startswith("I can only read text here.")
    assert text.endswith(asked("name", chat))

    assert chat.says("\u200b", kind="text") == []
    chat.waits(minutes=11)
    assert len(chat.says("", kind="audio")) == 1


def test_a_caption_is_an_answer() -> None:
    chat = Chat()
    chat.says("yes")
    chat.hears(Heard("Budi", kind="image"))

    assert chat.state.answers["name"] == "Budi"


@pytest.mark.parametrize("kind", ["sticker", "reaction", "unsupported"])
def test_stickers_and_reactions_change_nothing(kind: str) -> None:
    chat = Chat()
    before = chat.state
    chat.hears(Heard("👍", kind=kind))  # type: ignore[arg-type]

    assert chat.effects == ()
    assert chat.state == before


# --- At any point ---


@pytest.mark.parametrize("steps", range(len(HOT)))
def test_a_person_can_be_asked_for_at_any_question(steps: int) -> None:
    chat = Chat()
    chat.says(*HOT[:steps], "talk to a person")

    assert chat.did(HandOff) == [HandOff("asked")]


@pytest.mark.parametrize("steps", range(len(HOT)))
def test_the_language_can_be_changed_at_any_question(steps: int) -> None:
    chat = Chat()
    chat.says(*HOT[:steps])
    question = chat.state.step
    (text,) = chat.says("bahasa melayu boleh?")

    assert chat.did(Speak) == [Speak("ms")]
    assert text.endswith(asked(question, chat))
    assert chat.state.step == question


def test_the_language_can_be_chosen_from_a_menu() -> None:
    chat = Chat()
    chat.says("change language")
    assert chat.buttons == ["Bahasa Indonesia", "Bahasa Melayu", "English"]

    chat.presses("engine:id")
    assert chat.did(Speak) == [Speak("id")]
    assert chat.texts == [
        f"Siap, mulai sekarang pakai bahasa Indonesia ya, Kak.\n\n{asked('consent', chat)}"
    ]


def test_the_languages_of_the_menu_have_numbers() -> None:
    chat = Chat()
    chat.says("ganti bahasa", "2")

    assert chat.did(Speak) == [Speak("ms")]


def test_a_street_with_a_language_in_it_is_an_answer() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "Jl. English Bay")

    assert chat.state.answers["company"] == "Jl. English Bay"


@pytest.mark.parametrize(
    ("language", "wish"),
    [("id", "ganti anggaran"), ("id", "ubah budgetnya"), ("ms", "tukar bajet"), ("en", "change my budget"),
     ("en", "my budget is wrong")],
)  # fmt: skip
def test_an_answer_can_be_changed_and_the_talk_goes_on_where_it_was(
    language: Language, wish: str
) -> None:
    chat = Chat(language)
    chat.says("1", "Budi", "PT Maju", "1", "50jt", "1")
    (text,) = chat.says(wish)
    assert text.endswith(asked("budget", chat))

    (text,) = chat.says("80jt")
    assert chat.state.answers["budget"]["max"] == 80_000_000
    assert text.endswith(asked("authority", chat))


def test_the_new_answer_may_come_with_the_request() -> None:
    chat = Chat("id")
    chat.says("1", "Budi", "PT Maju", "1", "50jt")
    (text,) = chat.says("ganti anggaran jadi 80jt")

    assert chat.did(Answer) == [
        Answer("budget", {"min": 80_000_000, "max": 80_000_000, "currency": "IDR"}, "80jt")
    ]
    assert text.endswith(asked("timeline", chat))


def test_who_does_not_say_which_answer_is_shown_them() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "change my answer")
    assert chat.buttons == ["Name", "Company"]

    assert chat.says("1") == [f"Sure, let's change that.\n\n{asked('name', chat)}"]
    assert chat.says("Siti") == [f"Noted, thank you.\n\n{asked('need', chat)}"]


def test_the_button_of_an_earlier_question_changes_its_answer() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "website", "50jt")
    (text,) = chat.presses("need:ads", "Online ads")

    assert chat.did(Answer) == [Answer("need", "ads", "Online ads")]
    assert text == f"Noted, thank you.\n\n{asked('timeline', chat)}"


def test_a_changed_answer_may_open_another_way() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "website", "50jt")
    assert chat.presses("need:other") == [asked("details", chat)]
    assert chat.says("an app") == [asked("timeline", chat)]


def test_points_of_a_changed_answer_count_once() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "website", "50jt", "now")
    chat.presses("timeline:later")

    assert chat.state.points["timeline"] == 0


def test_an_answer_can_be_changed_after_the_end() -> None:
    chat = Chat()
    chat.says(*HOT, "change my name")
    assert chat.says("Siti") == ["Noted, thank you."]
    assert chat.state.done
    assert chat.state.answers["name"] == "Siti"
    assert not chat.did(HandOff)


def test_pressing_the_same_button_twice_writes_nothing_twice() -> None:
    chat = Chat()
    chat.presses("consent:yes")
    chat.presses("consent:yes")

    assert not chat.did(Consent)
    assert chat.texts[0].endswith(asked("name", chat))


@pytest.mark.parametrize(
    "option",
    [
        "budget:x",
        "timeline:month",
        "gone:yes",
        "nonsense",
        "",
        ":",
        "engine:x",
        "engine:change:need",
    ],
)
def test_a_button_that_is_not_valid_now_is_answered_politely(option: str) -> None:
    chat = Chat()
    chat.says("yes")
    before = chat.state.answers
    chat.hears(Heard("Old", option or "::", "button"))

    assert chat.texts == [f"That button is from an earlier message.\n\n{asked('name', chat)}"]
    assert chat.state.answers == before


def test_starting_again_in_the_middle_asks_first_and_keeps_what_was_said() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "/start")
    assert chat.buttons == ["Continue", "Start again"]
    assert chat.state.answers["name"] == "Budi"

    assert chat.says("continue") == [asked("need", chat)]


def test_starting_again_asks_from_the_top_but_not_for_consent() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "start over", "start again")

    assert chat.texts == [f"Sure, from the beginning.\n\n{asked('name', chat)}"]


def test_the_start_again_button_of_an_old_menu_does_nothing() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "start over", "continue")
    chat.presses("engine:again")

    assert chat.state.answers["name"] == "Budi"


def test_cancel_pauses_and_is_no_goodbye_for_ever() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "batal")
    assert chat.buttons == ["Continue", "Talk to a person"]

    assert chat.says("continue") == [asked("company", chat)]


# --- Silence, and coming back ---


def test_silence_is_broken_once_with_the_open_question() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal")
    turn = chat.state.turn
    assert chat.did(Remind) == [Remind(timedelta(hours=2), turn)]

    (text,) = chat.nudged(turn)
    assert text.endswith(asked("need", chat))
    assert len(chat.buttons) == 4


def test_nobody_is_nudged_who_has_said_something_since() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal")
    turn = chat.state.turn
    chat.says("website")

    assert chat.nudged(turn) == []


def test_nobody_is_nudged_after_the_end() -> None:
    chat = Chat()
    chat.says(*HOT)

    assert chat.nudged(chat.state.turn) == []


def test_an_answer_after_days_is_taken() -> None:
    chat = Chat()
    chat.says("yes")
    chat.waits(days=3)
    chat.says("Budi")

    assert chat.state.answers["name"] == "Budi"


@pytest.mark.parametrize("hello", ["hi", "Halo kak", "sorry for the delay!"])
def test_a_greeting_after_days_is_welcomed_with_the_open_question(hello: str) -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal", "website")
    chat.waits(days=3)

    assert chat.says(hello) == [
        f"Welcome back! Let's pick up where we left off.\n\n{asked('budget', chat)}"
    ]
    assert chat.state.tries == 0


def test_after_a_colleague_the_open_question_is_asked_again() -> None:
    chat = Chat()
    chat.says("yes", "talk to a person")

    assert chat.resumes() == [f"Welcome back! Mira here again.\n\n{asked('name', chat)}"]


def test_after_the_end_a_new_message_gets_a_person_or_a_new_enquiry() -> None:
    chat = Chat()
    chat.says(*HOT, "I have another question")

    assert chat.buttons == ["Talk to a person", "New enquiry"]
    assert chat.resumes()[0].startswith("Welcome back!")
    assert chat.buttons == ["Talk to a person", "New enquiry"]


def test_thanks_after_the_end_are_returned_without_a_menu() -> None:
    chat = Chat("id")
    chat.says("1", "Budi", "pribadi", "1", "50jt", "1", "1", "makasih kak")

    assert chat.texts == ["Sama-sama, Kak!"]
    assert chat.buttons == []


def test_a_new_enquiry_asks_what_is_needed_and_not_who_they_are() -> None:
    chat = Chat()
    chat.says(*HOT, "hello", "New enquiry")

    assert chat.texts == [f"Sure, let's start a new one.\n\n{asked('need', chat)}"]
    assert chat.state.enquiry == 2
    assert chat.state.points == {}
    assert chat.did(Answer) == [
        Answer("name", "Budi", "Budi"),
        Answer("company", "PT Maju Jaya", "PT Maju Jaya"),
    ]


# --- Other flows ---


def test_going_back_up_the_page_asks_again() -> None:
    chat = Chat(
        flow=flow("""
            [name]
            ask = "Name?"
            expect = "name"
            [right]
            ask = "{name}, right?"
            [right.choices]
            yes = { label = "Yes", next = "end" }
            no = { label = "No", next = "name" }
        """)
    )
    assert chat.says("Budi", "no") == ["Name?"]
    assert chat.says("Siti") == ["Siti, right?"]
    chat.says("yes")
    assert chat.state.done


def test_a_flow_that_goes_in_circles_fails_loudly_and_changes_nothing() -> None:
    round_and_round = flow("""
        [a]
        do = "enrol"
        campaign = "x"
        next = "b"
        [b]
        do = "enrol"
        campaign = "y"
        next = "a"
    """)
    with pytest.raises(FlowError, match="more than 50 steps"):
        Chat(flow=round_and_round)


def test_a_flow_that_floods_fails_loudly() -> None:
    says = "\n".join(f'[s{n}]\nsay = "{n}"' for n in range(6))
    with pytest.raises(FlowError, match="more than 5 things"):
        Chat(flow=flow(says))


def test_a_state_whose_question_is_gone_begins_again_with_what_it_knows() -> None:
    chat = Chat()
    chat.says("yes", "Budi", "personal")
    chat.state = State.from_json({**chat.state.to_json(), "step": "renamed"})
    chat.says("hi")

    assert chat.texts[-1] == asked("need", chat)


# --- Anything at all ---

WORDY = st.sampled_from(
    [*HOT, *WARM, "1", "2", "9", "no", "👍", "/start", "batal", "start again", "halo", "makasih", "English please",
     "ganti bahasa", "tukar", "change my answer", "ganti anggaran", "ubah nama jadi Siti", "talk to a person", "None"]
)  # fmt: skip
OPTIONS = st.sampled_from(
    [f"{s.name}:{c.id}" for s in LEAD.steps.values() if isinstance(s, Ask) for c in s.choices]
    + [
        f"engine:{act}"
        for act in (
            "human",
            "go-on",
            "again",
            "new",
            "id",
            "ms",
            "en",
            "change:need",
            "change:name",
        )
    ]
)
KINDS = st.sampled_from(["text", "text", "button", "image", "sticker", "location"])
ANYTHING = st.builds(
    Heard,
    text=WORDY | st.text(st.characters(exclude_categories=()), max_size=80),
    option=st.just("") | st.just("") | OPTIONS | st.text(max_size=10),
    kind=KINDS,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANYTHING, max_size=15), st.sampled_from(LANGUAGES), st.integers(0, 100))
def test_nothing_anybody_says_breaks_the_talk(
    heard: list[Heard], language: Language, hours: int
) -> None:
    chat = Chat(language)
    for one in heard:
        chat.waits(hours=hours / 20)
        chat.hears(one)
        chat.nudged(chat.state.turn)

        assert len(chat.texts) <= 5
        assert "{" not in "".join(
            draft.text.pattern for draft in chat.drafts if not draft.text.values
        )
        assert all(len(label) <= 20 for label in chat.buttons)
    chat.resumes()
    assert chat.state.done or chat.state.step in LEAD.steps


@given(
    st.dictionaries(
        st.text(), st.none() | st.text() | st.dictionaries(st.text(), st.integers())
    )
)
def test_any_state_survives_json(answers: dict[str, object]) -> None:
    state = State(
        "lead", "1", answers=answers, at=datetime(2026, 8, 14, tzinfo=UTC), consents=("contact",), hinted=None
    )  # fmt: skip

    assert State.from_json(state.to_json()) == state


def test_a_state_of_a_later_version_can_be_read() -> None:
    assert State.from_json({"flow": "lead", "version": "1", "mood": "sunny"}) == State(
        "lead", "1"
    )
