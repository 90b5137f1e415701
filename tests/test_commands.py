"""The commands that need no server, typed as a person would."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import app
from bot.__main__ import main
from bot.core.message import Address
from bot.play.stage import Stage

ROOT = Path(__file__).parents[1]


def sapa(*words: str, said: str = "", **environ: str) -> Result:
    bare = {"DATABASE_URL": "", "SAPA_BUSINESS": str(ROOT / "business.toml")}
    return CliRunner().invoke(main, words, input=said, env={**bare, **environ})


def test_check_is_content_with_the_example() -> None:
    result = sapa("check")

    assert result.exit_code == 0
    assert "in order" in result.output


def test_check_names_the_file_the_key_and_the_mend(tmp_path: Path) -> None:
    file = tmp_path / "business.toml"
    file.write_text(
        (ROOT / "business.toml").read_text().replace('breach = "5m"', 'breach = "5"')
    )

    result = sapa("check", SAPA_BUSINESS=str(file))

    assert result.exit_code == 1
    assert "business.toml" in result.output
    assert "sla.breach" in result.output


def test_chat_plays_the_flow_in_each_language() -> None:
    for language, greeting in (("id", "Halo Kak"), ("ms", "pembantu maya"), ("en", "I'm Mira")):
        result = sapa("chat", language, said="halo\n")

        assert result.exit_code == 0
        assert greeting in result.output


def test_play_shows_a_transcript_and_fails_where_it_went_differently(tmp_path: Path) -> None:
    file = tmp_path / "hello.txt"
    file.write_text("@ grace prospect +6581111111\n\ngrace> hi\n")
    shown = sapa("play", str(file))
    assert shown.exit_code == 0
    assert "grace< Hi! I'm Mira" in shown.output

    file.write_text(shown.output.replace("Mira", "Nobody"))
    differs = sapa("play", str(file))

    assert differs.exit_code == 1
    assert "-grace< Hi! I'm Nobody" in differs.output


def test_play_names_a_line_it_does_not_understand(tmp_path: Path) -> None:
    file = tmp_path / "odd.txt"
    file.write_text("grace whispers hi\n")

    result = sapa("play", str(file))

    assert result.exit_code == 2
    assert "line 1" in result.output


def test_serve_refuses_without_settings_and_names_each() -> None:
    nothing = dict.fromkeys(
        ("PUBLIC_URL", "SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"), ""
    )

    result = sapa("serve", **nothing)

    assert result.exit_code == 2
    for name in nothing:
        assert f"{name} is missing" in result.output


@pytest.mark.parametrize("command", ["web", "worker"])
def test_processes_apart_need_postgresql(command: str, tmp_path: Path) -> None:
    result = sapa(
        command,
        DATABASE_URL=f"sqlite:///{tmp_path / 'sapa.db'}",
        PUBLIC_URL="http://127.0.0.1:8000",
        SECRET_KEY="a-secret-key-for-tests-0123",
        TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        TWILIO_AUTH_TOKEN="token",
        TWILIO_WHATSAPP_FROM="+622150001000",
    )

    assert result.exit_code == 2
    assert "sapa serve" in result.output


def test_leads_of_a_stopped_server_can_be_read(tmp_path: Path) -> None:
    url = kept(tmp_path)

    listed = sapa("leads", "--json", DATABASE_URL=url)
    told = sapa("lead", "1", DATABASE_URL=url)

    lead = json.loads(listed.output)
    assert lead["name"] == "Budi"
    assert lead["budget"] == {"min": 50_000_000, "max": 50_000_000, "currency": "IDR"}
    assert lead["rep"] is None
    assert "> 50jt  [done]" in told.output


def kept(folder: Path) -> str:
    """Make a database file in which Budi has said a little."""
    stage = Stage(app.Files(ROOT / "business.toml").read(), app.rehearsal)
    stage.cast("budi", Address("whatsapp", "+6281111111"))
    for words in ("halo", "boleh", "Budi", "PT Maju", "1", "50jt"):
        stage.says("budi", words)
    file = folder / "sapa.db"
    with stage.desk.db.engine.connect() as c:
        c.exec_driver_sql("COMMIT")
        c.exec_driver_sql(f"VACUUM INTO '{file}'")
    return f"sqlite:///{file}"


def test_leads_without_a_database_says_so(tmp_path: Path) -> None:
    result = sapa("leads", DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}")

    assert result.exit_code == 2
    assert "none.db" in result.output


def test_lead_of_a_wrong_number_says_so(tmp_path: Path) -> None:
    result = sapa("lead", "99", DATABASE_URL=kept(tmp_path))

    assert result.exit_code == 2
    assert "no lead 99" in result.output


def test_doctor_names_what_is_missing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "business.toml", tmp_path)

    result = sapa("doctor", SAPA_BUSINESS=str(tmp_path / "business.toml"), PUBLIC_URL="")

    assert result.exit_code == 1
    assert "missing: PUBLIC_URL" in result.output
    assert "lead_offer" in result.output
