"""The examples in deploy/ would work: units verified by systemd, names and paths compared with what is there."""

import configparser
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import settings
from bot.__main__ import main

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
SERVERS = [unit for unit in UNITS if unit.name != "sapa-backup.service"]
#: What the documents, units and images install to.
INSTALLED = "/srv/sapa"
#: Seconds a graceful stop may take: Worker.stop and the web servers keep to it.
LONGEST_STOP = 20

SECRET = {field.name.upper() for field in fields(settings.Settings) if field.metadata["secret"]}
KNOWN = {name for name, _, _ in settings.described()} | {f"{name}_FILE" for name in SECRET}


class Unit(configparser.RawConfigParser):
    """systemd's files: keys keep their case, and may come again."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read_string(path.read_text("utf-8"))


def commands(text: str) -> set[str]:
    return set(re.findall(rf"{INSTALLED}/\.venv/bin/sapa (\w+)", text))


def seconds(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(s|m|)", text).groups()  # type: ignore[union-attr]
    return int(number) * (60 if unit == "m" else 1)


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_is_content_with_the_units(tmp_path: Path) -> None:
    for unit in (*UNITS, *DEPLOY.glob("*.timer")):
        text = unit.read_text("utf-8").replace(INSTALLED, str(ROOT))
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(text)

    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.iterdir()],
        check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert (verdict.returncode, verdict.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_and_nothing_more_than_it_needs(unit: Path) -> None:
    service = Unit(unit)["Service"]

    assert commands(service["ExecStart"]) <= set(main.commands)
    assert commands(service["ExecStart"])
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["User"] == "sapa"
    assert service["EnvironmentFile"] == "/etc/sapa/sapa.env"


@pytest.mark.parametrize("unit", SERVERS, ids=lambda path: path.name)
def test_a_unit_waits_for_a_graceful_stop_and_comes_back_after_a_crash(unit: Path) -> None:
    service = Unit(unit)["Service"]

    assert seconds(service["TimeoutStopSec"]) > LONGEST_STOP
    assert service["Restart"] == "on-failure"
    assert service.get("KillSignal", "SIGTERM") == "SIGTERM"


def test_the_environment_file_is_read_as_it_stands() -> None:
    text = (DEPLOY / "sapa.env").read_text("utf-8")
    lines = re.findall(r"^#?([A-Z_]+)=(\S*)$", text, re.MULTILINE)

    assert {name for name, _ in lines} <= KNOWN
    environ = {name: value for name, value in lines if not name.endswith("_FILE")}
    secrets = {"SECRET_KEY": "a-secret-key-for-tests-0123", "TWILIO_AUTH_TOKEN": "token"}
    read = settings.load(environ | secrets, command="serve")
    assert read.database_url == "sqlite:////var/lib/sapa/sapa.db"
    assert read.sapa_business == Path("/etc/sapa/business.toml")


def test_compose_names_settings_that_exist_and_gives_all_that_are_needed() -> None:
    found = compose()
    for name in ("web", "worker"):
        service = found["services"][name]
        given = set(service["environment"])
        needed = {
            field.name.upper()
            for field in fields(settings.Settings)
            if field.metadata["required"]
        }

        assert given <= KNOWN
        assert needed <= {one.removesuffix("_FILE") for one in given}
        assert "DATABASE_URL_FILE" in given
        assert set(service["command"]) <= set(main.commands)
        assert seconds(service["stop_grace_period"]) > LONGEST_STOP
        assert service["restart"] == "unless-stopped"


def test_compose_mounts_every_secret_it_reads() -> None:
    found = compose()
    for service in found["services"].values():
        mounted = {f"/run/secrets/{name}" for name in service["secrets"]}
        read = {
            value
            for value in service["environment"].values()
            if value.startswith("/run/secrets/")
        }

        assert read == mounted
        assert set(service["secrets"]) <= set(found["secrets"])


def test_compose_starts_two_workers_once_the_database_answers() -> None:
    services = compose()["services"]

    assert services["worker"]["deploy"]["replicas"] == 2
    assert services["postgres"]["healthcheck"]
    assert "/healthz/live" in services["web"]["healthcheck"]["test"][-1]
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_the_image_copies_what_is_there_and_runs_what_exists() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert sorted(copied) == sorted(line[1:] for line in let_in if line.startswith("!"))
    assert 'ENTRYPOINT ["sapa"]' in lines
    (command,) = [yaml.safe_load(line[4:]) for line in lines if line.startswith("CMD ")]
    assert set(command) <= set(main.commands)
    assert any(line.startswith("USER ") and "root" not in line for line in lines)


def test_everything_installs_to_the_same_place() -> None:
    for file in DEPLOY.iterdir():
        paths = set(re.findall(r"/(?:srv|opt|usr/local/lib)/\w+", file.read_text("utf-8")))

        assert paths <= {INSTALLED}


def test_the_proxy_sends_everything_to_where_sapa_listens() -> None:
    port = next(default for name, default, _ in settings.described() if name == "PORT")

    assert f"reverse_proxy 127.0.0.1:{port}\n" in (DEPLOY / "Caddyfile").read_text("utf-8")
