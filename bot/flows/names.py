"""Names of people and companies, freed of the sentence around them: "nama saya budi" is Budi."""

import re

from bot.core.command import bare
from bot.core.text import cut, key, phrase_set
from bot.flows import phrases

LONGEST = 60
#: More words than this are a sentence, not a name ("Siti Nur Aisyah binti Haji Abdul Rahman" has seven).
MOST_WORDS = 8

_SELF = re.compile(
    r"^\s*(?:(?:halo|hai|hi|hello|hey|ya|iya|oke?|perkenalkan|kenalkan|kenalin)\b[\s,.!]*)*"
    r"(?:(?:nama|name)\s+(?:lengkap\s+)?(?:saya|aku|gue|gua|ku|is)\s*(?:adalah|ialah|is|itu|:)?"
    r"|namaku|nama\s*:|my name\s*(?:is|'s|:)|name\s*:|i\s*am|i['\u2019]?m|this is|it['\u2019]?s|call me"
    r"|(?:panggil|panggil(?:an)?(?:nya)?)\s+(?:saja|aja|je|saya|aku)?(?:\s+(?:saja|aja|je))?"
    r"|(?:saya|aku|gue)(?=\s+\w+\s*$)|dengan(?=\s+\w+\s*$)|ini(?=\s+\w+\s*$)|sama(?=\s+\w+\s*$))"
    r"[\s,:]+",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^\s*(?:(?:saya|aku|kami|kita|i|we|i['\u2019]?m|i am|we['\u2019]?re|we are)\s+)?"
    r"(?:(?:bekerja|kerja|work|working|berasal)\s+)?(?:dari|daripada|di|from|at|for|with|dengan)\s+"
    r"|^\s*(?:nama\s+)?(?:perusahaan|syarikat|kantor|pt|company|usaha|toko|kedai|bisnis|perniagaan)\s*"
    r"(?:kami|saya|aku|nya|name)?\s*(?:adalah|ialah|is|:|namanya)\s*"
    r"|^\s*(?:my|our)\s+(?:company|business|shop)(?:\s+name)?\s+is\s+|^\s*namanya\s+",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"(?<=\w)[\s,.]+(?:dari|daripada|from)\s.*$", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:bapak|bpk|pak|ibu|bu|mas|mbak|mba|kak|bang|encik|puan|cik|mrs?|ms)\b\.?\s+(?=\w)",
    re.IGNORECASE,
)
_POLITE_END = re.compile(
    r"[\s,]+(?:kak|ya|aja|saja|je|min|dong|pak|bu)\s*[.!]*$|[\s.!,]+$", re.IGNORECASE
)
_NOT_A_NAME = re.compile(
    r"\?\s*$|\b(mau|nak|mahu|ingin|pengen|butuh|perlu|want|need|looking|interested|cari|tanya|berapa|harga|how|what"
    r"|apa|siapa|kenapa|why|who|gimana|bagaimana|macam mana|dari mana|tidak|nggak|gak|taknak|dont|kasih tau|bisa)\b",
    re.IGNORECASE,
)
_NO_COMPANY = phrase_set(
    "pribadi,perorangan,perseorangan,individu,individual,personal,sendiri,saya sendiri,persendirian,freelance,"
    "freelancer,none,no company,self employed,myself,just me,tidak punya perusahaan,belum punya perusahaan,"
    "belum punya,gak punya,ga punya,nggak punya,tidak punya,tiada syarikat,tak ada syarikat,atas nama pribadi,"
    "perseorangan saja,untuk diri sendiri,not a company,no,tidak,gak,nggak,tak"
)


def person(text: str) -> str | None:
    """Read a person's name; None if the words are something else."""
    line = _ELSEWHERE.sub("", _tidy(_line(text)))
    name = _TITLE.sub("", _tidy(_SELF.sub("", line, count=1)))
    small_talk = phrases.greets(text) or phrases.thanks(text) or phrases.yes_no(text)
    if small_talk or phrases.unknown(text) or not any(map(str.isalpha, name)):
        return None
    if len(name.split()) > MOST_WORDS or len(name) > LONGEST or _NOT_A_NAME.search(name):
        return None
    # Most people type their own name in small letters; nobody wants to be greeted that way.
    return name.title() if name.islower() and name.replace(" ", "").isalpha() else name


def company(text: str) -> tuple[bool, str | None]:
    """Read a company: (True, its name), (True, None) if there is none, (False, None) if it is something else."""
    if bare(text) in _NO_COMPANY or phrases.unknown(text):
        return True, None
    name = _tidy(_FROM.sub("", _line(text), count=1))
    if (
        phrases.greets(text)
        or phrases.yes_no(text)
        or not key(name)
        or text.rstrip().endswith("?")
    ):
        return False, None
    return True, cut(name, LONGEST)


def _line(text: str) -> str:
    return " ".join(text[:512].split())


def _tidy(name: str) -> str:
    """Drop politeness and full stops at the end, unless nothing would be left."""
    return _POLITE_END.sub("", name.strip(" ,:\"'\u201c\u201d")) or name
