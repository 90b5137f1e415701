import json
import subprocess
import sys
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.core.message import Language
from bot.i18n.detect import Belief, begin, chosen, country, decisive, hear, should_ask
from bot.i18n.evidence import weigh
from bot.i18n.other import other_language
from bot.i18n.words import words

HOME: dict[Language, str] = {"id": "ID", "ms": "MY", "en": "SG"}


def after(where: str, *messages: str) -> Language:
    return reduce(hear, messages, begin(where)).language


@pytest.mark.parametrize(
    ("number", "where"),
    [
        ("+628123", "ID"),
        ("+60123", "MY"),
        ("+6731", "BN"),
        ("+6581", "SG"),
        ("+14155", ""),
        ("user_ab", ""),
    ],
)
def test_the_phone_tells_the_country(number: str, where: str) -> None:
    assert country(number) == where


@pytest.mark.parametrize(
    ("where", "hint", "language"),
    [("ID", "", "id"), ("MY", "", "ms"), ("BN", "", "ms"), ("SG", "", "en"), ("", "", "en"), ("", "ms-MY", "ms"),
     ("", "id", "id"), ("SG", "fr", "en"), ("ID", "en", "id")],
)  # fmt: skip
def test_a_talk_starts_in_the_language_of_the_country(
    where: str, hint: str, language: Language
) -> None:
    assert begin(where, hint).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("gimana caranya ya kak, saya mau pesan", "id"), ("bisa bikin website gak kak", "id"),
        ("kak, bisa dikirim besok sore gak ya?", "id"), ("udah saya transfer ya min, tolong dicek", "id"),
        ("harganya kemahalan, bisa kurang dikit gak", "id"), ("gw pengen nanya2 dulu nih soal paketnya", "id"),
        ("kantor kami pindah ke gedung baru bulan depan", "id"), ("saya lagi nyari jasa bikin toko online", "id"),
        ("Perusahaan kami membutuhkan situs baru karena yang lama sering rusak.", "id"),
        ("ga bs skrg, ntar sore aja ya", "id"), ("kapan bisa mulai?", "id"), ("makasih banyak ya mbak", "id"),
        ("saya nak tanya harga laman web", "ms"), ("macam mana nak order? syarikat saya di KL", "ms"),
        ("boleh hantar sebut harga esok tak?", "ms"), ("xleh la bajet kitorang sikit je", "ms"),
        ("mcm mana nk bayar, ada ansuran tak", "ms"), ("tgk dulu la, nnt sy bgtau balik", "ms"),
        ("Syarikat kami memerlukan laman web yang lebih pantas kerana pelanggan selalu merungut.", "ms"),
        ("camne nak buat tempahan ye", "ms"), ("pukul berapa kedai tutup petang ni?", "ms"),
        ("encik, saya dah bayar semalam, resit pun dah hantar", "ms"), ("awak dekat mana sekarang?", "ms"),
        ("Hi, how much is a website?", "en"), ("I would like to know the price", "en"),
        ("can you call me tomorrow after lunch please", "en"), ("do u guys do logos as well", "en"),
        ("we're a small bakery and need an online shop", "en"), ("when could you start and how long does it take", "en"),
    ],
)  # fmt: skip
def test_a_clear_message_decides_wherever_the_phone_is_from(
    text: str, language: Language
) -> None:
    assert decisive(weigh(text))
    assert after(HOME[language], text) == language
    assert after("", text) == language


@pytest.mark.parametrize(
    ("where", "text", "language"),
    [
        ("ID", "Hai, saya nak tanya pasal laman web, macam mana nak mula?", "ms"),
        ("MY", "halo kak, mau tanya dong, bisa bikin website gak?", "id"),
        ("ID", "Hi, how much is a website for a small shop?", "en"),
        ("MY", "Hello, I would like to know the price of a website please", "en"),
        ("SG", "mau tanya harga dong", "id"), ("SG", "nak tanya boleh?", "ms"),
    ],
)  # fmt: skip
def test_somebody_with_a_number_from_abroad_is_answered_in_their_own_language(
    where: str, text: str, language: Language
) -> None:
    assert after(where, text) == language


@pytest.mark.parametrize("current", ["id", "ms", "en"])
@pytest.mark.parametrize(
    "text",
    ["", "ok", "OK siap", "1", "50jt", "RM10k", "Rp 5.000.000", "10-20 juta", "+62 812-3456-7890", "Budi", "PT Maju Jaya",
     "budi@example.com", "https://example.com/saya-mau", "👍", "halo", "hi", "website", "saya boleh", "sudah", "New York",
     "Siti Aminah", "ya", "yes", "no", "STOP", "Kuala Lumpur", "مرحبا", "IG: @kedai.mau", "boleh", "harga?"],
)  # fmt: skip
def test_numbers_names_and_short_words_never_change_it(current: Language, text: str) -> None:
    assert after(HOME[current], text, text, text, text) == current


def test_numbers_names_and_addresses_leave_no_trace() -> None:
    start = begin("MY")

    for text in ["ok", "50jt", "RM10k", "Budi", "a@b.co", "www.mau.co.id", "0812 3456 789"]:
        assert hear(start, text) == start


@pytest.mark.parametrize(
    "text",
    [
        "my throat is sore, coba tomorrow",
        "I want to eat bakso and soto tonight",
        "what's the best nasi lemak in KL?",
        "can you give me the price, thanks ya",
    ],
)
def test_single_words_of_another_language_leave_english_english(text: str) -> None:
    assert after("SG", text) == "en"


@pytest.mark.parametrize(
    ("where", "text", "language"),
    [
        ("SG", "Hi, nak tanya pricing for 50 pax", "ms"),
        ("SG", "boleh send quotation to my email tak", "ms"),
        ("MY", "budget around RM10k for the new website, boleh tak awak", "ms"),
        ("MY", "nak book slot for site visit next week boleh?", "ms"),
        ("MY", "already paid deposit tapi invoice belum dapat lagi", "ms"),
        ("ID", "mau website untuk company profile, how much is it?", "id"),
        ("ID", "please send the proposal ya kak, deadline-nya besok", "id"),
        ("SG", "budget-nya flexible sih, yang penting design-nya bagus", "id"),
    ],
)  # fmt: skip
def test_mixed_with_english_the_other_language_wins(
    where: str, text: str, language: Language
) -> None:
    assert after(where, text) == language


def test_who_changes_over_is_followed_within_two_clear_messages() -> None:
    talk = [
        "halo kak, mau tanya dong",
        "saya mau bikin toko online kak",
        "iya, buat jualan baju",
    ]

    assert after("ID", *talk) == "id"
    assert (
        after(
            "ID",
            *talk,
            "Sorry, my colleague speaks no Indonesian, so let us go on in English.",
            "We would like to know when you can start.",
        )
        == "en"
    )


def test_one_slip_of_the_tongue_changes_nothing() -> None:
    talk = ["halo kak, mau tanya dong", "saya mau bikin toko online kak", "nak"]

    assert after("ID", *talk) == "id"


def test_what_the_person_chose_needs_more_than_a_word_to_change() -> None:
    assert hear(chosen("en", "their own choice"), "boleh kak").language == "en"


def test_the_reason_is_kept_in_words() -> None:
    assert begin("ID").why == "the phone is from ID"
    assert hear(begin("ID"), "nak tanya, macam mana nak beli kat sini?").why.endswith(
        ": Malay words"
    )


def test_what_is_kept_is_read_back() -> None:
    belief = hear(begin("MY"), "could you tell me the price of the website please")

    kept = json.loads(json.dumps(belief.to_json()))
    again = Belief.from_json(belief.language, kept)

    assert again.why == belief.why
    assert again.odds == pytest.approx(belief.odds, abs=0.001)


def test_we_ask_when_several_messages_leave_us_unsure_and_only_once() -> None:
    words_of_both = [
        "saya boleh tanya dulu?",
        "berapa harga untuk tiga orang",
        "saya ada dua anak",
    ]

    unsure = reduce(hear, words_of_both, begin("SG"))

    assert should_ask(unsure)
    assert not should_ask(replace(unsure, asked=True))
    assert not should_ask(reduce(hear, words_of_both[:2], begin("SG")))


@pytest.mark.parametrize("where", ["ID", "MY"])
def test_nobody_is_asked_for_words_that_fit_their_country(where: str) -> None:
    words_of_both = ["saya boleh tanya dulu?", "berapa harga untuk tiga orang", "boleh", "ok"]

    assert not should_ask(reduce(hear, words_of_both * 2, begin(where)))


def test_the_same_words_always_give_the_same_answer() -> None:
    weigh.cache_clear()
    first = weigh("nak tanya is the price ok gimana")
    weigh.cache_clear()

    assert weigh("nak tanya is the price ok gimana") == first


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hola, quiero saber cuánto cuesta una página web", "es"),
        ("Bonjour, je voudrais connaître le prix d'un site", "fr"),
        ("Guten Tag, was kostet bei Ihnen eine neue Webseite", "de"),
        ("Magandang araw po, magkano po ang website ninyo", "tl"),
        ("สวัสดีครับ ผมอยากทราบราคาเว็บไซต์ครับ", "th"),
        ("你好，我想知道做一个网站要多少钱", "zh-cn"),
        ("Здравствуйте, сколько стоит сделать сайт для магазина", "ru"),
    ],
)
def test_another_language_is_noticed(text: str, language: str) -> None:
    assert other_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Hola", "Bonjour monsieur", "ga tau deh min pusing gw mikirinnya", "xtau la camne nk explain benda ni",
        "lorem", "Jalan Kemang Raya Nomor 12 Jakarta", "PT Sumber Rejeki Makmur Sentosa Abadi",
        "Nur Aisyah binti Mohd Faizal Abdullah", "kulo badhe tanglet regine website pinten nggih",
        "sis nak order tudung bawal cotton 2 helai warna maroon", "hello can i get the pricelist for catering ya",
        "+62 812 3456 7890 / +60 12 345 6789", "😀 😀 😀 😀 😀 😀",
    ],
)  # fmt: skip
def test_our_own_languages_and_short_words_are_never_taken_for_another(text: str) -> None:
    assert other_language(text) == ""


def test_langdetect_stays_away_until_it_is_needed() -> None:
    program = (
        "import sys, bot.serve, bot.app, bot.web.hooks, bot.desk.conversation\n"
        "from bot.i18n import detect, other\n"
        "other.other_language('halo kak, mau tanya dong bisa bikin website gak')\n"
        "assert 'langdetect' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mau tanya: https://toko.id/a?b=c, budi@toko.co.id!", ["mau", "tanya"]),
        ("bangeeeet kira2 RM10k-15k, 3 orang", ["banget", "kira", "orang"]),
        ("do'akan ya’elah", ["doakan", "yaelah"]),
    ],
)
def test_only_words_are_left_of_a_message(text: str, left: list[str]) -> None:
    assert words(text) == left


def test_the_command_explains_a_choice() -> None:
    shown = CliRunner().invoke(
        main, ["explain-language", "nak tanya macam mana", "--country", "ID"]
    )

    assert shown.exit_code == 0
    assert "macam mana (Malay)" in shown.output
    assert (
        "before   id +2.6  ms +0.0  en +0.0: Indonesian, the phone is from ID" in shown.output
    )
    assert shown.output.splitlines()[-1].startswith("answer   Malay: ")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("english please", "answer   English from now on, asked for"),
        ("ganti bahasa", "answer   the choice of languages"),
        ("50jt", "answer   Indonesian, as before"),
        (
            "Hola, quiero saber cuánto cuesta una página web",
            "answer   Indonesian, naming the three languages: this is another (es)",
        ),
    ],
)
def test_the_command_tells_what_would_be_answered(text: str, answer: str) -> None:
    shown = CliRunner().invoke(main, ["explain-language", text, "--country", "id"])

    assert shown.output.splitlines()[-1] == answer


ROWS = [
    {"lang": "id", "text": "gimana caranya kak, saya mau pesan", "source": "ours"},
    {"lang": "ms", "text": "macam mana nak buat tempahan ye encik", "source": "ours"},
    {"lang": "en", "text": "how long does it take to build a website", "source": "ours"},
    {"lang": "en", "text": "bisa", "source": "a wrong label"},
]


def test_the_command_measures_a_file_and_prints_nothing_else(tmp_path: Path) -> None:
    file, out = tmp_path / "chats.jsonl", tmp_path / "out.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")

    shown = CliRunner().invoke(
        main, ["bench-language", str(file), "--json", "--predictions", str(out)]
    )
    scores = json.loads(shown.output)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    assert list(scores) == ["macro_f1", "recall", "us_per_message", "rss_mb"]
    assert scores["recall"] == {"id": 100.0, "ms": 100.0, "en": 50.0}
    assert scores["macro_f1"]["5-9"] == 100.0
    assert scores["macro_f1"]["2-4"] is None
    assert [row["got"] for row in rows] == ["id", "ms", "en", "id"]
    assert {name: rows[3][name] for name in ROWS[3]} == ROWS[3]


def test_the_command_shows_people_the_worst_errors(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")

    shown = CliRunner().invoke(main, ["bench-language", str(file)]).output

    assert "en, taken for id: bisa" in shown


def test_a_file_of_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text('{"text": "halo"}\n', encoding="utf-8")

    shown = CliRunner().invoke(main, ["bench-language", str(file)])

    assert shown.exit_code == 2
    assert 'line 1: has no "lang"' in shown.output
