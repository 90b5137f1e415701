"""Turn a request to send into the message a phone would show, or say why it will not arrive."""

from collections.abc import Mapping
from datetime import datetime

from bot.sandbox import contents, rules
from bot.sandbox.bubble import Bubble, Line
from bot.sandbox.contents import Content
from bot.sandbox.errors import Failure, Refusal
from bot.sandbox.memory import new_sid


def compose(
    form: Mapping[str, str], line: Line, known: Mapping[str, Content], now: datetime
) -> Bubble:
    """Twilio takes it either way (201); a failure is told later, in a callback."""
    bubble = Bubble(new_sid("SM"), line.id, mine=False, at=now)
    bubble.form, bubble.callback = form, form.get("StatusCallback", "")
    if form.get("ContentSid"):
        failure = _fill(bubble, form, known, is_open=line.open_at(now))
    else:
        bubble.text = form.get("Body", "")
        bubble.kind = "image" if form.get("MediaUrl") else "text"
        failure = None if line.open_at(now) else Failure(63016)
    fail(bubble, failure)
    return bubble


def fail(bubble: Bubble, failure: Failure | None) -> None:
    if failure:
        bubble.error, bubble.why = failure.code, str(failure)


def _fill(
    bubble: Bubble, form: Mapping[str, str], known: Mapping[str, Content], *, is_open: bool
) -> Failure | None:
    content = known.get(form["ContentSid"])
    if content is None:
        raise Refusal(21655)
    given = rules.variables(form)
    shown = contents.show(content, given)
    bubble.text, bubble.choices, bubble.menu = shown.text, shown.choices, shown.menu
    bubble.structured = content.type != contents.TEXT
    bubble.template = content.approval.name if content.approval and content.approved else ""
    if not (is_open or content.approved):
        return Failure(63016)
    return contents.flaw(content, given, shown)
