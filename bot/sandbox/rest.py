"""The REST resources that the `twilio` client calls."""

import hmac
import time
from collections.abc import Mapping
from typing import TypeVar

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from bot.sandbox import listing, shapes
from bot.sandbox.errors import Refusal
from bot.sandbox.outage import answer_after, answer_before
from bot.sandbox.provider import Account, Provider

_ROOT = "/2010-04-01/Accounts/<account>"
#: Enough of a picture for a product that fetches what it was sent: one transparent pixel.
_PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
T = TypeVar("T")


def blueprint(provider: Provider) -> Blueprint:
    rest = Blueprint("rest", __name__)

    @rest.url_value_preprocessor
    def take_account(_: str | None, values: dict[str, str] | None) -> None:
        g.account = (values or {}).pop("account", provider.account.sid)

    @rest.before_request
    def authenticate() -> None:
        g.began, g.about = time.monotonic(), ""
        g.about = request.form.get("To", "").removeprefix("whatsapp:")  # the caller may be gone
        _authenticate(provider.account, g.account)

    @rest.after_request
    def note(response: Response) -> Response:
        ms = (time.monotonic() - g.began) * 1000
        what = f"{request.method} {_short(request.path)}"
        now = provider.clock.now()
        provider.memory.note(now, what, response.status_code, ms, g.about, inward=True)
        return response

    @rest.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> ResponseReturnValue:
        return refusal.to_json(), refusal.status

    _messages(rest, provider)
    _contents(rest, provider)
    return rest


def _authenticate(mine: Account, account: str) -> None:
    given = request.authorization
    sid, token = (given.username, given.password or "") if given else ("", "")
    if sid != mine.sid or not hmac.compare_digest(token.encode(), mine.token.encode()):
        raise Refusal(20003, status=401)
    if account != mine.sid:
        raise Refusal(20404, status=404)


def _short(path: str) -> str:
    """The path without its account, as one reads it in the log."""
    return "/" + path.split("/", 4)[-1] if path.startswith("/2010-04-01/") else path


def _known(things: Mapping[str, T], sid: str) -> T:
    if sid not in things:
        raise Refusal(20404, status=404)
    return things[sid]


def _messages(rest: Blueprint, provider: Provider) -> None:
    bubbles = provider.memory.bubbles

    @rest.get(f"{_ROOT}.json")
    def account() -> ResponseReturnValue:
        return {
            "sid": provider.account.sid,
            "friendly_name": "Sapa sandbox",
            "status": "active",
        }

    @rest.post(f"{_ROOT}/Messages.json")
    def create() -> ResponseReturnValue:
        form = request.form.to_dict()
        fault = provider.faults.take(form.get("To", "").removeprefix("whatsapp:"))
        if fault and not fault.accepts:
            return answer_before(fault)
        bubble = provider.accept(form, fault)
        good = shapes.message(provider.account, bubble, new=True)
        return answer_after(fault, (good, 201))

    @rest.get(f"{_ROOT}/Messages.json")
    def index() -> ResponseReturnValue:
        return listing.messages(provider, request.args.to_dict())

    @rest.get(f"{_ROOT}/Messages/<sid>.json")
    def fetch(sid: str) -> ResponseReturnValue:
        return shapes.message(provider.account, _known(bubbles, sid))

    @rest.get(f"{_ROOT}/Messages/<sid>/Media/<_>")
    def media(sid: str, _: str) -> ResponseReturnValue:
        _known(bubbles, sid)
        return Response(_PIXEL, content_type="image/gif")

    @rest.post("/v2/Indicators/Typing.json")
    def typing() -> ResponseReturnValue:
        if request.form.get("channel", "").lower() != "whatsapp":
            raise Refusal(20422, "channel must be whatsapp")
        provider.typing(request.form.get("messageId", ""))
        return {"success": True}


def _contents(rest: Blueprint, provider: Provider) -> None:
    account, items = provider.account, provider.contents

    @rest.post("/v1/Content")
    def create_content() -> ResponseReturnValue:
        fault = provider.content_faults.take()
        if fault and not fault.accepts:
            return answer_before(fault)
        item = provider.create_content(request.get_json(silent=True))
        return answer_after(fault, (shapes.content(account, item), 201))

    @rest.get("/v1/<any(Content, ContentAndApprovals):name>")
    def list_contents(name: str) -> ResponseReturnValue:
        return shapes.contents(account, list(items.values()), name)

    @rest.get("/v1/Content/<sid>")
    def fetch_content(sid: str) -> ResponseReturnValue:
        return shapes.content(account, _known(items, sid))

    @rest.delete("/v1/Content/<sid>")
    def delete_content(sid: str) -> ResponseReturnValue:
        _known(items, sid)
        del items[sid]
        return "", 204

    @rest.post("/v1/Content/<sid>/ApprovalRequests/whatsapp")
    def approve(sid: str) -> ResponseReturnValue:
        asked = request.get_json(silent=True) or {}
        name, category = str(asked.get("name", "")), str(asked.get("category", ""))
        approval = provider.approve(sid, name, category)
        return shapes.approval(items[sid], approval), 201

    @rest.get("/v1/Content/<sid>/ApprovalRequests")
    def approval(sid: str) -> ResponseReturnValue:
        item = _known(items, sid)
        found = shapes.approval(item, item.approval)
        return {"sid": sid, "account_sid": account.sid, "whatsapp": found}
