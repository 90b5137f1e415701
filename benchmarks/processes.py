"""Processes of one run: started, measured from /proc, and never left behind."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection, socket

#: The interpreter of the product, and the one beside it that knows its peers and draws.
OURS = Path(sys.executable)
THEIRS = Path(sys.prefix) / "bench" / "bin" / "python"
_TICK = os.sysconf("SC_CLK_TCK")
_LIBC = ctypes.CDLL(None)
#: prctl: the kernel sends this signal when the parent dies.
_DIES_WITH_PARENT = 1


@contextmanager
def running(
    words: Sequence[str], environ: Mapping[str, str], log: Path, python: Path = OURS
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module as a process until the block ends, by SIGTERM first."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [python, "-m", *words],
            env={**os.environ, **environ},
            stdout=out,
            stderr=out,
            preexec_fn=_leash,  # noqa: PLW1509 - one system call, and no thread of ours holds a lock
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Ask it to stop; make it stop."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _leash() -> None:
    _LIBC.prctl(_DIES_WITH_PARENT, signal.SIGTERM)


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Say whether anybody takes connections there."""
    with suppress(OSError), create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def family(pid: int) -> list[int]:
    """Return a process and all it has started that still run."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(entry.name)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def processor_seconds(pids: Sequence[int]) -> float:
    """Return what these processes and all they started have used of the processor."""
    used = 0.0
    for pid in {one for each in pids for one in family(each)}:
        if fields := _stat(pid):
            used += (int(fields[11]) + int(fields[12])) / _TICK
    return used


def memory_mb(pids: Sequence[int]) -> float:
    """Return their memory; what several share counts once (PSS)."""
    total = 0
    for pid in {one for each in pids for one in family(each)}:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        except OSError:
            continue
        total += int(text.partition("\nPss:")[2].split()[0])
    return total / 1024


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat that follow the name."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
