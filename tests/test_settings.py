from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, described, load, look

GOOD = {
    "PUBLIC_URL": "https://bot.example.com/",
    "SECRET_KEY": "9f8b2c7d1e5a4036b9c8",
    "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16,
    "TWILIO_AUTH_TOKEN": "a-token-from-twilio",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+6281234567890",
}


def complaints(**changes: str) -> str:
    with pytest.raises(SettingsError) as refused:
        load(GOOD | changes)
    return str(refused.value)


def test_the_five_settings_that_matter_are_enough() -> None:
    settings = load(GOOD)

    assert settings.database_url == "sqlite:///sapa.db"
    assert settings.public_url == "https://bot.example.com"
    assert settings.twilio_whatsapp_from == "+6281234567890"
    assert settings.sapa_business == Path("business.toml")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_everything_missing_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load({})

    assert [problem.split()[0] for problem in refused.value.problems] == list(GOOD)


def test_each_command_needs_only_what_it_looks_at() -> None:
    nonsense = {"TWILIO_ACCOUNT_SID": "nonsense", "PORT": "abc", "PUBLIC_URL": "ftp://x"}

    assert load(nonsense, command="leads").database_url == "sqlite:///sapa.db"
    assert load(nonsense | {"DATABASE_URL": "mysql://x"}, command="check") == Settings()
    with pytest.raises(SettingsError, match="DATABASE_URL must look like"):
        load({"DATABASE_URL": "mysql://x"}, command="leads")
    with pytest.raises(SettingsError, match="PORT must be a number"):
        load(nonsense, command="worker")


def test_doctor_sees_settings_and_problems_side_by_side() -> None:
    settings, problems = look({"HOST": "0.0.0.0", "PORT": "99999"}, command="doctor")  # noqa: S104

    assert (settings.host, settings.port) == ("0.0.0.0", 8000)  # noqa: S104
    assert "PORT must be a number from 1 to 65535." in problems


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sqlite:///data/sapa.db", "sqlite:///data/sapa.db"),
        ("sqlite:////var/lib/sapa.db", "sqlite:////var/lib/sapa.db"),
        ("postgres://u:p@h/sapa", "postgresql+psycopg://u:p@h/sapa"),
        ("postgresql://u:p@h/sapa", "postgresql+psycopg://u:p@h/sapa"),
        ("postgresql+psycopg://u:p@h/sapa", "postgresql+psycopg://u:p@h/sapa"),
        ("postgresql:///sapa?host=/tmp", "postgresql+psycopg:///sapa?host=/tmp"),
    ],
)
def test_database_addresses_are_brought_into_one_form(given: str, kept: str) -> None:
    assert load(GOOD | {"DATABASE_URL": given}).database_url == kept


@pytest.mark.parametrize(
    "address", ["sapa.db", "sqlite://", "sqlite:///:memory:", "mysql://h/x", "postgresql+asyncpg://h/x"]
)  # fmt: skip
def test_databases_that_cannot_keep_anything_are_refused(address: str) -> None:
    assert "DATABASE_URL must look like" in complaints(DATABASE_URL=address)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "https://x.example/bot"],
)
def test_http_is_for_this_machine_only(address: str) -> None:
    assert load(GOOD | {"PUBLIC_URL": address}).public_url == address


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://bot.example.com", "must begin with https://"),
        ("http://127.0.0.1.example.com", "must begin with https://"),
        ("bot.example.com", "must be a whole address"),
        ("https://", "must be a whole address"),
        ("https://a_b.example.com", "underscore"),
        ("https://user@bot.example.com", "no user"),
        ("https://bot.example.com/?a=b", "no ?"),
        ("https://bot.example.com:99999", "is not an address"),
    ],
)
def test_public_addresses_that_cannot_work_are_refused(address: str, sentence: str) -> None:
    assert sentence in complaints(PUBLIC_URL=address)


@pytest.mark.parametrize(
    "key", ["short", "changeme-changeme", "aaaaaaaaaaaaaaaaaaaa", "SECRETKEY_SECRETKEY"]
)
def test_keys_that_anybody_can_guess_are_refused(key: str) -> None:
    assert "SECRET_KEY is" in complaints(SECRET_KEY=key)


@pytest.mark.parametrize(
    "number", ["+62 812-3456-7890", "whatsapp:6281234567890", "+6281234567890"]
)
def test_the_sender_may_be_written_in_several_ways(number: str) -> None:
    assert (
        load(GOOD | {"TWILIO_WHATSAPP_FROM": number}).twilio_whatsapp_from == "+6281234567890"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_WHATSAPP_FROM", "081234567890"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_AUTH_TOKEN", "two words"),
        ("TELEGRAM_BOT_TOKEN", "nonsense"),
        ("PORT", "0"),
        ("SEND_TIMEOUT", "soon"),
        ("LEASE", "5"),
        ("PACE", "0.5"),
    ],
)
def test_a_wrong_value_is_named_but_not_repeated(name: str, value: str) -> None:
    sentence = complaints(**{name: value})

    assert sentence.startswith(name)
    assert value not in sentence or name in {"PORT", "LEASE"}


def test_a_telegram_token_needs_its_webhook_secret() -> None:
    token = "123456:" + "A" * 35

    assert "TELEGRAM_WEBHOOK_SECRET is missing" in complaints(TELEGRAM_BOT_TOKEN=token)


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-a-file\n")
    environ = GOOD | {"TWILIO_AUTH_TOKEN": "", "TWILIO_AUTH_TOKEN_FILE": str(file)}

    assert load(environ).twilio_auth_token == "from-a-file"
    assert "both set" in complaints(TWILIO_AUTH_TOKEN_FILE=str(file))
    assert "cannot be read" in complaints(SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "no"))


def test_secrets_never_show() -> None:
    shown = repr(load(GOOD | {"DATABASE_URL": "postgresql://u:pa55word@h/x"}))

    assert GOOD["SECRET_KEY"] not in shown
    assert GOOD["TWILIO_AUTH_TOKEN"] not in shown
    assert "pa55word" not in shown


def test_every_setting_is_described() -> None:
    rows = {name: (default, meaning) for name, default, meaning in described()}

    assert len(rows) == 17
    assert rows["PORT"][0] == "8000"
    assert rows["SEND_TIMEOUT"][0] == "10"
    assert all(meaning.endswith(".") for _, meaning in rows.values())
