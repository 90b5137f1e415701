"""The words of a message that can tell a language: no links, addresses, amounts or drawn-out letters."""

import re
import unicodedata

from bot.core.text import KEY_LIMIT

_NO_WORDS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[@#][\w.]+|\b\w+\.(?:com|co|id|my|net|org)\b\S*"
)
# The currency says where the money is, not who speaks: Indonesians write RM too.
_AMOUNT = re.compile(r"\b(?:rm|rp|idr|myr)?\.?\s?\d[\d.,]*\s?(?:k|jt|rb|m)?\b")
_APOSTROPHE = re.compile(r"['`\u2018\u2019\u02bc\u00b4]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
# "kira2" is how both languages write "kira-kira".
_WORD = re.compile(r"([^\W\d_]+)2?(?![^\W_])|([^\W\d_]+)")


def words(text: str) -> list[str]:
    """Return the words, small and plain."""
    text = unicodedata.normalize("NFKC", text[:KEY_LIMIT])[:KEY_LIMIT].lower()
    text = _APOSTROPHE.sub("", _AMOUNT.sub(" ", _NO_WORDS.sub(" ", text)))
    return [one or other for one, other in _WORD.findall(_DRAWN_OUT.sub(r"\1", text))]
