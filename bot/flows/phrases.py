"""Small talk that answers no question but needs a reply, and the many ways to say yes and no."""

import re
from collections.abc import Iterable
from typing import Literal

from bot.core.command import bare
from bot.core.text import key, phrase_set, word_set

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
    "y, ya, iya, iyah, iye, iyes, iyo, yo, yap, yaps, yup, yep, yes, yeah, yea, ye, yoi, yo i, yas, aye, ok, oke, okay, okey, "
    "okeh, okela, okelah, okie, oks, k, sip, siap, boleh, bole, blh, bisa, bs, silakan, silahkan, silahken, sila, "
    "monggo, setuju, "
    "mau, tentu, tentu saja, tentu aja, pasti, jelas, betul, benar, bener, tepat, sesuai, baik, baiklah, lanjut, lanjutkan, "
    "lanjutin, laksanakan, terusin, teruskan, gas, gaskeun, gaskan, gasken, gas pol, gaspol, cus, hayuk, yuk, ayuk, ayo, jom, "
    "jadi, deal, set, "
    "acc, approve, approved, gapapa, gpp, tiada masalah, tak ada masalah, tak kisah, ho oh, hooh, "
    "ho o, heeh, "
    "he eh, he em, ha ah, haah, haa, a ah, aah, nggih, inggih, njih, muhun, yela, yelah, yalah, yaudah, ya sudah, "
    "ya udah, memang, "
    "orait, mantap, mesti, mestilah, nak, mahu, sudah tentu, dah tentu, sudah pasti, dah betul, sudah benar, udah bener, on, "
    "sure, sure thing, for sure, surely, certainly, of course, ofc, yes please, please do, agree, agreed, i agree, "
    "fine, alright, "
    "all right, go ahead, go for it, do it, lets go, lets do it, absolutely, definitely, totally, by all means, "
    "no problem, no prob, "
    "np, why not, sounds good, sound good, sounds great, looks good, works for me, that works, correct, right, exactly, confirm, "
    "confirmed, proceed, perfect, good, great, good idea, i do, i would, id love to, would love to, love to, "
    "i dont mind, dont mind, "
    "not a problem"
)
_NO = phrase_set(
    "n, no, nope, nop, nah, naw, not, kagak, kaga, ora, mboten, emoh, gamau, gausah, gajadi, jangan, jgn, jangan dulu, "
    "ogah, males, "
    "malas, bukan, bkn, salah, kurang tepat, batal, batalin, batalkan, cancel, "
    "keberatan, tolak, lain kali, skip, taknak, tanak, xnak, xnk, xboleh, "
    "xperlu, xpayah, xyah, xjadi, takyah, tak kot, tak kut, tak rasa, taklah, tidak terima kasih, "
    "dont, do not, i dont, no thanks, no thank you, no need, not needed, no way, not now, not really, not interested, im not, "
    "not for me, not today, disagree, i disagree, refuse, never, dont want, do not want, i dont want, i dont want to, "
    "dont think so, i dont think so, i think not, rather not, id rather not, prefer not, prefer not to, better not, "
    "pass, ill pass, "
    "wrong, incorrect, not correct, not right, thats not right, negative, it isnt, it is not"
)
_NOT = word_set("tidak tdk gak ga gk g ngga nggak enggak engga ndak nda tak x")
# With a word of not before them the first are a no, the others are a yes: "nggak usah", "gak masalah".
_WISHES = phrase_set(
    "mau, boleh, bisa, setuju, usah, perlu, dulu, jadi, minat, tertarik, berminat, nak, nk, mahu, payah, yah, betul, "
    "benar, bener, "
    "sesuai, cocok, pengen, ingin, butuh"
)
_WORRIES = phrase_set("masalah, apa, apa apa, papa, keberatan")
# Neither, alone or after a yes; beside a no it changes nothing: "kayaknya nggak", "gak dulu, nanti aja".
_LATER = phrase_set(
    "nanti, nanti dulu, nanti aja, nanti saja, nanti je, ntar, ntar aja, later, maybe later, belum, blm, not yet, kapan kapan, "
    "takpe, tak pe, xpe, tak apa, x apa, mungkin, maybe, kayaknya, kayanya, kyknya, sepertinya, rasanya, probably, "
    "i think, im good, its ok, its okay, its fine"
)
# Said along with either, without changing it.
_AROUND = phrase_set(
    "kak, kakak, min, admin, pak, bu, mas, mbak, bang, boss, bos, abang, kok, sih, dong, donk, deh, lah, la, je, jer, aja, "
    "saja, sahaja, banget, thanks, thx, terima kasih, makasih, tq, please, pls, saya, aku, i, kami, we, tentu, dulu, "
    "sekarang, lagi, nih, ni, tu, itu, ini, yang, it, is, thats, that, sir, madam, maam, sis, gan, bro, puan, encik, tuan, "
    "repot, repot repot, repot2, kirim, kirimkan, kirimin, dikirim, send, send it, hantar, hantarkan, proses, "
    "diproses, tolong, hehe, haha, do, now, then"
)
# After a no, these only soften it: "nggak ya".
_SOFT = frozenset({"ya", "yaa", "yah"})

_KINDS = (
    dict.fromkeys(_YES | {f"{no} {worry}" for no in _NOT for worry in _WORRIES}, "yes")
    | dict.fromkeys(_NO | _NOT | {f"{no} {wish}" for no in _NOT for wish in _WISHES}, "no")
    | dict.fromkeys(_LATER, "later")
)
#: "iyaaa", "bolehhh", "nooo".
_LONGEST_WORD = 20
_DRAWN_OUT = re.compile(r"(.)\1+")

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
    """Read a yes or a no that leaves no doubt; `yes` and `no` are more ways to say them. A question is neither."""
    thumb = _thumb(text)
    if thumb:
        return thumb
    kinds = {**_KINDS, **dict.fromkeys(yes, "yes"), **dict.fromkeys(no, "no")}
    meant = None if text.rstrip().endswith("?") else _meant(key(text).split(), kinds)
    if not meant:
        return None
    if "no" in meant and meant[0] != "soft" and "yes" not in meant:
        return "no"
    return "yes" if all(kind in {"yes", "soft"} for kind in meant) else None


def _meant(words: list[str], kinds: dict[str, str]) -> list[str] | None:
    """Part words into phrases, longest first, and tell what each means; None if one means neither."""
    meant = []
    known = kinds.keys() | _AROUND
    while words:
        for length in range(min(_LONGEST, len(words)), 0, -1):
            phrase = " ".join(words[:length])
            if length == 1 and len(phrase) < _LONGEST_WORD and phrase not in known:
                phrase = _DRAWN_OUT.sub(r"\1", phrase)
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
