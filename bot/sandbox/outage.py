"""Play a fault on the wire: refuse, stay silent, hang up, answer nonsense."""

import select
import socket
import time
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from bot.sandbox.errors import Refusal
from bot.sandbox.faults import Fault

#: Nobody waits longer than this for an answer that will not come.
PATIENCE = 60.0
_HUGE = 16 * 1024 * 1024


def answer_before(fault: Fault) -> ResponseReturnValue:
    """Nothing was accepted."""
    match fault.verb:
        case "hang":
            return _hang()
        case "close":
            return _hang_up()
        case "redirect":
            return "", 307, {"Location": "/sandbox/elsewhere"}
        case "400":
            refusal = Refusal(int(fault.number))
        case "401":
            refusal = Refusal(20003, status=401)
        case "429":
            refusal = Refusal(20429, status=429)
        case "503":
            refusal = Refusal(20503, status=503)
        case _:
            refusal = Refusal(20500, status=500)
    asks = fault.number and fault.verb in {"429", "503"}
    headers = {"Retry-After": f"{fault.number:g}"} if asks else {}
    return refusal.to_json(), refusal.status, headers


def answer_after(fault: Fault | None, good: tuple[Any, int]) -> ResponseReturnValue:
    """The message was accepted; only the answer suffers."""
    match fault and fault.verb:
        case "accept_hang":
            return _hang()
        case "accept_close":
            return _hang_up()
        case "accept_500":
            refusal = Refusal(20500, status=500)
            return refusal.to_json(), refusal.status
        case "garbage":
            return Response("<html><b>It works!", 201, content_type="application/json")
        case "huge":
            return Response(_endless(), 201, content_type="application/json")
        case "slow" if fault:
            _wait(fault.number)
    return good


def _hang() -> ResponseReturnValue:
    _wait(PATIENCE)
    return _hang_up()


def _hang_up() -> ResponseReturnValue:
    """Cut the line without a word."""
    line: socket.socket | None = request.environ.get("werkzeug.socket")
    if line is not None:
        line.shutdown(socket.SHUT_RDWR)
    return "", 500, {"Connection": "close"}


def _wait(seconds: float) -> None:
    """Wait, unless the other side goes away first: a silent thread should not outlive its caller."""
    line: socket.socket | None = request.environ.get("werkzeug.socket")
    if line is None:
        time.sleep(seconds)
        return
    gone = select.poll()
    gone.register(line, select.POLLRDHUP)
    gone.poll(seconds * 1000)


def _endless() -> Iterator[bytes]:
    for _ in range(_HUGE // 65536):
        yield b"x" * 65536
