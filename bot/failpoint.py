"""Named places at which a test lets the process die, stop or stumble, to see that nothing is lost or doubled.

`passing("...")` in the code marks them; "commit.before" and "commit.after" are passed at each commit.

FAILPOINTS="outbox.before_finish=kill" in the environment arms one; `=kill:3` dies at the third passing,
`=raise*5` stumbles at each of the first five. Without it a failpoint is one look into an empty dictionary.
"""

import os
import signal
import threading

from bot.settings import failpoints

_armed = failpoints(os.environ)
_lock = threading.Lock()


def passing(name: str) -> None:
    """Do what is armed at this place: kill (as kill -9 does), stop (as a frozen machine), or raise."""
    if not _armed or name not in _armed:
        return
    match _due(name):
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "stop":
            signal.raise_signal(
                signal.SIGSTOP
            )  # to this very thread, so that it goes no further
        case "raise":
            raise RuntimeError(f"failpoint {name}")


def _due(name: str) -> str:
    """Count this passing; return what is to be done, or nothing."""
    with _lock:
        if name not in _armed:
            return ""
        act, first, times = _armed[name]
        if first > 1:
            _armed[name] = (act, first - 1, times)
            return ""
        if times > 1:
            _armed[name] = (act, first, times - 1)
        else:
            del _armed[name]
        return act
