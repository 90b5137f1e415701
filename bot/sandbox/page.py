"""The page with the phones, and the stream that keeps it fresh.

Server-sent events rather than polling: bubbles, ticks and the typing row appear when they happen,
the wire log of the browser stays quiet, and EventSource reconnects by itself and says where it was.
"""

import json
import threading
import time
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from bot.sandbox import frame
from bot.sandbox.cast import Cast
from bot.sandbox.control import only_from_here
from bot.sandbox.provider import Provider

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: A silent stream says so now and then, or nobody would notice that the page is gone.
_HEARTBEAT = 10.0


def blueprint(provider: Provider, cast: Cast, stopping: threading.Event) -> Blueprint:
    page = Blueprint("page", __name__, template_folder="templates", static_folder="static")
    page.before_request(only_from_here)

    @page.get("/")
    def index() -> ResponseReturnValue:
        return render_template("page.html", business=cast.business)

    @page.get("/sandbox/state")
    def state() -> ResponseReturnValue:
        since = request.args.get("since", 0, type=int)
        return frame.news(provider, since) | frame.head(provider, cast)

    @page.get("/sandbox/events")
    def events() -> ResponseReturnValue:
        epoch, _, rev = request.headers.get("Last-Event-ID", "").partition(":")
        since = int(rev) if epoch == provider.memory.epoch and rev.isdecimal() else 0
        stream = stream_with_context(_stream(provider, cast, since, stopping))
        return Response(stream, content_type="text/event-stream")

    @page.after_request
    def seal(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return page


def _stream(
    provider: Provider, cast: Cast, since: int, stopping: threading.Event
) -> Iterator[str]:
    told = None
    spoke = time.monotonic()
    while not stopping.is_set():
        news, head = frame.news(provider, since), frame.head(provider, cast)
        if head != told or news["rev"] != since:
            yield _event(f"{news['epoch']}:{news['rev']}", news | head)
            since, told, spoke = news["rev"], head, time.monotonic()
        elif time.monotonic() - spoke > _HEARTBEAT:
            yield ": still here\n\n"
            spoke = time.monotonic()
        provider.memory.wait(since, timeout=1.0)


def _event(key: str, data: object) -> str:
    return f"id: {key}\ndata: {json.dumps(data)}\n\n"
