"""Is a request from Twilio? Its signature covers the address as it was called, and every field."""

from twilio.request_validator import RequestValidator

from bot.channels.base import Webhook
from bot.channels.whatsapp.form import Form, header


def check(hook: Webhook, form: Form, token: str) -> None:
    """Return when the request is genuine, else raise PermissionError with a reason for the log."""
    given = header(hook, "X-Twilio-Signature")
    if not given:
        raise PermissionError("no X-Twilio-Signature")
    validator = RequestValidator(token)
    if validator.validate(hook.url, form, given):
        return
    other = _other_scheme(hook.url)
    if validator.validate(other, form, given):
        scheme = other.partition(":")[0]
        raise PermissionError(
            f"signed for {scheme}: PUBLIC_URL and the address in Twilio's console differ in it"
        )
    raise PermissionError("wrong X-Twilio-Signature")


def _other_scheme(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"
