"""How Twilio's client reaches Twilio: an end to every call, no redirects, no retries, and every failure named."""

import json
import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from math import inf
from threading import Condition, Lock, Thread
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

from requests import Session
from requests.utils import (
    DEFAULT_CA_BUNDLE_PATH,
    get_auth_from_url,
    prepend_scheme_if_needed,
    select_proxy,
)
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util import make_headers

from bot.channels.whatsapp import errors

log = logging.getLogger(__name__)

_CONNECT = 3.0
#: The answer to a message is 2 kB; a page of the message list may be half a megabyte.
_LONGEST_ANSWER = {"POST": 64 * 1024, "GET": 2 * 1024 * 1024}
#: What is not packed cannot unpack to a bomb.
_SENT = {"Accept-Encoding": "identity"}
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
    def left(self) -> float:
        return max(0.0, self._end - monotonic())

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
        connection = self._connection
        line: Any = connection and connection.sock
        with suppress(Exception):  # it may have ended this very moment
            # The system's own: TLS would take itself apart under the reader.
            socket.socket.shutdown(getattr(line, "socket", line), socket.SHUT_RDWR)


_under_way: ContextVar[_Call] = ContextVar("_under_way")


class _Watch:
    """Cuts the calls that are late: one thread for all of them."""

    def __init__(self) -> None:
        self._calls: set[_Call] = set()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closed = False

    def begin(self, call: _Call) -> None:
        with self._changed:
            self._calls.add(call)
            if self._thread is None:
                self._thread = Thread(target=self._look, name="watch", daemon=True)
                self._thread.start()
            elif len(self._calls) == 1:  # it sleeps until there is something to watch
                self._changed.notify()

    def end(self, call: _Call) -> None:
        with self._changed:
            self._calls.discard(call)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _look(self) -> None:
        with self._changed:
            while not self._closed:
                for call in [call for call in self._calls if call.late]:
                    call.cut()
                    self._calls.discard(call)
                left = min((call.left for call in self._calls), default=None)
                self._changed.wait(left)


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


class Wire(HttpClient):  # type: ignore[misc]  # twilio carries no types
    """Raises SendError for everything but a success, so that nothing is lost of what the answer said."""

    def __init__(self, api_url: str = "", *, timeout: float = 10.0, threads: int = 16) -> None:
        super().__init__(log, is_async=False, timeout=timeout)
        self._origin = urlsplit(api_url) if api_url else None
        self._threads = threads
        self._pools: dict[str, PoolManager] = {}
        self._making = Lock()
        self._watch = _Watch()

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
        url = self._there(url) + (f"?{urlencode(params)}" if params else "")
        sent = {**headers, **_SENT, "Authorization": _basic(*auth)}
        as_json = "json" in headers.get("Content-Type", "")
        body = json.dumps(data) if as_json else urlencode(data or {})
        status, answered, text = self._exchange(
            method, url, body, sent, timeout or self.timeout
        )
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
        for pool in self._pools.values():
            pool.clear()
        self._watch.close()

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
        self, method: str, url: str, body: str, headers: Mapping[str, str], seconds: float
    ) -> tuple[int, Mapping[str, str], str]:
        call = _Call(seconds)
        token = _under_way.set(call)
        self._watch.begin(call)
        try:
            reply = self._pool(url).urlopen(
                method,
                url,
                body=body,
                headers=headers,
                redirect=False,
                retries=False,
                timeout=Timeout(connect=min(_CONNECT, seconds), read=seconds),
                preload_content=False,
                decode_content=False,
            )
            try:
                return reply.status, reply.headers, _text(reply, _LONGEST_ANSWER[method], call)
            finally:
                reply.close()  # a line whose answer was read to its end is kept all the same
        except Exception as error:  # noqa: BLE001 - whatever it is, what counts is when it was
            # Not chained: the exceptions underneath quote the address, and it holds a number.
            raise errors.lost(error, begun=call.begun) from None
        finally:
            call.end()
            self._watch.end(call)
            _under_way.reset(token)

    def _pool(self, url: str) -> PoolManager:
        """Return the connections to a host, one for each sender thread, as the environment wants them."""
        host = urlsplit(url)
        with self._making:
            if host.netloc not in self._pools:
                # No proxy can reach this machine's own sandbox.
                here = host.hostname in _LOOPBACK
                self._pools[host.netloc] = _pool("" if here else url, self._threads)
            return self._pools[host.netloc]


def _pool(url: str, threads: int) -> PoolManager:
    """Go through the proxy, and trust the authorities, that the environment names for an address."""
    proxy, authorities = None, DEFAULT_CA_BUNDLE_PATH
    if url:
        around = Session().merge_environment_settings(url, {}, None, None, None)
        proxy = select_proxy(url, around["proxies"])
        if isinstance(around["verify"], str):
            authorities = around["verify"]
    if proxy:
        whole = prepend_scheme_if_needed(proxy, "http")  # type: ignore[no-untyped-call]
        headers = _proxy_headers(whole)
        pool: PoolManager = ProxyManager(
            whole, maxsize=threads, ca_certs=authorities, proxy_headers=headers
        )
    else:
        pool = PoolManager(maxsize=threads, ca_certs=authorities)
    pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return pool


def _basic(user: str, password: str) -> str:
    return make_headers(basic_auth=f"{user}:{password}")["authorization"]


def _proxy_headers(proxy: str) -> dict[str, str]:
    user, password = get_auth_from_url(proxy)
    return make_headers(proxy_basic_auth=f"{user}:{password}") if user else {}


def _text(reply: BaseHTTPResponse, longest: int, call: _Call) -> str:
    """Read the answer's body. A refusal stands even when the rest of it is lost."""
    try:
        return _body(reply, longest, call)
    except Exception:
        if 200 <= reply.status < 300:
            raise
        return ""


def _body(reply: BaseHTTPResponse, longest: int, call: _Call) -> str:
    parts, length = [], 0
    while part := reply.read1(16 * 1024, decode_content=False):
        parts.append(part)
        length += len(part)
        if length > longest:
            raise ValueError("the answer is too long")
    if call.late:  # the line was cut: what came may be half of it
        raise TimeoutError("the answer took too long")
    return b"".join(parts).decode("utf-8", "replace")
