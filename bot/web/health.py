"""Is the process alive, and is it ready to work? Asked by whoever supervises it."""

import logging
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, jsonify

log = logging.getLogger(__name__)

#: Returns what keeps us from working, a sentence each; nothing when all is well.
Ready = Callable[[], Sequence[str]]


def health(ready: Ready) -> Blueprint:
    """Return the two questions a supervisor asks."""
    blueprint = Blueprint("health", __name__, url_prefix="/healthz")

    @blueprint.get("/live")
    def live() -> Response:
        return jsonify(alive=True)

    @blueprint.get("/ready")
    def is_ready() -> Response:
        problems = _problems(ready)
        answer = jsonify(ready=not problems, problems=problems)
        answer.status_code = 503 if problems else 200
        return answer

    return blueprint


def _problems(ready: Ready) -> list[str]:
    try:
        return list(ready())
    except Exception:
        log.exception("readiness could not be found out")
        return ["readiness could not be found out: see the log"]
