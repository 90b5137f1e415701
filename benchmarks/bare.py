"""A server of the same make that only checks Twilio's signature and says nothing: `python -m benchmarks.bare granian 8000`."""

import sys

import waitress
from flask import Flask, Response, request
from granian import Granian
from granian.constants import Interfaces
from twilio.request_validator import RequestValidator

from benchmarks.provider import HOOK, TOKEN

#: As bot/serve.py has it.
PROCESSES, THREADS = 2, 8


def application() -> Flask:
    """Return the application; the address that was signed is the one that was asked."""
    app = Flask(__name__)
    validator = RequestValidator(TOKEN)

    @app.post(HOOK)
    def whatsapp() -> Response:
        if validator.validate(request.url, request.form, request.headers["X-Twilio-Signature"]):
            return Response("<Response/>", mimetype="text/xml")
        return Response("forged", 403)

    return app


def main(make: str, port: int) -> None:
    """Serve until killed."""
    if make == "waitress":
        waitress.serve(application(), host="127.0.0.1", port=port, threads=THREADS)
        return
    Granian(
        "benchmarks.bare:application",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=port,
        workers=PROCESSES,
        blocking_threads=THREADS,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
