"""Hears in three languages that somebody wants no more messages, however they put it: surely, or perhaps.

Both mistakes hurt: writing on to somebody who left, and leaving somebody who only said "don't send it today". So it
is sure only when little else is said; when more is said, we ask; and when the words are about something else, neither.
"""

import re
from typing import Literal

from bot.core.text import key, word_set

#: A longer message is a story: of a plain "stop", and of words that say what is to stop.
_LONGEST, _LONGEST_REQUEST = 8, 14
#: So many words of another kind leave it sure; with more than so many, "don't send" is about something else.
_MOST_SURE, _MOST_ASKED = 1, 2
#: With more than so many, "stop" is a part of what they describe.
_MOST_DESCRIBED = 3

_BAN = (
    r"(?:jangan|jgn|jangan pernah|stop|berhenti|hentikan|dont|do not|never|quit|no need to|no more"
    r"|(?:gak|ga|nggak|ngga|enggak|tidak|tdk|tak|x) (?:usah|perlu|payah)|xyah|xpayah|tak yah)"
)
_REACH = (
    r"(?:kirim|kirimi|kirimin|kirimkan|ngirim|mengirim|ngirimin|hantar|hantarkan|menghantar|hubungi|hubungin|menghubungi"
    r"|kontak|ganggu|gangguin|mengganggu|kacau|spam|wa|whatsapp|chat|ngechat|mesej|sms|dm|pm|promosi|promo|follow up"
    r"|(?:send|text|messag|contact|spamm?|bother|disturb|harass|email|chatt?|whatsapp|forward)(?:e|ing)?)"
)
_CALL = r"(?:telepon|telpon|nelpon|telp|telefon|call|calling|ring)"
#: "ga mau dihubungi", "tak nak terima", "don't want to receive".
_REFUSED = (
    r"(?:(?:gak|ga|nggak|ngga|enggak|tidak|tdk|tak|dah tak|no longer|dont|do not) (?:mau|mahu|nak|ingin|want|wish)|gamau|taknak"
    r"|xnak|x nak|ogah|malas|males)(?: (?:lagi|dah|to))* "
    r"(?:terima|menerima|nerima|dapat|dapet|mendapat|receive|get|hear from|be contacted|dikirimi|dikirimin|dikirim|dihubungi"
    r"|dikontak|diganggu|dichat|di chat|di wa|dispam|ditelepon|ditelpon|dihantar)"
)
#: "hapus nomor saya", "remove my number", "take me off the list"; never "hapus nomor 2".
_ERASED = (
    r"(?:(?:hapus|hapuskan|padam|padamkan|buang|buangkan|keluarkan|delete|remove|erase|forget|lose|take)"
    r"(?: (?:aja|saja|je|terus|off|please))*"
    r"(?: (?:nomor|nomer|nombor|no|number|kontak|contact|data)(?: (?:hp|wa|whatsapp|telepon|telefon))? (?:saya|aku|sy|gue|gw)"
    r"| my (?:number|contact|data|details)"
    r"| (?:me|saya|aku|sy)(?: (?:dari|daripada|from|off|the|your))+ (?:daftar|senarai|list|listing|database|broadcast|kontak)))"
)
_REQUEST = re.compile(
    rf"\b(?:{_BAN}(?: (?:lagi|dah|pernah|ever|terus|me))* {_REACH}|{_REFUSED}|{_ERASED}|leave me alone"
    rf"|no more (?:messages?|texts?|msgs?|promos?|promotions?|ads|spam|emails?)|{_BAN}(?: me)? {_CALL}(?= .*\b(?:lagi|again"
    r"|any ?more)\b)|opt me out|unsubscribe me)\b"
)
_PLAIN = re.compile(
    r"\b(?:stop|stopkan|stopin|berhenti|henti|hentikan|berhentikan|diberhentikan|unsubscribe|unsub|optout|opt out)\b"
)
#: With these a request is meant for good, for advertising, or for themselves.
_FOR_GOOD = re.compile(
    r"\b(?:promo\w*|iklan\w*|ads?|broadcast|pesan\w*|mesej\w*|messages?|messaging|msgs?|texts?|newsletter|penawaran\w*"
    r"|tawaran\w*|offers?|marketing|spam\w*|langganan|langgan|lagi|lg|dah|any ?more|again|ever|forever|selamanya|me|my|saya|aku"
    r"|sy|gue|gw)\b"
)
#: With these they mean today, or another way; then we ask.
_FOR_NOW = re.compile(
    r"\b(?:dulu|dl|hari ini|hari ni|besok|esok|malam ini|malam ni|sebentar|sekejap|sementara|today|tonight|tomorrow|for now"
    r"|telepon|telpon|nelpon|telp|telefon|call|calling|email|e-mel|e mel)\b"
)
#: What is not to be sent is a thing, and not our messages.
_THING = re.compile(
    r"\b(?:brosur|foto|gambar|file|fail|katalog|katalogue|sampel|contoh|invoice|invois|barang|paket|pakej|brochure|photo|picture"
    r"|catalogue?|sample|parcel)(?:nya|s|es)?\b"
)
#: For a plain "stop" that is too little: "stop, saya sudah beli".
_ABOUT_US = re.compile(
    r"\b(?:promo\w*|iklan\w*|ads?|broadcast|pesan\w*|mesej\w*|messages?|messaging|newsletter|penawaran\w*|tawaran\w*|offers?"
    r"|marketing|spam\w*|langganan|langgan|lagi|any ?more)\b"
)
#: The same words where nobody asks for silence. Punctuation counts here: "tidak, berhenti" does ask.
_SOMETHING_ELSE = re.compile(
    r"\b(?:(?:dont|do not|never|cant|cannot|wont|without|non|bus|pit|full|one|next|last|rest|jangan|tanpa|dilarang)"
    r"[ -]+stop\w*"
    r"|(?:jangan|tidak|tak|tiada|tanpa|ga|gak|nggak|enggak|never|bukan)[ -]+(?:ber|ter)?henti\w*"
    r"|non-?stop\w*|stop[ -]+(?:kontak|motion|loss|order|over|watch|by|wasting|losing|using|working|selling|smoking|paying)"
    r"|berhenti[ -]+(?:kerja|bekerja|merokok|operasi|beroperasi|produksi|sekolah|jualan|berjualan|berniaga|beriklan|kuliah"
    r"|belajar|usaha|bisnis|di|dari|daripada)"
    r"|(?:chat|wa|whatsapp|text|mesej|message)[ -]+(?:aja|saja|je|sahaja|only|instead|jer))\b"
)
#: What somebody stopped who tells of their own business; then we ask.
_OWN_AFFAIRS = re.compile(
    r"\b(?:toko|kedai|usaha|bisnis|perniagaan|perusahaan|syarikat|agency|agensi|kami|lama|pasang|beriklan|bulan|tahun"
    r"|kemarin|shop|business|company|our|we|last|month|year)\b"
)
#: Words of somebody who leaves; they make nothing less sure.
_LEAVING = word_set(
    "please pls plz tolong tlg mohon sila kak kakak min bot pak bu mas mbak bang boss bos abang ya yaa yah yer ye dong donk "
    "deh lah la sih je jer aja saja thanks thx tq terima kasih makasih sudah udah udh dah sdh lagi lg terus ok oke okay no "
    "not any anymore more again ever to from of for the your my this that i im saya aku gue me us ke di dari daripada "
    "nomor nombor nomer number no sini ini ni itu tu yang apa apapun lah gak ga nggak ngga tidak tak minat berminat tertarik "
    "interested cukup enough bosan kalian korang anda kamu you dan and or atau semua all promo promosi iklan pesan mesej "
    "message messages sms wa whatsapp chat spam broadcast ads offer offers penawaran tawaran kirim hantar hubungi mau nak "
    "want kepada pada hi halo hai hello sorry maaf begini seperti macam gini lain bye selamanya forever"
)

Wish = Literal["stop", "ask"]


def wish(text: str) -> Wish | None:
    """Tell whether somebody asks to be left alone: surely, perhaps ("ask"), or not at all."""
    words = len(key(text).split())
    if words > _LONGEST_REQUEST:
        return None
    plain = re.sub(r"['`\u2018\u2019]", "", text.casefold())
    rest = key(_SOMETHING_ELSE.sub(" ", plain))
    if found := _REQUEST.search(rest):
        return _request(rest, found)
    if words <= _LONGEST and (found := _PLAIN.search(rest)):
        return _plain(rest[: found.start()], rest[found.end() :])
    return None


def _plain(before: str, after: str) -> Wish | None:
    """Weigh a plain "stop": in the middle of a description it is no request."""
    if _others(before) and len(_others(before + after)) > _MOST_DESCRIBED:
        return None
    rest = before + after
    return "stop" if _ABOUT_US.search(rest) and not _OWN_AFFAIRS.search(rest) else "ask"


def _request(rest: str, found: re.Match[str]) -> Wish | None:
    """Weigh a request by how much else is said with it."""
    around = f"{rest[: found.start()]} {rest[found.end() :]}"
    others = _others(around)
    if _THING.search(around) or (len(others) > _MOST_ASKED and not _ABOUT_US.search(rest)):
        return None
    sure = (
        _FOR_GOOD.search(rest) and not _OWN_AFFAIRS.search(rest) and not _FOR_NOW.search(around)
    )
    return "stop" if sure and len(others) <= _MOST_SURE else "ask"


def _others(words: str) -> list[str]:
    return [word for word in words.split() if word not in _LEAVING]
