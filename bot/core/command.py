"""Words that mean the same at any point of a conversation, in three languages: people's and staff's."""

import re
from enum import StrEnum
from typing import Literal

from bot.core import leaving
from bot.core.message import Language
from bot.core.text import distance, key, phrase_set, word_set

# Said around a command without changing it.
_POLITE = word_set(
    "please pls plz tolong tlg mohon sila kak kakak min bot pak bu mas mbak bang boss bos abang ya yaa yah "
    "dong donk deh lah la sih je thanks thx now sekarang hi halo hai hello"
)


def bare(text: str) -> str:
    """Return the key without polite words at either end, unless nothing else is left."""
    words = key(text).split()
    first, last = 0, len(words)
    while first < last and words[first] in _POLITE:
        first += 1
    while last > first and words[last - 1] in _POLITE:
        last -= 1
    return " ".join(words[first:last] or words)


# --- Opting out -------------------------------------------------------------------------------
# No typing slips are forgiven here: "stok", "shop" and "step" are one letter away.

_STOP = phrase_set(
    "stop, stop all, stopall, unsubscribe, unsub, optout, opt out, berhenti, henti, hentikan, "
    "berhenti langganan, berhenti berlangganan, henti langgan, henti melanggan, berhenti melanggan, nyahlanggan, "
    "stop promo, stop promosi, stop promotion, stop promotions, berhenti promosi, henti promosi, "
    "stop message, stop messages, stop messaging me, stop texting me, "
    "jangan hubungi saya, jangan hubungi saya lagi, jangan kirim lagi, jangan hantar lagi, "
    "jangan ganggu, jangan ganggu saya, jangan ganggu lagi, do not contact me, dont contact me, "
    "tak nak terima mesej, taknak terima mesej, xnak terima mesej, tak nak terima mesej lagi, "
    "hapus nomor saya, padam nombor saya, buang nombor saya, remove me, remove my number, "
    "tak nak dah, taknak dah, xnak dah, tak nak lagi dah, dah tak nak, tak mahu dah, tak nak lagi, saya tak nak dah, "
    "sudah tidak mau, udah ga mau, udah gak mau, udah nggak mau lagi, gak mau lagi, ga mau lagi, nggak mau lagi"
)
_START = phrase_set("start, mulai, mula, unstop")

OptOut = Literal["stop", "ask", "start"]


def optout(text: str) -> OptOut | None:
    """Tell whether the person wants to be left alone: surely, perhaps ("ask"), or wants to be back ("start")."""
    spoken = bare(text)
    if spoken in _STOP:
        return "stop"
    if spoken in _START and not text.lstrip().startswith("/"):
        return "start"
    return leaving.wish(text)


# --- A person, please -------------------------------------------------------------------------

_LONGEST_REQUEST = 9

_HUMAN = phrase_set(
    "human, person, agent, operator, admin, cs, customer service, customer support, live agent, live chat, "
    "real person, representative, someone, talk to a person, "
    "manusia, orang, orang asli, orang sebenar, orang beneran, petugas, staf, staff, layanan pelanggan, "
    "khidmat pelanggan, ejen, pegawai, wakil, ada orang, ada orang ke, ada orang gak, ada orang nggak, ada admin, "
    "anyone there, anybody there, is anyone there, call me, phone me, contact me, call saya, "
    "telepon saya, telpon saya, telefon saya, hubungi saya, minta ditelepon, minta ditelpon"
)
_PERSON = (
    r"(human|person|people|agent|someone|somebody|representative|rep|operator|staff|sales\w*|colleague|team"
    r"|orang\w*|manusia|admin\w*|cs|customer service|staf\w*|petugas|ejen|agen|wakil|pegawai|rekan|tim)"
)
_TALK = (
    r"(talk|speak|chat|connect|transfer|bicara|berbicara|ngobrol|ngomong|omong|cakap|bercakap|sembang|berbual"
    r"|sambung\w*|disambungkan|hubungkan|hubungin|terhubung|berhubung)"
)
_ASKS_HUMAN = re.compile(
    rf"\b{_TALK}( (me|saya|aku))?( (to|with|dengan|dgn|sama|ama|ke|kepada|pada|langsung|direct))*"
    rf"( (a|an|the|your|real|live|actual|seorang))* {_PERSON}\b"
    r"|\b(minta|panggil|panggilkan|mau|nak|need|want|butuh|perlu)( (a|an|real|live|seorang|sama|ke))*"
    r" (human|real person|live agent|manusia|orang asli|orang sebenar|admin|cs|operator)"
    r"( (please|pls|dong|ya|kak|min|sekarang|now|je|saja|aja))*$"
    r"|\b(call|phone) me( (back|please|now|later))*$|\b(telepon|telpon|telp|telefon|hubungi) (saya|aku)( (dong|ya))*$"
)
_NEGATION = re.compile(
    r"\b(dont|do not|not|no|never|jangan|tidak|tdk|tak|taknak|xnak|gak|ga|nggak|enggak|ngga|bukan|without|tanpa)\b"
)


def wants_human(text: str) -> bool:
    """Tell whether somebody asks for a person instead of the bot."""
    spoken = key(text)
    if spoken in _HUMAN or bare(text) in _HUMAN:
        return True
    if len(spoken.split()) > _LONGEST_REQUEST or _NEGATION.search(spoken):
        return False
    return _ASKS_HUMAN.search(spoken) is not None


# --- Another language -------------------------------------------------------------------------

_MENU = phrase_set(
    "language, languages, bahasa, change language, change the language, switch language, other language, "
    "choose language, ganti bahasa, ubah bahasa, tukar bahasa, pilih bahasa, bahasa lain, ganti bahasanya"
)
_NAMES: tuple[tuple[Language, frozenset[str]], ...] = (
    (
        "id",
        phrase_set(
            "bahasa indonesia, indonesia, indonesian, indo, bahasa indo, b indo, bhs indonesia"
        ),
    ),
    (
        "ms",
        phrase_set(
            "bahasa melayu, melayu, malay, bahasa malaysia, bm, bahasa malay, bhs melayu, malaysian"
        ),
    ),
    (
        "en",
        phrase_set(
            "english, inggris, bahasa inggris, bahasa inggeris, inggeris, bhs inggris, eng"
        ),
    ),
)
# A country's or a people's name alone may be an answer; a language's name cannot.
_TOO_SHORT = phrase_set("indonesia, indo, malaysian, eng")
_ABOUT_LANGUAGE = word_set(
    "in into to ke dalam pakai pake guna gunakan menggunakan use using speak speaking talk chat reply cakap bercakap "
    "bicara ngomong berbahasa ganti ubah tukar switch change boleh bisa can could may we you i u want mau nak mahu "
    "prefer do does me saya aku kita anda gak ga tak please pls tolong ya dong kak min aja saja je lah kah ke only "
    "the language bahasa untuk for version"
)


def wants_language(text: str) -> Language | Literal["menu"] | None:
    """Tell which language somebody asks for, or that they ask for the choice. Names of streets do not count."""
    spoken = bare(text)
    if spoken in _MENU:
        return "menu"
    for language, names in _NAMES:
        for name in sorted(names, key=len, reverse=True):
            before, found, after = f" {spoken} ".partition(f" {name} ")
            around = (before + " " + after).split()
            if found and set(around) <= _ABOUT_LANGUAGE and (around or name not in _TOO_SHORT):
                return language
    return None


# --- Staff ------------------------------------------------------------------------------------


class StaffWord(StrEnum):
    """What staff can say in one word; each is also a button."""

    ON = "on"
    OFF = "off"
    WHO = "who"
    LEADS = "leads"
    DONE = "done"
    HELP = "help"
    ACCEPT = "accept"
    DECLINE = "decline"


# Words a rep says to prospects are left out: "siap" is "done" in Malay but "will do!" in Indonesian, "tutup" is
# "close" but also the answer to "are you open?".
_STAFF: dict[StaffWord, frozenset[str]] = {
    StaffWord.ON: phrase_set(
        "on, on duty, masuk, mulai shift, mula shift, mula kerja, mulai kerja, bertugas"
    ),
    StaffWord.OFF: phrase_set(
        "off, off duty, keluar, pulang, selesai shift, habis shift, tamat shift, selesai kerja, habis kerja"
    ),
    StaffWord.WHO: phrase_set(
        "who, who is on, whos on, who is on duty, siapa, siapa on, siapa jaga, siapa yang jaga, siapa bertugas, "
        "siapa yang bertugas, siapa yang on"
    ),
    StaffWord.LEADS: phrase_set(
        "leads, lead, my leads, my lead, lead saya, leads saya, daftar lead, senarai lead, prospek, prospek saya"
    ),
    StaffWord.DONE: phrase_set("done, selesai"),
    StaffWord.HELP: phrase_set("help, menu, bantuan, perintah, arahan"),
    StaffWord.ACCEPT: phrase_set(
        "accept, take, i take it, terima, ambil, saya ambil, saya terima, aku ambil"
    ),
    StaffWord.DECLINE: phrase_set("decline, reject, pass, tolak, saya tolak, lewati, lepaskan"),
}
# Shorter words are too near to ordinary ones ("done" and "gone").
_SHORTEST_TYPO = 5
_NOT_TYPOS = word_set(
    "siap lewat terimakasih masak loads leaks accent helps leader tolok taken"
)


def staff(text: str) -> StaffWord | None:
    """Read a staff word; only a whole message is one: "on my way to you" goes to the prospect."""
    spoken = key(text)
    for word, phrases in _STAFF.items():
        if spoken in phrases:
            return word
    near = {
        word
        for word, phrases in _STAFF.items()
        for phrase in phrases
        if len(phrase) >= _SHORTEST_TYPO
        and spoken[:1] == phrase[0]
        and spoken not in _NOT_TYPOS
        and distance(spoken, phrase, 1) <= 1
    }
    return near.pop() if len(near) == 1 else None


_CODE = re.compile(r"#\s?([A-Za-z][0-9]{1,4})\b")
_TRAILING = re.compile(r"(?P<words>.*\S)\s+#?(?P<code>[A-Za-z]?[0-9]{1,4})\s*", re.DOTALL)


def lead_code(text: str) -> tuple[str, str]:
    """Split "#A7 hello" into the code "A7" and the words; "accept #A7" too. No code: ("", text)."""
    start = _CODE.match(text.lstrip())
    if start:
        return start[1].upper(), text.lstrip()[start.end() :].lstrip(" :,-\n\t")
    end = _TRAILING.fullmatch(text)
    if end and staff(end["words"]):
        return end["code"].upper(), end["words"].strip()
    return "", text
