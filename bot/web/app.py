"""The web server's front: routes, limits and headers. What it hears it hands to the inbox."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from bot.channels.base import Channel
from bot.web.health import Ready, health
from bot.web.hooks import Door, Inbox, hooks, refusal

#: What a WSGI server serves.
App = Flask

_LONGEST_REQUEST = 64 * 1024
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create(
    inbox: Inbox,
    channels: Mapping[str, Channel],
    ready: Ready,
    *,
    public_url: str,
    clock: Callable[[], datetime],
) -> Flask:
    """Put the web server together; more pages may be registered on what this returns."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LONGEST_REQUEST
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # A redirect turns a provider's POST into an empty GET.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(hooks(Door(inbox, channels, public_url.rstrip("/"), clock)))
    app.register_blueprint(health(ready))
    app.register_error_handler(HTTPException, _sentence)
    app.after_request(_secured)
    return app


def _sentence(error: HTTPException) -> Response:
    """Answer errors in plain text; what only some errors carry, such as Allow, is kept."""
    answer = refusal(error.description or error.name, error.code or 500)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def _secured(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
