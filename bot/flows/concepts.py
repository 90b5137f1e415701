"""Words by which people ask about the same thing, in three languages: an example in one helps to know the others."""

from functools import lru_cache

from bot.core.text import phrase_set, word_set

_CONCEPTS = {
    "price": "how much, berapaan, "
    "harga, hrg, hrga, price, prices, pricing, pricelist, biaya, tarif, ongkos, kos, cost, costs, caj, charge, "
    "charges, fee, fees, rate, rates, quote, quotation, sebut harga, mahal, murah, expensive, cheap, cheapest, "
    "affordable, terjangkau, kisaran, rincian, breakdown, paket, pakej, package, packages, plan, plans",
    "how much": "berapa, brp, brapa, brpa, berape, how much, how many, berapaan",
    "pay": "bayar, byr, bayaran, pembayaran, dibayar, membayar, pay, payment, payments, paying, paid, lunas, lunasin, "
    "pelunasan, transfer, tf, rekening, akaun, kartu, kad, card, cards, kredit, credit, visa, mastercard, paypal, qris, "
    "gopay, ovo, tng, duitnow, ewallet, e dompet, dompet, tunai, cash, invoice, invois, settle",
    "instalment": "cicil, dicicil, cicilan, nyicil, mencicil, angsur, angsuran, ansuran, instalment, instalments, "
    "installment, installments, kredit, bertahap, termin, separuh, setengah dulu, half, dp, deposit, uang muka, "
    "down payment, pendahuluan, split, bulanan, monthly, sikit sikit, in advance, up front, upfront, di depan, di awal",
    "demo": "demo, demonya, trial, percobaan, percubaan, uji coba, coba, cobain, dicobain, nyoba, mencoba, cuba, try, "
    "test, tes, ngetes, simulasi, walkthrough, tour, preview, presentasi, present, presentation, cara kerja, "
    "how it works, berfungsi, tunjuk, show me how, free trial",
    "see": "lihat, liat, ngeliat, tengok, tgk, see, look, looks, show, view, tunjuk, tunjukkan, tampilan, rupa",
    "place": "alamat, almt, lokasi, location, address, kantor, kntr, office, ofis, opis, pejabat, cabang, cawangan, "
    "branch, branches, located, base, based, kota, city, daerah, area, kawasan, visit, mampir, datang, singgah, map, "
    "maps, drop by, come by, showroom",
    "where": "di mana, dimana, dmn, dimna, where, kat mana, kt mana, dekat mana, dkt mana, mane, mana, dari mana",
    "open": "buka, bukak, open, opening, close, closed, closes, closing, tutup, jam, pukul, hours, hour, operasi, "
    "operasional, jam kerja, waktu kerja, available, standby",
    "day off": "libur, cuti, holiday, holidays, tanggal merah, weekend, weekends, hujung minggu, akhir pekan, sabtu, "
    "saturday, ahad, sunday, hari minggu, hari raya, public holiday, cuti umum, malam",
    "work done": "portofolio, portfolio, porto, contoh, contohnya, sample, samples, example, examples, hasil, hasil kerja, "
    "karya, referensi, reference, references, klien, client, clients, testimoni, testimonial, testimonials, review, "
    "reviews, ulasan, pernah, before, previous, past, sebelum ni, sebelumnya, proyek, projek, project, projects",
    "duration": "lama, lamanya, long, selesai, kelar, siap, siapkan, beres, rampung, jadinya, ready, finish, finished, "
    "done, complete, completed, turnaround, deadline, urgent, express, rush, kilat, cepat, cepet, fast, quick, quickly, "
    "soon, sempat, keburu, tempoh, durasi, estimasi, estimate, how long, ambil masa, tunggu, nunggu, wait, launch, live, "
    "pengerjaan, proses",
    "time unit": "hari, seminggu, minggu, bulan, sebulan, day, days, week, weeks, month, months",
    "number": "nomor, nomer, nombor, number, phone, telepon, telpon, nelpon, telp, tlp, telefon, tel, hp, call, hotline, "
    "dihubungi, talian, no hp, no phone, no tel, line, whatsapp, wa",
    "address online": "email, e mail, emailnya, emel, imel, instagram, insta, ig, facebook, fb, fanpage, website kalian",
    "contact": "kontak, kontaknya, contact, hubungi, dihubungi, menghubungi, reach, get in touch, sales, marketing",
    "warranty": "garansi, waranti, warranty, guarantee, jaminan, jamin, rusak, rosak, error, down, broken, break, breaks, "
    "bug, bugs, crash, fix, fixes, repair, perbaiki, benerin, dibenerin, betulkan, baiki, maintenance, perawatan, "
    "penyelenggaraan, maintain, after sales, after sale, upkeep, masalah, problem, wrong",
    "afterwards": "setelah, sesudah, habis jadi, lepas siap, selepas, after, afterwards, after launch, lepas, nanti",
    "help": "support, bantu, bantuan, tolong, help, dukungan, pendampingan, assistance",
    "training": "ajar, ajarin, diajarin, diajari, ajari, mengajar, training, train, teach, latihan, pelatihan, tutorial, "
    "panduan, cara pakai, cara pakainya, cara guna, belajar, learn",
    "change": "ubah, ganti, revisi, revision, revisions, tukar, change, changes, edit, update, pinda",
    "service": "layanan, jasa, servis, service, services, perkhidmatan, produk, product, products, jual, jualan, menjual, "
    "sell, selling, offer, tawarkan, ditawarkan, ngerjain, nerima, melayani, provide",
    "make": "bikin, bikinin, buat, buatkan, membuat, dibuat, build, built, make, made, create, develop, design, desain, "
    "reka",
    "else": "selain, juga, lain, sekalian, sekali, also, else, besides, too, as well, other",
    "data": "data, datanya, privasi, privacy, maklumat, info saya, pribadi, peribadi, personal, details, information, "
    "rahasia, rahsia, disimpan, simpan, stored",
    "safe": "aman, selamat, safe, secure, penipuan, penipu, tipu, nipu, scam, scammer, fraud, disebar, sebar, bocor",
    "machine": "bot, robot, mesin, machine, ai, otomatis, automatic, automated, auto, auto reply, komputer, computer, "
    "chatbot, program, asisten virtual",
    "human": "manusia, human, orang asli, orang beneran, orang betul, real person, person, manusia asli, orang, admin asli",
    "complaint": "komplain, complain, complaint, aduan, keluhan, mengeluh, kecewa, mengecewakan, disappointed, "
    "disappointing, refund, money back, uang kembali, balik duit, pulangkan duit, teruk, terrible, awful, worst, parah, "
    "rude, kurang ajar, marah, geram, kesal, lambat, lewat, late, molor, tertangguh, delay, delayed, janji, janjinya, "
    "promised, rugi, dirugikan, not happy, unhappy, tak puas hati, gak puas, tidak puas, ga puas, nobody, no one, "
    "takde orang, tak ada orang, gak ada yang, ga ada yang, tidak profesional, unprofessional",
    "yesterday": "kemarin, semalam, yesterday, kmrn, since, sejak, dari semalam, dari kemarin, dari tadi",
    "when": "kapan, kpn, kapannya, bila, bile, when, what time, jam berapa, pukul berapa, until",
    "who": "siapa, sapa, siape, who, whom",
    "how": "gimana, gmn, gmana, bagaimana, macam mana, mcm mana, macam mane, camne, camna, cemana, how, cara, caranya",
    "why": "kenapa, knp, mengapa, kenape, why, kok",
    "what": "apa, ape, apakah, what, whats, apaan, which",
    "free": "gratis, free, percuma, cuma cuma",
    "delivery": "kirim, dikirim, pengiriman, ongkir, delivery, deliver, ship, shipping, hantar, penghantaran, pos, kurir, "
    "courier, antar, diantar, postage",
    "stock": "stok, stock, tersedia, in stock, sold out, habis, restock, ready stock",
    "job": "lowongan, loker, kerja kosong, jawatan kosong, job, jobs, vacancy, vacancies, hiring, karir, career, careers, "
    "gaji, salary, magang, internship, melamar",
    "discount": "promo, promosi, diskon, discount, discounts, diskaun, potongan, voucher, cashback, nego, tawar",
    "return": "retur, return, returns, dikembalikan, pulangkan, exchange, refund, kembalikan",
    "order": "pesan, order, beli, buy, purchase, tempah, tempahan, daftar, register, sign up, booking, book, reservasi",
}
#: "berapaan", "harganya", "prices": an ending less, the same word.
_ENDINGS = ("nya", "nye", "kah", "lah", "s")
_LONGEST = 3


def concepts(words: list[str]) -> list[str]:
    """Name what the words are about; longer phrases come before the words in them."""
    named: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            found = _of(" ".join(words[at : at + length]))
            if found:
                break
        named += found
        at += length
    return named


@lru_cache(maxsize=8192)
def _of(phrase: str) -> tuple[str, ...]:
    if found := _BY_PHRASE.get(phrase):
        return found
    stems = (phrase.removesuffix(ending) for ending in _ENDINGS if phrase.endswith(ending))
    return next((_BY_PHRASE[stem] for stem in stems if stem in _BY_PHRASE), ())


def _turned() -> dict[str, tuple[str, ...]]:
    turned: dict[str, tuple[str, ...]] = {}
    for concept, line in _CONCEPTS.items():
        for phrase in phrase_set(line):
            turned[phrase] = (*turned.get(phrase, ()), concept)
    return turned


_BY_PHRASE = _turned()

#: Words that say nothing of their own; that nobody said them before proves nothing.
FILLERS = word_set(
    "kak kakak min admin gan sis bang bro bos boss pak bu mas mbak om abang sir madam halo hai hi hello hey ya yaa yah "
    "iya yg yang itu ini tu ni nih dong donk deh sih kok lah la lho loh kan ke di dan atau sama dengan dgn untuk utk buat "
    "saya aku gue gua kami kita kamu anda kalian awak korang dia nya mau nak mahu ingin pengen pingin boleh bisa dapat "
    "minta tolong mohon tanya nanya tau tahu ga gak nggak ngga tidak tak x sudah udah dah belum blm ada aja saja je sahaja "
    "juga lagi jadi kalau kalo kl klo dulu dlu pun pula cuma hanya oh eh btw ok oke okay so please pls the a an is are am "
    "was be to of in on at for from with and or but if it its this that i im you your u we our us my me they he she do "
    "does did can could would will should may have has had get want need like just any some there here know tell let ask "
    "no not yes sorry maaf permisi makasih thanks thank terima kasih"
)
