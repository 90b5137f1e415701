"""Named places at which a test lets the process die, stop or stumble, to see that nothing is lost or doubled.

FAILPOINTS="outbox.before_finish=kill" in the environment arms one; `=kill:3` dies at the third passing,
`=raise*5` stumbles at each of the first five. Without it a failpoint is one look into an empty dictionary.
"""

import os
import signal

from bot.settings import failpoints

_armed = failpoints(os.environ)


def passing(name: str) -> None:
    """Do what is armed at this place: kill (as kill -9 does), stop (as a frozen machine), or raise."""
    if not _armed or name not in _armed:
        return
    act, first, times = _armed[name]
    if first > 1:
        _armed[name] = (act, first - 1, times)
        return
    if times > 1:
        _armed[name] = (act, first, times - 1)
    else:
        del _armed[name]
    match act:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "stop":
            signal.raise_signal(
                signal.SIGSTOP
            )  # to this very thread, so that it goes no further
        case _:
            raise RuntimeError(f"failpoint {name}")
