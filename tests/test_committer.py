import threading
import time
from types import TracebackType

from store.committer import Committer


class Slow:
    """A database that takes a moment for each commit."""

    def begin(self) -> None: ...
    def commit(self) -> None:
        time.sleep(0.1)

    def rollback(self) -> None: ...
    def save(self) -> None: ...
    def release(self) -> None: ...
    def undo(self) -> bool:
        return True


class Dawdler:
    """A lock whose holder dawdles after letting it go, as a thread may whose turn is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()
        time.sleep(0.2)


def test_who_loses_patience_at_the_moment_they_are_made_to_lead_is_told_how_it_went() -> None:
    committer = Committer(Slow(), patience=0.15)
    committer._lock = Dawdler()  # type: ignore[assignment]
    told: list[int] = []
    writers = [
        threading.Thread(
            target=lambda n=n: told.append(committer.write(lambda: n)), daemon=True
        )
        for n in range(2)
    ]

    for writer in writers:
        writer.start()
        time.sleep(0.25)
    for writer in writers:
        writer.join(timeout=10)

    assert sorted(told) == [0, 1]
