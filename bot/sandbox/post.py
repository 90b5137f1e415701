"""Post a signed form to the product, with Twilio's time-outs, retries and signature."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

import requests
from twilio.request_validator import RequestValidator

from bot.sandbox.memory import new_sid

CONNECT, READ = 5.0, 15.0
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: an HTTP status, or 0 and what went wrong on the way."""

    status: int
    trouble: str = ""
    ms: float = 0

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return {"ct": "no connection", "rt": "no answer in time"}.get(self.trouble, "")


class Post:
    """`product` is where requests go; `public` is the address that Twilio would call and sign."""

    def __init__(self, token: str, product: str, public: str = "") -> None:
        self.token = token
        self.product = product.rstrip("/")
        self.public = (public or product).rstrip("/")
        #: Called after each request with what was asked and what came back.
        self.noted: Callable[[str, Answer, str], None] = lambda *_: None

    def form(
        self, url: str, form: Mapping[str, str], *, forged: bool = False, charset: bool = False
    ) -> Answer:
        """Post, and repeat as the fragment of the URL says (rc retries, rp on what)."""
        bare, fragment = urldefrag(url)
        policy = dict(parse_qsl(fragment))
        retries, on = int(policy.get("rc", 1)), policy.get("rp", "ct").split(",")
        headers = self._headers(bare, form, forged=forged, charset=charset)
        answer = self._once(bare, form, headers)
        for _ in range(retries):
            if answer.good or not (
                {"all", answer.trouble, f"{answer.status // 100}xx"} & set(on)
            ):
                break
            headers["I-Twilio-Idempotency-Token"] = headers.get(
                "I-Twilio-Idempotency-Token", new_sid("")
            )
            answer = self._once(bare, form, headers)
        return answer

    def _headers(
        self, url: str, form: Mapping[str, str], *, forged: bool, charset: bool
    ) -> dict[str, str]:
        token = "forged" if forged else self.token
        kind = "application/x-www-form-urlencoded"
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Content-Type": f"{kind}; charset=utf-8" if charset else kind,
            "X-Twilio-Signature": RequestValidator(token).compute_signature(url, dict(form)),
        }
        if self.public != self.product:
            outer = urlsplit(self.public)
            headers |= {"X-Forwarded-Proto": outer.scheme, "X-Forwarded-Host": outer.netloc}
        return headers

    def _once(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        inner = self.product + url.removeprefix(self.public) if self._ours(url) else url
        began = time.monotonic()
        if not self._ours(url) and urlsplit(url).hostname not in _LOCAL:
            answer = Answer(0, "not on this machine: the sandbox does not call out")
        else:
            answer = _send(inner, urlencode(form), headers)
        answer = Answer(answer.status, answer.trouble, (time.monotonic() - began) * 1000)
        self.noted(url, answer, form.get("MessageStatus") or form.get("MessageType", ""))
        return answer

    def _ours(self, url: str) -> bool:
        return url.startswith(self.public + "/")


def _send(url: str, body: str, headers: Mapping[str, str]) -> Answer:
    # A fresh connection each time: a kept one that died would look like a lost message.
    with requests.Session() as session:
        session.trust_env = False
        try:
            reply = session.post(
                url, body, headers=dict(headers), timeout=(CONNECT, READ), allow_redirects=False
            )
        except requests.ConnectTimeout:
            return Answer(0, "ct")
        except requests.ConnectionError as error:
            return Answer(0, "ct" if "NewConnectionError" in repr(error) else "rt")
        except requests.RequestException:
            return Answer(0, "rt")
        return Answer(reply.status_code)
