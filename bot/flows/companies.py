"""Names of companies, freed of the sentence around them: "perusahaan kami CV Sinar Abadi", "I run a shop called Ros"."""

import re

from bot.core.command import bare
from bot.core.text import cut, key, phrase_set, word_set
from bot.flows import phrases, unsure

LONGEST = 60

_WE = r"saya|sy|aku|gue|gw|gua|kami|kita|i|we|my|our|kitorang|kitaorang"
_KIND = (
    r"perusahaan|syarikat|kantor|company|usaha|toko|kedai|bisnis|perniagaan|business|shop|store|firm|brand|jenama|merek|warung"
    r"|restoran|restaurant|cafe|kafe|bakery|startup|agency|agensi|instansi|organisasi|yayasan|sekolah|butik|salon|klinik|klien"
)
_FROM = re.compile(
    rf"^(?:(?:halo|hai|hi|hello|oh|ya|iya|ok|oke)\b[\s,.!]*)?(?:(?:{_WE}|i['\u2019]?m|i am|we['\u2019]?re|we are|this is"
    rf"|ini)\s+)?"
    r"(?:(?:be|ber)?kerja|work(?:ing)?|berasal|owner|pemilik|punya|own|run|mewakili|represent\w*|bawa|atas nama|ada)?\s*"
    r"(?:dari(?:pada)?|dri|dr|drpd|drp|di|from|at|for|with|dengan|dgn|kat|of|under)\s+(?=\S)",
    re.IGNORECASE,
)
_OURS = re.compile(
    rf"^(?:(?:nama|name|the name of)\s+)?(?:(?:{_WE})\s+)?(?:{_KIND})\s*(?:(?:\w+\s+)?(?:{_WE})\b|nya\b"
    rf"|name\b)?\s*(?:(?:nama(?:nya)?|name)\b)?"
    r"\s*(?:adalah|ialah|itu|tu|is|:|namanya|bernama)?\s+(?=\S)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"^.*\b(?:called|named|bernama|namanya|yang nama|nama dia|name is|diberi nama)\s*(?:adalah|ialah|is|:)?\s+(?=\S)",
    re.IGNORECASE,
)
#: Says that the word before is what the thing is, not what it is called: "toko saya", "kedai nama".
_OWN = re.compile(
    r"^(?:(?:nama|name|my|our)\b|perusahaan|company|business\s|usaha\s"
    rf"|(?:{_KIND})(?:nya\b|\s+(?:\w+\s+)?(?:saya|sy|aku|kami|kita|gue|gw|nya|kitorang)\b(?=\W+\w)"
    r"|\s+(?:nama|name|is\b|namanya|:|ialah|adalah|itu)))",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:pt|cv|ud|tbk|persero|sdn|bhd|plt|enterprise|enterprises|trading|holdings?|group|inc|ltd|llc|llp|corp|gmbh"
    r"|pte|resources|ventures?"
    r"|solutions?|consult(?:ing|ancy)|studio|toko|kedai|warung|koperasi|yayasan|universitas|universiti|bank|klinik"
    r"|restoran|cafe|butik|hotel"
    r"|syarikat|perusahaan|company|agency|academy|logistics?|motors?|tech(?:nolog(?:y|ies))?|digital|foods?|bakery"
    r"|catering|industries)\b",
    re.IGNORECASE,
)
#: An introduction; "We Are Social" and "Kita Bisa" are names, "Kami Toko Jaya" begins with none.
_WE_ARE = re.compile(
    r"^(?:[Ww]e(?:['\u2019]?re| are)|[Ii]t(?:['\u2019]?s| is)|[Tt]his is|kami|kita"
    rf"|(?:Kami|Kita)(?=\s(?i:{_MARK.pattern})))\s+(?=\S)"
)
_ROLE = re.compile(
    r"^(?:(?:owner|pemilik|pengurus|founder|manager|staff?|admin|direktur|pengarah|hr|marketing)\s+(?:of\s+|dari\s+)?)?"
    r"(?:(?:syarikat|perusahaan|company)\s+)?(?=\S)",
    re.IGNORECASE,
)
_POLITE_END = re.compile(
    r"[\s,]+(?:kak|kk|ya|yaa|aja|saja|je|jer|min|admin|dong|bro|gan|sis|bos|boss|deh|sih|nih|la|lah|thanks|thx|tq"
    r"|makasih|please)\s*[.!]*$"
    r"|[\s!,]+$|(?<!bhd)(?<!tbk)(?<!ltd)(?<!inc)(?<!co)(?<!corp)(?<!sdn)\.$",
    re.IGNORECASE,
)
_NO_COMPANY = phrase_set(
    "pribadi,perorangan,perseorangan,individu,individual,personal,sendiri,saya sendiri,persendirian,freelance,"
    "freelancer,none,no company,self employed,myself,just me,tidak punya perusahaan,belum punya perusahaan,"
    "belum punya,gak punya,ga punya,nggak punya,tidak punya,tiada syarikat,tak ada syarikat,atas nama pribadi,"
    "perseorangan saja,untuk diri sendiri,not a company,no,tidak,gak,nggak,tak,belum ada perusahaan,tak ada,takde,xde,"
    "nothing,n/a,na"
)
_ALONE = word_set(
    "pribadi perorangan perseorangan individu individual personal sendiri sendirian persendirian freelance freelancer "
    "myself solo "
    "selfemployed employed rumahan"
)
_NONE_YET = re.compile(
    r"\b(?:belum|blm|tak|tidak|gak|ga|nggak|x|no|not a|tiada|takde|takda|xde|don'?t have|dont)\s*(?:ada|punya|have"
    r"|own)?\s*(?:a |an |any )?"
    r"(?:company|perusahaan|syarikat|nama|kantor|pt|usaha|toko|kedai|business|bisnes|bisnis)\b",
    re.IGNORECASE,
)
#: What may stand around such a word without being a name.
_AROUND = word_set(
    "masih msh untuk utk buat sih saya sy aku gue gw kok aja saja je sahaja usaha bisnis for just use me its it is im "
    "i am a an atas "
    "nama keperluan orang no company perusahaan syarikat tidak tak ada belum blm gak ga nggak diri kak min ya only "
    "self kerja kami "
    "jualan seller online kecil kecilan tiada takde xde bukan not secara dari based one man show on my own the by from "
    "rumah dulu lagi "
    "bisnes berniaga jual pakai guna kegunaan penggunaan dipakai punya mine none work business"
)


def read(text: str) -> tuple[bool, str | None]:
    """Read a company: (True, its name), (True, None) if there is none, (False, None) if it is something else."""
    if (
        bare(text) in _NO_COMPANY
        or phrases.unknown(text)
        or unsure.hides(text.casefold())
        or _NONE_YET.search(text)
        or _nobody(text)
    ):
        return True, None
    name = _tidy(_freed(" ".join(text[:200].split())))
    if (
        phrases.greets(text)
        or phrases.yes_no(text)
        or not key(name)
        or text.rstrip().endswith("?")
    ):
        return False, None
    return True, cut(name, LONGEST)


def marked(text: str) -> str | None:
    """Read a company only if a word says that it is one ("PT", "Sdn Bhd", "Toko"), and not a town."""
    name = _tidy(_ROLE.sub("", text))
    return cut(name, LONGEST) if _MARK.search(text) and key(name) else None


def _nobody(text: str) -> bool:
    words = set(key(text).split())
    return bool(words & _ALONE) and words <= _ALONE | _AROUND


def _freed(line: str) -> str:
    """Take the name out of its sentence, whichever way it is put."""
    if _CALLED.search(line):
        return _CALLED.sub("", line, count=1)
    line = _WE_ARE.sub("", _FROM.sub("", line, count=1), count=1)
    return _OURS.sub("", line, count=1) if _OWN.match(line) else line


def _tidy(name: str) -> str:
    """Drop politeness and full stops at the end, unless nothing would be left."""
    before, name = "", name.strip(" ,:\"'\u201c\u201d*_")
    while before != name:
        before, name = name, _POLITE_END.sub("", name) or name
    return name
