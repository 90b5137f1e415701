"""Tells by its form whether somebody asks something: by its sign, its first words, or its last; in three languages."""

import re

from bot.core.text import key

_SIGN = re.compile("[?\uff1f\u061f]")
#: Said before a question begins: "halo kak, mau tanya".
_BEFORE = re.compile(
    r"^(?:(?:hi|hai|halo|hallo|helo|hello|hey|kak|kakak|min|admin|gan|sis|bang|bro|bos|boss|pak|bu|mas|mbak|permisi|maaf"
    r"|sorry|excuse me|btw|oh|eh|ok|oke|okay|so|and|but|well|tapi|terus|trus|lalu|kalau|kalo|klo|kl|by the way"
    r"|oh ya|oh iya|ngomong ngomong|sebelum itu|sebelumnya|dulu) )+"
)
#: A question may begin with these.
_FIRST = re.compile(
    r"^(?:apa|ape|apakah|adakah|bisakah|bolehkah|berapa\w*|brp|brapa|berape|kapan|kpn|bila|dimana|dmn|di mana|dari mana|mana"
    r"|kat mana|kt mana|dekat mana|siapa|sapa|siape|kenapa|knp|mengapa|gimana|gmn|bagaimana|macam mana|mcm mana|camne|cemana"
    r"|ada(?! yang)|bisa|boleh|blh|sudah bisa|udah bisa|terima|kok"
    r"|what\w*|when\w*|where\w*|who\w*|why|how\w*|which|is|are|am|was|were|do|does|did|can|could|will|would|may|has|have you"
    r"|any|r u|u have|got any)\b"
)
#: Words that ask wherever they stand, and those that ask for something without asking.
_ANYWHERE = re.compile(
    r"\b(?:berapa|brp|brapa|berape|kapan|kpn|dimana|dmn|di mana|kat mana|kt mana|dekat mana|ke mana|kemana|dari mana"
    r"|gimana|gmn|bagaimana|macam mana|mcm mana|camne|cemana|apa (?:aja|saja|sih|ya|je)"
    r"|(?:mau|mo|nak|ingin|pengen|pengin|numpang|want to|wanna|would like to|id like to)"
    r" (?:tanya|nanya|tau|tahu|lihat|liat|tengok|tgk|ask|know|see)|tanya dong"
    r"|(?:boleh|bisa) (?:tau|tahu|tanya|nanya|lihat|liat|tengok|tgk|minta|mintak|bagi|kirim|share)"
    r"|how much|how long|how many|how do|how can|what is|whats|what are|what if)\b"
)
_REQUEST = re.compile(
    r"^(?:(?:tolong|please|pls|can you|could you) )?(?:minta|mintak|info|infokan|kasih (?:tau|tahu|lihat|liat)|bagitahu|bagitau"
    r"|beritahu|tunjuk\w*|share|spill|kirim(?:in|kan)?|send|show|tell|give|let me know)\b"
)
_LAST = re.compile(
    r"\b(?:ga|gak|nggak|ngga|enggak|kah|kan|bukan|belum|blm|tak|ke|x|gimana|gmn|apa|mana|siapa|kapan|berapa|brp|right"
    r"|possible|available)(?: (?:ya|yaa|ye|eh|kak|kakak|min|sih|kalau|kalo|nih|ni|dong|pls|please|bro|sis|now|sekarang))*$"
)
#: So many words make a question of a first word ("boleh"), and of a last one ("belum").
_LEAST_FIRST, _LEAST_LAST = 2, 3


def asks(text: str) -> bool:
    """Tell whether the words have the form of a question, or of a wish to be told."""
    if _SIGN.search(text):
        return True
    spoken = _BEFORE.sub("", key(text))
    if _ANYWHERE.search(spoken) or _REQUEST.search(spoken):
        return True
    words = len(spoken.split())
    first = words >= _LEAST_FIRST and _FIRST.search(spoken)
    return bool(first or (words >= _LEAST_LAST and _LAST.search(spoken)))
