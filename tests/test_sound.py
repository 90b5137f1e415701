"""A SQLite file that cannot be trusted is refused in a sentence; a good one is copied while it is written to."""

import os
import shutil
import sqlite3
import stat
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from store import copy, db, lives, lock, people, sound
from store.lock import Occupied
from tests.test_commands import sapa

SETTINGS = {
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "SECRET_KEY": "a-secret-key-for-tests-0123",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_WHATSAPP_FROM": "+622150001000",
    "TWILIO_API_URL": "http://127.0.0.1:9",
}


def refusal(url: str) -> str:
    """What `sapa serve` says about this database."""
    result = sapa("serve", DATABASE_URL=url, **SETTINGS)

    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def damage(file: Path) -> None:
    """Flip bytes in the middle of every page but the first."""
    whole = bytearray(file.read_bytes())
    for page in range(4096, len(whole), 4096):
        whole[page : page + 64] = os.urandom(64)
    file.write_bytes(whole)


def test_a_damaged_file_is_refused_with_its_name_and_the_way_back(file: Path) -> None:
    damage(file)

    said = refusal(f"sqlite:///{file}")

    assert f"{file} is damaged" in said
    assert "sapa restore FILE" in said


def test_leads_of_a_damaged_file_are_not_listed_but_its_way_back(file: Path) -> None:
    damage(file)

    result = sapa("leads", DATABASE_URL=f"sqlite:///{file}")

    assert result.exit_code == 2
    assert "sapa restore FILE" in result.output
    assert "Traceback" not in result.output


def test_a_file_cut_short_is_refused(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)

    assert "is damaged" in refusal(f"sqlite:///{file}")


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sapa, " * 20)

    assert "is not a SQLite database" in refusal(f"sqlite:///{letter}")
    assert letter.read_text().startswith("Dear Sapa")


def test_a_directory_that_is_missing_or_in_the_way_is_named(tmp_path: Path) -> None:
    assert "There is no directory" in refusal(f"sqlite:///{tmp_path / 'none' / 'sapa.db'}")
    assert "is no file" in refusal(f"sqlite:///{tmp_path}")


def test_a_read_only_file_system_is_refused(file: Path, tmp_path: Path) -> None:
    """Permissions mean nothing to root, a mount does."""
    there = tmp_path / "there"
    there.mkdir()
    shutil.move(file, there / "sapa.db")
    if not _mount("--bind", str(there), str(there)):
        pytest.skip("mounting is not allowed here")
    try:
        _mount("-o", "remount,ro,bind", str(there))

        assert "cannot be written" in refusal(f"sqlite:///{there / 'sapa.db'}")
    finally:
        subprocess.run(["umount", there], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions mean nothing to root")
def test_a_file_of_somebody_else_is_refused(file: Path) -> None:
    file.chmod(0o400)

    assert f"{file} cannot be written" in refusal(f"sqlite:///{file}")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(
    file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = file.with_name("mounts")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nfiler:/share {file.parent} {kind} rw 0 0\n")
    monkeypatch.setattr(sound, "_MOUNTS", mounts)

    assert kind in refusal(f"sqlite:///{file}")


def test_the_kind_of_file_system_is_found() -> None:
    assert sound._file_system(Path("/proc/self")) == "proc"


def test_a_file_that_somebody_else_works_with_is_refused(file: Path) -> None:
    with closing(lock.own(f"sqlite:///{file}")), pytest.raises(Occupied, match="in use"):
        lock.own(f"sqlite:///{file}")


def test_a_sound_file_is_in_wal_and_stays_as_it_was(file: Path) -> None:
    sound.place(f"sqlite:///{file}")
    sound.check(f"sqlite:///{file}")

    with closing(sqlite3.connect(file)) as c:
        assert c.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("words", [("leads",), ("doctor",), ("backup", "copy")])
def test_other_commands_never_write_nor_checkpoint(
    file: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That alone makes WAL safe on SQLite before 3.51.3."""
    monkeypatch.chdir(file.parent)
    with closing(db.connect(f"sqlite:///{file}")) as database:
        database.write(lambda c: people.forget_content(c, "none"))
        database.write(lambda c: people.keep_content(c, "key", "sid"))
        log = Path(f"{file}-wal")
        before = (log.read_bytes(), file.read_bytes())

        sapa(*words, DATABASE_URL=f"sqlite:///{file}", **SETTINGS)

        assert (log.read_bytes(), file.read_bytes()) == before


def test_a_backup_made_under_load_is_whole_and_private(file: Path, tmp_path: Path) -> None:
    url, made = f"sqlite:///{file}", tmp_path / "backup.db"
    over = threading.Event()
    with closing(db.connect(url)) as database:

        def write() -> None:
            number = 0
            while not over.is_set():
                number += 1
                name = f"key {number}"
                database.write(lambda c: people.keep_content(c, name, "sid" * 100))  # noqa: B023 - runs at once

        writer = threading.Thread(target=write)
        writer.start()
        result = sapa("backup", str(made), DATABASE_URL=url)
        over.set()
        writer.join()

    assert "every page of it is in order" in result.output
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*backup.db*")) == [made]
    with closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as c:
        assert c.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert c.execute("PRAGMA user_version").fetchone() == (lives.COPY,)
        rows, last = c.execute(
            "SELECT count(*), max(cast(substr(key, 5) AS int)) FROM content"
        ).fetchone()
        assert rows == (last or 0)


def test_a_backup_never_overwrites(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    kept.write_text("yesterday's")

    result = sapa("backup", str(kept), DATABASE_URL=f"sqlite:///{file}")

    assert result.exit_code == 2
    assert "never overwritten" in result.output
    assert kept.read_text() == "yesterday's"


def test_a_damaged_database_makes_no_backup(file: Path, tmp_path: Path) -> None:
    damage(file)

    result = sapa("backup", str(tmp_path / "backup.db"), DATABASE_URL=f"sqlite:///{file}")

    assert result.exit_code == 2
    assert "damaged" in result.output or "cannot be copied" in result.output
    assert list(tmp_path.glob("*backup*")) == []


def test_a_backup_of_postgresql_is_its_own_tools_work(tmp_path: Path) -> None:
    result = sapa("backup", "copy", DATABASE_URL="postgresql://sapa:secret@db.example/sapa")

    assert result.exit_code == 2
    assert 'pg_dump -Fc --file=copy "postgresql://sapa@db.example/sapa"' in result.output


def test_a_restore_keeps_what_was_there_with_its_log(file: Path, tmp_path: Path) -> None:
    url, made = f"sqlite:///{file}", tmp_path / "backup.db"
    copy.backup(url, made)
    with closing(db.connect(url)) as database:
        database.write(lambda c: people.keep_content(c, "late", "sid"))
        shutil.copyfile(f"{file}-wal", tmp_path / "log")
    shutil.copyfile(tmp_path / "log", f"{file}-wal")  # as a crash would leave it

    aside = copy.put(made, url)

    assert aside is not None
    assert not Path(f"{file}-wal").exists()
    with closing(sqlite3.connect(aside)) as c:
        assert c.execute("SELECT key FROM content").fetchall() == [("late",)]
    with closing(sqlite3.connect(file)) as c:
        assert c.execute("SELECT key FROM content").fetchall() == []


def test_a_restore_beside_a_running_server_is_refused(file: Path, tmp_path: Path) -> None:
    url, made = f"sqlite:///{file}", tmp_path / "backup.db"
    copy.backup(url, made)

    with closing(lock.own(url)):
        result = sapa("restore", str(made), DATABASE_URL=url, **SETTINGS)

    assert result.exit_code == 2
    assert "Stop that one first" in result.output


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode == 0
