"""A Twilio that answers what a test tells it to, and keeps every request to the byte."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from bot.channels.base import SendError
from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.channel import WhatsApp
from bot.core.message import Draft, Language, Option, Text
from tests.postman import OURS, SARI, SID, STATUS_URL, TOKEN, sid

MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages.json"
HX = "HX" + "c3" * 16
TEMPLATE = "HX" + "d4" * 16

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body, strict_parsing=True))


@dataclass
class Twilio:
    """Answers what a test tells it to, in order, then always with success. Keeps what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        asked = Asked(
            handler.command,
            handler.path,
            dict(handler.headers),
            handler.rfile.read(length).decode(),
        )
        with self.lock:
            self.asked.append(asked)
            self.connections.add(handler.client_address)
            answer = self.answers.pop(0) if self.answers else None
        (answer or _success(asked))(handler)

    @property
    def sent(self) -> list[Asked]:
        return [a for a in self.asked if a.path == MESSAGES and a.method == "POST"]

    @property
    def made(self) -> list[Any]:
        return [json.loads(a.body) for a in self.asked if a.path == "/v1/Content"]

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        self.stop.wait(5)
        handler.close_connection = True


class Says:
    """An answer: a status, JSON or text, headers."""

    def __init__(self, status: int, body: Any = None, **headers: str) -> None:
        self.status = status
        text = body if isinstance(body, str) else json.dumps({} if body is None else body)
        self.text = text.encode()
        self.headers = headers

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(self.text)))
        handler.end_headers()
        handler.wfile.write(self.text)


def refuses(code: int, status: int = 400) -> Answer:
    return Says(status, {"code": code, "message": f"The 'To' number {SARI}", "status": status})


def closes(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"sid": "SM')
    closes(handler)


def chunked(handler: BaseHTTPRequestHandler) -> None:
    text = json.dumps({"sid": sid(5)}).encode()
    handler.wfile.write(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n")
    for part in (text[:9], text[9:]):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
    handler.wfile.write(b"0\r\n\r\n")


def drips(twilio: Twilio) -> Answer:
    """Answer one byte at a time, each well within a socket's time-out."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 9999\r\n\r\n")
        while not twilio.stop.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                break
        handler.close_connection = True

    return answer


def drips_headers(twilio: Twilio) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 201 Created\r\nX-Slow: ")
        while not twilio.stop.wait(0.05):
            try:
                handler.wfile.write(b"z")
            except OSError:
                break
        handler.close_connection = True

    return answer


def _success(asked: Asked) -> Answer:
    if asked.path == "/v1/Content":
        return Says(201, {"sid": HX})
    if asked.method == "GET":
        return Says(200, {"messages": [], "next_page_uri": None})
    return Says(201, {"sid": sid(len(asked.body)), "status": "queued", "error_code": None})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # sixteen threads knock at once


@contextmanager
def running() -> Iterator[Twilio]:
    twilio = Twilio()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            twilio.serve(self)

        do_GET = do_POST  # noqa: N815 - the server's own names

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = _Server(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    twilio.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield twilio
    twilio.stop.set()
    server.shutdown()
    thread.join()
    server.server_close()


def account(url: str) -> Account:
    return Account(SID, TOKEN, OURS, STATUS_URL, url)


def templates(name: str, language: Language) -> str | None:
    return {("offer", "id"): TEMPLATE}.get((name, language))


@contextmanager
def talking_to(
    url: str, contents: MutableMapping[str, str], timeout: float = 10.0
) -> Iterator[WhatsApp]:
    channel = WhatsApp(account(url), contents=contents, templates=templates, timeout=timeout)
    yield channel
    channel.close()


def say(pattern: str, *options: Option, menu: str = "", **values: str) -> Draft:
    return Draft(Text(pattern, values), options, menu)


YES_NO = (Option("consent:yes", "Ya"), Option("consent:no", "Tidak"))


#: What a SendError may say, and the four things it mostly says.
NOT_SENT: dict[str, Any] = {
    "permanent": False, "ambiguous": False, "channel_down": False, "retry_after": None,
}  # fmt: skip
AMBIGUOUS = NOT_SENT | {"ambiguous": True}
REJECTED = NOT_SENT | {"permanent": True}
DOWN = NOT_SENT | {"channel_down": True}


def verdict(error: SendError) -> dict[str, Any]:
    return {name: getattr(error, name) for name in NOT_SENT}
