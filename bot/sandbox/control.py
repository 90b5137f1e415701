"""The sandbox's own interface, for the page and for a fault bench in another process: JSON in, JSON out."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from bot.sandbox.bubble import Bubble
from bot.sandbox.cast import Cast, newcomer
from bot.sandbox.clock import skip
from bot.sandbox.faults import parse_fault
from bot.sandbox.phones import Phone
from bot.sandbox.provider import Provider
from bot.sandbox.receipts import Script

_LOCAL = {"localhost", "127.0.0.1", "::1"}


def blueprint(provider: Provider, cast: Cast, phone: Callable[[str], Phone]) -> Blueprint:
    control = Blueprint("control", __name__, url_prefix="/sandbox")
    control.before_request(only_from_here)

    @control.errorhandler(ValueError)
    @control.errorhandler(LookupError)
    def explain(error: Exception) -> ResponseReturnValue:
        return {"error": str(error)}, 400

    _phones(control, provider, phone)
    _weather(control, provider, cast)
    return control


def only_from_here() -> ResponseReturnValue | None:
    """Keep other sites in the same browser out: no foreign host name, no form posts, no other origin."""
    if urlsplit(f"//{request.host}").hostname not in _LOCAL | {request.environ["SERVER_NAME"]}:
        return {"error": "the sandbox answers under its own address only"}, 403
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        return {"error": "the sandbox answers its own page only"}, 403
    if request.method == "POST" and not request.is_json:
        return {"error": "send JSON"}, 415
    return None


def _phones(control: Blueprint, provider: Provider, phone: Callable[[str], Phone]) -> None:
    @control.post("/phones")
    def create() -> ResponseReturnValue:
        asked = _asked(language="en", hidden=False, number="", name="")
        if asked["number"]:
            line = provider.line(asked["number"], asked["name"], asked["language"])
        else:
            line = newcomer(asked["language"], hidden=asked["hidden"])
            with provider.memory.changed:
                provider.memory.lines[line.id] = line
                provider.memory.touch(line)
        return {"id": line.id, "name": line.name}, 201

    @control.post("/phones/<number>/say")
    def say(number: str) -> ResponseReturnValue:
        asked = _asked(text="", reply_to="", ad=False, **_MANNER)
        quoted = provider.memory.bubbles.get(asked.pop("reply_to"))
        return _said(phone(number).say(asked.pop("text"), reply_to=quoted, **asked))

    @control.post("/phones/<number>/press")
    def press(number: str) -> ResponseReturnValue:
        asked = _asked(label="", on="", **_MANNER)
        on = provider.memory.bubbles.get(asked.pop("on"))
        return _said(phone(number).press(asked.pop("label"), on=on, **asked))

    @control.post("/phones/<number>/media")
    def media(number: str) -> ResponseReturnValue:
        asked = _asked(kind="image", caption="")
        if asked["kind"] == "location":
            return _said(phone(number).place())
        return _said(phone(number).media(asked["kind"], asked["caption"]))

    @control.post("/phones/<number>/look")
    def look(number: str) -> ResponseReturnValue:
        phone(number).look()
        return {}


def _weather(control: Blueprint, provider: Provider, cast: Cast) -> None:
    @control.post("/clock")
    def clock() -> ResponseReturnValue:
        by = skip(_asked(advance="")["advance"], provider.clock.now(), cast.zone)
        provider.skip(by)
        return {"now": provider.clock.now().isoformat(), "skipped": by.total_seconds()}

    @control.post("/faults")
    def fault() -> ResponseReturnValue:
        asked = _asked(fault="ok", to="", times=1, on="messages")
        plan = provider.content_faults if asked["on"] == "content" else provider.faults
        plan.add(parse_fault(asked["fault"]), to=asked["to"], times=asked["times"] or None)
        provider.memory.touch()
        return {}

    @control.delete("/faults")
    def calm() -> ResponseReturnValue:
        provider.faults.clear()
        provider.content_faults.clear()
        provider.receipts.scripts.clear()
        provider.memory.touch()
        return {}

    @control.post("/receipts")
    def receipts() -> ResponseReturnValue:
        asked = _asked(
            order=["sent", "delivered"], copies=1, delay=0.0, withheld=False, to="", times=1
        )
        script = Script(
            tuple(asked["order"]), asked["copies"], asked["delay"], asked["withheld"]
        )
        provider.receipts.scripts.add(script, to=asked["to"], times=asked["times"] or None)
        return {}

    @control.post("/receipts/release")
    def release() -> ResponseReturnValue:
        return {"released": provider.receipts.release()}

    @control.get("/log")
    def log() -> ResponseReturnValue:
        to = request.args.get("to", "")
        return [asdict(entry) for entry in provider.accepted if to in ("", entry.to)]


_MANNER: dict[str, Any] = {"copies": 1, "parallel": False, "forged": False}


def _said(bubble: Bubble) -> ResponseReturnValue:
    return {"sid": bubble.sid, "status": bubble.status, "answers": bubble.answers}


def _asked(**defaults: Any) -> dict[str, Any]:
    """The request's JSON: only what is expected, each of the type of its default."""
    given = request.get_json()
    if not isinstance(given, dict):
        raise ValueError("send a JSON object")  # noqa: TRY004 -- the caller's mistake, not ours
    return defaults | dict(_checked(given, defaults))


def _checked(given: dict[str, Any], defaults: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if name not in defaults:
            raise ValueError(f"{name} is not expected; {', '.join(defaults)} are")
        kind = float if isinstance(defaults[name], float) else type(defaults[name])
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise ValueError(f"{name} should be a {kind.__name__}")
        yield name, value
