"""Names of people, freed of the sentence and the titles around them: "dengan Pak Joko dari PT Maju" is Joko."""

import re

from bot.core.text import word_set
from bot.flows import companies, phrases

LONGEST = 60
#: More words than this are a sentence, not a name ("Siti Nur Aisyah binti Haji Abdul Rahman" has seven).
MOST_WORDS = 8

_GREETING = re.compile(
    r"^(?:(?:e+m+|h+m+|u+h*m+|halo+|hall?o|hai+|hi+|hello|helo|hey|hei|ya|iya|yes|sure|oke?|okay|thanks?|thank you"
    r"|makasih|terima kasih|tq|baik|boleh|oh|well"
    r"|salam(?: kenal| sejahtera)?"
    r"|assalamu\W?alaikum(?: wr\.? ?wb\.?)?|permisi|maaf|selamat (?:pagi|siang|sore|malam|petang|tengah ?hari)|pagi|siang|sore"
    r"|malam|petang|good (?:morning|afternoon|evening)|nice to meet you|perkenalkan|kenalkan|kenalin|introduce|nak kenalkan diri)"
    r"\b(?:[\s,.!]+(?:kak|kakak|min|admin|sis|bro|gan|bos|boss|mira|all|there|semua|diri|dulu)\b)?[\s,.!:-]*)+(?=\S)",
    re.IGNORECASE,
)
_I = r"saya|sy|aku|ak|akuu?|gue|gw|gua|guwe|ane|ana|ku|i|me|kami"
_BE = r"adalah|adlh|ialah|yaitu|is|itu|tu|:|="
_SELF = re.compile(
    rf"^(?:(?:nama|nm|name)(?:\s+(?:lengkap|panjang|penuh|panggilan|panggil|depan|full))?(?:\s*(?:{_I}|nya))?\b\s*(?:{_BE})?"
    rf"|namaku|nameku|(?:my\s+)?(?:full\s+)?name(?:\s+is|['\u2019]?s\b|\s*:)|i\s+am|i['\u2019]m|im|this\s+is"
    rf"|it['\u2019]?s|(?:the\s+)?name['\u2019]?s"
    r"|(?:(?:you|u)\s+(?:can|may)\s+|(?:just|please|pls|everyone|people|friends|they)\s+)*calls?\s+me|i\s+go\s+by"
    rf"|(?:(?:biasa|bisa|boleh|cukup|orang|kawan|teman|semua|org)\s+)*(?:di)?(?:panggil|pgl|pggl|panggilan|panggilannya|sebut)"
    rf"(?:\s+(?:saja|aja|aj|je|jer|sahaja|{_I}|dengan|sebagai))*"
    r"|(?:saya|sy|aku|ak|gue|gw|gua|guwe|ane|ana)\s*(?:adalah|ialah)?|dengan|dgn|sama|ini|ni|sini|here|di\s?sini"
    r"|atas\s+nama|a\.?/?n\.?)"
    r"(?=[\s,:])[\s,:]+",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:^|(?<=\w)[\s,.(]+|\s[-\u2013|/@]\s*)(?:dari(?:pada)?|dri|dr|drpd|drp|from|of|mewakili|wakil|representing|@"
    r"|(?:be|ber)?kerja (?:di|dengan|kat)|working (?:at|for|with)|at|for|di|kat|with)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:bapak|bapa|bpk|pak|pa?k|ibu|ibuk|bu|mas|mbak|mba|mb|kak|kakak|kk|bang|abang|bg|om|tante|encik|en|enc|tuan|tn"
    r"|puan(?: sri)?"
    r"|pn|cik|mr|mrs|ms|miss|sir|madam|mdm|dr|drs|dra|drg|ir|prof|hj|haji|hajah|dato['\u2019]?(?: sri| seri)?"
    r"|datuk(?: seri)?|datin"
    r"|tan sri|ust(?:az|adz?|azah)?|cikgu|bro|sis|akang|kang|teh|neng|uda|uni|auntie|aunty|uncle|h(?=\.))\b\.?\s*(?=\S)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"[\s,]+(?:[SMABD]\.\s?[A-Za-z]{1,4}\.?(?:[A-Z]\.?)*|Ph\.?\s?D\.?|MBA|B\.?Sc\.?|M\.?Sc\.?|S\.?Kom|S\.?Pd|M\.?Kom)$"
)
_POLITE_END = re.compile(
    r"[\s,]+(?:kak|kk|ya|yaa|aja|aj|saja|je|jer|sahaja|min|admin|dong|pak|bu|bro|gan|sis|bos|boss|bang|mas|mbak|mba|deh|sih|nih"
    r"|ni|la|lah|tu|please|pls|here|speaking|disini|di sini|thanks|thank you|thx|tq|makasih|terima kasih|salam kenal"
    r"|hehe\w*|haha\w*)"
    r"\s*[.!]*$|[\s.!,)(:]+$",
    re.IGNORECASE,
)
#: Where the name ends and the rest of the message begins.
_REST = re.compile(r"\s*(?:,\s|\s\(|\s[-\u2013|/]\s|(?<=\w\w\w)[.!]\s(?=\S)|\n).*$", re.DOTALL)
#: The same where nothing parts them: "saya Fajar mau tanya". It counts only after a few words that may be the name.
_CLAUSE = re.compile(
    r"(?<=\w)\s+(?:and|dan|mau|mo|nak|nk|mahu|ingin|pengen|pengin|butuh|perlu|i\s+(?:need|want|would|am)|need|want"
    r"|looking|calling|yang|yg"
    r"|tadi|kemarin|kemaren|semalam|umur|usia|tinggal|salam kenal|nice to meet)\b.*$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"[\s,/-]*\+?\d[\d\s-]{6,}$")
_NOT_IN_NAMES = word_set(
    "mau mo mahu nak nk hendak ingin pengen pengin pingin butuh perlu want wanna need looking look interested minat "
    "berminat tertarik "
    "cari nyari tanya nanya bertanya ask asking berapa brp harga price pricing cost how what when where who why which whats "
    "apa apaan siapa kenapa knp mengapa kapan bila dimana mana gimana gmn bagaimana macam camne camana kok dulu "
    "tidak tdk tak nggak ngga gak ga gk taknak xnak bukan belum blm dont not no never jangan don't can't cant isn't "
    "kasih kasi bagi tau tahu tau bisa boleh dapat sudah udah dah lagi sedang akan already just still going to "
    "have has had am are was be been do does did can could would will should may please help bantu tolong info informasi "
    "details detail order pesan beli buy jual sell sewa website web app aplikasi toko online iklan ads website "
    "and or in on at of for with about my your you we they it this that there here from "
    "untuk utk buat dengan dgn yang yg di ke pada dari dan atau juga karena kerana sebab kalau kalo itu tadi "
    "owner pemilik pengusaha customer pelanggan pembeli calon orang manusia robot bot admin marketing manager staff "
    "karyawan pekerja "
    "nama name namanya rahasia rahsia privacy privasi privat secret anonim anonymous hamba skip lewat lewati nanti later "
    "pelajar mahasiswa mahasiswi student guru teacher ibu rumah tangga sangat benar bener sungguh cuma hanya baru "
    "masih memang emang "
    "pun pernah selalu tetap langsung rasa pikir fikir think really very so quite kinda stop juta ribu rb jt "
    "ada minta kirim penawaran pricelist list alamat lokasi mahal murah buka tutup cek check spek ongkir cicilan "
    "ansuran nego bayar "
    "pembayaran transfer booking reservasi jadwal schedule demo trial meeting konsultasi proyek project paket pakej lihat liat "
    "tengok contoh sample portofolio istri istrinya suami suaminya anak anaknya assistant asisten sekretaris hmm hm umm eh oh "
    "halo hallo hai hello hey selamat terima makasih thanks thank okay oke baik sip siap sure maybe mungkin "
    "saya sy aku gue gw gua kami kita kamu anda awak korang kalian lu lo you kau "
    "urgent penting segera cepat sekarang now ready busy sibuk fine good great confused bingung serius serious test testing "
    "produk product layanan servis service jasa perkhidmatan harganya biaya kos bajet budget anggaran promo diskon katalog "
    "suka senang sendiri juga kerja usaha bisnis business company perusahaan syarikat"
)
_ARTICLES = word_set("the a an")
#: Parts of a name that are written small.
_SMALL = word_set("bin binti bt bte a/l a/p van von der de da al ibn")


def person(text: str) -> str | None:
    """Read a person's name; None if the words are something else."""
    return introduced(text)[0]


def introduced(text: str) -> tuple[str | None, str | None]:
    """Read a name, and the company if it was said along with it."""
    line = _GREETING.sub("", " ".join(text[:200].split()))
    rest = _SELF.sub("", line, count=1)
    rest = _bared(rest if rest == line else _CLAUSE.sub("", rest), _TITLE, _SELF)
    rest, company = _parted(rest)
    name = _bared(rest, _TITLE, _DEGREE, _POLITE_END, _PHONE, _SELF)
    if not _is_name(name, text) or (line.endswith("?") and rest != line):
        return None, None
    return _cased(name), company


def _parted(line: str) -> tuple[str, str | None]:
    """Part "Budi dari PT Maju" and "Budi - PT Maju"; a company counts only where it is surely one."""
    for found in (_FROM.search(line), _REST.search(line)):
        if found:
            said = found.groupdict().get("rest") or found[0]
            company = companies.marked(said.strip(" ,;(-|/@\u2013)"))
            return (
                (line[: found.start()], company)
                if company or found.re is _FROM
                else (_REST.sub("", line), None)
            )
    return line, None


def _bared(name: str, *around: re.Pattern[str]) -> str:
    """Drop titles, degrees, politeness and a phone number from either end, as often as they come."""
    before, name = "", name.strip(" ,:\"'\u201c\u201d*_")
    while before != name:
        before = name
        for pattern in around:
            name = pattern.sub("", name) or name
        name = name.strip(" ,:\"'\u201c\u201d*_")
    return name


def _is_name(name: str, text: str) -> bool:
    words = name.casefold().replace("\u2019", "'").split()
    small_talk = phrases.greets(text) or phrases.thanks(text) or phrases.yes_no(text)
    if small_talk or phrases.unknown(text) or not any(map(str.isalpha, name)):
        return False
    if len(words) > MOST_WORDS or len(name) > LONGEST or name.endswith("?"):
        return False
    if any(map(str.isdecimal, words)) or _TITLE.sub("", f"{name} x") == "x":
        return False
    return not (len(words) > 1 and words[0] in _ARTICLES) and not _NOT_IN_NAMES & {
        word.strip(".,!?") for word in words
    }


def _cased(name: str) -> str:
    """Most people type their own name in small letters; nobody wants to be greeted that way."""
    shouted = name.isupper() and len(name) > 3
    if not (name.islower() or shouted) or not re.fullmatch(
        r"[^\W\d_]+(?:[ './-][^\W\d_]+)*\.?", name
    ):
        return name
    return " ".join(word if word in _SMALL else word.title() for word in name.lower().split())
