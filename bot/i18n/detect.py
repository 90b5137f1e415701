"""Which language to answer in: the person's own choice, else decisive words, else the phone's country.

A conversation starts in the language of the phone's country and changes only when a message leaves no doubt.
Words that Indonesians and Malaysians share (saya, boleh, sudah, kak, harga), numbers, names and "ok" prove
nothing. The lists come from counting words in chat messages: a strong word is at least sixty times as frequent
in one language as in the other. In a message that mixes English with one of the others, the other wins.
"""

from collections.abc import Mapping

from bot.core.message import LANGUAGES, Language
from bot.core.text import key, word_set

_BY_COUNTRY: Mapping[str, Language] = {"ID": "id", "MY": "ms", "BN": "ms"}
_BY_PREFIX = {"+62": "ID", "+60": "MY", "+673": "BN", "+65": "SG"}

_STRONG: Mapping[Language, frozenset[str]] = {
    "id": word_set(
        "bisa karena banget sih ga gak nggak enggak ngga gue gua elu aja udah udh deh kalo kok mau coba gimana "
        "dong donk kayak kemarin nomor uang kantor bener mobil butuh gratis makasih mksh ayo kapan telepon telpon "
        "karyawan perusahaan yuk ngapain ngomong besok kirim emang ngobrol pengen pingin gitu gini doang bikin "
        "dapet cuma cuman mbak bgt gmn tdk kalian"
    ),
    "ms": word_set(
        "awak nak nk taknak xnak mahu cuba telefon jom cakap encik nombor kerana tengok hantar sahaja jer syarikat "
        "korang wang xde takde mcm camne camana kenape bagitahu bagitau sikit esok petang perniagaan "
        "diorang kitorang mesej bajet laman pertanyaan sbb"
    ),
    "en": word_set(
        "the is are was what how much when where which who why would could should can do does have has need want "
        "looking please i im my we our you your it this that for with about there and to of in on at not dont "
        "know price website help thanks interested tell send quote"
    ),
}
_PHRASES: Mapping[Language, tuple[str, ...]] = {
    "id": ("rumah sakit", "enggak ada", "tidak bisa", "apa kabar"),
    "ms": ("macam mana", "laman web", "apa khabar", "tak boleh"),
    "en": (),
}
#: English is full of words the others borrow, so one or two prove nothing.
_LEAST_ENGLISH = 3


def country(number: str) -> str:
    """Return the country of a phone number in the form +62..., or "" if it is none we know."""
    for prefix in sorted(_BY_PREFIX, key=len, reverse=True):
        if number.startswith(prefix):
            return _BY_PREFIX[prefix]
    return ""


def prior(country: str, hint: str = "") -> Language:
    """Choose the language to start in: by country, else by the hint of the network ("ms-MY"), else English."""
    if country in _BY_COUNTRY:
        return _BY_COUNTRY[country]
    start = hint.replace("_", "-").split("-")[0].lower()
    return next((language for language in LANGUAGES if language == start), "en")


def choose(
    current: Language, text: str, *, country: str = "", locked: bool = False
) -> Language:
    """Choose the language to answer in after this message; without proof it stays what it is."""
    if locked:
        return current
    words = key(text).split()
    proof = {language: _proof(language, words) for language in LANGUAGES}
    best: Language = "id" if proof["id"] > proof["ms"] else "ms"
    if proof["id"] == proof["ms"] == 0:
        english = proof["en"] >= _LEAST_ENGLISH and proof["en"] * 2 >= len(words)
        return "en" if english else current
    # One strong word is a slip of the tongue where everybody speaks another language.
    needed = 1 + (_BY_COUNTRY.get(country) == current) + (proof["en"] > 1)
    return best if abs(proof["id"] - proof["ms"]) >= needed else current


def _proof(language: Language, words: list[str]) -> int:
    spoken = f" {' '.join(words)} "
    phrases = sum(f" {phrase} " in spoken for phrase in _PHRASES[language])
    return phrases + sum(word in _STRONG[language] for word in words)
