"""A product that only listens: it checks signatures, remembers what came, answers as told."""

import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, request
from flask.typing import ResponseReturnValue
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.sandbox.sandbox import ACCOUNT, Sandbox
from bot.sandbox.server import Server


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # twilio carries no types
    """Sends every request of the real client to the sandbox."""

    def __init__(self, url: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.session.trust_env = False
        self._there = urlsplit(url)

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        asked = urlsplit(url)
        there = (self._there.scheme, self._there.netloc, asked.path, asked.query, "")
        return super().request(method, urlunsplit(there), *args, **more)


def real_client(sandbox: Sandbox, token: str = ACCOUNT.token, timeout: float = 5) -> Client:
    return Client(ACCOUNT.sid, token, http_client=_Elsewhere(sandbox.url, timeout))


class Product:
    """`answers` are the statuses of the next webhooks; then it is 200 again."""

    def __init__(self, public: str = "") -> None:
        self.hooks: list[Mapping[str, str]] = []
        self.receipts: list[Mapping[str, str]] = []
        self.headers: list[Mapping[str, str]] = []
        self.answers: list[int] = []
        self._public = public
        self._came = threading.Condition()
        app = Flask(__name__)
        app.add_url_rule("/webhooks/whatsapp", view_func=self._hook, methods=["POST"])
        app.add_url_rule("/status", view_func=self._receipt, methods=["POST"])
        self._server = Server("127.0.0.1", 0, app)
        self.url = f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    def told(self, count: int, seconds: float = 5) -> list[str]:
        """Wait for so many receipts; return their words, in order of arrival."""
        with self._came:
            self._came.wait_for(lambda: len(self.receipts) >= count, seconds)
            return [form["MessageStatus"] for form in self.receipts]

    def _hook(self) -> ResponseReturnValue:
        return self._take(self.hooks)

    def _receipt(self) -> ResponseReturnValue:
        return self._take(self.receipts)

    def _take(self, where: list[Mapping[str, str]]) -> ResponseReturnValue:
        form = request.form.to_dict()
        path = request.full_path.rstrip("?")
        url = (self._public or f"http://{request.host}") + path
        sign = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(ACCOUNT.token).validate(url, form, sign):
            return "", 403
        with self._came:
            where.append(form)
            self.headers.append(dict(request.headers))
            self._came.notify_all()
            status = self.answers.pop(0) if self.answers else 200
        return "<Response/>", status, {"Content-Type": "text/xml"}
