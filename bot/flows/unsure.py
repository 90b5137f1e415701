"""Hear that somebody does not know a figure yet, leaves it to us, or would rather keep it to themselves."""

import re

from bot.core.text import any_of

_NOT = any_of(
    r"tidak, tdk, tak, tk, x, ga, gak, gk, g, nggak, ngga, nga, enggak, engga, ndak, belum, belom, blum, blm, kurang, krg, "
    r"jangan, susah, sukar, sulit, not, no, never, don'?t, do not, didn'?t, haven'?t, have not, cannot, can'?t, "
    r"isn'?t, hard to"
)
_KNOW = any_of(
    r"tau, tahu, taw, pasti, yakin, ada, punya, tentu, tentuin, nentuin, (?:di|me)?n?tentukan, tetap, (?:di)?tetapkan, "
    r"kepikiran, terpikir, [mfp]ikir, (?:di)?putus\w*, (?:di)?hitung\w*, ngitung, itung, kira, jelas, fix, final\w*, "
    r"kebayang, bayangan, "
    r"gambaran, patokan, (?:di)?bahas, (?:di)?bincang, spesifik, estimasi, angka, kisaran, keputusan, jawab, bilang, "
    r"cakap, "
    r"kasih tau, bagi ?tau, cek, budget\w*, bajet\w*, anggaran\w*, sure, certain, know, decide\w*, decision, "
    r"confirm\w*, think, "
    r"thought, idea, clue, set, settled?, clear, plan\w*, discuss\w*, say, tell, shar\w*, disclos\w*, "
    r"reveal\w*, figure, worked, exact, "
    r"specific, estimate, number, check, approv\w*, answer"
)
_WANT = any_of("mau, mahu, nak, bisa, boleh, ingin, want to, wish to, comfortable")
_GIVE = any_of(
    "kasih, ngasih, bagi, beri, bilang, sebut, cakap, jawab, give, giving, share, sharing, say, saying, tell, disclose, "
    "reveal, mention, bagi ?tahu, bagi ?tau, beri ?tahu, kasi?h? ?tau, kongsi\\w*"
)
#: "Tak nak bagitahu", "rather not say".
_HIDES = rf"(?:{_NOT}\s{_WANT}|taknak|xnak|rather not|prefer not to)\s(?:\w+\s)?{_GIVE}"
#: "Still thinking", "lagi nyusun anggaran".
_STILL = any_of("masih, lagi, sedang, tengah, lg, still")
_DOING = any_of(
    r"(?:di)?[mfp]ikir\w*, (?:di)?hitung\w*, ngitung, diskusi, surve[iy], bincang, riset, (?:di|nye?)?susun, nyusun, kira, "
    r"timbang\w*, (?:di)?bahas, (?:ny|c)ari2?, banding\w*, tengok, tanya, thinking, deciding, discuss\w*, working, "
    r"checking, looking, "
    r"comparing, figuring"
)
#: "Waiting for approval", "kena bincang dengan bos".
_WAIT = any_of("menunggu, nunggu, tunggu, waiting, wait, pending")
_MUST = any_of("need, have, must, kena, perlu, harus, mesti, mau, mo, nak, want, gotta")
_ASK = any_of(
    r"check, ask, discuss, confirm, tanya\w*, bincang\w*, diskusi\w*, konfirmasi, rapat\w*, runding\w*, semak, cek"
)
#: "Quote first", "tengok harga dulu".
_SEE = any_of(
    "quote, quotation, sebut harga, penawaran, harganya, harga, price ?list, price, proposal, surve[iy], tengok, "
    "lihat, liat, "
    "cek, tanya, bincang, diskusi, see, check, ask, discuss, send, pass"
)
_FIRST = any_of("dulu, dlu, first, before")
_ALONE = any_of(
    r"terserah, t(?:e?r)?gantung, bergantung, depends?, depending, fleksibel, flexi, flexible, bebas, nego\w*, unsure, "
    r"undecided, unknown, tb[dac], idk, dunno, entah\w*, bingung, pening, skip, lewati?, langkau, pass, whatever, "
    r"anything, "
    r"any budget, open budget, open to, up to you, terpulang, sesuai(?:kan|in)?, menyesuaikan, "
    r"berapa (?:pun|aja|saja|je), nanti, kemudian, "
    r"later, let me, "
    r"we(?:'| wi)ll see, no limit, unlimited, tanpa batas, let you know, kabar\w*, dikabar\w*, maklum\w*, "
    r"(?:di)?bicarakan, "
    r"tak kisah, g(?:ak?|k) masalah, ntar, none of your, "
    r"ikut budget, ikut bajet, tiada, takde, xde, tak ada, "
    r"[xn]ot sure, (?:x|tak|gak?)(?:tau|tahu|pasti|sure)"
)
_FOLLOW = any_of(
    "je, saja, sahaja, aja, harga, sebut, cadangan, kesesuaian, keperluan, quotation, quote, pakej, paket"
)
_SECRET = any_of(
    r"rahasia\w*, rahsia, confidential, privat, private, privacy, privasi, secret, prefer not, rather (?:not|keep), "
    r"to myself, keep (?:it|that) private, no comment"
)
_STATED = re.compile(
    rf"(?<!%\()\b(?:{_NOT}\s(?:\w+\s){{0,3}}?{_KNOW}|{_HIDES}|{_STILL} (?:\w+ )?{_DOING}"
    rf"|{_WAIT}\s\w+|{_MUST} (?:to )?{_ASK}|(?:ng)?ikut {_FOLLOW}|{_ALONE}|{_SECRET})\b"
)
#: What means the same with a question mark behind it: "can you quote first?", but not "is there no discount?".
_ASKED = re.compile(rf"\b{_SEE}(?: \w+){{0,3}} {_FIRST}\b")


_HIDDEN = re.compile(rf"\b{_HIDES}\b")


def hides(spoken: str) -> bool:
    """Tell whether a `spoken` reply says that somebody would rather not answer."""
    return bool(_HIDDEN.search(spoken))


def unsure(spoken: str) -> bool:
    """Tell whether a `spoken` reply without a figure says that there is none to be had."""
    stated = not spoken.endswith("?") and _STATED.search(spoken)
    return bool(stated or _ASKED.search(spoken))
