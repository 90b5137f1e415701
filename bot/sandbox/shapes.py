"""Twilio's JSON: messages, content items and approvals as the client expects to read them."""

from datetime import UTC
from email.utils import format_datetime
from typing import Any

from bot.sandbox.bubble import Bubble
from bot.sandbox.contents import Approval, Content
from bot.sandbox.provider import Account

Json = dict[str, Any]


def message(account: Account, bubble: Bubble, *, new: bool = False) -> Json:
    """A Message resource; a new one is queued, whatever becomes of it."""
    us, them = f"whatsapp:{account.sender}", f"whatsapp:{bubble.line}"
    failed = bubble.status == "undelivered" and not new
    sent_at = None if new else bubble.sent_at
    return {
        "sid": bubble.sid,
        "account_sid": account.sid,
        "api_version": "2010-04-01",
        "body": bubble.text,
        "date_created": format_datetime(bubble.at),
        "date_sent": sent_at and format_datetime(sent_at),
        "date_updated": format_datetime(sent_at or bubble.at),
        "direction": "inbound" if bubble.mine else "outbound-api",
        "error_code": bubble.error if failed else None,
        "error_message": bubble.why if failed else None,
        "from": them if bubble.mine else us,
        "to": us if bubble.mine else them,
        "messaging_service_sid": None,
        "num_media": "1" if bubble.sid.startswith("MM") else "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "status": "received" if bubble.mine else "queued" if new else bubble.status,
        "subresource_uris": {},
        "uri": f"/2010-04-01/Accounts/{account.sid}/Messages/{bubble.sid}.json",
    }


def content(account: Account, item: Content) -> Json:
    url = f"https://content.twilio.com/v1/Content/{item.sid}"
    created = item.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "sid": item.sid,
        "account_sid": account.sid,
        "friendly_name": item.name,
        "language": item.language,
        "variables": dict(item.variables),
        "types": {kind: dict(spec) for kind, spec in item.types.items()},
        "date_created": created,
        "date_updated": created,
        "url": url,
        "links": {"approval_fetch": f"{url}/ApprovalRequests"},
    }


def approval(item: Content, found: Approval | None) -> Json:
    if found is None:
        return {}
    return {
        "name": found.name,
        "category": found.category,
        "content_type": item.type,
        "status": found.status,
        "rejection_reason": found.reason,
        "allow_category_change": True,
    }


def contents(account: Account, items: list[Content], name: str) -> Json:
    """All content items on one page: there are never many here."""
    rows = [content(account, item) for item in items]
    if name == "ContentAndApprovals":
        rows = [
            row | {"approval_requests": approval(item, item.approval)}
            for row, item in zip(rows, items, strict=True)
        ]
    size = max(len(rows), 1)
    url = f"https://content.twilio.com/v1/{name}?PageSize={size}&Page=0"
    meta = {"key": "contents", "page": 0, "page_size": size, "url": url, "first_page_url": url}
    return {"contents": rows, "meta": meta | {"next_page_url": None, "previous_page_url": None}}
