import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUN = PROJECT["dependencies"]
WANTED = {
    "requirements.lock": RUN,
    "requirements-dev.lock": RUN + PROJECT["optional-dependencies"]["dev"],
}


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_pins_all_that_pyproject_asks_for(lock: str) -> None:
    asked = {re.split(r"[\[<>=]", requirement)[0] for requirement in WANTED[lock]}

    assert asked - set(_pins(lock)) == set()


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_has_hashes_and_names_no_registry_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")

    assert text.count(" \\\n    --hash=sha256:") >= len(_pins(lock))
    assert re.findall(r"\w+://\S*|^-.*|^.* @ .*", text, re.MULTILINE) == []


def test_tests_run_on_what_is_shipped() -> None:
    shipped = _pins("requirements.lock")

    assert shipped.items() <= _pins("requirements-dev.lock").items()


def _pins(lock: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    )
