"""E-mail addresses as people type them: "rina [at] sinar [dot] web.id", "nur dot aina at firma dot my"."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from bot.core.text import word_set

#: Longer than any address, and than what people write around one.
LONGEST = 400

_AT = r"\s*[\[({<]\s*(?:at|et|@|a)\s*[\])}>]\s*"
_DOT = r"\s*[\[({<]\s*(?:dot|titik|noktah|\.)\s*[\])}>]\s*"
_WRITTEN = ((_AT, "@"), (_DOT, "."), (r"\s*[\[({<]\s*(?:underscore|_)\s*[\])}>]\s*", "_"))
_SIGNS = {
    ".": "dot|titik|noktah|point",
    "_": "underscore|under score|garis bawah|underline",
    "-": "dash|strip|hyphen|sengkang|tanda hubung",
    "+": "plus",
}
_SAID = [
    (sign, re.compile(rf"(?<=[\w.])\s+(?:{words})\s+(?=\w)")) for sign, words in _SIGNS.items()
]
_SPOKEN = re.compile(
    r"(?<![\w.+'\u2019-])([\w.+-]+)\s+(?:at sign|at|et|a keong|keong)\s+([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
)
#: Who stands before "at acme.com" without being an address there.
_NOBODY = word_set(
    "us me we it i is are you they here now found reach see look available email emel mail office kantor pejabat work "
    "website site web saya kami ig insta instagram twitter tiktok fb telegram"
)

_LOCAL = r"[a-z0-9][\w.+%'-]*"
_DOMAIN = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}"
_PLAIN = re.compile(rf"(?<![\w.+@-])({_LOCAL}@{_DOMAIN})(?![\w@-])")
_SPACED = re.compile(
    rf"(?<![\w.+@-])({_LOCAL})\s?@\s?([a-z0-9-]+(?:\s?\.[a-z0-9-]+|\s\.\s[a-z0-9-]+)*(?:\s?\."
    rf"|\s\.\s)[a-z]{{2,}})(?![\w@-])"
)
#: A comma hit beside the dot, a space behind it.
_ENDS = r"(?:com|net|org|co|id|my|sg)\b"
_GAP = re.compile(rf"(?<=@)([\w-]+(?:\.[\w-]+)*)(?:,|\.\s)(?={_ENDS})")
_NEGATED = re.compile(
    r"\b(?:bukan|jangan|jgn|not|old|lama|don'?t use|yg lama)\s+(?:yg\s+|yang\s+|the\s+|to\s+)?$"
)


def email(text: str) -> str | None:
    """Read the one address in a reply, in small letters; None if there is none that could be written to."""
    for address in _candidates(normalize("NFKC", text[:LONGEST])[:LONGEST].casefold()):
        if valid := _valid(address):
            return valid
    return None


def _candidates(said: str) -> Iterator[str]:
    """Yield what looks like an address: as it stands first, then with signs spoken, spaced or mistyped."""
    said = _GAP.sub(r"\1.", said.replace("mailto:", " "))
    for form in (said, _written(said), _said(said)):
        for pattern in (_PLAIN, _SPACED):
            for match in pattern.finditer(form):
                somebody = pattern is _PLAIN or match[1] not in _NOBODY
                if somebody and not _NEGATED.search(form[: match.start()]):
                    yield re.sub(r"\s", "", match[0])


def _written(said: str) -> str:
    for words, sign in _WRITTEN:
        said = re.sub(words, sign, said)
    return said


def _said(said: str) -> str:
    said = _written(said)
    for sign, pattern in _SAID:
        said = pattern.sub(sign, said)
    return _SPOKEN.sub(_joined, said)


def _joined(match: re.Match[str]) -> str:
    return match[0] if match[1] in _NOBODY else f"{match[1]}@{match[2]}"


def _valid(address: str) -> str | None:
    # Loaded with the first address: half of its time is spent on tables that most processes never need.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        return validate_email(address, check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        return None
