import pytest

from bot.core.command import StaffWord, lead_code, optout, staff, wants_human, wants_language


@pytest.mark.parametrize(
    "typed",
    "STOP|stop.|STOP!!!|ＳＴＯＰ|s t o p|s\u200btop|ѕтор|stop all|stopall|Unsubscribe|opt out|optout|berhenti|Henti|"
    "hentikan|berhenti langganan|henti langgan|stop promosi|Stop promotions|jangan hubungi saya|"
    "jangan hubungi saya lagi|jangan kirim lagi|jangan ganggu|tak nak terima mesej|hapus nomor saya|remove me|"
    "please stop|stop ya kak|tolong berhenti".split("|"),
)
def test_who_wants_out_is_out(typed: str) -> None:
    assert optout(typed) == "stop"


@pytest.mark.parametrize(
    "typed",
    "tolong berhenti kirim promo|stop kirim iklan|jangan kirim promo lagi|please stop sending me messages|"
    "don't send me promotions anymore|tak nak terima promosi lagi|berhenti hantar mesej|tak nak dah|unsub|"
    "udah ga minat, jangan chat lagi|tolong padam nombor saya|no more messages pls|jangan wa saya lagi|"
    "jgn hubungi saya lagi ya|i don't want to receive these anymore|take me off your list|gak mau dikirimi pesan lagi|"
    "saya tidak mau dihubungi lagi|xnak terima mesej lagi dah|tak payah hantar promosi lagi|delete my number please|"
    "hapus nomor saya dari daftar|buang nombor saya dari senarai|ga usah kirim promo lagi kak|leave me alone|"
    "dah la, jangan mesej saya lagi|jangan telepon saya lagi|opt me out please|"
    "tolong ya kak saya sudah tidak mau menerima pesan promosi dari sini lagi".split("|"),
)
def test_who_means_out_is_out(typed: str) -> None:
    assert optout(typed) == "stop"


@pytest.mark.parametrize(
    "typed",
    [
        "berhenti sebentar",
        "stop dulu ya",
        "stop, saya sudah beli",
        "tidak, berhenti",
        "stop it",
        "jangan kirim dulu",
        "saya mau berhenti",
        "not interested, stop",
        "jangan hubungi saya dulu",
        "jangan hubungi saya hari ini",
        "don't text me today",
        "ga perlu chat lagi, telepon aja",
    ],
)
def test_who_may_want_out_is_asked(typed: str) -> None:
    assert optout(typed) == "ask"


@pytest.mark.parametrize(
    "typed",
    "don't stop|don’t stop|nonstop|non-stop|bus stop|jangan berhenti|stok|shop|step|PT One Stop Solusi|stop kontak|"
    "tidak berhenti|saya berhenti kerja|stopwatch|batal|cancel|keluar|halo|1|Budi|/start|"
    "kami jual rambu stop dan berhenti untuk jalan tol di seluruh indonesia|jangan lupa kirim lagi ya|berhenti kerja|"
    "toko tutup|tak nak dah website tu, nak online ads|jangan kirim ke alamat lama ya, saya sudah pindah|"
    "jangan telepon ya, chat aja|don't forget to send me the quote again|can you stop by tomorrow?|tak nak yang mahal|"
    "hapus fitur chat dari website lama saya|I want to stop losing customers|kami berhenti jualan di marketplace|"
    "sistem yang berhenti otomatis kalau stok habis|remove the contact page from our site|kirim lagi dong|"
    "jangan sampai telat kirim lagi|website untuk kirim pesan ke pelanggan|ga mau lagi pakai agency lama|"
    "take number 2|hapus nomor 2|buang nombor 3 kak|padam nombor tadi|I'll take the list|keluarkan senarai harga|"
    "tidak perlu kirim lagi brosurnya".split("|"),
)
def test_who_says_something_else_is_not_out(typed: str) -> None:
    assert optout(typed) is None


@pytest.mark.parametrize("typed", ["START", "mulai", "Mula", "start!"])
def test_who_was_out_can_come_back(typed: str) -> None:
    assert optout(typed) == "start"


@pytest.mark.parametrize(
    "typed",
    "Talk to a person|can I speak to someone please?|human|agent please|call me|mau bicara dengan orang|"
    "bisa ngobrol sama CS?|ngomong sama orangnya langsung dong|minta admin dong|sambungkan saya ke sales|"
    "hubungi saya|ada orang?|boleh cakap dengan staf?|nak bercakap dengan manusia|orang|khidmat pelanggan".split(
        "|"
    ),
)
def test_a_person_can_be_asked_for(typed: str) -> None:
    assert wants_human(typed)


@pytest.mark.parametrize(
    "typed",
    "I don't want to talk to a person|bicara dengan atasan dulu|saya orang marketing|Budi|orang lain|"
    "saya butuh admin untuk mengelola toko online|tidak mau bicara dengan sales|min".split("|"),
)
def test_other_talk_of_people_asks_for_nobody(typed: str) -> None:
    assert not wants_human(typed)


@pytest.mark.parametrize(
    ("typed", "language"),
    [("English please", "en"), ("in english", "en"), ("can you speak English?", "en"), ("pakai bahasa inggris", "en"),
     ("bahasa melayu", "ms"), ("bahasa melayu boleh?", "ms"), ("Malay", "ms"), ("cakap melayu boleh?", "ms"),
     ("pakai bahasa indonesia", "id"), ("bahasa indonesia aja ya", "id"), ("speak indonesian", "id"),
     ("ganti bahasa", "menu"), ("tukar bahasa", "menu"), ("change language", "menu"), ("Bahasa", "menu")],
)  # fmt: skip
def test_a_language_can_be_asked_for(typed: str, language: str) -> None:
    assert wants_language(typed) == language


@pytest.mark.parametrize(
    "typed",
    [
        "Jl. English Bay",
        "kursus bahasa inggris",
        "English First Surabaya",
        "Indonesia",
        "Melayu Raya Sdn Bhd",
    ],
)
def test_a_language_in_a_name_changes_nothing(typed: str) -> None:
    assert wants_language(typed) is None


@pytest.mark.parametrize(
    ("typed", "word"),
    [("on", "on"), ("ON.", "on"), ("masuk", "on"), ("bertugas", "on"), ("off", "off"), ("keluar", "off"),
     ("who", "who"), ("who is on?", "who"), ("siapa jaga?", "who"), ("siapa bertugas", "who"), ("leads", "leads"),
     ("lead saya", "leads"), ("my leads", "leads"), ("done", "done"), ("Selesai", "done"), ("help", "help"),
     ("bantuan", "help"), ("accept", "accept"), ("terima", "accept"), ("ambil", "accept"), ("decline", "decline"),
     ("tolak", "decline"), ("selsai", "done"), ("acept", "accept"), ("trima", "accept"), ("bantaun", "help")],
)  # fmt: skip
def test_staff_have_words(typed: str, word: str) -> None:
    assert staff(typed) == StaffWord(word)


@pytest.mark.parametrize(
    "typed",
    "on my way to you|gone|dont|except|terima kasih|ok|siap|offer|tutup|selesai kak, besok saya kirim|helo|".split(
        "|"
    ),
)
def test_words_for_the_prospect_are_no_staff_words(typed: str) -> None:
    assert staff(typed) is None


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [("#A7 hello", "A7", "hello"), ("#a7: hello\nthere", "A7", "hello\nthere"), ("# A7 done", "A7", "done"),
     ("#A7", "A7", ""), ("accept #A7", "A7", "accept"), ("terima a12", "A12", "terima"), ("terima 12", "12", "terima"),
     ("hello #A7", "", "hello #A7"), ("A7 is a road", "", "A7 is a road"), ("see you at 7", "", "see you at 7")],
)  # fmt: skip
def test_a_lead_is_named_by_its_code(typed: str, code: str, words: str) -> None:
    assert lead_code(typed) == (code, words)
