"""The sandbox as one Flask application: Twilio's REST, the phones' page and its controls."""

import threading
from collections.abc import Callable

from flask import Flask

from bot.sandbox import control, page, rest
from bot.sandbox.cast import Cast
from bot.sandbox.phones import Phone
from bot.sandbox.provider import Provider


def create(
    provider: Provider,
    cast: Cast,
    phone: Callable[[str], Phone],
    stopping: threading.Event,
) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.register_blueprint(rest.blueprint(provider))
    app.register_blueprint(control.blueprint(provider, cast, phone))
    app.register_blueprint(page.blueprint(provider, cast, stopping))
    return app
