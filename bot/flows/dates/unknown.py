"""Saying that one does not know when, or is in no hurry: "masih lihat-lihat", "tak pasti lagi", "just browsing"."""

from bot.core.text import key, phrase_set, word_set
from bot.flows import phrases

_NOT = word_set(
    "belum blm blum belom lom tak tdk tidak gak ga gk nggak ngga enggak kurang x not dont havent cant no never"
)
#: What is not: known, sure, decided, planned. A stem stands for its forms ("menentukan", "decided").
_SURE = (
    "tau", "tahu", "pasti", "yakin", "tentu", "mikir", "pikir", "fikir", "nentu", "rencana", "rancang", "jelas", "fix", "sure",
    "final", "putus", "muktamad", "certain", "decid", "know", "plan", "confirm", "idea", "siap", "ready", "sedia", "ada",
    "kepikir", "target", "say", "made up", "jadwal", "jadual", "kepastian", "fixed", "timeline", "deadline", "date",
)  # fmt: skip
#: "Nanti saya infokan": they will say.
_WILL = word_set("nanti ntar akan later will kemudian")
_TELL = (
    "kabar",
    "info",
    "update",
    "bagitau",
    "bagitahu",
    "beritahu",
    "hubungi",
    "confirm",
    "konfirm",
    "maklum",
    "tell",
    "inform",
)
#: "Kalau udah ada dana", "when the budget is approved": it hangs on that.
_ONCE = word_set(
    "kalau kalo klo jika bila when once after setelah stlh sesudah selepas lepas abis habis tunggu nunggu pas soon"
)
_HANGS_ON = (
    "budget",
    "bajet",
    "dana",
    "duit",
    "uang",
    "modal",
    "fund",
    "approv",
    "acc",
    "lulus",
    "persetujuan",
)
_ONLY = word_set(
    "masih msh cuma cuman hanya baru saja sekadar sekedar just only still lagi sdg sedang dulu dlu aja je saja sahaja first "
    "buat for untuk"
)
_LOOKING = (
    "lihat", "liat", "lht", "tengok", "tgk", "tanya", "nanya", "tnya", "survey", "survei", "survay", "cari", "nyari", "brows",
    "looking", "explor", "checking", "asking", "riset", "banding", "pikir", "mikir", "fikir", "timbang", "consider",
    "compar", "research", "thinking", "diskusi", "bincang", "window shopping", "enquir", "inquir", "gathering", "nimbang",
    "kumpul", "rancang", "scout", "curious", "penasaran", "belajar", "learning", "planning",
)  # fmt: skip
_PHRASES = phrase_set(
    "gatau,gtau,gaktau,xtau,xtahu,xpasti,ntah,entah,entahlah,dunno,idk,unsure,undecided,tbd,hard to say,kapan kapan,kapan2,"
    "someday,some day,one day,suatu hari,suatu saat,suatu masa,eventually,masih lama,lama lagi,lambat lagi,masih jauh,jauh lagi,"
    "long way,far off,kapan aja,kapan saja,kapan pun,bila bila,bila2,bila je,bila saja,anytime,any time,whenever,flexible,"
    "fleksibel,terserah,tergantung,bergantung,depends,depending,tunggu,nunggu,waiting,wait for,tanya bos,tanya boss,tanya suami,"
    "tanya istri,tanya isteri,tanya tim,tanya atasan,ikut keadaan,tengok keadaan,lihat kondisi,liat kondisi,lihat situasi,"
    "liat nanti,lihat nanti,tengok nanti,nanti dulu,nanti aja,nanti saja,nanti je,entar,entar aja,not yet,window shopping,kabari,"
    "dikabari,kabarin,"
    "saya bagitahu,let you know,see first,pikir pikir,fikir fikir,mikir mikir,lihat lihat,liat liat,lihat2,liat2,tengok tengok,"
    "tengok2,tgk tgk,tgk2,tanya tanya,tanya2,nanya nanya,nanya2,dalam perancangan,dalam pertimbangan,tak kisah,wallahualam"
)


def unknown(text: str) -> bool:
    """Tell whether somebody says that the time is not known yet; a question says nothing."""
    if "?" in text:
        return False
    words = key(text).split()
    pairs = list(zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False))
    return (
        phrases.unknown(text)
        or any(f" {phrase} " in f" {' '.join(words)} " for phrase in _PHRASES)
        or any(one in _NOT and _stem(_SURE, (next_, third)) for one, next_, third in pairs)
        or (bool(_ONCE & set(words)) and _stem(_HANGS_ON, tuple(words)))
        or any(one in _WILL and _stem(_TELL, (next_, third)) for one, next_, third in pairs)
        or any(one in _ONLY and _stem(_LOOKING, (next_, third)) for one, next_, third in pairs)
        or any(
            _stem(_LOOKING, (one,)) and {next_, third} & _ONLY for one, next_, third in pairs
        )
    )


def _stem(stems: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(stem in word for stem in stems for word in words)
