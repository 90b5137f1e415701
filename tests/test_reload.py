"""business.toml, faq.toml and the flow may change while people are talking."""

import shutil
from pathlib import Path

import pytest

from bot import app
from bot.core.message import Address
from bot.play.stage import Stage

ROOT = Path(__file__).parents[1]


@pytest.fixture
def files(tmp_path: Path) -> app.Files:
    shutil.copy(ROOT / "business.toml", tmp_path / "business.toml")
    shutil.copy(ROOT / "faq.toml", tmp_path / "faq.toml")
    shutil.copy(app.LEAD_FLOW, tmp_path / "lead.toml")
    return app.Files(tmp_path / "business.toml", tmp_path / "lead.toml")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def heard(stage: Stage) -> str:
    return "\n".join(str(sent.draft.text) for _, sent in stage.heard())


def test_a_conversation_keeps_the_flow_it_began_on(files: app.Files, tmp_path: Path) -> None:
    stage = Stage(files.read(), app.rehearsal)
    stage.cast("grace", Address("whatsapp", "+6581111111"))
    stage.cast("lin", Address("whatsapp", "+6582222222"))
    stage.says("grace", "hi")
    change(tmp_path / "lead.toml", "What is your name?", "Who am I talking to?")

    assert files.look(stage.desk)
    heard(stage)
    stage.says("grace", "yes")
    stage.says("lin", "hi")
    stage.says("lin", "yes")

    said = heard(stage)
    assert said.index("What is your name?") < said.index("Who am I talking to?")


def test_a_conversation_outlives_a_step_that_is_gone(files: app.Files, tmp_path: Path) -> None:
    stage = Stage(files.read(), app.rehearsal)
    stage.cast("grace", Address("whatsapp", "+6581111111"))
    for words in ("hi", "yes", "Grace", "personal", "something else"):
        stage.says("grace", words)
    flow = (tmp_path / "lead.toml").read_text().replace(', next = "details" }', " }")
    start, end = flow.index("[details]"), flow.index("[budget]")
    (tmp_path / "lead.toml").write_text(flow[:start] + flow[end:])

    assert files.look(stage.desk)
    stage.desk.flows.clear()  # as after a restart
    heard(stage)
    stage.says("grace", "A booking page for my salon")

    assert "what budget do you have in mind" in heard(stage)


def test_new_rules_of_the_business_hold_from_the_next_message_on(
    files: app.Files, tmp_path: Path
) -> None:
    stage = Stage(files.read(), app.rehearsal)
    change(tmp_path / "business.toml", 'bot = "Mira"', 'bot = "Maya"')

    assert files.look(stage.desk)
    stage.cast("grace", Address("whatsapp", "+6581111111"))
    stage.says("grace", "hi")

    assert "I'm Maya" in heard(stage)


def test_a_new_answer_is_given_from_the_next_question_on(
    files: app.Files, tmp_path: Path
) -> None:
    stage = Stage(files.read(), app.rehearsal)
    stage.cast("grace", Address("whatsapp", "+6581111111"))
    stage.says("grace", "hi")
    change(
        tmp_path / "faq.toml", "Websites start at Rp5 million", "Websites start at Rp7 million"
    )

    assert files.look(stage.desk)
    stage.says("grace", "how much is a website?")

    assert "Websites start at Rp7 million" in heard(stage)


def test_a_business_may_do_without_questions_and_begin_with_them_later(
    files: app.Files, tmp_path: Path
) -> None:
    (tmp_path / "faq.toml").rename(tmp_path / "later.toml")
    files = app.Files(tmp_path / "business.toml")
    stage = Stage(files.read(), app.rehearsal)
    stage.cast("grace", Address("whatsapp", "+6581111111"))
    stage.says("grace", "hi")
    stage.says("grace", "where is your office?")
    before = heard(stage)
    (tmp_path / "later.toml").rename(tmp_path / "faq.toml")

    assert files.look(stage.desk)
    stage.says("grace", "where is your office?")

    assert "Sudirman" not in before
    assert "Sudirman" in heard(stage)


def test_a_broken_faq_changes_nothing_and_is_named(
    files: app.Files, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(files.read(), app.rehearsal)
    before = stage.desk.rules
    change(tmp_path / "faq.toml", "{business}", "{bussiness}")

    assert not files.look(stage.desk)

    assert stage.desk.rules is before
    assert "faq.toml [location.id.answer]: nobody fills {bussiness}" in caplog.text


def test_a_broken_file_changes_nothing_and_is_named(
    files: app.Files, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(files.read(), app.rehearsal)
    before = stage.desk.rules
    change(tmp_path / "lead.toml", 'next = "goodbye"', 'next = "godbye"')

    assert not files.look(stage.desk)

    assert stage.desk.rules is before
    assert "no step called 'godbye'" in caplog.text


def test_a_file_that_did_not_change_is_not_read_again(files: app.Files) -> None:
    stage = Stage(files.read(), app.rehearsal)

    assert not files.look(stage.desk)
