"""How Twilio's client reaches Twilio: an end to every call, no redirects, no retries, and every failure named."""

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from math import inf
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Request, Session
from requests import Response as Reply
from requests.adapters import HTTPAdapter
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError

from bot.channels.whatsapp import errors

log = logging.getLogger(__name__)

_CONNECT = 3.0
#: The answer to a message is 2 kB; a page of the message list may be half a megabyte.
_LONGEST_ANSWER = {"POST": 64 * 1024, "GET": 2 * 1024 * 1024}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


#: A message must leave before this: afterwards others may count it as lost, and send it themselves.
_begin_by: ContextVar[float] = ContextVar("_begin_by", default=inf)


class _Call:
    """One request under way. Remembers whether its first byte may have left, and cuts the line when time is up."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self._begin_by = min(self._end, _begin_by.get())
        self._connection: HTTPConnection | None = None
        self.begun = False

    @property
    def late(self) -> bool:
        return monotonic() >= self._end

    def begin(self, connection: HTTPConnection) -> None:
        if monotonic() >= self._begin_by:  # slow to connect, or the process was frozen
            raise ConnectTimeoutError("no time left to send")
        self._connection = connection
        self.begun = True

    def end(self) -> None:
        self._connection = None

    def cut(self) -> None:
        """End the call from outside: a time-out of the socket alone starts anew with every byte."""
        if self._connection is not None and self._connection.sock is not None:
            with suppress(OSError):
                # The system's own: TLS would take itself apart under the reader.
                socket.socket.shutdown(self._connection.sock, socket.SHUT_RDWR)


_under_way: ContextVar[_Call] = ContextVar("_under_way")


class _Plain(HTTPConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        _begin(self)
        super().request(*args, **kwargs)


class _Secure(HTTPSConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        _begin(self)
        super().request(*args, **kwargs)


def _begin(connection: HTTPConnection) -> None:
    """Connect first, so that whatever fails before this line certainly sent nothing."""
    if connection.sock is None:
        connection.connect()
    _under_way.get().begin(connection)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """Connections that tell when they begin; one for each sender thread is kept."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._tell(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return self._tell(super().proxy_manager_for(*args, **kwargs))

    def _tell(self, manager: Any) -> Any:
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        return manager


class Wire(HttpClient):  # type: ignore[misc]  # twilio carries no types
    """Raises SendError for everything but a success, so that nothing is lost of what the answer said."""

    def __init__(self, api_url: str = "", *, timeout: float = 10.0, threads: int = 16) -> None:
        super().__init__(log, is_async=False, timeout=timeout)
        self._origin = urlsplit(api_url) if api_url else None
        self._session = _session(threads)
        if self._origin and self._origin.hostname in _LOOPBACK:
            self._session.trust_env = False  # a proxy cannot reach this machine's own sandbox

    def request(  # noqa: PLR0913, PLR0917 - Twilio's signature
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: Any = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: FBT001, FBT002
    ) -> Response:
        request = Request(method, self._there(url), params=params, headers=headers, auth=auth)
        if "json" in headers.get("Content-Type", ""):
            request.json = data
        else:
            request.data = data
        prepared = self._session.prepare_request(request)
        status, answered, text = self._exchange(prepared, timeout or self.timeout)
        if not 200 <= status < 300:
            raise errors.refused(status, answered, text)
        return Response(status, text, answered)

    @contextmanager
    def soon(self) -> Iterator[None]:
        """Begin no call within this block once the time for one is over, whatever took so long."""
        token = _begin_by.set(monotonic() + self.timeout)
        try:
            yield
        finally:
            _begin_by.reset(token)

    def close(self) -> None:
        self._session.close()

    def _there(self, url: str) -> str:
        """Put the settings' host in place of Twilio's; the token goes to no other host than these."""
        host = urlsplit(url)
        if self._origin:
            path = self._origin.path.rstrip("/") + host.path
            return host._replace(
                scheme=self._origin.scheme, netloc=self._origin.netloc, path=path
            ).geturl()
        if host.scheme != "https" or not (host.hostname or "").endswith(".twilio.com"):
            raise ValueError("not an address of Twilio")
        return url

    def _exchange(
        self, prepared: PreparedRequest, seconds: float
    ) -> tuple[int, Mapping[str, str], str]:
        call = _Call(seconds)
        token = _under_way.set(call)
        watch = Timer(seconds, call.cut)
        watch.daemon = True
        watch.start()
        try:
            with self._send(prepared, seconds) as reply:
                return reply.status_code, reply.headers, _text(reply, call)
        except Exception as error:  # noqa: BLE001 - whatever it is, what counts is when it was
            # Not chained: the exceptions underneath quote the address, and it holds a number.
            raise errors.lost(error, begun=call.begun) from None
        finally:
            call.end()
            watch.cancel()
            _under_way.reset(token)

    def _send(self, prepared: PreparedRequest, seconds: float) -> Reply:
        url = str(prepared.url)
        around = self._session.merge_environment_settings(url, {}, True, None, None)
        timeout = (min(_CONNECT, seconds), seconds)
        return self._session.send(prepared, allow_redirects=False, timeout=timeout, **around)


def _session(threads: int) -> Session:
    session = Session()
    adapter = _Adapter(pool_connections=4, pool_maxsize=threads, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers["Accept-Encoding"] = (
        "identity"  # what is not packed cannot unpack to a bomb
    )
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _text(reply: Reply, call: _Call) -> str:
    """Read the answer's body. A refusal stands even when the rest of it is lost."""
    try:
        return _body(reply, _LONGEST_ANSWER.get(reply.request.method or "", 0), call)
    except Exception:
        if reply.ok:
            raise
        return ""


def _body(reply: Reply, longest: int, call: _Call) -> str:
    parts, length = [], 0
    while part := reply.raw.read1(16 * 1024, decode_content=False):
        parts.append(part)
        length += len(part)
        if length > longest:
            raise ValueError("the answer is too long")
    if call.late:  # the line was cut: what came may be half of it
        raise TimeoutError("the answer took too long")
    return b"".join(parts).decode("utf-8", "replace")
