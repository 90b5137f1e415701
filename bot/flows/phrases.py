"""Small talk that answers no question but needs a reply, and the many ways to say yes and no."""

from collections.abc import Iterable
from typing import Literal

from bot.core.command import bare
from bot.core.text import key, phrase_set

YesNo = Literal["yes", "no"]


_GREETINGS = phrase_set(
    "hi, hai, hay, halo, hallo, helo, hello, hey, hei, hoi, alo, p, ping, test, tes, permisi, punten, salam, "
    "assalamualaikum, assalamu alaikum, asalamualaikum, askum, pagi, siang, sore, malam, petang, selamat pagi, "
    "selamat siang, selamat sore, selamat malam, selamat petang, selamat tengahari, good morning, "
    "good afternoon, good evening, morning, kak, kakak, min, admin, gan, sis, bang, bro, halo kak, hi there, "
    "ada yang bisa dibantu, apa kabar, apa khabar, how are you, im back, saya kembali, lanjut, sambung, teruskan"
)
_THANKS = phrase_set(
    "thanks, thank you, thank u, thankyou, thx, tq, ty, tqvm, makasih, makasi, mksh, mks, trims, trimakasih, "
    "terima kasih, terimakasih, terima kasih banyak, terima kasih banyak banyak, terima kasih kak, makasih ya kak, "
    "makasih banyak, suwun, nuhun, thank you so much, thanks a lot, many thanks, "
    "oke, ok, okay, okey, sip, siap, baik, baiklah, noted, oke makasih, ok thanks, ok tq, ok terima kasih, "
    "oke terima kasih, baik terima kasih, siap makasih, sip makasih"
)
_CANCEL = phrase_set(
    "batal, batalkan, cancel, keluar, exit, quit, gak jadi, ga jadi, nggak jadi, tidak jadi, tak jadi, "
    "nevermind, never mind"
)
_AGAIN = phrase_set(
    "start, restart, start over, start again, ulang, ulangi, ulang lagi, ulang dari awal, dari awal, mulai, "
    "mulai ulang, mulai lagi, mulai dari awal, mula, mula semula, mulakan semula, ulang semula, dari mula, reset"
)
_UNKNOWN = phrase_set(
    "belum tau, belum tahu, blm tau, blm tahu, belum ada, blm ada, belum pasti, blm pasti, belum yakin, "
    "belum kepikiran, belum, blm, gak tau, ga tau, gatau, nggak tau, ngga tau, enggak tau, tidak tau, gak tahu, "
    "ga tahu, nggak tahu, tidak tahu, tdk tau, tidak yakin, kurang tau, kurang tahu, entah, bingung, terserah, "
    "fleksibel, tergantung, rahasia, nanti, nanti aja, nanti dulu, nanti saja, bebas, lewati, lewat, "
    "tak tahu, tak tau, x tau, xtau, tak pasti, x pasti, belum tentu, belum ada lagi, belum tahu lagi, "
    "bergantung, ikut cadangan, rahsia, langkau, langkah, tiada, takde, xde, tak ada lagi, belum ada bajet, "
    "not sure, not sure yet, unsure, dont know, i dont know, do not know, dunno, idk, no idea, not yet, "
    "not decided, undecided, no budget yet, no budget, it depends, depends, flexible, secret, skip, later, "
    "tidak ada, gak ada, ga ada, nggak ada, tak ada, belum ada budget, belum ada anggaran, tbd"
)

_YES = phrase_set(
    "y, ya, yaa, yaaa, iya, iyaa, iyah, yap, yup, yep, yes, yess, yeah, yea, ye, ok, oke, okee, okay, okey, okeh, "
    "okela, okelah, oks, k, sip, siap, sippp, boleh, bole, blh, boleh aja, boleh saja, boleh je, boleh banget, "
    "bisa, bs, silakan, silahkan, silahken, monggo, setuju, mau, mauu, tentu, tentu saja, tentu aja, pasti, jelas, "
    "betul, benar, bener, baik, baiklah, lanjut, lanjutkan, gas, gaskeun, gapapa, gpp, gak apa apa, ga apa apa, "
    "nggak apa apa, tidak apa apa, gak papa, ga papa, tidak masalah, nak, mahu, teruskan, sudah tentu, dah tentu, "
    "sure, of course, yes please, agree, agreed, i agree, fine, alright, go ahead, absolutely, definitely, "
    "no problem, why not, yo i, yoi, ayo, jom"
)
_NO = phrase_set(
    "n, no, nope, nah, not, tidak, tdk, tak, tidak mau, tidak boleh, tidak bisa, tidak setuju, tidak usah, gak, ga, "
    "g, gk, ngga, nggak, enggak, engga, ndak, nda, kagak, gak mau, ga mau, nggak mau, enggak mau, gak boleh, "
    "ga boleh, nggak boleh, gak usah, ga usah, nggak usah, gak perlu, ga perlu, nggak perlu, tidak perlu, gak dulu, "
    "nggak dulu, ga dulu, enggak dulu, tidak dulu, jangan, jangan dulu, ogah, males, belum, blm, nanti, nanti dulu, "
    "nanti aja, nanti saja, lain kali, skip, tak nak, taknak, xnak, x nak, x, tak mahu, tak mau, tak boleh, "
    "tak setuju, tak perlu, tak payah, tak usah, xpayah, xyah, tidak mahu, dont, do not, i dont, no thanks, "
    "no thank you, not now, not really, disagree, i disagree, refuse, later, never, tidak terima kasih"
)
# Said along with either, without changing it.
_AROUND = phrase_set(
    "kak, kakak, min, admin, pak, bu, mas, mbak, bang, boss, bos, abang, kok, sih, dong, donk, deh, lah, la, je, aja, "
    "saja, sahaja, banget, thanks, thx, terima kasih, makasih, tq, please, pls, saya, aku, i, kami, we, tentu, dulu, "
    "sekarang, lagi, nih, ni, tu, yang, it, is, thats, that, sir, madam, sis, gan, bro"
)
# After a no, these only soften it: "nggak ya".
_SOFT = frozenset({"ya", "yaa", "yah"})

_THUMBS = {
    "👍": "yes",
    "👌": "yes",
    "✅": "yes",
    "🙆": "yes",
    "👎": "no",
    "❌": "no",
    "🙅": "no",
}
_LONGEST = 4


def greets(text: str) -> bool:
    return key(text) in _GREETINGS or bare(text) in _GREETINGS


def thanks(text: str) -> bool:
    return key(text) in _THANKS or bare(text) in _THANKS


def cancels(text: str) -> bool:
    return bare(text) in _CANCEL


def restarts(text: str) -> bool:
    return bare(text) in _AGAIN


def unknown(text: str) -> bool:
    """Tell whether somebody says that they do not know, or would rather not say."""
    return text.strip() in {"-", "--", "\u2013"} or bare(text) in _UNKNOWN


def yes_no(text: str, yes: Iterable[str] = (), no: Iterable[str] = ()) -> YesNo | None:
    """Read a yes or a no that leaves no doubt; `yes` and `no` are more ways to say them."""
    thumb = _thumb(text)
    if thumb:
        return thumb
    kinds = dict.fromkeys((*_YES, *yes), "yes") | dict.fromkeys((*_NO, *no), "no")
    meant = _meant(key(text).split(), kinds)
    if meant is None or not meant:
        return None
    if meant[0] == "no" and all(kind in {"no", "soft"} for kind in meant):
        return "no"
    return "yes" if all(kind in {"yes", "soft"} for kind in meant) else None


def _meant(words: list[str], kinds: dict[str, str]) -> list[str] | None:
    """Part words into phrases, longest first, and tell what each means; None if one means neither."""
    meant = []
    while words:
        for length in range(min(_LONGEST, len(words)), 0, -1):
            phrase = " ".join(words[:length])
            if phrase in kinds:
                meant.append("soft" if phrase in _SOFT else kinds[phrase])
            elif phrase not in _AROUND:
                continue
            words = words[length:]
            break
        else:
            return None
    return meant


def _thumb(text: str) -> YesNo | None:
    found = {_THUMBS[char] for char in text[:64] if char in _THUMBS}
    if key(text) or len(found) != 1:
        return None
    return "yes" if found == {"yes"} else "no"
