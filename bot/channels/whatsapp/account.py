"""Who we are at Twilio, and where Twilio reaches us."""

from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Account:
    """`sender` is our number, as in `Address.id`; `api_url` takes the place of all of Twilio's hosts."""

    sid: str
    token: str = field(repr=False)
    sender: str
    callback_url: str
    api_url: str = ""

    @property
    def from_(self) -> str:
        return f"whatsapp:{self.sender}"

    def callback(self, key: str) -> str:
        """Return the address that receipts of one message go to; the signature covers the key in it."""
        return f"{self.callback_url}?o={quote(key, safe='')}"
